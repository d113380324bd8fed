"""The applications of an edition, for the coordinator: all beside each other, and each with everything in it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from flask import Response, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from markupsafe import Markup, escape

from webapp.access import guard
from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.applications import submission
from webapp.applications.models import Application, ApplicationStatus
from webapp.applications.words import SCOPES
from webapp.core.refused import Refused
from webapp.desk import answers
from webapp.desk.blueprint import bp
from webapp.desk.hidden import hidden, must_be_shown
from webapp.editions import queries as editions
from webapp.editions.models import Edition
from webapp.participants.models import OrganisationKind
from webapp.review import assignments, criteria, queries, standings
from webapp.review.standings import Standing
from webapp.web import downloads
from webapp.web.forms import number as whole_number
from webapp.web.language import current_language
from webapp.web.pages import Body, go, page
from webapp.web.shown import decimal_mark

HERE = "/editions/<int:number>/applications"
ONE = HERE + "/<application_id>"

SHORT_KINDS = {
    OrganisationKind.CSO: lazy_gettext("CSO"),
    OrganisationKind.COALITION: lazy_gettext("Coalition"),
    OrganisationKind.NHRI: lazy_gettext("NHRI"),
}
SHOWN: dict[str, tuple[object, Callable[[Standing], bool]]] = {
    "": (lazy_gettext("All that were sent"), lambda row: True),
    "unread": (lazy_gettext("Without a score"), lambda row: not row.scored),
    "unfinished": (lazy_gettext("Still being read"), lambda row: row.scored < row.readers),
    "unassigned": (lazy_gettext("Given to nobody"), lambda row: not row.readers),
    "twins": (lazy_gettext("Likely duplicates"), lambda row: row.twin or row.elsewhere),
    "withdrawn": (lazy_gettext("Withdrawn"), lambda row: True),
}
# Those without a value come last, whichever way the others go.
ORDERS: dict[str, tuple[object, Callable[[Standing], float]]] = {
    "score": (lazy_gettext("Highest score first"), lambda row: 1 if row.mean is None else -row.mean),
    "disagreement": (
        lazy_gettext("Most disagreement first"),
        lambda row: 1 if row.spread is None else -row.spread,
    ),
    "sent": (lazy_gettext("State by State, as they came"), lambda row: 0),
}
ON_A_PAGE = 200


@dataclass(frozen=True, slots=True)
class Filter:
    """What the address asks for; what it cannot ask for counts as nothing. `place` is the page, from 1."""

    state: str
    kind: str
    scope: str
    show: str
    order: str
    place: int

    @classmethod
    def asked(cls, edition: Edition) -> "Filter":
        known = {
            "state": {each.state for each in edition.country_sessions},
            "kind": set(OrganisationKind),
            "scope": set(SCOPES),
            "show": set(SHOWN),
            "order": set(ORDERS),
        }
        asked = {name: request.args.get(name, "") for name in known}
        fits = {name: value if value in known[name] else "" for name, value in asked.items()}
        place = max(whole_number(request.args.get("page")), 1)
        return cls(**{**fits, "order": fits["order"] or "score"}, place=place)

    @property
    def status(self) -> ApplicationStatus:
        return ApplicationStatus.WITHDRAWN if self.show == "withdrawn" else ApplicationStatus.SENT

    def of(self, rows: list[Standing], edition: Edition) -> list[Standing]:
        """Those that fit, in the order asked for; what is alike there stays State by State, as it came."""
        positions = {each.id: each.position for each in edition.country_sessions}
        wanted = next((each.id for each in edition.country_sessions if each.state == self.state), None)
        fits, key = SHOWN[self.show][1], ORDERS[self.order][1]
        of_scope = standings.of_scope(edition.number, self.scope) if self.scope else ()
        chosen = [
            row
            for row in rows
            if wanted in (None, row.country_session_id)
            and self.kind in ("", row.kind)
            and (not self.scope or row.id in of_scope)
            and fits(row)
        ]
        return sorted(
            chosen, key=lambda row: (key(row), positions[row.country_session_id], row.sent_at, row.id)
        )

    def address(self, edition: Edition, place: int) -> str:
        """That of another page of the same."""
        asked = {"state": self.state, "kind": self.kind, "scope": self.scope, "show": self.show}
        given = {name: value for name, value in asked.items() if value}
        return url_for("desk.applications", number=edition.number, **given, order=self.order, page=place)


@bp.get(HERE)
@requires(Permission.MANAGE_APPLICATIONS)
def applications(number: int) -> Body:
    edition, unseen = editions.edition(number), hidden(number)
    asked = Filter.asked(edition)
    every = standings.without(standings.standings(number, asked.status), unseen)
    fitting = asked.of(every, edition)
    first = (asked.place - 1) * ON_A_PAGE
    return page(
        "desk/applications.html",
        edition=edition,
        asked=asked,
        rows=_drawn(edition, fitting[first : first + ON_A_PAGE]),
        count=len(fitting),
        first=first,
        last=min(first + ON_A_PAGE, len(fitting)),
        counts=standings.counts(number, hidden=unseen),
        scored=sum(bool(row.scored) for row in every),
        has_criteria=bool(criteria.of_edition(number)),
        kinds=SHORT_KINDS,
        scopes=SCOPES,
        shown=SHOWN,
        orders=ORDERS,
    )


@bp.get("/editions/<int:number>/application-figures")
@requires(Permission.MANAGE_APPLICATIONS)
def application_figures(number: int) -> Body:
    """How many of which kind and scope for each State: what a balanced panel can be made of."""
    unseen = hidden(number)
    facts = [each for each in standings.facts(number) if each.id not in unseen]
    return page(
        "desk/application_figures.html",
        edition=editions.edition(number),
        count=len(facts),
        by_state=Counter(each.country_session_id for each in facts),
        by_kind=Counter((each.country_session_id, each.kind) for each in facts),
        by_scope=Counter((each.country_session_id, each.scope) for each in facts),
        kinds=SHORT_KINDS,
        scopes=SCOPES,
    )


def _drawn(edition: Edition, rows: list[Standing]) -> Markup:
    """The rows of the table. Not a loop of the template, which takes several times as long for hundreds of them."""
    before, _zero, after = url_for("desk.application", number=edition.number, application_id="0").rpartition(
        "0"
    )
    locale = current_language()
    states = {each.id: escape(each.name(locale)) for each in edition.country_sessions}
    kinds = {str(kind): escape(word) for kind, word in SHORT_KINDS.items()}
    mark = decimal_mark()
    twin = f' <b class="warn">{escape(_("likely duplicate"))}</b>'
    elsewhere = f' <span class="soft">{escape(_("another State too"))}</span>'
    drawn = [
        f'<tr><th scope="row"><a href="{before}{row.id}{escape(after)}"><bdi>{escape(row.organisation)}</bdi></a>'
        f"{twin if row.twin else elsewhere if row.elsewhere else ''}</th>"
        f"<td>{states[row.country_session_id]}</td><td>{kinds[row.kind]}</td>"
        f"<td>{'' if row.mean is None else f'{row.mean:.2f}'.replace('.', mark)}</td>"
        f"<td>{'' if row.spread is None else f'{row.spread:.2f}'.replace('.', mark)}</td>"
        f"<td>{row.scored}/{row.readers}</td></tr>\n"
        for row in rows
    ]
    return Markup("".join(drawn))  # noqa: S704 each part of it is escaped


# ---- One application ----


@bp.get(ONE)
@requires(Permission.MANAGE_APPLICATIONS)
def application(number: int, application_id: str) -> Body:
    return _application(number, application_id)


@bp.get(ONE + "/files/<file_id>")
@requires(Permission.MANAGE_APPLICATIONS)
def application_file(number: int, application_id: str, file_id: str) -> Response:
    found = _found(number, application_id)
    return downloads.attachment(submission.sent_file(found, file_id), answers.file_name(found))


@bp.post(ONE + "/assignments")
@requires(Permission.MANAGE_APPLICATIONS)
def assign(number: int, application_id: str) -> Body:
    _found(number, application_id)
    try:
        assignments.assign(number, application_id, request.form.get("person", ""), by=_by())
    except Refused as refusal:
        return _application(number, application_id, refusal)
    flash(_("It is given to them to read."), "ok")
    return go("desk.application", number=number, application_id=application_id)


@bp.post(ONE + "/assignments/<staff_id>/removal")
@requires(Permission.MANAGE_APPLICATIONS)
def take_assignment_away(number: int, application_id: str, staff_id: str) -> Body:
    _found(number, application_id)
    try:
        assignments.take_away(number, application_id, staff_id, by=_by())
    except Refused as refusal:
        return _application(number, application_id, refusal)
    flash(_("They no longer have it to read."), "ok")
    return go("desk.application", number=number, application_id=application_id)


def _application(number: int, application_id: str, refusal: Refused | None = None) -> Body:
    found, unseen = _found(number, application_id), hidden(number)
    read_by = queries.readers_of(found.id)
    assessments = queries.assessments(found.id)
    known = criteria.of_edition(number)
    return page(
        "desk/application.html",
        refusal.status if refusal else 200,
        edition=editions.edition(number),
        application=found,
        is_withdrawn=found.status == ApplicationStatus.WITHDRAWN,
        reviewed=answers.reviewed(found),
        contact=answers.of_coordinator(found, answers.CONTACT),
        speakers=answers.of_coordinator(found, answers.SPEAKERS),
        travel=answers.of_coordinator(found, answers.TRAVEL),
        grant=answers.of_coordinator(found, answers.GRANT),
        files=submission.as_sent(found),
        criteria=known,
        mean=queries.mean,
        is_of_before=queries.is_of_before,
        read_by=read_by,
        assessments=assessments,
        scored_by={given.staff.id for given in assessments},
        may_read=queries.free_to_read(found.id),
        same=[each for each in standings.same_applicant(found) if each.id not in unseen],
        refusal=refusal,
    )


def _found(number: int, application_id: str) -> Application:
    """One that is not hidden from whoever asks. Raises NotThere."""
    must_be_shown(number, application_id)
    return queries.sent_application(number, application_id)


def _by() -> str:
    return guard.holder(Permission.MANAGE_APPLICATIONS).name
