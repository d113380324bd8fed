"""`flask demo`: makes the demonstration week, and says who is let in where."""

import json

import click
from flask_babel import force_locale

from webapp import config
from webapp.access.permissions import Role
from webapp.demo import (
    applications,
    briefings,
    delegations,
    handover,
    journeys,
    panels,
    questions,
    safety,
    sittings,
    week,
)
from webapp.demo.handover import Handover
from webapp.editions import queries as editions
from webapp.states import mission, state
from webapp.web.shown import time_of_day

PEOPLE = 200
PEOPLE_MOST = 20_000
SHOWN_EACH = 2

REFUSAL = (
    "The demonstration is refused: its links open everything, and {base_url} (BASE_URL) can be reached from\n"
    "elsewhere. Leave BASE_URL out, or set it to a loopback address such as http://localhost:8000."
)


@click.command("demo")
@click.option(
    "--people",
    type=click.IntRange(1, PEOPLE_MOST),
    default=PEOPLE,
    show_default=True,
    help="How many delegates in all.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the links as JSON, and nothing else.")
def demo(people: int, as_json: bool) -> None:
    """Make Pre-sessions 54, with today as one of its days and one country session under way, and print fresh links.

    Again: keeps what is there, and moves a stale week to today.
    """
    try:
        make(people)
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo(as_object() if as_json else in_words())


class Refused(Exception):
    """The app can be reached from elsewhere."""


def make(people: int = PEOPLE) -> None:
    """Makes the week, or brings it to today. Raises Refused where the app is not for this machine alone."""
    settings = config.current()
    if settings.production:
        raise Refused(REFUSAL.format(base_url=settings.base_url))
    moved = week.make_or_move()
    country_session = editions.country_session(week.NUMBER, week.UNDER_WAY)
    handover.appoint_staff()
    handover.open_doors(country_session)
    delegations.fill(people)
    first = {held.participant.mission: held for held in reversed(handover.passes())}
    panels.compose()
    applications.receive()
    briefings.hand_in()
    journeys.plan()
    safety.open_lines(anew=moved)
    sittings.sit(anew=moved)
    questions.ask_all(editions.country_session(week.NUMBER, week.UNDER_WAY), first)


def as_object() -> str:
    """All links, as the contract has them."""
    made = handover.hand_over()
    return json.dumps(
        {
            "edition": week.NUMBER,
            "country_session": made.country_session.id,
            "public": "/",
            "coordinator": made.staff[Role.COORDINATOR],
            "reviewer": made.staff[Role.REVIEWER],
            "moderator": made.staff[Role.MODERATOR],
            "door": made.door,
            "hall": made.hall,
            "podium": made.podium,
            "focal_points": made.focal_points,
            "delegates": made.delegates,
            "applicants": made.applicants,
        }
    )


def in_words() -> str:
    """One link for each kind of person, as a list to click in."""
    made = handover.hand_over(SHOWN_EACH)
    base = config.current().base_url
    rows = list(_rows(made))
    width = max(len(who) for who, _path in rows)
    with force_locale("en"):
        lines = [f"{who.ljust(width)}  {base}{path}" for who, path in rows]
        return "\n".join(
            [_headline(made), "", *lines, "", "The links live for a day. Each opens with one button."]
        )


def _headline(made: Handover) -> str:
    current = made.country_session
    hours = "-".join(time_of_day(at, current.edition.zone) for at in (current.starts_at, current.ends_at))
    where = f"{current.edition.timezone}, {current.room}"
    return f"Pre-sessions {week.NUMBER}. Under way: {current.name('en')}, {hours} ({where})."


def _rows(made: Handover):
    yield "Everybody", "/"
    yield "Coordinator", made.staff[Role.COORDINATOR]
    yield "Reviewer", made.staff[Role.REVIEWER]
    yield "Moderator", made.staff[Role.MODERATOR]
    yield "Door staff", made.staff[Role.DOOR]
    yield f"Door: {handover.ENTRANCE.lower()}", made.door["page"]
    yield "Hall screen", made.hall
    yield "Podium", made.podium
    for focal_point in made.focal_points:
        yield f"Focal point, {mission(focal_point['mission']).short.to('en')}", focal_point["link"]
    for delegate in made.delegates:
        yield f"Delegate, {mission(delegate['mission']).short.to('en')}", delegate["link"]
    for applicant, how in zip(made.applicants, ("accepted", "sent", "draft"), strict=False):
        yield f"Applicant, {state(applicant['state']).names.to('en')}, {how}", applicant["link"]
