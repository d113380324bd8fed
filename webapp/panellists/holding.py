"""A panellist's place for the browser that holds it: what every page of it needs."""

from collections.abc import Iterable

from flask import url_for
from werkzeug.wrappers import Response

from webapp.access import guard
from webapp.access.models import Grant
from webapp.access.permissions import GrantKind, Permission
from webapp.core.refused import NotThere
from webapp.editions import words
from webapp.editions.models import CountrySession, Edition
from webapp.programme import queries
from webapp.programme.models import Panellist
from webapp.web.pages import Body, go, page


class Place:
    """A seat on a panel, and the grant by which the browser that asks holds it."""

    def __init__(self, panellist: Panellist, grant: Grant):
        self.panellist, self.grant = panellist, grant

    @property
    def by(self) -> str:
        return self.grant.name

    @property
    def country_session(self) -> CountrySession:
        return self.panellist.country_session

    @property
    def edition(self) -> Edition:
        return self.country_session.edition

    @property
    def by_application(self) -> bool:
        """Whether they hold it as the organisation that applied, not as the person with the pass alone."""
        return self.grant.kind == GrantKind.APPLICATION

    def page(self, template: str, status: int = 200, **context: object) -> Body:
        shown = {
            "place": self,
            "panellist": self.panellist,
            "edition": self.edition,
            "country_session": self.country_session,
            "words": words,
        }
        return page(f"panellists/{template}.html", status, **shown, **context)

    def url(self, endpoint: str, **values: object) -> str:
        return url_for(f"panellists.{endpoint}", panellist_id=self.panellist.id, **values)

    def go(self, endpoint: str, **values: object) -> Response:
        return go(f"panellists.{endpoint}", panellist_id=self.panellist.id, **values)


def own_place(panellist_id: str) -> Place:
    """The place for whoever holds its application, or a valid pass of the person who has it. Raises NotThere."""
    panellist = queries.panellist(panellist_id)
    grant = _grant_for(panellist, guard.held())
    if grant is None:
        raise NotThere
    return Place(panellist, grant)


def _grant_for(panellist: Panellist, held: Iterable[Grant]) -> Grant | None:
    """By the application first: it may do more."""
    live = panellist.participant.live_pass
    keys = [(GrantKind.APPLICATION, panellist.application_id), (GrantKind.PASS, live and live.id)]
    mine = {
        (grant.kind, grant.subject_id): grant for grant in held if grant.gives(Permission.PREPARE_STATEMENT)
    }
    return next((mine[key] for key in keys if key in mine), None)
