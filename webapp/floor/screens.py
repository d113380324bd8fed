"""What the hall and the podium have in common: each is a device, set up by a link for one country session."""

from flask import url_for

from webapp.access import guard, links
from webapp.access.guard import SignedOut
from webapp.access.models import Grant
from webapp.access.permissions import GrantKind, Permission
from webapp.core.refused import NotThere
from webapp.floor import queries


def opened_by_link(kind: GrantKind, endpoint: str) -> None:
    """Registers where a screen's link leads."""
    links.serves(
        kind,
        links.Purpose(
            open=lambda _session, _country_session_id: None,
            address=lambda country_session_id: url_for(endpoint, country_session_id=country_session_id),
        ),
    )


def grant(permission: Permission, kind: GrantKind, country_session_id: str) -> Grant:
    """A screen shows the country session that it was set up for, and no other; staff may look at any.

    Raises NotThere.
    """
    for held in guard.held():
        its_own = held.kind != kind or held.subject_id == country_session_id
        if held.gives(permission) and its_own:
            return held
    raise NotThere


def grant_for_stream(permission: Permission, kind: GrantKind, country_session_id: str) -> Grant:
    """As `grant`, but a stream answers 401 where it is another screen's. Raises NotThere without a country session."""
    try:
        held = grant(permission, kind, country_session_id)
    except NotThere:
        raise SignedOut from None
    queries.country_session(country_session_id)
    return held
