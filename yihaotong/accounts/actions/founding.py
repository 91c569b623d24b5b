"""The first administrators, entered at the machine itself where nobody can sign in yet, or nobody any more."""

from dataclasses import dataclass
from datetime import datetime
from secrets import choice

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from yihaotong.accounts.access import valid_at
from yihaotong.accounts.actions.people import create_person, set_password, unlock_person
from yihaotong.accounts.actions.posts import appoint, not_over
from yihaotong.accounts.actions.units import create_unit
from yihaotong.accounts.models import ROLE_LABELS, Person, Post, Unit
from yihaotong.accounts.rules import ADMINISTRATORS, CONSOLE, Role, UnitKind
from yihaotong.journal.refusal import Refused

#: Django's mark of a password that nobody can type.
_UNUSABLE = "!"


@dataclass(frozen=True)
class Centre:
    """What the centre is to be called where there is none yet."""

    code: str
    name: str
    short_name: str = ""


@transaction.atomic
def create_administrator(
    username: str, *, at: datetime, name: str, role: Role, centre: Centre, password: str
) -> tuple[Person, Post]:
    """Enter one of the three administrators from the console, as long as nobody who can sign in is it; with the centre
    where there is none. Refused, the centre is not entered either.

    He must change the password at his first sign-in. Raises Refused: not-administrator, administrator-exists, and
    what create_unit, create_person and appoint say.
    """
    if role not in ADMINISTRATORS:
        raise Refused(
            "not-administrator", _("控制台只能建系统、安全、审计管理员；其他人请在设置页“人员”里新增"), "role"
        )
    unit = _centre(centre, at)
    # The unit's row is the lock: two consoles at once are judged one after the other.
    list(Unit.objects.select_for_update().filter(pk=unit.pk))
    if (there := able(role, at).order_by("pk").first()) is not None:
        message = _("已有能登录的%(role)s（%(login)s），请由系统管理员在设置页“人员”里新增，或用 --by 写明登录名")
        raise Refused("administrator-exists", message % {"role": ROLE_LABELS[role], "login": there.username}, "role")
    person = create_person(username, actor=CONSOLE, at=at, name=name, password=password)
    return person, appoint(person, actor=CONSOLE, at=at, role=role, unit=unit)


def able(role: Role, at: datetime) -> QuerySet[Person]:
    """The people who hold the role at `at` and have an account and a password to sign in with."""
    holders = Post.objects.filter(valid_at(at), role=role).values("person")
    return Person.objects.filter(pk__in=holders, is_active=True).exclude(password__startswith=_UNUSABLE)


def _centre(wanted: Centre, at: datetime) -> Unit:
    """The centre at the root of the tree; entered from the console where there is none. Raises as create_unit."""
    root = Unit.objects.filter(parent=None, kind=UnitKind.CENTRE, dissolved_on=None).order_by("pk").first()
    if root is not None:
        return root
    since = timezone.localtime(at).date()
    return create_unit(
        wanted.code,
        actor=CONSOLE,
        at=at,
        name=wanted.name,
        short_name=wanted.short_name,
        kind=UnitKind.CENTRE,
        parent=None,
        since=since,
    )


@transaction.atomic
def rescue(person: Person, *, at: datetime, password: str) -> Person:
    """Let an administrator in again who has forgotten his password or locked himself out; he must change it at once.

    Raises Refused: not-administrator, person-inactive, weak-password.
    """
    if not not_over(at).filter(person=person, role__in=ADMINISTRATORS).exists():
        raise Refused("not-administrator", _("他不是管理员：请由系统管理员重置（页面上，或加 --by 登录名）"), "login")
    if not person.is_active:
        raise Refused("person-inactive", _("该账号已停用"), "login")
    unlock_person(person, actor=CONSOLE, at=at)
    return set_password(person, actor=CONSOLE, at=at, password=password)


#: Without letters and digits that look alike, as somebody reads it from a screen and types it.
_KINDS = ("ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnpqrstuvwxyz", "23456789")


def first_password() -> str:
    """A fresh one of four groups, e.g. "Kx7f-9Qmd-T4rz-Pw8n": about 70 bits."""
    groups = ("".join(choice(kind) for kind in (*_KINDS, "".join(_KINDS))) for _each in range(4))
    return "-".join(groups)
