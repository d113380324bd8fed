"""The deadline: the last minute counts whole, nothing is taken after it, and nothing that was typed is lost."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests import pages
from tests.applications import steps
from webapp.applications.models import Application
from webapp.core import clock
from webapp.core.transaction import transaction
from webapp.editions.models import CountrySessionStatus

SECOND = timedelta(seconds=1)
# Both days on which the clocks of Geneva change, and an ordinary one: the last day, and the instant that is too late.
DEADLINES = [
    (date(2023, 5, 31), datetime(2023, 5, 31, 22, tzinfo=UTC)),
    (date(2023, 3, 26), datetime(2023, 3, 26, 22, tzinfo=UTC)),
    (date(2023, 10, 29), datetime(2023, 10, 29, 23, tzinfo=UTC)),
]


def filled(client) -> str:
    url = steps.begin(client)
    steps.fill(client, url)
    return url


def ready_to_send(client, url) -> dict:
    """The form of the page that sends, as it was loaded in time."""
    page = client.get(f"{url}/check?lang=en").text
    return {"csrf_token": pages.token_in(page), "version": steps.stored(url).version}


@pytest.mark.parametrize(("last_day", "too_late"), DEADLINES)
def test_the_last_second_counts_and_the_next_does_not(app, client, last_day, too_late):
    steps.edition(
        call_opens_on=date(2023, 1, 9),
        call_closes_on=last_day,
        starts_on=date(2023, 12, 4),
        ends_on=None,
        number=44,
    )
    clock.set_for_tests(too_late - timedelta(days=1))
    urls = [filled(client) for _ in range(3)]
    forms = [ready_to_send(client, url) for url in urls]
    codes = []
    instants = (too_late - 61 * SECOND, too_late - SECOND, too_late)  # 23:58:59, 23:59:59, 00:00:00
    for url, form, instant in zip(urls, forms, instants, strict=True):
        clock.set_for_tests(instant)
        codes.append(client.post(f"{url}/sending", data=form).status_code)
    assert codes == [303, 303, 422]
    assert [steps.stored(url).status for url in urls] == ["sent", "sent", "draft"]


def test_one_second_late_it_is_kept_and_refused_clearly(call, client):
    url = filled(client)
    form, answers = ready_to_send(client, url), steps.stored(url).answers
    clock.set_for_tests(steps.CLOSES)
    reply = client.post(f"{url}/sending?lang=en", data=form)
    said = pages.text_of(reply.text)
    assert "This was not sent The deadline has passed" in said
    assert "Nothing that you wrote is lost" in said
    assert "We watch prisons" in said
    application = steps.stored(url)
    assert (application.status, application.answers, application.sent, steps.mails()) == (
        "draft",
        answers,
        None,
        [],
    )


def test_afterwards_it_can_be_read_whole_and_no_more(call, client):
    url = filled(client)
    clock.set_for_tests(steps.CLOSES)
    page = client.get(f"{url}?lang=en").text
    said = pages.text_of(page)
    assert "Not sent The deadline has passed, so this application can no longer be changed or sent." in said
    assert "Write to the secretariat: it can give you a deadline of your own." in said
    assert "The deadline was Wednesday 31 May 2023, 23:59, Geneva time (Europe/Zurich)." in said
    for typed in ("Burkina Faso", "Ligue des droits", "Awa Traoré", "Signal, after 18:00", "Moussa Agbéko"):
        assert typed in said
    assert (f"{url}/about" in page, f"{url}/check" in page) == (False, False)
    for step in ("about", "work", "check"):
        reply = client.get(f"{url}/{step}?lang=en")
        assert (reply.status_code, reply.headers["Location"]) == (303, f"{url}?lang=en")


def test_what_is_typed_too_late_is_not_taken_and_stays_on_the_page(call, client):
    url = filled(client)
    token = pages.token_in(client.get(f"{url}/work").text)
    before = steps.stored(url).answers
    clock.set_for_tests(steps.CLOSES)
    reply = client.post(f"{url}/work?lang=en", data={"csrf_token": token, "work": "My last words"})
    assert reply.status_code == 422
    assert "This was not saved The deadline has passed" in pages.text_of(reply.text)
    assert "My last words</textarea>" in reply.text
    headers = {"X-CSRFToken": token, "Accept": "application/json"}
    reply = client.post(f"{url}/answers?lang=en", data={"work": "My last words"}, headers=headers)
    assert (reply.status_code, reply.json["error"].startswith("The deadline has passed")) == (422, True)
    assert steps.stored(url).answers == before


def test_what_was_sent_in_time_stands_and_so_does_its_receipt(call, client):
    url = steps.sent(client)
    steps.autosave(client, url, {"issues": "Changed, and not sent again"})
    form = {"csrf_token": pages.token_in(client.get(url).text), "version": steps.stored(url).version}
    clock.set_for_tests(steps.CLOSES)
    said = steps.said(client, url)
    assert "did not send it again before the deadline. What you sent stands." in said
    assert "Changed, and not sent again" in said.partition("What stands in the form, and was not sent")[2]
    assert client.post(f"{url}/sending", data=form).status_code == 422
    assert steps.stored(url).sent["issues"] == "Prisons without doctors."
    assert "Prisons without doctors." in steps.said(client, f"{url}/receipt")
    assert client.get(f"{url}.pdf").status_code == 200


def test_the_second_press_of_the_last_second_is_answered_as_the_first(call, client):
    url = filled(client)
    form = ready_to_send(client, url)
    clock.set_for_tests(steps.CLOSES - SECOND)
    assert client.post(f"{url}/sending", data=form).status_code == 303
    clock.set_for_tests(steps.CLOSES)
    assert client.post(f"{url}/sending", data=form).status_code == 303
    assert len(steps.mails()) == 1


def test_a_deadline_of_ones_own_opens_it_again(call, client):
    url = filled(client)
    clock.set_for_tests(steps.CLOSES + SECOND)
    assert "Not sent" in steps.said(client, url)
    application_id = steps.stored(url).id
    with transaction() as session:
        session.get_one(Application, application_id).late_until = steps.CLOSES + timedelta(days=2)
    assert "until Friday 2 June 2023, 23:59, Geneva time" in steps.said(client, url)
    assert steps.send(client, url).status_code == 303


def test_a_state_that_closes_later_can_still_be_sent(call, client):
    url, other = filled(client), steps.begin(client, state="CO")
    steps.fill(client, other)
    with steps.changed(call) as edition:
        edition.country_sessions[3].closes_on = date(2023, 6, 10)
    clock.set_for_tests(steps.CLOSES)
    assert "Not sent" in steps.said(client, url)
    assert steps.send(client, other).status_code == 303


def test_a_country_session_that_will_not_be_held_can_be_exchanged_for_another(call, client):
    url = filled(client)
    with steps.changed(call) as edition:
        edition.country_sessions[1].status = CountrySessionStatus.NOT_HELD
    assert "will not be held" in steps.said(client, url)
    reply = steps.post(client, f"{url}/about", **(steps.ANSWERS["about"] | {"state": "CO"}))
    assert reply.status_code == 303
    assert steps.send(client, url).status_code == 303
