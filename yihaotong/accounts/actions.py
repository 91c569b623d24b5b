"""Every write to units, people, posts, the roster and clients: one transaction, one journal line per record."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yihaotong.accounts import rules
from yihaotong.accounts.access import token_digest, valid_at
from yihaotong.accounts.models import UNIT_NAME_LENGTH, Client, DutyShift, Person, Post, Unit, UnitName
from yihaotong.accounts.rules import Actor, Role, Scope, Term, UnitKind
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.journal.statements import LookUp

#: 32 random bytes: nobody guesses them, so a plain digest is enough to keep.
TOKEN_BYTES = 32


# --- units -----------------------------------------------------------------------------------------------------


@transaction.atomic
def create_unit(  # noqa: PLR0913 — a unit has these parts, all named at the call
    code: str,
    *,
    actor: Actor,
    at: datetime,
    name: str,
    kind: UnitKind,
    parent: Unit | None,
    since: date,
    short_name: str = "",
    area_code: str = "",
    night_phone: str = "",
    requires_leader_signature: bool = False,
) -> Unit:
    """Enter a unit below `parent` (None: the root) with its name since a day.

    Raises Refused: wrong-role, bad-unit-code, unit-exists, parent-dissolved, wrong-level, name-needed …
    """
    rules.check_may("unit.create", actor)
    rules.check_unit_code(code)
    name = rules.check_name(name, longest=UNIT_NAME_LENGTH)
    level = _level_under(kind, parent)
    if Unit.objects.filter(code=code).exists():
        raise Refused("unit-exists", _("单位代码已被使用"), "code")
    unit = Unit.objects.create(
        code=code,
        parent=parent,
        level=level,
        kind=kind,
        area_code=area_code,
        night_phone=night_phone,
        requires_leader_signature=requires_leader_signature,
    )
    unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
    unit.save(update_fields=["path"])
    UnitName.objects.create(unit=unit, name=name, short_name=short_name.strip() or name, since=since)
    after = {"code": code, "kind": kind.value, "level": level, "name": name, "area_code": area_code}
    _record("unit.create", f"unit:{unit.pk}", actor, at, after={**after, "parent": parent.pk if parent else None})
    return unit


def _level_under(kind: UnitKind, parent: Unit | None) -> int:
    if parent is None:
        return rules.level_under(kind, None, None)
    if parent.dissolved_on is not None:
        raise Refused("parent-dissolved", _("上级单位已撤销"), "parent")
    return rules.level_under(kind, UnitKind(parent.kind), parent.level)


@transaction.atomic
def rename_unit(
    unit: Unit, *, actor: Actor, at: datetime, name: str, since: date, short_name: str = "", reason: str = ""
) -> UnitName:
    """Give the unit another name from `since` on. The old one stays in the history and ends on that day.

    Raises Refused: wrong-role, unit-dissolved, same-name, rename-before-current, name-needed …
    """
    rules.check_may("unit.rename", actor)
    name = rules.check_name(name, longest=UNIT_NAME_LENGTH)
    _existing(unit)
    current = UnitName.objects.get(unit=unit, until=None)
    if current.name == name:
        raise Refused("same-name", _("新名称与现名称相同"), "name")
    if since <= current.since:
        raise Refused("rename-before-current", _("新名称的启用日期须晚于现名称的启用日期"), "since")
    current.until = since
    current.save(update_fields=["until"])
    renamed = UnitName.objects.create(unit=unit, name=name, short_name=short_name.strip() or name, since=since)
    before = {"name": current.name}
    after = {"name": name, "since": since.isoformat()}
    _record("unit.rename", f"unit:{unit.pk}", actor, at, before=before, after=after, reason=reason)
    return renamed


@transaction.atomic
def dissolve_unit(unit: Unit, *, actor: Actor, at: datetime, on: date, reason: str) -> Unit:
    """Close a unit that has no living unit below it; its open posts end at `at`, its history stays.

    Raises Refused: wrong-role, unit-dissolved, units-below, reason-needed, dissolved-ahead.
    """
    rules.check_may("unit.dissolve", actor)
    if not reason.strip():
        raise Refused("reason-needed", _("请写明撤销的依据"), "reason")
    if on > timezone.localtime(at).date():
        raise Refused("dissolved-ahead", _("撤销日期不得晚于今天"), "on")
    _existing(unit)
    if unit.children.filter(dissolved_on=None).exists():
        raise Refused("units-below", _("下级单位尚未撤销"))
    for post in Post.objects.filter(valid_at(at), unit=unit, since__lt=at):
        _end(post, actor, at, reason)
    unit.dissolved_on = on
    unit.save(update_fields=["dissolved_on"])
    _record("unit.dissolve", f"unit:{unit.pk}", actor, at, after={"dissolved_on": on.isoformat()}, reason=reason)
    return unit


def _existing(unit: Unit) -> None:
    """Lock the unit's row and look again whether it still exists. On SQLite the transaction itself is the lock."""
    if Unit.objects.select_for_update().get(pk=unit.pk).dissolved_on is not None:
        raise Refused("unit-dissolved", _("该单位已撤销"), "unit")


