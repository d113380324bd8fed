"""What was promised by mail is delivered, whatever the server's temper, and is forgotten once it was handed over."""

from datetime import timedelta

import pytest
from flask import Blueprint

from tests import pages
from webapp import config
from webapp.core import clock, jobs, outbox
from webapp.core.outbox import Message
from webapp.core.transaction import transaction
from webapp.extensions import db

LINK = "http://localhost:8000/links/abc?lang=en"


@pytest.fixture
def template(app):
    """A mail of the tests' own: the outbox knows no feature."""
    app.register_blueprint(Blueprint("letters_of_tests", __name__, template_folder="templates"))


def promise(name: str = "Ana") -> None:
    with transaction() as session:
        outbox.put(session, to="ana@example.org", locale="en", template="test/hello", name=name, link=LINK)


def waiting() -> int:
    db.session.remove()
    return db.session.scalar(db.select(db.func.count()).select_from(Message))


def test_without_a_server_each_message_is_a_file(template, instance):
    promise()
    assert jobs.work_off() == 1
    (mail,) = pages.mails_in(instance / "mail")
    assert (mail["To"], mail["Subject"], mail["Content-Language"]) == ("ana@example.org", "Hello Ana", "en")
    assert pages.body_of(mail) == f"Good day, Ana.\n\n- one\n- Ana\n\n{LINK}\n"
    assert f'<a href="{LINK}">{LINK}</a>' in mail.get_body(("html",)).get_content()
    assert waiting() == 0


def test_what_a_person_typed_stays_text(template, instance):
    promise("<b>Ana</b>")
    jobs.work_off()
    (mail,) = pages.mails_in(instance / "mail")
    html = mail.get_body(("html",))
    assert "<p>Good day, &lt;b&gt;Ana&lt;/b&gt;.</p>" in html.get_content()


@pytest.fixture
def by_smtp(template, smtp, instance):
    settings = config.current()
    config.use(config.read(instance, {"MAIL_URL": smtp.url, "SECRET_KEY": "x"}))
    yield smtp
    config.use(settings)


def test_by_smtp_it_arrives_once(by_smtp):
    promise()
    assert (jobs.work_off(), jobs.work_off()) == (1, 0)
    assert [mail["Subject"] for mail in by_smtp.messages] == ["Hello Ana"]


@pytest.mark.parametrize("temper", ["refuse", "later"])
def test_a_server_that_refuses_delays_it_and_loses_nothing(by_smtp, temper):
    promise()
    by_smtp.mode = temper
    assert (jobs.work_off(), waiting()) == (0, 1)
    by_smtp.mode = "accept"
    assert jobs.work_off() == 0  # not yet: it waits before it tries again
    clock.set_for_tests(clock.now() + timedelta(minutes=1))
    assert (jobs.work_off(), waiting(), len(by_smtp.messages)) == (1, 0, 1)


def test_a_repeated_message_keeps_its_id(by_smtp):
    promise()
    message_id = db.session.scalars(db.select(Message.id)).one()
    db.session.remove()
    outbox._send(outbox._as_email(db.session.get(Message, message_id)), by_smtp.url)  # sent, and then killed
    jobs.work_off()
    first, second = by_smtp.messages
    assert first["Message-ID"] == second["Message-ID"] == f"<{message_id}@localhost>"
