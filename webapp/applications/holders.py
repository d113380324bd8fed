"""An application for the browser that holds it: what every page of it needs."""

from datetime import datetime, timedelta

from flask import flash, url_for
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from webapp.access import guard
from webapp.access.models import Grant
from webapp.access.permissions import Permission
from webapp.applications import drafts, queries, windows
from webapp.applications.models import Application
from webapp.editions.models import Edition
from webapp.web.pages import Body, go, page

_MINUTE = timedelta(minutes=1)
LINK_SENT = _("The link is on its way to you by e-mail. It opens this application on any device.")


class Held:
    """The application that the browser that asks holds. Raises NotThere."""

    def __init__(self, application_id: str):
        self.application: Application = queries.application_seen_by(guard.held(), application_id)
        self.grant: Grant = guard.holder(Permission.APPLY, application_id)

    @property
    def edition(self) -> Edition:
        return self.application.edition

    @property
    def by(self) -> str:
        return self.grant.name

    def page(self, template: str, status: int = 200, **context: object) -> Body:
        application, closes_at = self.application, windows.closes_at(self.application)
        shown = {
            "application": application,
            "edition": self.edition,
            "may_change": drafts.may_change(application),
            "closes_at": closes_at,
            "last_minute": last_minute(self.edition, closes_at),
        }
        return page(f"applications/{template}.html", status, **shown, **context)

    def url(self, endpoint: str, **values: object) -> str:
        return url_for(f"applications.{endpoint}", application_id=self.application.id, **values)

    def go(self, endpoint: str, **values: object) -> Response:
        return go(f"applications.{endpoint}", application_id=self.application.id, **values)

    def back(self, said: object) -> Response:
        flash(str(said), "ok")
        return self.go("show")


def last_minute(edition: Edition, closes_at: datetime | None) -> datetime | None:
    """The last that still counts, on the clocks of the edition."""
    return closes_at and (closes_at - _MINUTE).astimezone(edition.zone)
