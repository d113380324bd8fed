"""Every page of an applicant's way: nothing that axe finds, nothing that scrolls sideways, by day and by night."""

import pytest

from tests.applications import steps
from tests.checkers import axe_problems
from webapp.applications import drafts, sending
from webapp.applications.models import Application
from webapp.extensions import db

LOOKS = [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")]
STEPS = ("about", "organisation", "contact", "work", "statement", "people", "submission", "public", "travel")
PUBLIC = ("new", "link", "link/sent", "erased")


@pytest.fixture
def written(draft) -> str:
    """A draft in which every question is answered, at some length."""
    typed = {field: value for answers in steps.ANSWERS.values() for field, value in answers.items()}
    long = {"organisation": "Ligue-des-droits-" * 10, "work": "wörd " * 200, "state": "TM"}
    drafts.keep(draft, typed | long, by="test")
    return draft


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_no_page_has_a_barrier(phone, written, language):
    page = phone("/editions/44/applications/new", holds=written, lang=language)
    page.emulate_media(reduced_motion="reduce")
    own = f"/applications/{written}"
    begun = [f"/editions/44/applications/{name}" for name in PUBLIC]
    begun += [own, f"{own}/check", *(f"{own}/{name}" for name in STEPS)]
    problems = looked_at(page, begun, language)
    db.session.rollback()
    sending.send(written, version=db.session.get_one(Application, written).version, by="test")
    problems += looked_at(page, [own, f"{own}/receipt", f"{own}/withdrawal"], language)
    assert problems == []


def looked_at(page, addresses, language) -> list[str]:
    problems = []
    base = page.url.split("/editions/")[0].split("/applications/")[0]
    for address in addresses:
        assert page.goto(f"{base}{address}?lang={language}").status == 200
        for width, scheme in LOOKS:
            page.set_viewport_size({"width": width, "height": 844})
            page.emulate_media(color_scheme=scheme)
            problems += [f"{address}, {width} px, {scheme}: {problem}" for problem in axe_problems(page)]
    return problems


def test_a_refused_step_takes_the_reader_to_what_is_wrong(phone, draft):
    page = phone(f"/applications/{draft}/organisation", holds=draft)
    page.get_by_role("button", name="Save and continue").click()
    page.locator(".error-summary").wait_for()
    assert page.evaluate("document.activeElement.className") == "error-summary"
    assert axe_problems(page) == []
    page.get_by_role("link", name="Choose where the organisation works.").click()
    assert page.evaluate("document.activeElement.name") == "scope"
