"""Panellists as they come to their place: by an application that was confirmed, or invited without one."""

from dataclasses import dataclass

from flask.testing import FlaskClient
from sqlalchemy import select

from tests import factories, pages
from tests.selection import steps as selection
from webapp.access.permissions import GrantKind
from webapp.editions.models import CountrySession
from webapp.extensions import db
from webapp.programme import queries as programme
from webapp.programme.models import Panellist, Phase, Statement, StatementStatus
from webapp.programme.words import speaker_name


@dataclass(frozen=True)
class Seated:
    """One on the panel, by ids, with the browser that holds the application."""

    application_id: str
    id: str
    browser: FlaskClient

    @property
    def page(self) -> str:
        return f"/panellists/{self.id}"

    @property
    def row(self) -> Panellist:
        return panellist(self.id)

    @property
    def slot(self) -> Statement:
        return programme.slot_of(self.row)

    def says(self, below: str = "") -> str:
        return pages.text_of(self.browser.get(self.page + below).text)


def seated(app, desk, here: CountrySession, organisation: str, **answers) -> Seated:
    """Applies, is accepted with seven minutes, told, and confirms."""
    applied = selection.applied(here, organisation, **answers)
    selection.accept(desk, applied)
    selection.release(desk)
    browser = selection.applicant(app, applied)
    assert selection.confirm(browser, applied).status_code == 303
    found = db.session.scalar(select(Panellist.id).where(Panellist.application_id == applied))
    return Seated(applied, found, browser)


def panellist(panellist_id: str) -> Panellist:
    db.session.rollback()
    return db.session.get_one(Panellist, panellist_id)


def with_pass(app, panellist_id: str) -> FlaskClient:
    """A browser that holds the pass of whoever has this place now."""
    browser = app.test_client()
    held = panellist(panellist_id).participant.live_pass
    factories.sign_in(browser, GrantKind.PASS, held.id)
    return browser


def first_speaks_next(here: CountrySession) -> None:
    """The statements have begun, and the State under Review has opened."""
    factories.sitting(here, Phase.STATEMENTS)
    opening = next(slot for slot in programme.slots(here.id) if slot.panellist_id is None)
    opening.status = StatementStatus.GIVEN
    db.session.commit()


def shown(here: CountrySession) -> list[str]:
    """The panel as everybody reads it."""
    db.session.rollback()
    return [speaker_name(speaker, here, "en") for speaker in programme.speakers(here.id)]


def invited(app, here: CountrySession, **values) -> Seated:
    """Whom the secretariat put on the panel without an application, with the browser that holds the pass."""
    found = factories.panellist(here, **values).id
    return Seated("", found, with_pass(app, found))
