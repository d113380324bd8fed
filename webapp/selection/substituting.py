"""Somebody else takes a place: with a pass and a safety line of their own, mailed to the organisation that applied."""

from webapp.core.transaction import transaction
from webapp.participants.models import Appearance
from webapp.programme import substituting
from webapp.safety import lines as safety_lines
from webapp.selection import mails
from webapp.selection.models import Decision


def substitute(panellist_id: str, *, name: str, appearance: Appearance, seen: str, by: str) -> None:
    """As programme.substituting, whole. Twice is once: one pass, one mail.

    Where nobody applied, the coordinator hands pass and line over.
    """
    with transaction() as session:
        panellist = substituting.substitute(
            session, panellist_id, name=name, appearance=appearance, seen=seen, by=by
        )
        if panellist is None:
            return
        person = panellist.participant
        decision = panellist.application_id and session.get(Decision, panellist.application_id)
        application = decision.application if decision else None
        safety_lines.open(
            session,
            person,
            email=(application.email or str(application.sent["email"])) if application else None,
            locale=person.locale,
            edition=person.edition,
        )
        if decision:
            mails.own_pass(session, decision, person.live_pass)
