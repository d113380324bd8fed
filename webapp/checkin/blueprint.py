"""The one blueprint of the doors: `/door` and below."""

import re

from flask import Blueprint

from webapp.core import ids
from webapp.core.refused import NotThere

bp = Blueprint("checkin", __name__, url_prefix="/door")

_ID = re.compile(rf"[0-9a-f]{{{ids.LENGTH}}}")


def fit(an_id: str) -> str:
    """An id that the database may be asked for. Raises NotThere."""
    if not _ID.fullmatch(an_id):
        raise NotThere
    return an_id
