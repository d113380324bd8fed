"""Who may use which address: every route, every kind of person, every cell of the table."""

import pytest
from sqlalchemy import select

from tests import factories
from webapp.access import links
from webapp.access.guard import check_routes
from webapp.access.permissions import GrantKind, Permission, Role
from webapp.applications.models import Application, ApplicationStatus
from webapp.core import clock
from webapp.core.texts import Texts
from webapp.core.transaction import transaction
from webapp.delegations.models import Delegate, DelegateStatus, Delegation, FocalPoint, FocalPointStatus
from webapp.extensions import db
from webapp.questions import asking
from webapp.questions.models import Question
from webapp.review import criteria
from webapp.safety.models import SafetyLine

EVERYONE = [
    "nobody",
    "focal_point",
    "other_focal_point",
    "delegate",
    "other_delegate",
    "door_device",
    "other_device",
    "hall",
    "other_hall",
    "podium",
    "other_podium",
    "applicant",
    "other_applicant",
    "line_holder",
    "other_line_holder",
    "unproven_staff",
    "invited_staff",
    *Role,
]
COORDINATOR, MODERATORS = {Role.COORDINATOR}, {Role.COORDINATOR, Role.MODERATOR}
REVIEWERS = {Role.COORDINATOR, Role.REVIEWER}
DOOR_STAFF, STAFF = {Role.COORDINATOR, Role.DOOR}, set(Role)
ANYBODY = set(EVERYONE)

FLOOR = "/floor/<country_session_id>"
ONE_QUESTION = FLOOR + "/questions/<question_id>"
PANEL = "/desk/country-sessions/<country_session_id>"
ONE_DELEGATE = "/delegations/<delegation_id>/delegates/<delegate_id>"
EDITION_DESK = "/desk/editions/<int:number>"
REVIEWED = "/desk/review/<application_id>"
DECISIONS = "/desk/editions/<int:number>/decisions"
BUILDER = DECISIONS + "/<country_session_id>"
APPLICATION = "/applications/<application_id>"
SAFETY = "/safety/<participant_id>"
SAFETY_DESK = "/desk/editions/<int:number>/safety"
PLACE = "/panellists/<panellist_id>"
PLACE_FILES = PLACE + "/<any(factsheet, video):word>/files"

