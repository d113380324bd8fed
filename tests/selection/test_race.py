"""Two at the same instant: one effect, whoever comes first, and nobody is told that something went wrong."""

from datetime import timedelta

import pytest

from tests import pages
from tests.selection import steps
from webapp.core import clock
from webapp.extensions import db
from webapp.participants.models import Pass
from webapp.programme.models import Panellist
from webapp.selection import silence
from webapp.selection.models import Outcome, Reply

TIMES = 5


def test_two_coordinators_decide_on_one_application(app, edition, here, at_once):
    one, other = steps.coordinator(app), steps.coordinator(app)
    for _ in range(TIMES):
        application_id = steps.applied(here)
        page = steps.builder(application_id)
        found = at_once(
            pages.pressing(
                one, page, f"{page}/applications/{application_id}/acceptance", seen="0", minutes=7
            ),
            pages.pressing(other, page, f"{page}/applications/{application_id}/omission", seen="0"),
        )
        assert sorted(found) == [303, 409]
        outcome = steps.decision(application_id).outcome
        assert outcome == (Outcome.ACCEPTED if found[0] == 303 else Outcome.DECLINED)


def test_two_coordinators_give_one_speaker_two_rooms(app, edition, at_once):
    first, second = edition.country_sessions[:2]
    second.starts_at = first.starts_at
    db.session.commit()
    desks = [steps.coordinator(app) for _ in range(2)]
    for number in range(TIMES):
        ids = [steps.applied(place, "Red", speaker=f"Speaker of both {number}") for place in (first, second)]
        pressed = []
        for desk, application_id in zip(desks, ids, strict=True):
            page = steps.builder(application_id)
            to = f"{page}/applications/{application_id}/acceptance"
            pressed.append(pages.pressing(desk, page, to, seen="0", minutes=7))
        assert sorted(at_once(*pressed)) == [303, 422]
        assert [steps.decision(each) is None for each in ids].count(True) == 1


def test_the_release_is_pressed_twice_at_once(app, edition, here, at_once):
    desks = [steps.coordinator(app) for _ in range(2)]
    for _ in range(8):
        steps.accept(desks[0], steps.applied(here))
    seen = steps.seen_in(desks[0].get(steps.RELEASE, query_string=steps.UNTIL).text)
    typed = {**steps.UNTIL, "seen": seen}
    found = at_once(*(pages.pressing(desk, steps.RELEASE, steps.RELEASE, **typed) for desk in desks))
    assert found == [303, 303]
    assert len(steps.mails()) == 8


@pytest.fixture
def offered(app, edition, here):
    """Somebody with a place and somebody who waits, in a country session of their own."""

    def make():
        desk = steps.coordinator(app)
        first, second = steps.applied(here), steps.applied(here)
        steps.accept(desk, first)
        steps.wait(desk, second)
        steps.release(desk)
        return first, second

    return make


def test_confirming_twice_at_once_seats_once(app, offered, at_once):
    for number in range(1, TIMES + 1):
        first, _second = offered()
        browsers = [steps.applicant(app, first) for _ in range(2)]
        confirmation = f"/applications/{first}/confirmation"
        pressed = [pages.pressing(browser, steps.page_of(first), confirmation) for browser in browsers]
        assert at_once(*pressed) == [303, 303]
        assert len(db.session.scalars(db.select(Panellist)).all()) == number
        assert len(db.session.scalars(db.select(Pass)).all()) == number
        assert len(steps.mails_to(first)) == 3


def test_confirming_while_another_window_turns_down(app, offered, at_once):
    for _ in range(TIMES):
        first, second = offered()
        browsers = [steps.applicant(app, first) for _ in range(2)]
        page = steps.page_of(first)
        found = at_once(
            pages.pressing(browsers[0], page, f"/applications/{first}/confirmation"),
            pages.pressing(browsers[1], page, f"/applications/{first}/refusal"),
        )
        # Turning down ends it, before or after the confirmation.
        assert found in ([303, 303], [422, 303])
        assert steps.decision(first).reply == Reply.TURNED_DOWN
        assert steps.decision(second).reply == Reply.OPEN


def test_two_places_come_free_at_once(app, here, at_once):
    """Each goes to somebody else."""
    for _ in range(TIMES):
        desk = steps.coordinator(app)
        leave, wait = ([steps.applied(here) for _ in range(2)] for _ in range(2))
        for application_id in leave:
            steps.accept(desk, application_id)
        for application_id in wait:
            steps.wait(desk, application_id)
        steps.release(desk)
        found = at_once(
            *(
                pages.pressing(
                    steps.applicant(app, each), steps.page_of(each), f"/applications/{each}/refusal"
                )
                for each in leave
            )
        )
        assert found == [303, 303]
        assert [steps.decision(each).reply for each in wait] == [Reply.OPEN, Reply.OPEN]
        assert {steps.decision(each).position for each in wait} == {
            steps.decision(each).position for each in leave
        }
        for application_id in wait:
            steps.turn_down(steps.applicant(app, application_id), application_id)


def test_the_last_second_against_the_end(app, here, offered, at_once):
    """The job believes that the date has come, the applicant that it has not: one of them was first."""
    for _ in range(TIMES):
        first, second = offered()
        until = steps.decision(first).reply_until
        clock.set_for_tests(until - timedelta(seconds=1))
        browser = steps.applicant(app, first)
        press = pages.pressing(browser, steps.page_of(first), f"/applications/{first}/confirmation")
        before = len(db.session.scalars(db.select(Panellist)).all())

        def end(first=first, until=until):
            clock.set_for_tests(until)
            silence.lapse(first)

        status, _none = at_once(press, end)
        seated = len(db.session.scalars(db.select(Panellist)).all()) - before
        replies = (status, steps.decision(first).reply, steps.decision(second).reply, seated)
        assert replies in ((303, Reply.CONFIRMED, None, 1), (422, Reply.LAPSED, Reply.OPEN, 0))
        clock.set_for_tests(steps.JUNE)


def test_two_windows_name_somebody_for_one_place(app, offered, at_once):
    for _ in range(TIMES):
        first, _second = offered()
        assert steps.confirm(steps.applicant(app, first), first).status_code == 303
        seat = db.session.scalars(db.select(Panellist).where(Panellist.application_id == first)).one()
        page, seen = f"/panellists/{seat.id}/substitution", seat.participant_id
        passes = len(db.session.scalars(db.select(Pass)).all())
        pressed = [
            pages.pressing(steps.applicant(app, first), page, page, name=name, appearance="public", seen=seen)
            for name in ("Berta Luna", "Carla Sol")
        ]
        assert sorted(at_once(*pressed)) == [303, 409]
        assert len(db.session.scalars(db.select(Pass)).all()) == passes + 1
