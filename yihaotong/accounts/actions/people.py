"""Entering people, their passwords, and their leaving."""

from datetime import datetime

from axes.utils import reset
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from yihaotong.accounts import rules
from yihaotong.accounts.actions.posts import close, not_over
from yihaotong.accounts.actions.recording import check_seen, record
from yihaotong.accounts.actions.roster import drop
from yihaotong.accounts.models import DutyShift, Person
from yihaotong.accounts.rules import Actor, Role
from yihaotong.journal.refusal import Refused


@transaction.atomic
def create_person(
    username: str, *, actor: Actor, at: datetime, name: str, encoded_password: str = "", password: str = ""
) -> Person:
    """Enter somebody who can be given posts. With `password` he signs in once and must choose his own; with
    `encoded_password` (Django's form, from an older system) he goes on with his; without either he cannot sign in
    until set_password. Raises Refused: wrong-role, bad-username, username-taken, name-needed, weak-password …
    """
    rules.check_may("person.create", actor)
    check_new_username(username)
    name = rules.check_name(name, longest=rules.PERSON_NAME_LENGTH)
    person = Person(username=username, name=name, password=encoded_password or make_password(None))
    if password:
        _give(person, password)
        person.must_change_password = True
    person.save(force_insert=True)
    record("person.create", person.key, actor, at, after={"username": username})
    return person


def check_new_username(username: str) -> None:
    """Whether somebody new may sign in by this. Raises Refused: bad-username, username-taken."""
    rules.check_username(username)
    if Person.objects.filter(username=username).exists():
        raise Refused("username-taken", _("登录名已被使用"), "username")


@transaction.atomic
def change_person(person: Person, *, actor: Actor, at: datetime, name: str, expect: int | None = None) -> Person:
    """Correct a person's name; the journal learns that it changed, not to what. Raises Refused: wrong-role, stale …"""
    rules.check_may("person.change", actor)
    name = rules.check_name(name, longest=rules.PERSON_NAME_LENGTH)
    stored = Person.objects.select_for_update().get(pk=person.pk)
    check_seen(person.key, expect)
    if stored.name != name:
        stored.name = name
        stored.save(update_fields=["name"])
        record("person.change", person.key, actor, at, after={"changed": ["name"]})
    return stored


@transaction.atomic
def deactivate_person(
    person: Person,
    *,
    actor: Actor,
    at: datetime,
    reason: str,
    successor: Person | None = None,
    expect: int | None = None,
) -> Person:
    """Shut the account; its acts stay his. Open posts and those ahead end, shifts to come are dropped, sessions end.

    `successor` is kept with it: who takes over what he had in hand. Raises Refused: wrong-role, reason-needed,
    own-account, already-inactive, bad-successor, stale.
    """
    rules.check_may("person.deactivate", actor)
    reason = rules.check_reason(actor, reason)
    if actor.key == person.key:
        raise Refused("own-account", _("不能停用自己的账号"), "person")
    stored = Person.objects.select_for_update().get(pk=person.pk)
    check_seen(person.key, expect)
    if not stored.is_active:
        raise Refused("already-inactive", _("该账号已停用"))
    if successor is not None and (successor.pk == person.pk or not successor.is_active):
        raise Refused("bad-successor", _("接手人须是另一个在用的人"), "successor")
    for post in not_over(at).filter(person=person):
        close(post, actor, at, reason)
    for shift in DutyShift.objects.filter(person=person, starts_at__gt=at).select_related("unit"):
        drop(shift, actor, at, reason)
    person.is_active, person.successor = False, successor
    person.save(update_fields=["is_active", "successor"])
    after = {"is_active": False} | ({"successor": successor.pk} if successor else {})
    record("person.deactivate", person.key, actor, at, after=after, reason=reason)
    return person


@transaction.atomic
def reactivate_person(person: Person, *, actor: Actor, at: datetime, reason: str, expect: int | None = None) -> Person:
    """Open the account of somebody who is back. His posts stay ended and his old password stays dead: both are given
    anew. What went to his successor stays there. Raises Refused: wrong-role, reason-needed, already-active, stale.
    """
    rules.check_may("person.reactivate", actor)
    reason = rules.check_reason(actor, reason)
    stored = Person.objects.select_for_update().get(pk=person.pk)
    check_seen(person.key, expect)
    if stored.is_active:
        raise Refused("already-active", _("该账号在用，不必再启用"))
    before = {"is_active": False} | ({"successor": stored.successor_id} if stored.successor_id else {})
    stored.is_active, stored.successor, stored.password = True, None, make_password(None)
    stored.save(update_fields=["is_active", "successor", "password"])
    record("person.reactivate", person.key, actor, at, before=before, after={"is_active": True}, reason=reason)
    return stored


@transaction.atomic
def set_password(person: Person, *, actor: Actor, at: datetime, password: str, reason: str = "") -> Person:
    """Change a password: one's own, or as system administrator that of anybody but the three administrators, for a
    reason. The journal learns that and why, not what.

    What an administrator has set must be changed at the next sign-in. Raises Refused: wrong-role,
    administrators-password, reason-needed, weak-password (its message says which rule).
    """
    if actor.key != person.key:
        # Locked as in `appoint`: nobody becomes an administrator meanwhile.
        Person.objects.select_for_update().get(pk=person.pk)
        check_reset(person, actor=actor, at=at)
        reason = rules.check_reason(actor, reason)
    _give(person, password)
    person.must_change_password = actor.key not in (person.key, rules.IMPORTER.key)
    person.save(update_fields=["password", "must_change_password"])
    record("person.set_password", person.key, actor, at, reason=reason)
    return person


def check_reset(person: Person, *, actor: Actor, at: datetime) -> None:
    """Whether `actor` may set this person's password. Raises Refused: wrong-role, administrators-password."""
    held = {Role(role) for role in not_over(at).filter(person=person).values_list("role", flat=True)}
    rules.check_may_set_password(actor, person.key, person.username, held)


@transaction.atomic
def unlock_person(person: Person, *, actor: Actor, at: datetime) -> Person:
    """Let somebody try again whose wrong passwords have locked him out. Raises Refused("wrong-role")."""
    rules.check_may("person.unlock", actor)
    reset(username=person.username)
    record("person.unlock", person.key, actor, at)
    return person


def check_password(person: Person, password: str) -> None:
    """Whether a password is good enough for somebody, entered or not. Raises Refused("weak-password")."""
    try:
        validate_password(password, person)
    except ValidationError as weak:
        raise Refused("weak-password", "；".join(weak.messages), "password") from weak


def _give(person: Person, password: str) -> None:
    check_password(person, password)
    person.password = make_password(password)
