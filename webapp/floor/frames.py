"""What the live channel sends: one fragment for each audience and language, the same bytes for all who look at it.

Nothing personal is in any of them. What a page needs besides comes from its view.
"""

from webapp.floor import queries
from webapp.programme import audiences
from webapp.questions import queries as questions
from webapp.web import live
from webapp.web.language import current_language
from webapp.web.pages import part
from webapp.web.shown import listed

FOLLOW = "floor/follow.html"
HALL = "floor/hall.html"
MODERATION = "floor/moderation.html"


@live.draws(audiences.DELEGATES)
def for_delegates(country_session_id: str) -> str:
    return part(FOLLOW, "room", **room(country_session_id))


@live.draws(audiences.HALL)
def for_hall(country_session_id: str) -> str:
    shown = room(country_session_id)
    return "".join(part(HALL, block, **shown) for block in ("room", "next"))


@live.draws(audiences.MODERATORS)
def for_moderators(country_session_id: str) -> str:
    return part(MODERATION, "board", **board(country_session_id))


def room(country_session_id: str) -> dict[str, object]:
    """What a template needs to show what everybody may see."""
    return {"room": questions.room_view(country_session_id), **_names()}


def own(country_session_id: str, mission: str | None) -> dict[str, object]:
    """… to show the questions of one delegation."""
    view = questions.own_view(country_session_id, mission) if mission else ()
    return {"own": view, **_names()}


def board(country_session_id: str) -> dict[str, object]:
    """… to show everything to a moderator."""
    country_session = queries.country_session(country_session_id)
    return {
        "country_session": country_session,
        "zone": country_session.edition.zone,
        "board": questions.moderators_view(country_session_id),
        **_names(),
    }


def _names() -> dict[str, object]:
    locale = current_language()
    return {
        "mission": lambda code: queries.mission(code, locale),
        "missions": lambda codes: listed([queries.mission(code, locale) for code in codes]),
        "language": lambda code: queries.language(code, locale),
    }