# One row a route. What is not named may not: 404, or the way to sign-in for what staff may.
ALLOWED = {
    "GET /healthz": ANYBODY,
    "GET /static/<path:name>": ANYBODY,
    "GET /": ANYBODY,
    "GET /privacy": ANYBODY,
    "GET /sheets": ANYBODY,
    "GET /sheets/<role>": ANYBODY,
    "GET /editions": ANYBODY,
    "GET /editions/<int:number>": ANYBODY,
    "GET /editions/<int:number>/programme": ANYBODY,
    "GET /editions/<int:number>/programme.ics": ANYBODY,
    "GET /editions/<int:number>/call": ANYBODY,
    # What stands there depends on who asks: tests/briefing.
    "GET /editions/<int:number>/statements": ANYBODY,
    "GET /editions/<int:number>/statements/<country_session_id>": ANYBODY,
    "GET /editions/<int:number>/statements/<country_session_id>/files/<file_id>": set(),  # no file here: likewise
    "GET /links/<token>": ANYBODY,
    "POST /links/<token>": ANYBODY,
    "POST /links/<token>/renewal": ANYBODY,
    "GET /staff/sign-in": ANYBODY,
    "POST /staff/sign-in": ANYBODY,
    "GET /staff/sign-in/sent": ANYBODY,
    "POST /staff/sign-in/passkey-challenge": ANYBODY,
    "POST /staff/sign-in/passkey": ANYBODY,
    "GET /staff/second-factor": {"unproven_staff"},
    "POST /staff/second-factor": {"unproven_staff"},
    "GET /staff/second-factor/recovery": {"unproven_staff"},
    "POST /staff/second-factor/recovery": {"unproven_staff"},
    "GET /staff/set-up": {"invited_staff", *STAFF},
    "GET /staff/authenticator": {"invited_staff", *STAFF},
    "GET /staff/authenticator.svg": {"invited_staff", *STAFF},
    "POST /staff/authenticator": {"invited_staff", *STAFF},
    "POST /staff/authenticator/removal": STAFF,
    "GET /staff/passkeys/new": {"invited_staff", *STAFF},
    "POST /staff/passkeys/challenge": {"invited_staff", *STAFF},
    "POST /staff/passkeys": {"invited_staff", *STAFF},
    "POST /staff/passkeys/<passkey_id>/removal": STAFF,
    "POST /staff/recovery-codes": STAFF,
    "GET /staff/security": STAFF,
    "POST /staff/sign-out": STAFF,
    "POST /staff/sign-out-everywhere": STAFF,
    "GET /editions/<int:number>/delegations/new": ANYBODY,
    "POST /editions/<int:number>/delegations/new": ANYBODY,
    "POST /editions/<int:number>/delegations": ANYBODY,
    "GET /editions/<int:number>/delegations/registered": ANYBODY,
    "GET /editions/<int:number>/delegations/link": ANYBODY,
    "POST /editions/<int:number>/delegations/link": ANYBODY,
    "GET /editions/<int:number>/delegations/link/sent": ANYBODY,
    "GET /delegations/<delegation_id>": {"focal_point"},
    "GET /delegations/<delegation_id>/delegates/new": {"focal_point"},
    "POST /delegations/<delegation_id>/delegates/new": {"focal_point"},
    "POST /delegations/<delegation_id>/delegates": {"focal_point"},
    "POST /delegations/<delegation_id>/passes": {
        "focal_point",
        "other_focal_point",
    },  # the token is asked for before the thing is: tests/delegations
    f"GET {ONE_DELEGATE}": {"focal_point"},
    f"POST {ONE_DELEGATE}": {"focal_point"},
    f"GET {ONE_DELEGATE}/replacement": {"focal_point"},
    f"POST {ONE_DELEGATE}/replacement": {"focal_point"},
    f"GET {ONE_DELEGATE}/withdrawal": {"focal_point"},
    f"POST {ONE_DELEGATE}/withdrawal": {"focal_point"},
    "GET /passes/<pass_id>": {"delegate"},
    "GET /passes/<pass_id>.pdf": {"delegate"},
    "GET /passes/<pass_id>.png": {"delegate"},
    "GET /passes/<pass_id>.svg": {"delegate"},
    "GET /passes/<pass_id>.ics": {"delegate"},
    "GET /desk": STAFF,
    "GET /desk/editions/<int:number>/people": MODERATORS,
    "POST /desk/editions/<int:number>/people": MODERATORS,
    "POST /desk/passes/<pass_id>/codes": MODERATORS,
    "GET /desk/editions/<int:number>/missions": COORDINATOR,
    "GET /desk/editions/<int:number>/late-links": COORDINATOR,
    "POST /desk/editions/<int:number>/late-links": COORDINATOR,
    "POST /desk/late-links/<application_id>/withdrawal": COORDINATOR,  # the token comes first: tests/desk
    "GET /desk/editions/<int:number>/badges": COORDINATOR,
    "POST /desk/editions/<int:number>/prints": COORDINATOR,
    "GET /desk/prints/<print_id>/<int:part>.pdf": set(),  # nothing was printed here: tests/desk
    "GET /desk/editions/<int:number>/participants/<participant_id>/spelling": COORDINATOR,
    "POST /desk/editions/<int:number>/participants/<participant_id>/spelling": COORDINATOR,
    "POST /desk/editions/<int:number>/invitations": COORDINATOR,
    "POST /desk/invitations/<focal_point_id>/renewal": COORDINATOR,
    "POST /desk/invitations/<focal_point_id>/withdrawal": COORDINATOR,
    "POST /desk/claims/<focal_point_id>/confirmation": COORDINATOR,
    "POST /desk/claims/<focal_point_id>/refusal": COORDINATOR,
    f"GET {PANEL}": COORDINATOR,
    f"GET {PANEL}/panellists/new": COORDINATOR,
    f"POST {PANEL}/panellists/new": COORDINATOR,
    f"GET {PANEL}/settings": COORDINATOR,
    f"POST {PANEL}/settings": COORDINATOR,
    f"GET {PANEL}/statements/<statement_id>": COORDINATOR,
    f"POST {PANEL}/statements/<statement_id>": COORDINATOR,
    f"GET {PANEL}/statements/<statement_id>/appearance": COORDINATOR,
    f"POST {PANEL}/statements/<statement_id>/appearance": COORDINATOR,
    **{
        f"{method} {PANEL}/statements/<statement_id>/{page}": COORDINATOR
        for page in ("prevention", "substitution")
        for method in ("GET", "POST")
    },
    **{
        f"POST {PANEL}/statements/<statement_id>/{act}": COORDINATOR
        for act in ("position", "removal", "return")
    },
    "GET /desk/review": REVIEWERS,
    f"GET {REVIEWED}": set(),  # nothing was sent or assigned here: tests/review
    f"POST {REVIEWED}": set(),  # likewise
    f"GET {REVIEWED}/files/<file_id>": set(),  # likewise
    f"POST {REVIEWED}/recusal": REVIEWERS,  # the token comes first: tests/review
    **{f"{method} {EDITION_DESK}/recusals/own": REVIEWERS for method in ("GET", "POST")},
    f"GET {EDITION_DESK}/applications": COORDINATOR,
    f"GET {EDITION_DESK}/application-figures": COORDINATOR,
    f"GET {EDITION_DESK}/exports": COORDINATOR,
    f"POST {EDITION_DESK}/exports/applications": COORDINATOR,
    f"POST {EDITION_DESK}/exports/panels": COORDINATOR,
    f"POST {EDITION_DESK}/exports/own-review": REVIEWERS,
    f"GET {EDITION_DESK}/applications/<application_id>": set(),  # nothing was sent here: tests/desk
    f"GET {EDITION_DESK}/applications/<application_id>/files/<file_id>": set(),  # likewise
    f"POST {EDITION_DESK}/applications/<application_id>/assignments": COORDINATOR,
    f"POST {EDITION_DESK}/applications/<application_id>/assignments/<staff_id>/removal": COORDINATOR,
    **{
        f"{method} {EDITION_DESK}/{page}": COORDINATOR
        for page in ("assignments", "recusals", "criteria", "criteria/<criterion_id>")
        for method in ("GET", "POST")
    },
    f"POST {EDITION_DESK}/recusals/<recusal_id>/lifting": COORDINATOR,
    f"POST {EDITION_DESK}/criteria/<criterion_id>/position": COORDINATOR,
    f"POST {EDITION_DESK}/criteria/<criterion_id>/removal": COORDINATOR,
    f"GET {EDITION_DESK}/statements": COORDINATOR,
    **{
        f"POST {EDITION_DESK}/statements/{act}": COORDINATOR
        for act in ("due-dates", "reminders", "<panellist_id>/reminder")
    },
    f"GET {DECISIONS}": COORDINATOR,
    f"GET {DECISIONS}/release": COORDINATOR,
    f"POST {DECISIONS}/release": COORDINATOR,
    f"GET {BUILDER}": COORDINATOR,
    **{
        f"POST {BUILDER}/applications/<application_id>/{act}": COORDINATOR
        for act in ("acceptance", "waiting-place", "omission", "retraction", "offer", "position")
    },
    f"GET {EDITION_DESK}/grants": COORDINATOR,
    **{
        f"{method} {EDITION_DESK}/grants/budget": set() for method in ("GET", "POST")
    },  # no grants: tests/desk
    f"GET {EDITION_DESK}/grants/release": set(),  # likewise
    f"POST {EDITION_DESK}/grants/release": COORDINATOR,  # the token comes first: tests/desk
    f"GET {EDITION_DESK}/grants/<application_id>": set(),  # nobody asked for one here: tests/desk
    f"POST {EDITION_DESK}/grants/<application_id>/award": set(),  # likewise
    **{
        f"POST {EDITION_DESK}/grants/<application_id>/{act}": COORDINATOR  # the token comes first: tests/desk
        for act in ("omission", "retraction")
    },
    f"GET {EDITION_DESK}/journeys": COORDINATOR,
    f"GET {EDITION_DESK}/journeys/<application_id>": COORDINATOR,
    f"GET {EDITION_DESK}/journeys/<application_id>/receipts/<file_id>": set(),  # none was sent: tests/desk
    **{
        f"POST {EDITION_DESK}/journeys/<application_id>/{act}": COORDINATOR
        for act in ("visa", "letter", "letter-withdrawal")
    },
    "GET /editions/<int:number>/applications/new": ANYBODY,
    "POST /editions/<int:number>/applications": ANYBODY,
    "GET /editions/<int:number>/applications/link": ANYBODY,
    "POST /editions/<int:number>/applications/link": ANYBODY,
    "GET /editions/<int:number>/applications/link/sent": ANYBODY,
    "GET /editions/<int:number>/applications/erased": ANYBODY,
    f"GET {APPLICATION}": {"applicant"},
    f"GET {APPLICATION}.pdf": set(),  # nothing was sent here: tests/applications
    **{
        f"GET {APPLICATION}/{page}": {"applicant"}
        for page in ("check", "receipt", "withdrawal", "<step_name>")
    },
    **{f"POST {APPLICATION}/{act}": {"applicant"} for act in ("answers", "sending", "link", "<step_name>")},
    **{
        f"POST {APPLICATION}/{act}": {
            "applicant",
            "other_applicant",
        }  # the token comes first: tests/applications
        for act in ("withdrawal", "device-erasure")
    },
    **{f"{method} {APPLICATION}/submission": {"applicant"} for method in ("GET", "POST")},
    **{
        f"GET {APPLICATION}/files/<file_id>{more}": set()
        for more in ("", "/pieces")  # no file was sent here: tests/applications
    },
    **{
        f"POST {APPLICATION}/files{more}": {
            "applicant",
            "other_applicant",
        }  # the token comes first: tests/applications
        for more in ("", "/<file_id>/pieces", "/<file_id>/removal")
    },
    f"GET {APPLICATION}/decision": {"applicant"},
    **{
        f"POST {APPLICATION}/{act}": {
            "applicant",
            "other_applicant",
        }  # the token comes first: tests/selection
        for act in ("confirmation", "refusal", "pass-mail")
    },
    f"GET {APPLICATION}/grant-decision": {"applicant"},
    **{
        f"POST {APPLICATION}/{act}": {"applicant", "other_applicant"}  # the token comes first: tests/travel
        for act in ("grant-acceptance", "grant-refusal", "travel-receipts/<file_id>/removal")
    },
    **{f"{method} {APPLICATION}/journey": {"applicant"} for method in ("GET", "POST")},
    f"GET {APPLICATION}/invitation.pdf": set(),  # no letter was issued here: tests/travel
    **{
        f"{method} {APPLICATION}/travel-receipts": set() for method in ("GET", "POST")
    },  # no grant: tests/travel
    f"GET {APPLICATION}/travel-receipts/<file_id>": set(),  # likewise
    f"GET {PLACE}": {"applicant"},
    **{
        f"{method} {PLACE}/{page}": {"applicant"}
        for page in ("prevention", "substitution")
        for method in ("GET", "POST")
    },
    "GET /safety/erased": ANYBODY,
    f"GET {SAFETY}": {"line_holder"},
    f"GET {SAFETY}/removal": {"line_holder"},
    **{
        f"POST {SAFETY}/{act}": {
            "line_holder",
            "other_line_holder",
        }  # the token comes first: tests/safety
        for act in ("arrival", "homecoming", "call", "removal", "device-erasure")
    },
    f"GET {SAFETY_DESK}": COORDINATOR,
    f"POST {SAFETY_DESK}/words/<word_id>/answer": COORDINATOR,
    **{
        f"POST {SAFETY_DESK}/<participant_id>/{act}": COORDINATOR for act in ("settlement", "return", "links")
    },
    **{
        f"{method} {PLACE}/{page}": {"applicant"}
        for page in (
            "statement",
            "proposals",
            "factsheet",
            "<any(statement, proposals, factsheet, video):word>/readers",
        )
        for method in ("GET", "POST")
    },
    **{
        f"{method} {PLACE}/video": set() for method in ("GET", "POST")
    },  # all are in the room: tests/panellists
    f"GET {PLACE}/statement/versions/<int:version>": set(),  # nothing was written here: tests/panellists
    f"GET {PLACE}/suggestions/<proposal_id>": set(),  # likewise
    f"POST {PLACE}/suggestions/<proposal_id>": {"applicant"},
    **{f"GET {PLACE_FILES}/<file_id>{more}": set() for more in ("", "/pieces")},  # likewise
    **{
        f"POST {route}": {"applicant", "other_applicant", "delegate", "other_delegate"}
        for route in (
            f"{PLACE}/safety-link",
            f"{PLACE}/statement/removal",
            f"{PLACE}/statement/versions/<int:version>/restoration",
            f"{PLACE}/suggestions/<proposal_id>/position",
            f"{PLACE}/suggestions/<proposal_id>/removal",
            PLACE_FILES,
            f"{PLACE_FILES}/<file_id>/pieces",
            f"{PLACE_FILES}/<file_id>/removal",
        )
    },  # the token comes first: tests/panellists
    "GET /door": DOOR_STAFF,
    "POST /door/editions/<int:number>/doors": DOOR_STAFF,
    "POST /door/<door_id>/devices": DOOR_STAFF,
    "POST /door/devices/<device_id>/revocation": DOOR_STAFF,
    "GET /door/calls": DOOR_STAFF,
    "GET /door/calls/stream": DOOR_STAFF,
    "POST /door/calls/<call_id>/answer": DOOR_STAFF,
    "GET /door/<door_id>": {"door_device", *DOOR_STAFF},  # staff are led to choosing it: tests/checkin
    "POST /door/<door_id>": {"door_device"},
    "POST /door/<door_id>/people": {"door_device"},
    "POST /door/<door_id>/passes/<pass_id>/scans": {"door_device"},
    "GET /door/<door_id>/calls": {"door_device"},
    "POST /door/<door_id>/desk-call": {"door_device", "other_device"},  # the token comes first: tests/checkin
    "GET /door/<door_id>/count": {"door_device"},
    "GET /door/<door_id>/stream": {"door_device"},
    "POST /door/<door_id>/scans": set(),  # by the device's key alone: tests/checkin
    "POST /door/<door_id>/calls": set(),  # likewise
    "POST /door/<door_id>/reversal": {"door_device", "other_device"},  # likewise: tests/checkin
    "POST /door/<door_id>/admissions/<scan_id>/reversal": set(),  # likewise
    f"GET {FLOOR}": {"delegate", "other_delegate"},
    f"GET {FLOOR}/questions": {"delegate", "other_delegate"},
    f"GET {FLOOR}/questions/new": {"delegate", "other_delegate"},
    f"POST {FLOOR}/questions": {"delegate", "other_delegate"},
    f"GET {ONE_QUESTION}": {"delegate"},
    f"POST {ONE_QUESTION}": {"delegate"},
    f"POST {ONE_QUESTION}/withdrawal": {"delegate", "other_delegate"},  # likewise: tests/floor
    f"GET {FLOOR}/moderation": MODERATORS,
    **{
        f"POST {ONE_QUESTION}/{act}": MODERATORS
        for act in (
            "approval",
            "return",
            "omission",
            "merger",
            "wording",
            "translation",
            "next-mark",
            "call",
            "answer",
            "restoration",
            "position",
        )
    },
    **{f"GET {ONE_QUESTION}/{form}": MODERATORS for form in ("merger", "wording", "translation")},
    f"GET {FLOOR}/moderation/presence": MODERATORS,
    f"GET {FLOOR}/sitting/closure": MODERATORS,
    f"POST {FLOOR}/sitting/timer-start": MODERATORS,
    f"POST {FLOOR}/sitting/<act>": MODERATORS,
    f"POST {FLOOR}/statements/<statement_id>/start": MODERATORS,
    f"POST {FLOOR}/statements/<statement_id>/restoration": MODERATORS,
    f"POST {FLOOR}/order": MODERATORS,
    f"POST {FLOOR}/round-closure": MODERATORS,
    f"POST {FLOOR}/acts/<act_id>/reversal": MODERATORS,
    f"GET {FLOOR}/join": ANYBODY,
    f"POST {FLOOR}/join": ANYBODY,
    f"GET {FLOOR}/podium": {"podium", *MODERATORS},
    f"GET {FLOOR}/podium/under-review": {"podium", *MODERATORS},
    f"GET {FLOOR}/stream/podium": {"podium", *MODERATORS},
    f"GET {FLOOR}/hall": {"hall", *MODERATORS},
    f"GET {FLOOR}/hall/join.svg": {"hall", *MODERATORS},
    f"GET {FLOOR}/stream/delegates": {"delegate", "other_delegate"},
    f"GET {FLOOR}/stream/hall": {"hall", *MODERATORS},
    f"GET {FLOOR}/stream/moderators": MODERATORS,
}


