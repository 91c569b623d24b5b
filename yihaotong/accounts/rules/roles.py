"""Roles, the kinds of units, and whoever acts with the posts he holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a post lets its holder do. The last five belong to the system's own actors and are never a post."""

    OPERATOR = "operator"
    SHIFT_LEADER = "shift_leader"
    DISPATCHER = "dispatcher"
    ARBITER = "arbiter"
    HANDLER = "handler"
    UNIT_LEADER = "unit_leader"
    REVIEWER = "reviewer"
    CALL_BACK_CLERK = "call_back_clerk"
    SUPERVISOR = "supervisor"
    ANALYST = "analyst"
    DISCLOSURE_OFFICER = "disclosure_officer"
    DISCLOSURE_LEADER = "disclosure_leader"
    DRAFTER = "drafter"
    SECRECY_OFFICER = "secrecy_officer"
    FIRST_REVIEWER = "first_reviewer"
    SECOND_REVIEWER = "second_reviewer"
    THIRD_REVIEWER = "third_reviewer"
    SUPERVISING_OFFICE = "supervising_office"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"
    MAYOR_OFFICE = "mayor_office"
    CITIZEN = "citizen"
    CLIENT = "client"
    IMPORTER = "importer"
    WORKER = "worker"
    RULE = "rule"


class UnitKind(StrEnum):
    """What sort of body a unit is. A section of the centre is of kind centre, too."""

    CENTRE = "centre"
    DISTRICT = "district"
    ZONE = "zone"
    DEPARTMENT = "department"
    STREET = "street"
    COMMUNITY = "community"
    ENTERPRISE = "enterprise"


@dataclass(frozen=True)
class Held:
    """A role at a unit; `unit_id` is None only for the system's own roles."""

    role: Role
    unit_id: int | None = None


@dataclass(frozen=True)
class Actor:
    """Whoever acts, at one moment, with the posts held at that moment.

    `key` goes into the journal: "person:12", "client:3", "citizen:YC20261122000001", "system:worker".
    """

    key: str
    name: str
    posts: tuple[Held, ...] = ()

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(held.role for held in self.posts)

    def units_as(self, *roles: Role) -> frozenset[int]:
        """The units at which one of these roles is held; not the units below them."""
        return frozenset(held.unit_id for held in self.posts if held.role in roles and held.unit_id is not None)


WORKER = Actor("system:worker", "系统作业", (Held(Role.WORKER),))
RULE = Actor("system:rule", "派单规则", (Held(Role.RULE),))
IMPORTER = Actor("system:importer", "数据导入", (Held(Role.IMPORTER),))
#: Whoever sits at the machine itself and enters the first administrators.
CONSOLE = Actor("system:console", "控制台", (Held(Role.IMPORTER),))
#: The system's own actors by key, for pages that show who acted.
SYSTEM_NAMES: Mapping[str, str] = {actor.key: actor.name for actor in (WORKER, RULE, IMPORTER, CONSOLE)}
CITIZEN_NAME = "诉求人"


def citizen(order_no: str) -> Actor:
    """The citizen behind one case, who proves himself by its query code and is known by its number only."""
    return Actor(f"citizen:{order_no}", CITIZEN_NAME, (Held(Role.CITIZEN),))


#: Whoever files on the portal: nobody yet, until his case has a number.
VISITOR = Actor("visitor", CITIZEN_NAME, (Held(Role.CITIZEN),))
