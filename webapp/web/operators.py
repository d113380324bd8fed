"""What operators and their monitors ask."""

from flask import Blueprint
from sqlalchemy import text

from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.extensions import db

bp = Blueprint("operators", __name__)


@bp.get("/healthz")
@requires(Permission.PUBLIC)
def healthz():
    """200 while the app and its database answer."""
    db.session.execute(text("SELECT 1"))
    return {"status": "ok"}, {"Cache-Control": "no-store"}
