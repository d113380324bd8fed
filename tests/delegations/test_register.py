"""Registering: one sitting, answers checked before they are sent, one delegation for each mission."""

import re
import threading
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests import factories, pages
from tests.delegations import steps
from webapp.core import limits
from webapp.delegations.models import Delegation, FocalPoint
from webapp.extensions import db

pytestmark = pytest.mark.usefixtures("edition")


def test_the_form_offers_every_mission_and_presets_nothing(client):
    page = client.get(steps.NEW).text
    assert len(re.findall(r"<option value=", page)) == 1 + 203
    assert " checked" not in page
    assert " selected" not in page
    assert page.count("<legend") == 2  # one delegate, and what they attend


def test_without_a_script_a_row_is_added_and_all_that_was_typed_is_kept(client):
    typed = steps.answers(("Ana Rojas", ["TM", "BF"]), email="eva@", name="Eva Soto")
    page = steps.post(client, steps.NEW, steps.NEW, step="add", **typed)
    assert page.status_code == 200
    assert page.text.count('<legend class="large">') == 2
    for kept in ('value="Ana Rojas"', 'value="Eva Soto"', 'value="eva@"', typed["number"]):
        assert kept in page.text
    assert re.findall(r'value="(\w+)" checked', page.text) == ["TM", "BF"]
    assert '<option selected value="CL">' in page.text
    assert "There is a problem" not in page.text


def test_a_row_is_removed_and_the_others_are_kept(client):
    typed = steps.answers(("Ana Rojas", ["TM"]), ("Ben Diaz", ["BF"]), ("Cleo Paz", ["CO"]))
    page = steps.post(client, steps.NEW, steps.NEW, step="remove-1", **typed).text
    assert re.findall(r'name="people-(\d)-name" type="text" value="([^"]*)"', page) == [
        ("0", "Ana Rojas"),
        ("1", "Cleo Paz"),
    ]
    assert re.findall(r'name="people-(\d)-attends" id="[^"]+" value="(\w+)" checked', page) == [
        ("0", "TM"),
        ("1", "CO"),
    ]


