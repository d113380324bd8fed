"""The coordinator takes somebody off the panel who had confirmed: they are written to, and the next one moves up."""

from tests import factories, pages
from tests.selection import steps
from webapp.programme import queries, sittings
from webapp.selection.models import Outcome, Reply


def slot_of(here, name):
    steps.db.session.rollback()
    slots = queries.slots(here.id)
    return next(slot.id for slot in slots if slot.panellist and slot.panellist.participant.name == name)


def take_off(desk, here, name):
    page = f"/desk/country-sessions/{here.id}/statements/{slot_of(here, name)}"
    return pages.submit(desk, page, f"{page}/removal")


def prepared(app, desk, here):
    """One who confirmed, and one who waits."""
    first, second = steps.applied(here, speaker="Ana Rojas"), steps.applied(here, speaker="Ben Diaz")
    steps.accept(desk, first)
    steps.wait(desk, second)
    steps.release(desk)
    steps.confirm(steps.applicant(app, first), first)
    return first, second


def test_the_place_goes_to_the_next(app, desk, here):
    first, second = prepared(app, desk, here)
    browser = steps.applicant(app, first)
    assert take_off(desk, here, "Ana Rojas").status_code == 303
    assert steps.panel(here) == [(None, 2)]
    assert steps.decision(first).reply == Reply.TAKEN_OFF
    assert (steps.decision(second).outcome, steps.decision(second).reply) == (Outcome.ACCEPTED, Reply.OPEN)
    mail = steps.mail_to(first, "took you off the panel")
    assert [word for word in ("Ana", "Organisation", "Turkmenistan") if word in mail.text] == []
    steps.mail_to(second, "A place came free")
    assert "You are no longer on the panel" in steps.says(browser, first)
    assert steps.confirm(browser, first).status_code == 422
    builder = pages.text_of(desk.get(steps.builder(first)).text)
    assert ("Taken off the panel" in builder, "taken off the panel since" in builder) == (True, False)


def test_one_taken_off_by_mistake_is_offered_the_place_again(app, desk, here):
    first, _second = prepared(app, desk, here)
    take_off(desk, here, "Ana Rojas")
    assert steps.act(desk, first, "offer", minutes=6).status_code == 303
    assert steps.confirm(steps.applicant(app, first), first).status_code == 303
    assert steps.panel(here) == [(None, 2), ("Ana Rojas", 6)]


def test_who_was_invited_without_an_application_is_merely_off(desk, here):
    factories.panellist(here, "Cleo Paz")
    assert take_off(desk, here, "Cleo Paz").status_code == 303
    assert (steps.panel(here), steps.mails()) == ([], [])


def test_who_speaks_stays_and_nothing_is_undone(app, desk, here):
    first, second = prepared(app, desk, here)
    before = len(steps.mails())
    sittings.start_statement(here.id, slot_of(here, "Ana Rojas"), version=0, by="test")
    reply = take_off(desk, here, "Ana Rojas")
    assert (reply.status_code, "so it stays on the panel" in pages.text_of(reply.text)) == (422, True)
    assert (steps.decision(first).reply, steps.decision(second).reply) == (Reply.CONFIRMED, None)
    assert len(steps.mails()) == before
