"""The mails about delegations as they arrive: subjects that tell nothing, one text in two dresses, any script."""

import io
import re

import pytest
from pypdf import PdfReader

from tests import factories, pages
from tests.delegations import steps
from webapp import config
from webapp.access.permissions import Role
from webapp.core import jobs

pytestmark = pytest.mark.usefixtures("edition")

EVA = "eva@mission.example"
# Latin with all it has, Arabic, Hebrew, Devanagari, Ethiopic, Georgian, Thai, Chinese; one letter, and two hundred.
PEOPLE = [
    "Ana María Ñúñez d'Œuvre-Łukasz",
    "عبد الرحمن الجزائري",
    "שָׁלוֹם עַלֵיכֶם",
    "नेहा शर्मा",
    "አበበ በቂላ",
    "ნინო ბერიძე",
    "สมชาย ใจดี",
    "王小明",
    "Ö",
    "X" * 200,
]


@pytest.fixture
def arrived(app, smtp, instance):
    """What a real mail server took in, once all that is due has been done: the mails to an address, by subject."""
    settings = config.current()
    config.use(config.read(instance, {"MAIL_URL": smtp.url, "SECRET_KEY": "x"}))

    def collect(to=EVA):
        jobs.work_off()
        return {mail["Subject"]: mail for mail in smtp.messages if mail["To"] == to}

    yield collect
    config.use(settings)


def parts_of(mail):
    plain = mail.get_body(("plain",)).get_content().replace("\r\n", "\n")
    return plain, mail.get_body(("html",)).get_content().replace("\r\n", "\n")


def links_of(html):
    shown = re.findall(r'<a href="([^"]+)">([^<]+)</a>', html)
    assert [href for href, _text in shown] == [text for _href, text in shown]  # a link is what it looks like
    return [href.removeprefix(pages.SITE) for href, _text in shown]


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_text_and_html_say_the_same(app, arrived, language):
    factories.staff(Role.COORDINATOR, EVA)
    steps.register(app.test_client(), *[(name, ["TM"]) for name in PEOPLE], lang=language, email=EVA)
    (proof,) = arrived().values()
    (link,) = pages.links_in(parts_of(proof)[0])
    steps.open_link(app.test_client(), link)
    jobs.work_off()
    steps.answer(steps.coordinator(app), EVA, "confirmation")
    mails = arrived()
    assert len(mails) == 4  # proof, claims, passes, management
    for mail in mails.values():
        text, html = parts_of(mail)
        assert links_of(html) == pages.links_in(text)
        lines = [line.removeprefix("- ") for line in text.split("\n") if line]
        body = re.sub(r"<br>|</(p|li|h2)>", "\n", re.sub("</?bdi>", "", html.partition("<body>")[2]))
        assert [pages.text_of(line) for line in body.split("\n") if pages.text_of(line)] == [
            " ".join(line.split()) for line in lines
        ]


def test_names_of_every_script_arrive_as_they_were_typed_each_with_its_link(app, arrived):
    steps.confirmed(app, *[(name, []) for name in PEOPLE])
    text, html = parts_of(arrived()["Pre-sessions 44: passes of your delegation"])
    assert re.findall(r"^(.+)\n.+\nhttp://", text, re.M) == PEOPLE
    shown = re.findall(r"<strong><bdi>(.+?)</bdi></strong><br>\n.+<br>\n<a href", html)
    assert [pages.text_of(name) for name in shown] == PEOPLE
    assert "\u2068" not in text + html


def test_subjects_name_nobody_and_nothing(app, arrived):
    desk = steps.coordinator(app)
    steps.confirmed(app, ("Ana Rojas", ["TM"]))
    steps.claim(app, email="refused@mission.example")
    steps.answer(desk, "refused@mission.example", "refusal")
    invitation = {"mission": "CL", "email": EVA, "language": "en", "number": steps.uuid4()}
    steps.post(desk, "/desk/editions/44/invitations", steps.MISSIONS, **invitation)
    steps.post(
        desk,
        "/desk/editions/44/invitations",
        steps.MISSIONS,
        **invitation | {"email": "official@x.example", "number": steps.uuid4()},
    )
    subjects = {
        subject for who in (EVA, "refused@mission.example", "official@x.example") for subject in arrived(who)
    }
    assert subjects == {
        "Pre-sessions 44: confirm your e-mail address",
        "Pre-sessions 44: passes of your delegation",
        "Pre-sessions 44: the link to your delegation",
        "Pre-sessions 44: your registration could not be confirmed",
        "Invitation to Pre-sessions 44: register your delegation",
    }


