"""What focal points do, over HTTP, for the tests of delegations and of the desk."""

import re
from uuid import uuid4

from sqlalchemy import select

from tests import factories, pages
from webapp.access.permissions import GrantKind, Role
from webapp.core.outbox import Message
from webapp.delegations.models import Delegate, Delegation, FocalPoint
from webapp.extensions import db
from webapp.participants.models import Participant

NEW = "/editions/44/delegations/new"
SEND = "/editions/44/delegations"
MISSIONS = "/desk/editions/44/missions"


def post(client, url: str, page: str, **fields):
    """Posts the form that the page at `page` holds."""
    return pages.submit(client, page, to=url, **fields)


def answers(*people, mission="CL", name="Eva Soto", email="eva@mission.example", number=None) -> dict:
    """The fields of a registration; `people` are (name, [States])."""
    fields = {"mission": mission, "name": name, "email": email, "number": number or str(uuid4())}
    return fields | rows(*(people or [("Ana Rojas", ["TM"])]))


def rows(*people) -> dict:
    fields = {}
    for index, (name, attends) in enumerate(people):
        fields[f"people-{index}-name"] = name
        fields[f"people-{index}-attends"] = attends
    return fields


def register(client, *people, lang="en", **who):
    reply = post(client, f"{SEND}?lang={lang}", NEW, **answers(*people, **who))
    assert reply.status_code == 303, reply.text
    return reply


def send_bytes(client, url: str, page: str, **fields):
    """As `post`, for values that no browser would send: bytes that are no UTF-8."""
    sent = {"csrf_token": pages.token_in(client.get(page).text), **fields}
    body = b"".join(_part(name, value) for name, values in sent.items() for value in _listed(values))
    return client.post(url, data=body + b"--cut--\r\n", content_type="multipart/form-data; boundary=cut")


def _listed(values) -> list:
    return values if isinstance(values, list) else [values]


def _part(name: str, value: str | bytes) -> bytes:
    raw = value if isinstance(value, bytes) else value.encode()
    return b'--cut\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name.encode(), raw)


def mails(to: str | None = None) -> list[Message]:
    """What waits in the outbox, the oldest first."""
    db.session.rollback()
    waiting = select(Message).order_by(Message.created_at, Message.id)
    return [mail for mail in db.session.scalars(waiting) if to in (None, mail.to)]


def mail(to: str, subject: str) -> Message:
    """The one mail to an address with these words in its subject."""
    (found,) = (mail for mail in mails(to) if subject in mail.subject)
    return found


def links_in(message: Message) -> list[str]:
    return pages.links_in(message.text)


def passes() -> list[Message]:
    return [mail for mail in mails() if "passes of your delegation" in mail.subject]


def people_in(message: Message) -> list[str]:
    """Whose passes a mail holds: the first line of the three that end with a link."""
    return re.findall(r"^(.+)\n.+\nhttp://", message.text, re.M)


def open_link(client, link: str):
    """Presses the button behind a link; the page that it leads to."""
    return post(client, link, link)


def opened(app, to: str, subject: str):
    """A browser of its own in which the link in a mail was opened."""
    browser = app.test_client()
    (link,) = links_in(mail(to, subject))
    assert open_link(browser, link).status_code == 303
    return browser


def claim(app, *people, **who):
    """Registers and proves the address; the focal point's browser, and the address of the delegation."""
    register(app.test_client(), *people, **who)
    email = who.get("email", "eva@mission.example")
    return opened(app, email, "confirm your e-mail address"), address(email)


def confirmed(app, *people, **who):
    """As `claim`, and the coordinator says yes."""
    browser, url = claim(app, *people, **who)
    answer(coordinator(app), who.get("email", "eva@mission.example"), "confirmation")
    return browser, url


def coordinator(app):
    """The browser of a coordinator."""
    browser = app.test_client()
    factories.sign_in(browser, GrantKind.STAFF, "1" * 20, Role.COORDINATOR)
    return browser


def answer(desk, email: str, act: str):
    """The coordinator's yes ("confirmation") or no ("refusal") to the claim of an address."""
    return post(desk, f"/desk/claims/{focal_point(email).id}/{act}", MISSIONS)


def focal_point(email: str) -> FocalPoint:
    db.session.rollback()
    return db.session.scalars(select(FocalPoint).where(FocalPoint.email == email)).one()


def address(email: str) -> str:
    return f"/delegations/{focal_point(email).delegation_id}"


def delegate(name: str) -> Delegate:
    db.session.rollback()
    named = select(Delegate).join(Delegate.participant).where(Participant.name == name)
    return db.session.scalars(named).one()


def stored() -> list[tuple[str, str, list[str], str]]:
    """Each delegate: mission, name, States whose country sessions are ticked, status."""
    db.session.rollback()
    every = select(Delegate, Delegation).join(Delegate.delegation)
    found = db.session.execute(every.order_by(Delegation.mission, Delegate.position, Delegate.id))
    return [
        (
            delegation.mission,
            row.participant.name,
            [at.state for at in row.participant.expected_at],
            row.status,
        )
        for row, delegation in found
    ]
