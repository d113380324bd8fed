"""Speakers who travel, what was decided about their grants, and what they do over HTTP."""

import io

from tests import factories, pages
from tests.selection import steps
from webapp.applications.models import Application
from webapp.core import clock
from webapp.core.transaction import transaction
from webapp.editions.models import CountrySession
from webapp.extensions import db
from webapp.travel.models import Budget, GrantDecision, GrantOutcome, GrantReply, Travel

GIVEN, DECLINED = GrantOutcome.GIVEN, GrantOutcome.DECLINED
RATES = {"currency": "CHF", "total": 20_000, "night": 120, "per_diem": 65}


def budget(edition) -> None:
    with transaction() as session:
        session.add(Budget(edition_number=edition.number, **RATES))


def applied(country_session: CountrySession, **answers) -> str:
    return steps.applied(country_session, **{"grant": "yes", **answers})


def seated(country_session: CountrySession, name: str = "Ana Rojas", **answers) -> str:
    """The id of an application by which somebody has a seat."""
    application_id = applied(country_session, speaker=name, **answers)
    panellist = factories.panellist(country_session, name)
    panellist.application_id = application_id
    db.session.commit()
    return application_id


def decided(application_id: str, outcome: GrantOutcome = GIVEN, *, released: bool = True, **values) -> None:
    """A grant of 850 for the flight, five nights and six days, unless `values` say otherwise."""
    now = clock.now()
    given = outcome == GIVEN
    usual = {"airfare": 850, "nights": 5, "days": 6} if given else {}
    with transaction() as session:
        session.add(
            GrantDecision(
                application_id=application_id,
                outcome=outcome,
                decided_at=now,
                released_at=now if released else None,
                reply=GrantReply.OPEN if given and released else None,
                **{**usual, **values},
            )
        )


def decision(application_id: str) -> GrantDecision:
    db.session.rollback()
    return db.session.get_one(GrantDecision, application_id)


def travel(application_id: str) -> Travel | None:
    db.session.rollback()
    return db.session.get(Travel, application_id)


def issue_letter(application_id: str) -> None:
    """As the coordinator does at the desk."""
    with transaction() as session:
        known = session.get(Travel, application_id)
        if known is None:
            known = Travel(application_id=application_id, version=0, changed_at=clock.now())
            session.add(known)
        known.letter_issued_at = clock.now()
        known.version += 1


def withdraw(application_id: str) -> None:
    steps.withdraw(application_id)


def application(application_id: str) -> Application:
    return steps.application(application_id)


# ---- The traveller ----

holder = steps.applicant


def url(application_id: str, page: str = "") -> str:
    return f"/applications/{application_id}/{page}?lang=en".replace("/?", "?")


def says(browser, application_id: str, page: str) -> str:
    """What the main part of a page says."""
    reply = browser.get(url(application_id, page))
    assert reply.status_code == 200, reply.status_code
    return main_of(reply.text)


def main_of(html: str) -> str:
    return pages.text_of(html.partition("<main")[2].partition("</main>")[0].partition(">")[2])


def accept(browser, application_id: str, seen: int | None = None):
    page = url(application_id, "grant-decision")
    seen = decision(application_id).version if seen is None else seen
    return steps.post(browser, page, url(application_id, "grant-acceptance"), seen=seen)


def turn_down(browser, application_id: str):
    page = url(application_id, "grant-decision")
    return steps.post(browser, page, url(application_id, "grant-refusal"))


def keep(browser, application_id: str, **typed):
    """Sends the form of the journey with what its page shows, and `typed` in its place."""
    page = url(application_id, "journey")
    known = travel(application_id)
    typed.setdefault("version", known.version if known else 0)
    return steps.post(browser, page, page, **typed)


def send_receipt(browser, application_id: str, body: bytes | None, name: str = "IMG_0042.jpg", **typed):
    page = url(application_id, "travel-receipts")
    file = {} if body is None else {"file": (io.BytesIO(body), name)}
    said = {"what": "Train to the airport", "amount": "XAF 45 000", **typed}
    data = {"csrf_token": pages.token_in(browser.get(page).text), **said, **file}
    reply = browser.post(page, data=data, content_type="multipart/form-data")
    db.session.rollback()
    return reply