def test_what_can_be_forwarded_manages_nothing(app, arrived):
    _browser, url = steps.confirmed(app)
    mails = arrived()
    (to_pass,) = pages.links_in(parts_of(mails["Pre-sessions 44: passes of your delegation"])[0])
    holder = app.test_client()
    assert steps.open_link(holder, to_pass).headers["Location"].startswith("/passes/")
    assert holder.get(url).status_code == 404
    management = parts_of(mails["Pre-sessions 44: the link to your delegation"])[0]
    assert ("Ana Rojas" in management, len(pages.links_in(management))) == (False, 1)


def test_what_each_expects_to_attend_is_short(app, arrived):
    factories.edition(45, states=("SD", "TD", "CM", "BD", "UZ", "TV"), starts_on=factories.date(2024, 1, 29))
    client, page = app.test_client(), "/editions/45/delegations/new"
    people = [
        ("All", ["all"]),
        ("Five", ["SD", "TD", "CM", "BD", "UZ"]),
        ("Two", ["SD", "TD"]),
        ("None", []),
    ]
    steps.post(client, "/editions/45/delegations", page, **steps.answers(*people))
    steps.opened(app, EVA, "confirm")
    steps.answer(steps.coordinator(app), EVA, "confirmation")
    text, _html = parts_of(arrived()["Pre-sessions 45: passes of your delegation"])
    assert re.findall(r"^(.+)\n(.+)\nhttp://", text, re.M) == [
        ("All", "Expects to attend all country sessions"),
        ("Five", "Expects to attend 5 country sessions"),
        ("Two", "Expects to attend: Sudan and Chad"),
        ("None", "No country session ticked"),
    ]


def files_of(mail):
    return [
        (part.get_filename(), part.get_content_type(), part.get_content()) for part in mail.iter_attachments()
    ]


def test_a_file_to_print_goes_with_the_passes_and_with_no_other_mail(app, arrived):
    steps.confirmed(app, *[(name, ["TM"]) for name in PEOPLE[:4]])
    mails = arrived()
    passes = mails.pop("Pre-sessions 44: passes of your delegation")
    ((name, kind, body),) = files_of(passes)
    assert (name, kind) == ("passes-44.pdf", "application/pdf")
    assert len(PdfReader(io.BytesIO(body)).pages) == 4
    assert "To print them, open the attached file." in parts_of(passes)[0]
    assert [files_of(mail) for mail in mails.values()] == [[], []]


def test_a_pass_that_died_before_the_mail_went_out_is_not_in_the_file(app, arrived):
    browser, url = steps.confirmed(app, ("Ana Rojas", []), ("Ben Diaz", []))
    page = f"{url}/delegates/{steps.delegate('Ana Rojas').id}/withdrawal"
    steps.post(browser, page, page, version="1")
    ((_name, _kind, body),) = files_of(arrived()["Pre-sessions 44: passes of your delegation"])
    (only,) = PdfReader(io.BytesIO(body)).pages
    assert ("Ben Diaz" in only.extract_text(), "Ana" in only.extract_text()) == (True, False)


def test_where_every_pass_died_there_is_no_file(app, arrived):
    browser, url = steps.confirmed(app, ("Ana Rojas", []))
    page = f"{url}/delegates/{steps.delegate('Ana Rojas').id}/withdrawal"
    steps.post(browser, page, page, version="1")
    assert files_of(arrived()["Pre-sessions 44: passes of your delegation"]) == []


@pytest.mark.parametrize(("format", "told"), [("virtual", False), ("in_person", True)])
def test_what_to_bring_is_told_where_there_is_a_place_to_come_to(app, arrived, format, told):
    factories.edition(45, states=("SD",), starts_on=factories.date(2024, 1, 29), format=format)
    client = app.test_client()
    typed = steps.answers(("Ana Rojas", ["SD"]))
    steps.post(client, "/editions/45/delegations", "/editions/45/delegations/new", **typed)
    steps.opened(app, EVA, "confirm")
    steps.answer(steps.coordinator(app), EVA, "confirmation")
    for subject in ("passes of your delegation", "the link to your delegation"):
        text, _html = parts_of(arrived()[f"Pre-sessions 45: {subject}"])
        assert ("What to bring" in text, "UN grounds pass" in text) == (told, told)
        assert "Answer this e-mail, or write to pre-sessions@localhost." in text
