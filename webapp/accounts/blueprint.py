"""The one blueprint of staff sign-in: `/staff` and below."""

from flask import Blueprint

bp = Blueprint("accounts", __name__, url_prefix="/staff")
