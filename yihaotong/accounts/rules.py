"""Who may hold which post where, and who may change that. Plain Python.

Sources: 银川 four-level platform (市中心 · 县市区/市直部门 · 区属部门/镇街 · 村/社区); GB/T 22239-2019 §8.1.4
访问控制 (三员分立: system, security and audit administrators are three people); 国办函〔2025〕66号 (三).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from yihaotong.journal.refusal import Refused


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
#: The system's own actors by key, for pages that show who acted.
SYSTEM_NAMES: Mapping[str, str] = {actor.key: actor.name for actor in (WORKER, RULE, IMPORTER)}
CITIZEN_NAME = "诉求人"


def citizen(order_no: str) -> Actor:
    """The citizen behind one case, who proves himself by its query code and is known by its number only."""
    return Actor(f"citizen:{order_no}", CITIZEN_NAME, (Held(Role.CITIZEN),))


#: Whoever files on the portal: nobody yet, until his case has a number.
VISITOR = Actor("visitor", CITIZEN_NAME, (Held(Role.CITIZEN),))


# --- the tree of units -----------------------------------------------------------------------------------------

#: On which of the four platform levels a unit of each kind may stand.
LEVELS: Mapping[UnitKind, frozenset[int]] = {
    UnitKind.CENTRE: frozenset({1}),
    UnitKind.DISTRICT: frozenset({2}),
    UnitKind.ZONE: frozenset({2}),
    UnitKind.DEPARTMENT: frozenset({2, 3}),
    UnitKind.ENTERPRISE: frozenset({2, 3}),
    UnitKind.STREET: frozenset({3}),
    UnitKind.COMMUNITY: frozenset({4}),
}

_UNIT_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,19}")


def level_under(kind: UnitKind, parent_kind: UnitKind | None, parent_level: int | None) -> int:
    """The platform level of a unit of `kind` below that parent. Raises Refused("wrong-level")."""
    section = kind == parent_kind == UnitKind.CENTRE
    level = 1 if parent_level is None or section else parent_level + 1
    if level not in LEVELS[kind]:
        raise Refused("wrong-level", f"{level} 级平台不能设这类单位", "kind", level=level)
    return level


def check_unit_code(code: str) -> None:
    if not _UNIT_CODE.fullmatch(code):
        raise Refused("bad-unit-code", "单位代码至多 20 位，为大写字母、数字或连字符", "code")


def ancestors(path: str) -> tuple[int, ...]:
    """The ids in a path, from the root to the unit itself: "/1/7/40/" → (1, 7, 40)."""
    return tuple(int(part) for part in path.strip("/").split("/") if part)


@dataclass(frozen=True)
class NameSpan:
    """A name and the days on which it is the unit's: from `since` up to, not including, `until`."""

    name: str
    short_name: str
    since: date
    until: date | None = None


def name_on(spans: Iterable[NameSpan], day: date) -> NameSpan:
    """The name of a unit on a day; before the first known name that one, after the last the last.

    Raises ValueError for a unit without any name, which create_unit never leaves behind.
    """
    ordered = sorted(spans, key=lambda span: span.since)
    if not ordered:
        raise ValueError("a unit without a name")
    begun = [span for span in ordered if span.since <= day]
    return begun[-1] if begun else ordered[0]


# --- posts ---------------------------------------------------------------------------------------------------

#: 三员: nobody may be two of them (GB/T 22239-2019 §8.1.4).
ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
SYSTEM_ROLES = frozenset({Role.CITIZEN, Role.CLIENT, Role.IMPORTER, Role.WORKER, Role.RULE})
#: The desk of the hotline: these act for the whole city, so they exist at the centre alone.
CENTRE_DESK = frozenset(
    {
        Role.OPERATOR,
        Role.SHIFT_LEADER,
        Role.DISPATCHER,
        Role.ARBITER,
        Role.REVIEWER,
        Role.CALL_BACK_CLERK,
        Role.SUPERVISOR,
    }
)
_HANDLING = frozenset({Role.HANDLER, Role.UNIT_LEADER})
_GOVERNMENT = _HANDLING | {Role.ANALYST, Role.DISCLOSURE_OFFICER}

