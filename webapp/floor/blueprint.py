"""The one blueprint of the floor: `/floor/<country session>` and below."""

from flask import Blueprint

bp = Blueprint("floor", __name__, url_prefix="/floor/<country_session_id>")
