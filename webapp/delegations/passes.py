"""Where a delegate's place and a participant's pass meet: handing passes out, and taking them back."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from webapp.core import audit
from webapp.delegations import mails
from webapp.delegations.models import Delegate, DelegateStatus, FocalPoint
from webapp.participants import actions as participants

_VERBS = {DelegateStatus.WITHDRAWN: "withdraw", DelegateStatus.REPLACED: "replace"}


def hand_out(session: Session, focal_point: FocalPoint, delegates: Sequence[Delegate], by: str) -> None:
    """Issues a pass for each, and mails them to `focal_point`; nothing for one that is not confirmed."""
    if not focal_point.is_confirmed:
        return
    for delegate in delegates:
        participants.issue_pass(session, delegate.participant, by)
        session.expire(delegate.participant, ["passes"])
    mails.passes(session, focal_point, delegates)


def take_back(session: Session, delegate: Delegate, status: DelegateStatus, by: str) -> None:
    """Ends a place with the pass that goes with it: at the door it is worth nothing from now on."""
    delegate.end(status)
    participants.expect_at(delegate.participant, [])
    participants.revoke_passes(session, delegate.participant, by)
    audit.record(session, _VERBS[status], "delegate", delegate.id, by=by)
