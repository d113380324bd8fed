"""The safety line of one panellist: the one blueprint of these pages."""

from email.utils import parseaddr

from flask import Blueprint

from webapp import config
from webapp.editions import words

bp = Blueprint("safety", __name__)


@bp.context_processor
def _always_at_hand() -> dict[str, object]:
    """How an edition is put into words, and whom to write to."""
    return {"words": words, "secretariat": parseaddr(config.current().mail_from)[1]}
