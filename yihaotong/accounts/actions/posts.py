"""Giving and ending posts, and taking back what has not begun."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from yihaotong.accounts import rules
from yihaotong.accounts.actions.recording import record
from yihaotong.accounts.actions.roster import drop
from yihaotong.accounts.models import DutyShift, Person, Post, Unit
from yihaotong.accounts.rules import Actor, Role, Term, UnitKind
from yihaotong.journal.refusal import Refused


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

    Raises Refused: wrong-role, own-post, person-inactive, unit-dissolved, role-not-at-unit, role-not-at-section,
    ends-before-start, post-overlaps, administrators-apart, administrator-apart.
    """
    rules.check_may_appoint("post.appoint", actor, person.key)
    rules.check_seat(role, UnitKind(unit.kind))
    rules.check_section(role, UnitKind(unit.kind), unit.path)
    # The person's row is the lock: two appointments of one person at once are judged one after the other.
    if not Person.objects.select_for_update().get(pk=person.pk).is_active:
        raise Refused("person-inactive", _("该账号已停用"), "person")
    if Unit.objects.select_for_update().get(pk=unit.pk).dissolved_on is not None:
        raise Refused("unit-dissolved", _("该单位已撤销"), "unit")
    new = Term(role, unit.pk, since or at, until)
    rules.check_appointment(new, _terms(person))
    post = Post.objects.create(person=person, role=role, unit=unit, since=new.since, until=until)
    record("post.appoint", f"post:{post.pk}", actor, at, after=facts(post), reason=reason)
    return post


def _terms(person: Person) -> list[Term]:
    return [Term(Role(post.role), post.unit_id, post.since, post.until) for post in Post.objects.filter(person=person)]


@transaction.atomic
def end_post(post: Post, *, actor: Actor, at: datetime, reason: str = "") -> Post:
    """End an open post now; shifts to come at a unit where no post is left to him are dropped.

    Raises Refused: wrong-role, own-post, post-ended, ends-before-start.
    """
    rules.check_may_appoint("post.end", actor, f"person:{post.person_id}")
    if at <= post.since:
        raise Refused("ends-before-start", _("岗位的止期须晚于起期"), "until")
    end(post, actor, at, reason)
    for shift in shifts_without(post, at):
        drop(shift, actor, at, reason)
    return post


def shifts_without(post: Post, at: datetime) -> list[DutyShift]:
    """His shifts to come that rest on this post alone."""
    ahead = DutyShift.objects.filter(person=post.person_id, unit=post.unit_id, starts_at__gt=at).order_by("starts_at")
    others = Post.objects.filter(person=post.person_id, unit=post.unit_id).exclude(pk=post.pk)
    return [] if others.filter(Q(until=None) | Q(until__gt=at)).exists() else list(ahead.select_related("unit"))


def end(post: Post, actor: Actor, at: datetime, reason: str) -> None:
    """End it within the act of whoever asks, who has looked whether he may. Raises Refused("post-ended")."""
    if not Post.objects.filter(pk=post.pk, until=post.until).exclude(until__lte=at).update(until=at):
        raise Refused("post-ended", _("该岗位已结束"))
    before = facts(post)
    post.until = at
    record("post.end", f"post:{post.pk}", actor, at, before=before, after=facts(post), reason=reason)


def not_over(at: datetime) -> QuerySet[Post]:
    """The posts that run, and those that begin later."""
    return Post.objects.filter(Q(until=None) | Q(until__gt=at)).order_by("pk")


def close(post: Post, actor: Actor, at: datetime, reason: str) -> None:
    """End a post with the unit or the account that it rests on; one that has not begun is taken back.

    Raises Refused("post-ended").
    """
    if post.since < at:
        end(post, actor, at, reason)
        return
    pk, before = post.pk, facts(post)
    removed, _by_model = Post.objects.filter(pk=pk).delete()
    if not removed:
        raise Refused("post-ended", _("该岗位已结束"))
    record("post.take_back", f"post:{pk}", actor, at, before=before, reason=reason)


def facts(post: Post) -> dict[str, Any]:
    """A post as the journal keeps it: by ids and codes."""
    return {
        "person": post.person_id,
        "role": Role(post.role).value,
        "unit": post.unit_id,
        "since": post.since.isoformat(),
        "until": post.until.isoformat() if post.until else None,
    }