#: Which roles may exist at which kind of unit. A role that is missing here does not exist there.
SEATS: Mapping[UnitKind, frozenset[Role]] = {
    UnitKind.CENTRE: CENTRE_DESK | _GOVERNMENT | ADMINISTRATORS,
    UnitKind.DISTRICT: _GOVERNMENT,
    UnitKind.ZONE: _GOVERNMENT,
    UnitKind.DEPARTMENT: _GOVERNMENT | {Role.MAYOR_OFFICE},
    # 条例 art. 20–21: a township or street publishes for itself; a community or an enterprise does not.
    UnitKind.STREET: _HANDLING | {Role.DISCLOSURE_OFFICER},
    UnitKind.COMMUNITY: _HANDLING,
    UnitKind.ENTERPRISE: _HANDLING,
}

#: What a machine may do for a unit. Signing a reply as the unit's leader is a person's own act and not among them.
CLIENT_ROLES = frozenset({Role.CLIENT, Role.HANDLER})


class Scope(StrEnum):
    """What a client's token opens at the API, besides what its roles let it do."""

    CASES_FILE = "cases:file"
    CASES_READ = "cases:read"
    CASES_MOVE = "cases:move"
    ATTACHMENTS_WRITE = "attachments:write"
    CHANGES_READ = "changes:read"


#: What a client may that was admitted without a word about scopes.
USUAL_SCOPES = (Scope.CASES_FILE, Scope.CASES_READ, Scope.CASES_MOVE)


_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,200}")


def looks_like_token(text: str) -> bool:
    """Whether a text can be a token at all: every token we give out is of these letters."""
    return _TOKEN.fullmatch(text) is not None


@dataclass(frozen=True)
class Admitted:
    """A client that has shown its token: whom it acts as, and what the token opens."""

    actor: Actor
    scopes: frozenset[str]


@dataclass(frozen=True)
class Term:
    """A post as held: from `since` up to, not including, `until`; None is "until further notice"."""

    role: Role
    unit_id: int
    since: datetime
    until: datetime | None = None


def overlap(one: Term, other: Term) -> bool:
    return (other.until is None or one.since < other.until) and (one.until is None or other.since < one.until)


def check_seat(role: Role, kind: UnitKind) -> None:
    if role not in SEATS[kind]:
        raise Refused("role-not-at-unit", "这类单位不设此岗位", "role", role=role.value, kind=kind.value)


def check_appointment(new: Term, held: Iterable[Term]) -> None:
    """May a person with the terms `held` take up `new`? Terms that do not overlap it do not matter.

    Raises Refused: ends-before-start, post-overlaps, administrators-apart, administrator-apart.
    """
    if new.until is not None and new.until <= new.since:
        raise Refused("ends-before-start", "岗位的止期须晚于起期", "until")
    for term in held:
        if overlap(new, term):
            _check_together(new, term)


def _check_together(new: Term, term: Term) -> None:
    if (new.role, new.unit_id) == (term.role, term.unit_id):
        raise Refused("post-overlaps", "此人在同一时段已任该岗位", "since")
    if new.role in ADMINISTRATORS and term.role in ADMINISTRATORS and new.role != term.role:
        raise Refused("administrators-apart", "三员分立：系统、安全、审计管理员不得由同一人兼任", "role")
    if (new.role in ADMINISTRATORS) != (term.role in ADMINISTRATORS):
        # GB/T 22239-2019 §8.1.4: least privilege; who administers access does not handle the city's business.
        raise Refused("administrator-apart", "管理员不得同时承担业务岗位", "role")


# --- people and clients ----------------------------------------------------------------------------------------

_USERNAME = re.compile(r"[a-z][a-z0-9._-]{2,31}")
PERSON_NAME_LENGTH = 60


def check_username(username: str) -> None:
    if not _USERNAME.fullmatch(username):
        raise Refused("bad-username", "登录名为 3–32 位小写字母、数字、点、连字符或下划线，以字母开头", "username")


def check_name(name: str, *, longest: int, field: str = "name") -> str:
    """The name without surrounding blanks. Raises Refused: name-needed, name-too-long, control-character."""
    stripped = name.strip()
    if not stripped:
        raise Refused("name-needed", "请填写名称", field)
    if len(stripped) > longest:
        raise Refused("name-too-long", f"名称不得超过 {longest} 字", field, longest=longest)
    if any(ord(character) < ord(" ") for character in stripped):
        raise Refused("control-character", "名称含有不可见的控制字符", field)
    return stripped


