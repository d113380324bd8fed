"""What the live channel sends: one fragment for each audience and language, the same bytes for all who look at it.

Nothing personal is in any of them. What a page needs besides comes from its view.
"""

from webapp.editions.models import CountrySession
from webapp.floor import board, queries
from webapp.floor.names import names, ways
from webapp.programme import audiences
from webapp.programme import queries as programme
from webapp.programme.queries import SittingView, Speaker
from webapp.questions import queries as questions
from webapp.questions.audiences import own as own_topic
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
    return part(PODIUM, "room", **podium(country_session_id))


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


def podium(country_session_id: str) -> dict[str, object]:
    """… and what the panel and the chair see besides."""
    shown = room(country_session_id)
    return {**shown, **ways(shown["country_session"])}


def own(
    country_session: CountrySession,
    mission: str | None,
    version: int,
    panel: tuple[Speaker, ...] | None = None,
) -> dict[str, object]:
    """… to show the questions of one delegation, read once for all of it at one version of its topic. A `panel` that
    is left out is read if one of them needs it."""
    if mission is None:
        return {"own": (), **names(country_session, panel)}
    here = country_session.id
    view = live.kept(
        own_topic(here, mission), version, "questions", lambda: questions.own_view(here, mission)
    )
    return {"own": view, **names(country_session, panel)}


def sitting(country_session_id: str, version: int) -> SittingView:
    """How the country session stands, read once for all phones at one version of their topic."""
    topic = audiences.delegates(country_session_id)
    return live.kept(topic, version, "sitting", lambda: programme.sitting_view(country_session_id))
