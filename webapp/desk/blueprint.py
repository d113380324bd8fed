"""The one blueprint of the desk: `/desk` and below."""

from flask import Blueprint

bp = Blueprint("desk", __name__, url_prefix="/desk")