def routes(app) -> set[str]:
    return {
        f"{method} {rule}"
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }


def test_every_route_declares_its_permission(app):
    assert {type(view.permission) for view in app.view_functions.values()} == {Permission}


def test_an_app_with_a_bare_view_does_not_start(app):
    app.add_url_rule("/bare", "bare", lambda: "")
    with pytest.raises(RuntimeError, match="views without a permission: bare"):
        check_routes(app)


def test_the_table_names_every_route(app):
    assert routes(app) == set(ALLOWED)


@pytest.fixture
def world(app):
    """One of everything, and a browser for each kind of person."""
    edition = factories.edition()
    here, elsewhere = edition.country_sessions[0].id, edition.country_sessions[1].id
    ours, theirs = _delegation(edition, "CL", "Ana Rojas"), _delegation(edition, "FJ", "Litia Cava")
    question = asking.ask(here, ours["pass_id"], submission="1" * 36, text="Why?", language="en", by="test")
    entrance, room = factories.door(edition), factories.door(edition, "Room XXV")
    device, other_device = factories.device(entrance), factories.device(room)
    our_application, their_application = _application(edition), _application(edition)
    holders = {
        "nobody": None,
        "focal_point": (GrantKind.DELEGATION, ours["focal_point_id"], None),
        "other_focal_point": (GrantKind.DELEGATION, theirs["focal_point_id"], None),
        "delegate": (GrantKind.PASS, ours["pass_id"], None),
        "other_delegate": (GrantKind.PASS, theirs["pass_id"], None),
        "door_device": (GrantKind.DOOR, device.id, None),
        "other_device": (GrantKind.DOOR, other_device.id, None),
        "hall": (GrantKind.HALL, here, None),
        "other_hall": (GrantKind.HALL, elsewhere, None),
        "podium": (GrantKind.PODIUM, here, None),
        "other_podium": (GrantKind.PODIUM, elsewhere, None),
        "applicant": (GrantKind.APPLICATION, our_application, None),
        "other_applicant": (GrantKind.APPLICATION, their_application, None),
        "line_holder": (GrantKind.SAFETY_LINE, _line(ours["participant_id"]), None),
        "other_line_holder": (GrantKind.SAFETY_LINE, _line(theirs["participant_id"]), None),
        # With a role in the row, which must give them nothing.
        "unproven_staff": (
            GrantKind.STAFF_UNPROVEN,
            factories.staff(Role.COORDINATOR, "unproven@upr.example.org").id,
            Role.COORDINATOR,
        ),
        "invited_staff": (
            GrantKind.STAFF_INVITED,
            factories.staff(Role.COORDINATOR, "invited@upr.example.org").id,
            Role.COORDINATOR,
        ),
        **{role: (GrantKind.STAFF, factories.staff(role).id, role) for role in Role},
    }
    panellist = factories.panellist(edition.country_sessions[0])
    panellist.application_id = our_application
    db.session.commit()
    with transaction() as session:
        token = links.mint(session, GrantKind.PASS, ours["pass_id"], until=edition.closes_at)
    places = {
        "number": 44,
        "role": "delegate",
        "name": "site.css",
        "token": token,
        "country_session_id": here,
        "question_id": question,
        "act": "blank",
        "act_id": "0" * 20,
        "door_id": entrance.id,
        "device_id": device.id,
        "call_id": "0" * 20,
        "application_id": our_application,
        "step_name": "about",
        "criterion_id": criteria.add(44, Texts(en="Reach"), 1, by="test"),
        "staff_id": "0" * 20,
        "recusal_id": "0" * 20,
        "file_id": "0" * 20,
        "statement_id": factories.statement(panellist).id,
        "panellist_id": panellist.id,
        "word": "factsheet",
        "version": 1,
        "proposal_id": "0" * 20,
        "scan_id": "0" * 36,
        "passkey_id": "0" * 20,
        "word_id": "0" * 20,
        "print_id": "0" * 20,
        "part": 1,
        **ours,
    }
    return holders, places


