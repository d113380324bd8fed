"""The one blueprint of the call and of applications, and how often one address of the network may send."""

from email.utils import parseaddr

from flask import Blueprint

from webapp import config
from webapp.editions import words

bp = Blueprint("applications", __name__)

# Many applicants can share one address, that of a training room or of a VPN: it alone must never lock one out.
BY_HOST = "300 per hour"


@bp.context_processor
def _always_at_hand() -> dict[str, object]:
    """How an edition is put into words, and whom to write to: what every page of an applicant's way may say."""
    return {"words": words, "secretariat": parseaddr(config.current().mail_from)[1]}
