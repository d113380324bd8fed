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


def promise(name: str = "Ana", to: str = "ana@example.org", **more) -> None:
    with transaction() as session:
        outbox.put(session, to=to, locale="en", template="test/hello", name=name, link=LINK, **more)


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


def test_it_is_said_to_be_ours_and_written_by_no_person(by_smtp):
    promise()
    jobs.work_off()
    (mail,) = by_smtp.messages
    told = {name: mail[name] for name in ("From", "Reply-To", "To", "Auto-Submitted", "Date")}
    assert told == {
        "From": "UPR Pre-sessions <pre-sessions@localhost>",
        "Reply-To": "UPR Pre-sessions <pre-sessions@localhost>",
        "To": "ana@example.org",
        "Auto-Submitted": "auto-generated",
        "Date": "Mon, 28 Aug 2023 08:30:00 +0000",
    }
    parts = [(part.get_content_type(), part["Content-Transfer-Encoding"]) for part in mail.walk()]
    assert parts == [
        ("multipart/alternative", None),
        ("text/plain", "quoted-printable"),
        ("text/html", "quoted-printable"),
    ]


LONG = "ጠቅላላ ስም " * 12 + "Ελένη \u0627\u0644\u062d\u0633\u0646 नेहा"


def test_no_line_on_the_wire_is_long_and_no_byte_is_above_seven_bits(template, instance):
    promise(LONG)
    jobs.work_off()
    (file,) = (instance / "mail").glob("*.eml")
    lines = file.read_bytes().split(b"\n")
    assert max(len(line) for line in lines) <= 78
    assert file.read_bytes().isascii()
    (mail,) = pages.mails_in(instance / "mail")
    assert (LONG in pages.body_of(mail), LONG in mail["Subject"]) == (True, True)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("ana@bücher.example", "ana@xn--bcher-kva.example"),
        ("ana@straße.example", "ana@xn--strae-oqa.example"),
    ],
)
def test_a_domain_in_other_letters_goes_by_its_ascii_name(by_smtp, address, shown):
    promise(to=address)
    jobs.work_off()
    assert ([mail["To"] for mail in by_smtp.messages], by_smtp.recipients) == ([shown], [[shown]])


@pytest.fixture
def attached():
    """A kind of attachment of the tests' own, made of what is in this list when the mail is delivered."""
    there = []

    @outbox.attaches("test")
    def compose(ids, locale):
        found = [each for each in ids if each in there]
        body = " ".join([locale, *found]).encode()
        return outbox.Attachment("names-nobody.pdf", "application/pdf", body) if found else None

    return there


def files_of(mail) -> list[tuple]:
    return [
        (part.get_filename(), part.get_content_type(), part.get_content()) for part in mail.iter_attachments()
    ]


def test_a_file_is_made_when_the_mail_is_delivered_and_not_when_it_is_promised(by_smtp, attached):
    attached += ["one", "two"]
    promise(attachment="test", attached_ids=["one", "two"])
    attached.remove("two")
    jobs.work_off()
    (mail,) = by_smtp.messages
    assert files_of(mail) == [("names-nobody.pdf", "application/pdf", b"en one")]
    assert f'<a href="{LINK}">{LINK}</a>' in mail.get_body(("html",)).get_content()
    assert pages.body_of(mail).splitlines() == ["Good day, Ana.", "", "- one", "- Ana", "", LINK]


def test_a_file_of_which_nothing_is_left_is_left_out(by_smtp, attached):
    promise(attachment="test", attached_ids=["one"])
    jobs.work_off()
    (mail,) = by_smtp.messages
    assert (files_of(mail), mail["Subject"]) == ([], "Hello Ana")


def test_a_file_that_cannot_be_made_yet_delays_the_mail_and_loses_nothing(by_smtp):
    broken = [True]

    @outbox.attaches("broken")
    def compose(ids, locale):
        if broken:
            raise jobs.NotNow("no printer")

    promise(attachment="broken", attached_ids=["one"])
    assert (jobs.work_off(), waiting(), by_smtp.messages) == (0, 1, [])
    broken.clear()
    clock.set_for_tests(clock.now() + timedelta(minutes=1))
    assert (jobs.work_off(), waiting(), len(by_smtp.messages)) == (1, 0, 1)
