"""An applicant's travel grant and journey: the one blueprint of these pages."""

from flask import Blueprint

bp = Blueprint("travel", __name__)