def test_with_htmx_the_rows_alone_come_back(client):
    typed = steps.answers() | {"csrf_token": pages.token_in(client.get(steps.NEW).text), "step": "add"}
    part = client.post(steps.NEW, data=typed, headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert part.text.strip().startswith('<div id="people"')
    assert part.text.count('<legend class="large">') == 2
    assert "csrf_token" not in part.text


def test_rows_stop_at_fifty(client):
    typed = steps.answers(*[(f"Delegate {n}", []) for n in range(50)])
    page = steps.post(client, steps.NEW, steps.NEW, step="add", **typed).text
    assert page.count('<legend class="large">') == 50
    assert "Add another delegate" not in page


def test_answers_are_checked_and_may_be_changed_with_everything_kept(client):
    typed = steps.answers(("Ana Rojas", ["all"]), ("Ben Diaz", []), ("", []))
    page = steps.post(client, steps.NEW, steps.NEW, **typed)
    assert page.status_code == 200
    said = pages.text_of(page.text)
    assert "Permanent Mission of Chile" in said
    assert "Ana Rojas All country sessions Ben Diaz No country session ticked" in said
    assert steps.stored() == []

    carried = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', page.text))
    back = client.post(steps.NEW, data=carried | {"step": "change"}).text
    assert 'value="Ana Rojas"' in back
    assert 'value="Ben Diaz"' in back
    assert re.findall(r'value="(\w+)" checked', back) == ["all"]
    assert '<option selected value="CL">' in back


def test_a_registration_is_kept_and_a_link_proves_the_address(client):
    steps.register(client, ("Ana Rojas", ["all"]), ("Ben Diaz", ["CO", "TM"]))
    assert steps.stored() == [
        ("CL", "Ana Rojas", list(factories.STATES), "registered"),
        ("CL", "Ben Diaz", ["TM", "CO"], "registered"),
    ]
    (mail,) = steps.mails()
    assert mail.to == "eva@mission.example"
    assert len(steps.links_in(mail)) == 1
    # A stranger may have typed this address: the mail carries nothing else that they typed.
    carried = pages.without_tokens(mail.subject + mail.text)
    assert [typed for typed in ("Ana", "Eva") if typed in carried] == []


def test_the_answer_is_the_same_whatever_the_address(app):
    steps.confirmed(app)
    numbers = [str(uuid4()), str(uuid4())]
    known = steps.register(app.test_client(), email="eva@mission.example", number=numbers[0])
    unknown = steps.register(app.test_client(), email="new@mission.example", number=numbers[1])
    where = "/editions/44/delegations/registered?form=%s&lang=en"
    replies = [known, unknown]
    assert [reply.headers["Location"] for reply in replies] == [where % number for number in numbers]
    shown = [
        app.test_client().get(reply.headers["Location"]).text.replace(number, "")
        for reply, number in zip(replies, numbers, strict=True)
    ]
    assert shown[0] == shown[1]
    assert "Open the link in that e-mail" in shown[0]


def test_the_page_after_it_says_that_this_very_form_is_received(client):
    """The device that kept it forgets it then, and not before."""
    sent, other = str(uuid4()), str(uuid4())
    steps.register(client, number=sent)
    page = "/editions/44/delegations/registered"
    assert f'data-received="{sent}"' in client.get(f"{page}?form={sent}").text
    for form in (other, "", "x", "%00", "%ff", sent[:-1], sent.upper(), '"><b>', "9" * 5000):
        reply = client.get(f"{page}?form={form}")
        assert (reply.status_code, "data-received" in reply.text) == (200, False)


def test_the_same_form_twice_has_one_effect_and_the_same_answer(client):
    typed = steps.answers()
    first = steps.post(client, steps.SEND, steps.NEW, **typed)
    again = steps.post(client, steps.SEND, steps.NEW, **typed)
    assert (first.status_code, first.headers["Location"]) == (again.status_code, again.headers["Location"])
    assert len(steps.stored()) == 1
    assert len(steps.mails()) == 1


def test_the_same_form_with_other_answers_loses_nothing_in_silence(client):
    typed = steps.answers()
    steps.post(client, steps.SEND, steps.NEW, **typed)
    more = typed | steps.rows(("Ana Rojas", ["TM"]), ("Ben Diaz", []))
    reply = steps.post(client, steps.SEND, steps.NEW, **more)
    assert reply.status_code == 409
    assert "This form was sent already, with other answers" in reply.text
    assert "Ben Diaz" in reply.text
    assert len(steps.stored()) == 1


def test_two_who_register_one_mission_at_the_same_instant_get_one_delegation(app):
    clients = [app.test_client() for _ in range(8)]
    forms = [
        steps.answers((f"Delegate {n}", ["TM"]), email=f"fp{n}@mission.example")
        | {"csrf_token": pages.token_in(client.get(steps.NEW).text)}
        for n, client in enumerate(clients)
    ]
    together, statuses = threading.Barrier(len(clients)), []

    def send(client, form):
        together.wait()
        statuses.append(client.post(steps.SEND, data=form).status_code)

    threads = [threading.Thread(target=send, args=pair) for pair in zip(clients, forms, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [303] * 8
    db.session.rollback()
    assert len(db.session.scalars(select(Delegation)).all()) == 1
    assert len(db.session.scalars(select(FocalPoint)).all()) == 8
    assert sorted(row[1] for row in steps.stored()) == [f"Delegate {n}" for n in range(8)]
    assert sorted(d.position for d in db.session.scalars(select(steps.Delegate))) == list(range(1, 9))


def test_after_the_week_the_page_says_so_and_nothing_is_kept(app, client):
    factories.edition(30, starts_on=factories.date(2018, 4, 10), ends_on=factories.date(2018, 4, 13))
    page = client.get("/editions/30/delegations/new")
    assert page.status_code == 200
    assert "Registration is closed" in page.text
    typed = steps.answers() | {"csrf_token": pages.token_in(client.get(steps.NEW).text)}
    reply = client.post("/editions/30/delegations", data=typed)
    assert reply.status_code == 422
    assert "This week is over" in reply.text
    assert "Ana Rojas" in reply.text
    assert steps.stored() == []


def test_one_address_typed_too_often_is_put_off_with_everything_kept(app, client):
    known = steps.answers()
    for _ in range(5):
        steps.register(client)
    reply = steps.post(client, steps.SEND, steps.NEW, **known)
    assert reply.status_code == 429
    assert "Ana Rojas" in reply.text
    assert len(steps.mails()) == 5
    limits.forget_all()


def test_the_page_and_the_mail_are_in_the_readers_language(client):
    assert '<html lang="fr"' in client.get(f"{steps.NEW}?lang=fr").text
    steps.register(client, lang="fr")
    (mail,) = steps.mails()
    assert mail.locale == "fr"
    assert "Mission permanente du Chili" in mail.text
    assert steps.links_in(mail)[0].endswith("?lang=fr")


def test_the_first_view_is_small(client):
    page = client.get(steps.NEW, headers={"Accept-Encoding": "gzip"})
    assert page.status_code == 200
    parts = re.findall(r'(?:href|src)="(/static/[^"]+)"', client.get(steps.NEW).text)
    sizes = {part: len(client.get(part, headers={"Accept-Encoding": "gzip"}).data) for part in set(parts)}
    assert len(page.data) + sum(sizes.values()) <= 25_000, (len(page.data), sizes)