# --- people -----------------------------------------------------------------------------------------------------


@transaction.atomic
def create_person(username: str, *, actor: Actor, at: datetime, name: str, encoded_password: str = "") -> Person:
    """Enter somebody who can be given posts. Without `encoded_password` (Django's form, from an older system) he
    cannot sign in until set_password. Raises Refused: wrong-role, bad-username, username-taken, name-needed …
    """
    rules.check_may("person.create", actor)
    rules.check_username(username)
    name = rules.check_name(name, longest=rules.PERSON_NAME_LENGTH)
    if Person.objects.filter(username=username).exists():
        raise Refused("username-taken", _("登录名已被使用"), "username")
    person = Person.objects.create(username=username, name=name, password=encoded_password or make_password(None))
    _record("person.create", person.key, actor, at, after={"username": username})
    return person


@transaction.atomic
def deactivate_person(person: Person, *, actor: Actor, at: datetime, reason: str) -> Person:
    """Shut the account; its acts stay his. Open posts end. Raises Refused: wrong-role, already-inactive."""
    rules.check_may("person.deactivate", actor)
    if not Person.objects.filter(pk=person.pk, is_active=True).update(is_active=False):
        raise Refused("already-inactive", _("该账号已停用"))
    person.is_active = False
    for post in Post.objects.filter(valid_at(at), person=person, since__lt=at):
        _end(post, actor, at, reason)
    _record("person.deactivate", person.key, actor, at, after={"is_active": False}, reason=reason)
    return person


@transaction.atomic
def set_password(person: Person, *, actor: Actor, at: datetime, password: str) -> Person:
    """Change a password: one's own, or anybody's as system administrator. The journal learns that, not what.

    Raises Refused: wrong-role, weak-password (its message says which rule).
    """
    rules.check_may_set_password(actor, person.key)
    try:
        validate_password(password, person)
    except ValidationError as weak:
        raise Refused("weak-password", "；".join(weak.messages), "password") from weak
    person.password = make_password(password)
    person.save(update_fields=["password"])
    _record("person.set_password", person.key, actor, at)
    return person


# --- posts --------------------------------------------------------------------------------------------------------


@transaction.atomic
def appoint(
    person: Person,
    *,
    actor: Actor,
    at: datetime,
    role: Role,
    unit: Unit,
    since: datetime | None = None,
    until: datetime | None = None,
    reason: str = "",
) -> Post:
    """Give a person a post from `since` (default: `at`) up to, not including, `until`.

    Raises Refused: wrong-role, own-post, person-inactive, unit-dissolved, role-not-at-unit, ends-before-start,
    post-overlaps, administrators-apart, administrator-apart.
    """
    rules.check_may_appoint("post.appoint", actor, person.key)
    rules.check_seat(role, UnitKind(unit.kind))
    # The person's row is the lock: two appointments of one person at once are judged one after the other.
    if not Person.objects.select_for_update().get(pk=person.pk).is_active:
        raise Refused("person-inactive", _("该账号已停用"), "person")
    _existing(unit)
    new = Term(role, unit.pk, since or at, until)
    rules.check_appointment(new, _terms(person))
    post = Post.objects.create(person=person, role=role, unit=unit, since=new.since, until=until)
    _record("post.appoint", f"post:{post.pk}", actor, at, after=_post_facts(post), reason=reason)
    return post


def _terms(person: Person) -> list[Term]:
    return [Term(Role(post.role), post.unit_id, post.since, post.until) for post in Post.objects.filter(person=person)]


@transaction.atomic
def end_post(post: Post, *, actor: Actor, at: datetime, reason: str = "") -> Post:
    """End an open post now. Raises Refused: wrong-role, own-post, post-ended, ends-before-start."""
    rules.check_may_appoint("post.end", actor, f"person:{post.person_id}")
    if at <= post.since:
        raise Refused("ends-before-start", _("岗位的止期须晚于起期"), "until")
    _end(post, actor, at, reason)
    return post


def _end(post: Post, actor: Actor, at: datetime, reason: str) -> None:
    if not Post.objects.filter(pk=post.pk, until=post.until).exclude(until__lte=at).update(until=at):
        raise Refused("post-ended", _("该岗位已结束"))
    before = _post_facts(post)
    post.until = at
    _record("post.end", f"post:{post.pk}", actor, at, before=before, after=_post_facts(post), reason=reason)