def check_client_roles(roles: Sequence[Role]) -> None:
    if not roles or not CLIENT_ROLES.issuperset(roles):
        raise Refused("role-not-for-client", "接口用户只能有接口登记或承办岗位", "roles")


# --- who may change all this -------------------------------------------------------------------------------------

#: GB/T 22239-2019 §8.1.4: the system administrator keeps units and accounts, the security administrator grants, the
#: audit administrator only reads. The importer is a command run by whoever installs the system.
WHO_MAY: Mapping[str, frozenset[Role]] = {
    "unit.create": frozenset({Role.SYSTEM_ADMIN, Role.IMPORTER}),
    "unit.rename": frozenset({Role.SYSTEM_ADMIN, Role.IMPORTER}),
    "unit.dissolve": frozenset({Role.SYSTEM_ADMIN, Role.IMPORTER}),
    "person.create": frozenset({Role.SYSTEM_ADMIN, Role.IMPORTER}),
    "person.deactivate": frozenset({Role.SYSTEM_ADMIN, Role.IMPORTER}),
    "person.set_password": frozenset({Role.SYSTEM_ADMIN, Role.IMPORTER}),
    "post.appoint": frozenset({Role.SECURITY_ADMIN, Role.IMPORTER}),
    "post.end": frozenset({Role.SECURITY_ADMIN, Role.IMPORTER}),
    "client.create": frozenset({Role.SECURITY_ADMIN, Role.IMPORTER}),
    "client.revoke": frozenset({Role.SECURITY_ADMIN, Role.IMPORTER}),
    "client.scopes": frozenset({Role.SECURITY_ADMIN, Role.IMPORTER}),
    "duty.put": frozenset({Role.SYSTEM_ADMIN, Role.IMPORTER}),
}


def check_may(act: str, actor: Actor) -> None:
    if not actor.roles & WHO_MAY[act]:
        raise Refused("wrong-role", "您的岗位不能进行此项操作", act=act)


def check_may_set_password(actor: Actor, person_key: str) -> None:
    """One's own password, or anybody's as system administrator."""
    if actor.key != person_key:
        check_may("person.set_password", actor)


def check_may_appoint(act: str, actor: Actor, person_key: str) -> None:
    """Nobody grants or prolongs a right of his own."""
    check_may(act, actor)
    if actor.key == person_key:
        raise Refused("own-post", "不得为本人授予或变更岗位", "person")


def check_may_put_on_duty(actor: Actor, unit_path: str) -> None:
    """A unit's leader keeps the roster of his unit and of those below it."""
    if not actor.units_as(Role.UNIT_LEADER).intersection(ancestors(unit_path)):
        check_may("duty.put", actor)


# --- the duty roster (值班表) --------------------------------------------------------------------------------------


class ReachedBy(StrEnum):
    """Why this telephone number: a shift on the roster, or the unit's night phone because the roster is empty."""

    SHIFT = "shift"
    NIGHT_PHONE = "night_phone"


@dataclass(frozen=True)
class Duty:
    """What one unit offers at one instant: the shift running then, and the night phone."""

    unit_id: int
    shift_phone: str = ""
    person_id: int | None = None
    night_phone: str = ""


@dataclass(frozen=True)
class OnDuty:
    """Whom to call for a unit at an instant. `unit_id` may be an ancestor of the unit asked about."""

    phone: str
    reached_by: ReachedBy
    unit_id: int
    person_id: int | None = None


def reach(duties: Iterable[Duty]) -> OnDuty | None:
    """The first that answers, going from the unit itself up to the centre; at each unit the shift before the night
    phone. None when nobody up to the root has either.
    """
    for duty in duties:
        if duty.shift_phone:
            return OnDuty(duty.shift_phone, ReachedBy.SHIFT, duty.unit_id, duty.person_id)
        if duty.night_phone:
            return OnDuty(duty.night_phone, ReachedBy.NIGHT_PHONE, duty.unit_id)
    return None
