"""Which role may exist where, who may hold two, and what a machine may."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from yihaotong.accounts.rules.roles import Actor, Role, UnitKind
from yihaotong.accounts.rules.units import is_section
from yihaotong.journal.refusal import Refused

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
#: Who makes, reviews and signs what an organ publishes or answers (政府信息公开条例 art. 4, 17; 三审三校).
DISCLOSURE = frozenset(
    {
        Role.DISCLOSURE_OFFICER,
        Role.DISCLOSURE_LEADER,
        Role.DRAFTER,
        Role.SECRECY_OFFICER,
        Role.FIRST_REVIEWER,
        Role.SECOND_REVIEWER,
        Role.THIRD_REVIEWER,
    }
)
#: Everybody who has a part in it, the office of the government above included.
DISCLOSURE_POSTS = DISCLOSURE | {Role.SUPERVISING_OFFICE}
_GOVERNMENT = _HANDLING | {Role.ANALYST}

#: Which roles may exist at which kind of unit. A role that is missing here does not exist there.
SEATS: Mapping[UnitKind, frozenset[Role]] = {
    # 条例 art. 4: who answers for what the organ in here discloses sits at it; another organ has its own office.
    UnitKind.CENTRE: CENTRE_DESK | _GOVERNMENT | DISCLOSURE | ADMINISTRATORS,
    UnitKind.DISTRICT: _GOVERNMENT,
    UnitKind.ZONE: _GOVERNMENT,
    # 条例 art. 4: the office of the government above leads and supervises disclosure (政务公开办).
    UnitKind.DEPARTMENT: _GOVERNMENT | {Role.MAYOR_OFFICE, Role.SUPERVISING_OFFICE},
    UnitKind.STREET: _HANDLING,
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
    ARTICLES_DRAFT = "articles:draft"
    APPLICATIONS_HAND_OVER = "applications:hand_over"


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


def check_section(role: Role, kind: UnitKind, path: str) -> None:
    """Cases go to the centre itself, never to a section inside it. Raises Refused("role-not-at-section")."""
    if role in _HANDLING and is_section(kind, path):
        raise Refused("role-not-at-section", "指挥中心的内设机构不承办工单，不设此岗位；请选指挥中心本身", "unit")


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
