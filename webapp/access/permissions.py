"""Every permission there is, and who holds it. Nothing is allowed that does not stand here."""

from enum import StrEnum


class Role(StrEnum):
    """What a member of the secretariat does."""

    COORDINATOR = "coordinator"
    REVIEWER = "reviewer"
    MODERATOR = "moderator"
    DOOR = "door"


class GrantKind(StrEnum):
    """What a grant lets its browser be. Doors and halls are devices, not people."""

    STAFF = "staff"
    DELEGATION = "delegation"
    PASS = "pass"
    DOOR = "door_device"
    HALL = "hall_screen"


class Permission(StrEnum):
    PUBLIC = "public"
    LEAVE = "leave"
    VIEW_DESK = "view_desk"
    MANAGE_MISSIONS = "manage_missions"
    OPEN_DOORS = "open_doors"
    WORK_DOOR = "work_door"
    MODERATE = "moderate"
    SHOW_HALL = "show_hall"
    FOLLOW_FLOOR = "follow_floor"
    ASK = "ask"
    HOLD_PASS = "hold_pass"
    MANAGE_DELEGATION = "manage_delegation"


# Staff hold permissions by their role, everybody else by the kind of their grant. PUBLIC needs no holder.
HOLDERS: dict[Permission, frozenset[Role | GrantKind]] = {
    Permission.PUBLIC: frozenset(),
    Permission.LEAVE: frozenset(Role),
    Permission.VIEW_DESK: frozenset(Role),
    Permission.MANAGE_MISSIONS: frozenset({Role.COORDINATOR}),
    Permission.OPEN_DOORS: frozenset({Role.COORDINATOR, Role.DOOR}),
    Permission.WORK_DOOR: frozenset({GrantKind.DOOR}),
    Permission.MODERATE: frozenset({Role.COORDINATOR, Role.MODERATOR}),
    Permission.SHOW_HALL: frozenset({GrantKind.HALL, Role.COORDINATOR, Role.MODERATOR}),
    Permission.FOLLOW_FLOOR: frozenset({GrantKind.PASS}),
    Permission.ASK: frozenset({GrantKind.PASS}),
    Permission.HOLD_PASS: frozenset({GrantKind.PASS}),
    Permission.MANAGE_DELEGATION: frozenset({GrantKind.DELEGATION}),
}


def for_staff(permission: Permission) -> bool:
    """Whether signing in as staff could give `permission`: then a signed-out visitor is led there."""
    return any(isinstance(holder, Role) for holder in HOLDERS[permission])
