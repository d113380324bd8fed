"""What the live channel sends: one fragment for each audience and language, the same bytes for all who look at it.

Nothing personal is in any of them. What a page needs besides comes from its view.
"""

from webapp.editions.models import CountrySession
from webapp.floor import board, queries
from webapp.floor.names import names
from webapp.programme import audiences
from webapp.programme import queries as programme
from webapp.questions import queries as questions
from webapp.web import live
from webapp.web.pages import part

FOLLOW = "floor/follow.html"
HALL = "floor/hall.html"
PODIUM = "floor/podium.html"


@live.draws(audiences.DELEGATES)
def for_delegates(country_session_id: str) -> str:
    return part(FOLLOW, "room", **room(country_session_id))


@live.draws(audiences.HALL)
def for_hall(country_session_id: str) -> str:
    shown = room(country_session_id)
    return "".join(part(HALL, block, **shown) for block in ("room", "next"))


@live.draws(audiences.PODIUM)
def for_podium(country_session_id: str) -> str:
    return part(PODIUM, "room", **room(country_session_id))


@live.draws(audiences.MODERATORS)
def for_moderators(country_session_id: str) -> str:
    shown = board.context(country_session_id)
    return "".join(part(board.TEMPLATE, block, **shown) for block in board.LIVE)


def room(country_session_id: str) -> dict[str, object]:
    """What a template needs to show what everybody may see."""
    country_session = queries.country_session(country_session_id)
    sitting = programme.sitting_view(country_session_id)
    return {
        "country_session": country_session,
        "zone": country_session.edition.zone,
        "sitting": sitting,
        "room": questions.room_view(country_session_id),
        **names(country_session, sitting.speakers),
    }


def own(country_session: CountrySession, mission: str | None) -> dict[str, object]:
    """… to show the questions of one delegation."""
    view = questions.own_view(country_session.id, mission) if mission else ()
    return {"own": view, **names(country_session)}