def _application(edition) -> str:
    """One that was begun."""
    now = clock.now()
    begun = {"status": ApplicationStatus.DRAFT, "locale": "en", "answers": {}, "created_at": now}
    with transaction() as session:
        made = Application(edition_number=edition.number, changed_at=now, **begun)
        session.add(made)
        session.flush()
        return made.id


def _line(participant_id: str) -> str:
    with transaction() as session:
        session.add(SafetyLine(participant_id=participant_id, opened_at=clock.now()))
    return participant_id


def _delegation(edition, mission: str, name: str) -> dict[str, str]:
    issued = factories.issued_pass(edition, name=name, mission=mission)
    now = clock.now()
    with transaction() as session:
        delegation = Delegation(edition_number=edition.number, mission=mission, created_at=now)
        session.add(delegation)
        session.flush()
        focal_point = FocalPoint(
            delegation_id=delegation.id,
            name="Focal Point",
            email=f"{mission.lower()}@mission.example.org",
            locale="en",
            status=FocalPointStatus.CONFIRMED,
            created_at=now,
            proved_at=now,
        )
        session.add(focal_point)
        session.flush()
        delegate = Delegate(
            delegation_id=delegation.id,
            focal_point_id=focal_point.id,
            participant_id=issued.participant_id,
            position=1,
            status=DelegateStatus.REGISTERED,
        )
        session.add(delegate)
    return {
        "delegation_id": delegation.id,
        "focal_point_id": focal_point.id,
        "delegate_id": delegate.id,
        "pass_id": issued.id,
        "participant_id": issued.participant_id,
    }


@pytest.mark.parametrize("who", EVERYONE)
def test_each_cell_of_the_table(app, world, who):
    holders, places = world
    client = app.test_client()
    if holders[who]:
        kind, subject_id, role = holders[who]
        factories.sign_in(client, kind, subject_id, role=role)
    let_in = {
        f"{method} {rule}"
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if _is_let_in(app, client, method, rule, places)
    }
    assert let_in == {route for route, allowed in ALLOWED.items() if who in allowed}
    # What was posted without a token changed nothing.
    question = db.session.scalars(select(Question).execution_options(populate_existing=True)).one()
    assert (question.status, question.version) == ("pending", 1)


def _is_let_in(app, client, method: str, rule, places: dict) -> bool:
    """Whether this browser gets past the door of a route. Posts carry no CSRF token, so that they change nothing."""
    with app.test_request_context():
        address = app.url_map.bind("localhost").build(
            rule.endpoint, {a: places[a] for a in rule.arguments}, method
        )
    reply = client.open(address, method=method)
    to_sign_in = reply.status_code in (302, 303) and "/staff/sign-in?" in reply.headers["Location"]
    reply.close()
    return reply.status_code not in (401, 404) and not to_sign_in