def _post_facts(post: Post) -> dict[str, Any]:
    """A post as the journal keeps it: by ids and codes."""
    return {
        "person": post.person_id,
        "role": Role(post.role).value,
        "unit": post.unit_id,
        "since": post.since.isoformat(),
        "until": post.until.isoformat() if post.until else None,
    }


# --- the roster -----------------------------------------------------------------------------------------------------


@transaction.atomic
def put_on_duty(
    unit: Unit,
    *,
    actor: Actor,
    at: datetime,
    person: Person,
    phone: str,
    starts_at: datetime,
    ends_at: datetime,
) -> DutyShift:
    """Enter a shift [starts_at, ends_at) of a person who holds a post at the unit.

    Raises Refused: wrong-role, ends-before-start, phone-needed, not-of-unit, shift-overlaps.
    """
    rules.check_may_put_on_duty(actor, unit.path)
    if ends_at <= starts_at:
        raise Refused("ends-before-start", _("值班的止时须晚于起时"), "ends_at")
    if not phone.strip():
        raise Refused("phone-needed", _("请填写值班电话"), "phone")
    Person.objects.select_for_update().get(pk=person.pk)
    if not Post.objects.filter(person=person, unit=unit, since__lt=ends_at).exclude(until__lte=starts_at).exists():
        raise Refused("not-of-unit", _("值班人员须在该单位任职"), "person")
    if DutyShift.objects.filter(person=person, starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
        raise Refused("shift-overlaps", _("此人在同一时段已排班"), "starts_at")
    shift = DutyShift.objects.create(
        unit=unit, person=person, phone=phone.strip(), starts_at=starts_at, ends_at=ends_at
    )
    after = {"unit": unit.pk, "person": person.pk, "starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()}
    _record("duty.put", f"duty:{shift.pk}", actor, at, after=after)
    return shift


# --- clients ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def create_client(
    name: str,
    *,
    actor: Actor,
    at: datetime,
    unit: Unit,
    roles: Sequence[Role] = (Role.CLIENT,),
    scopes: Sequence[Scope] = rules.USUAL_SCOPES,
    until: datetime | None = None,
) -> tuple[Client, str]:
    """Admit a machine for a unit, for good or `until`. Returns it with its token, which is shown now and never again.

    Raises Refused: wrong-role, role-not-for-client, client-exists, name-needed, unit-dissolved, ends-before-start.
    """
    rules.check_may("client.create", actor)
    rules.check_client_roles(roles)
    name = rules.check_name(name, longest=UNIT_NAME_LENGTH)
    _existing(unit)
    if until is not None and until <= at:
        raise Refused("ends-before-start", _("令牌的止期须在今后"), "until")
    if Client.objects.filter(name=name).exists():
        raise Refused("client-exists", _("已有同名接口用户"), "name")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    codes, opens = _codes(roles), _codes(scopes)
    client = Client.objects.create(
        name=name, token_sha256=token_digest(token), unit=unit, roles=codes, scopes=opens, until=until
    )
    told = {"name": name, "unit": unit.pk, "roles": codes, "scopes": opens}
    _record("client.create", client.key, actor, at, after=told | ({"until": until.isoformat()} if until else {}))
    return client, token


@transaction.atomic
def set_scopes(client: Client, *, actor: Actor, at: datetime, scopes: Sequence[Scope], reason: str) -> Client:
    """What a machine's token opens from now on; other processes know within two seconds. Raises Refused: wrong-role."""
    rules.check_may("client.scopes", actor)
    before, client.scopes = client.scopes, _codes(scopes)
    client.save(update_fields=["scopes"])
    LookUp.forget()
    told = {"before": {"scopes": before}, "after": {"scopes": client.scopes}}
    _record("client.scopes", client.key, actor, at, reason=reason, **told)
    return client


def _codes(members: Sequence[Role | Scope]) -> list[str]:
    return sorted({member.value for member in members})


@transaction.atomic
def revoke_client(client: Client, *, actor: Actor, at: datetime, reason: str) -> Client:
    """Shut a machine out: here at once, in other processes within two seconds. Raises Refused: wrong-role,
    already-revoked.
    """
    rules.check_may("client.revoke", actor)
    if not Client.objects.filter(pk=client.pk, is_active=True).update(is_active=False):
        raise Refused("already-revoked", _("该接口用户已停用"))
    client.is_active = False
    LookUp.forget()
    _record("client.revoke", client.key, actor, at, after={"is_active": False}, reason=reason)
    return client


def _record(kind: str, subject: str, actor: Actor, at: datetime, **what: Any) -> None:
    journal.record(kind, subject=subject, actor=actor.key, at=at, **what)
