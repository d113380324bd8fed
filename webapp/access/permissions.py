"""Every permission there is, and who holds it. Nothing is allowed that does not stand here."""

from enum import StrEnum


class Role(StrEnum):
    """What a member of the secretariat does."""

    COORDINATOR = "coordinator"
    REVIEWER = "reviewer"
    MODERATOR = "moderator"
    DOOR = "door"


class GrantKind(StrEnum):
    """What a grant lets its browser be. Doors, halls and podiums are devices, not people.

    STAFF has proven a second factor (or came by a link of the demonstration). The other two are on the way there:
    whoever opened a mailed link, and has a factor to prove; whoever opened an invitation, and has one to set up.
    """

    STAFF = "staff"
    STAFF_UNPROVEN = "staff_unproven"
    STAFF_INVITED = "staff_invited"
    DELEGATION = "delegation"
    PASS = "pass"
    DOOR = "door_device"
    HALL = "hall_screen"
    PODIUM = "podium_screen"
    APPLICATION = "application"
    SAFETY_LINE = "safety_line"


class Permission(StrEnum):
    PUBLIC = "public"
    PROVE_FACTOR = "prove_factor"
    SET_UP_FACTOR = "set_up_factor"
    LEAVE = "leave"
    MANAGE_SIGN_IN = "manage_sign_in"
    VIEW_DESK = "view_desk"
    MANAGE_MISSIONS = "manage_missions"
    MANAGE_PROGRAMME = "manage_programme"
    ASSIST = "assist"
    OPEN_DOORS = "open_doors"
    SEE_DOOR = "see_door"
    WORK_DOOR = "work_door"
    MODERATE = "moderate"
    SHOW_HALL = "show_hall"
    SHOW_PODIUM = "show_podium"
    FOLLOW_FLOOR = "follow_floor"
    ASK = "ask"
    HOLD_PASS = "hold_pass"
    MANAGE_DELEGATION = "manage_delegation"
    APPLY = "apply"
    REVIEW = "review"
    MANAGE_APPLICATIONS = "manage_applications"
    PREPARE_STATEMENT = "prepare_statement"
    USE_SAFETY_LINE = "use_safety_line"
    SEE_SAFETY = "see_safety"
    MANAGE_TRAVEL = "manage_travel"


STAFF_KINDS = frozenset({GrantKind.STAFF, GrantKind.STAFF_UNPROVEN, GrantKind.STAFF_INVITED})

# Staff hold permissions by their role, everybody else by the kind of their grant. PUBLIC needs no holder.
HOLDERS: dict[Permission, frozenset[Role | GrantKind]] = {
    Permission.PUBLIC: frozenset(),
    Permission.PROVE_FACTOR: frozenset({GrantKind.STAFF_UNPROVEN}),
    Permission.SET_UP_FACTOR: frozenset({GrantKind.STAFF_INVITED, *Role}),
    Permission.LEAVE: frozenset(Role),
    Permission.MANAGE_SIGN_IN: frozenset(Role),
    Permission.VIEW_DESK: frozenset(Role),
    Permission.MANAGE_MISSIONS: frozenset({Role.COORDINATOR}),
    Permission.MANAGE_PROGRAMME: frozenset({Role.COORDINATOR}),
    # Not for door staff: it finds also those whom a door must not name, and their phones get lost.
    Permission.ASSIST: frozenset({Role.COORDINATOR, Role.MODERATOR}),
    Permission.OPEN_DOORS: frozenset({Role.COORDINATOR, Role.DOOR}),
    # Staff see no more of it than the way to choose it again.
    Permission.SEE_DOOR: frozenset({GrantKind.DOOR, Role.COORDINATOR, Role.DOOR}),
    Permission.WORK_DOOR: frozenset({GrantKind.DOOR}),
    Permission.MODERATE: frozenset({Role.COORDINATOR, Role.MODERATOR}),
    Permission.SHOW_HALL: frozenset({GrantKind.HALL, Role.COORDINATOR, Role.MODERATOR}),
    Permission.SHOW_PODIUM: frozenset({GrantKind.PODIUM, Role.COORDINATOR, Role.MODERATOR}),
    Permission.FOLLOW_FLOOR: frozenset({GrantKind.PASS}),
    Permission.ASK: frozenset({GrantKind.PASS}),
    Permission.HOLD_PASS: frozenset({GrantKind.PASS}),
    Permission.MANAGE_DELEGATION: frozenset({GrantKind.DELEGATION}),
    # An application that was begun, in the browser that began it or that opened its link.
    Permission.APPLY: frozenset({GrantKind.APPLICATION}),
    Permission.REVIEW: frozenset({Role.REVIEWER, Role.COORDINATOR}),
    # Who applied, what they need, how to reach them safely: the coordinator's alone.
    Permission.MANAGE_APPLICATIONS: frozenset({Role.COORDINATOR}),
    # A panellist comes by the link of the application, or by that of the pass where the secretariat invited them.
    Permission.PREPARE_STATEMENT: frozenset({GrantKind.APPLICATION, GrantKind.PASS}),
    Permission.USE_SAFETY_LINE: frozenset({GrantKind.SAFETY_LINE}),
    # Who is on the way, who asked for a call, where they sleep: the coordinator's alone.
    Permission.SEE_SAFETY: frozenset({Role.COORDINATOR}),
    Permission.MANAGE_TRAVEL: frozenset({Role.COORDINATOR}),
}


def for_staff(permission: Permission) -> bool:
    """Whether signing in as staff could give `permission`: then a signed-out visitor is led there."""
    return any(isinstance(holder, Role) or holder in STAFF_KINDS for holder in HOLDERS[permission])
