"""What somebody has lying about: drafts, cases he will come back to, cases in his hands. Who could take it over."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from yihaotong.accounts.access import valid_at
from yihaotong.accounts.models import DutyShift, Person, Post
from yihaotong.accounts.rules import Actor, Role
from yihaotong.cases.models import Case, Draft, Emergency, FollowUp, Handover, HandoverPart, Leg
from yihaotong.cases.rules.codes import Stage
from yihaotong.cases.rules.handover import TAKES_CALLS, sampled
from yihaotong.cases.rules.sealed_content import MARK
from yihaotong.vault import actions as vault

#: So far back his own filings are looked at; a shift files fewer.
_RECENT_FILINGS = 200
#: The next shift begins within so long.
_NEXT_SHIFT = timedelta(hours=12)
#: Whoever did something within so long is at his desk.
_JUST_HERE = timedelta(hours=2)
_SAMPLE_BACK = timedelta(days=2)


@dataclass(frozen=True)
class Followed:
    """A follow-up opened: its note is sealed in the database."""

    follow_up: FollowUp
    note: str


@dataclass(frozen=True)
class Leftovers:
    """All of one person. `waiting`: what he filed and nobody has dispatched; `in_hand`: what he signed for."""

    drafts: list[Draft]
    follow_ups: list[Followed]
    waiting: list[Case]
    in_hand: list[Case]


def leftovers_of(person: Person) -> Leftovers:
    """Four queries."""
    return Leftovers(
        list(Draft.objects.filter(owner=person).order_by("-saved_at")),
        follow_ups_of(person),
        [case for case in _filed_by(person) if case.stage == Stage.FILED.value],
        list(cases_signed_by(person).order_by("due_at", "pk")),
    )


def follow_ups_of(person: Person) -> list[Followed]:
    """One's own open ones, the oldest first. One query."""
    found = FollowUp.objects.filter(owner=person, done_at=None).select_related("case__sealed_content")
    return [Followed(each, _note(each)) for each in found.order_by("at", "token")]


def _note(follow_up: FollowUp) -> str:
    """Its words; of a case whose content is sealed they may say what nobody shall read any more."""
    if hasattr(follow_up.case, "sealed_content"):
        return MARK
    return vault.unseal(follow_up.sealed, context=context_of(follow_up.token))


def emergencies_of(person: Person) -> QuerySet[Emergency]:
    """The open ones that he sees through: handed over to him, or raised by him and not handed on."""
    own = Q(owner=person) | Q(owner=None, raised_by=person.key)
    return Emergency.objects.filter(own, closed_at=None).order_by("due_at", "pk")


def emergencies_to_give(giver: Person, actor: Actor) -> QuerySet[Emergency]:
    """Those that may be handed over now: the giver's; a shift leader answers for all that are open."""
    if Role.SHIFT_LEADER in actor.roles and actor.key == giver.key:
        return Emergency.objects.filter(closed_at=None).order_by("due_at", "pk")
    return emergencies_of(giver)


def context_of(token: object) -> str:
    """What the note of a follow-up is sealed with."""
    return f"follow_up:{token}"


def follow_up_on(case: Case, person: Person) -> FollowUp | None:
    return FollowUp.objects.filter(case=case, owner=person, done_at=None).first()


def _filed_by(person: Person) -> QuerySet[Case]:
    return Case.objects.filter(filed_by=person.key).order_by("-pk")[:_RECENT_FILINGS]


def cases_signed_by(person: Person) -> QuerySet[Case]:
    """The cases in hand at his units that were allotted to him or that he signed for: what he leaves behind."""
    units = Post.objects.filter(person=person, role__in=["handler", "unit_leader"]).values("unit")
    # Asked case by case: a unit has few cases in hand and very many legs.
    signed = Exists(Leg.objects.filter(case=OuterRef("pk"), signed_by=person.key))
    own = Q(handler=person) | (Q(handler=None) & Q(signed))
    return Case.objects.filter(own, stage=Stage.IN_HAND.value, lead_unit__in=units)


# --- whom to give it to -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Candidate:
    """Somebody who could take it; `shift` is his running or next shift, if the roster has one soon."""

    person: Person
    shift: DutyShift | None


def candidates(giver: Person, at: datetime) -> list[Candidate]:
    """Those who take calls: first whoever is on the roster next, in its order, then the others by name. Two queries."""
    roles = [role.value for role in TAKES_CALLS]
    posts = Post.objects.filter(valid_at(at), role__in=roles, person__is_active=True).exclude(person=giver)
    people = {post.person_id: post.person for post in posts.select_related("person")}
    shifts: dict[int, DutyShift] = {}
    soon = DutyShift.objects.filter(person__in=list(people), ends_at__gt=at, starts_at__lt=at + _NEXT_SHIFT)
    for shift in soon.order_by("-starts_at", "-pk"):
        shifts[shift.person_id] = shift
    found = [Candidate(person, shifts.get(pk)) for pk, person in people.items()]
    return sorted(found, key=lambda each: (each.shift.starts_at if each.shift else at + _NEXT_SHIFT, each.person.name))


def on_shift(at: datetime) -> list[DutyShift]:
    """Who is on duty now where calls are taken. One query."""
    taking = Post.objects.filter(valid_at(at), role__in=[role.value for role in TAKES_CALLS]).values("unit")
    running = DutyShift.objects.filter(unit__in=taking, starts_at__lte=at, ends_at__gt=at)
    return list(running.select_related("person").order_by("ends_at", "pk"))


def left_behind(at: datetime) -> list[tuple[Person, int]]:
    """Who is not on duty now and keeps drafts or follow-ups: whom, and how many. Four queries."""
    present = {shift.person_id for shift in on_shift(at)}
    counts: dict[int, int] = {}
    for rows in (Draft.objects.all(), FollowUp.objects.filter(done_at=None)):
        for owner, count in rows.order_by().values_list("owner").annotate(count=Count("pk")):
            counts[owner] = counts.get(owner, 0) + count
    people = Person.objects.filter(pk__in=set(counts) - present).order_by("name", "pk")
    return [(person, counts[person.pk]) for person in people]


def just_here(people: Iterable[Person], at: datetime) -> set[int]:
    """Which of them signed in, saved a draft or filed a case within the last two hours: they are at their desks,
    whatever the roster says. Two queries."""
    since, listed = at - _JUST_HERE, list(people)
    seen = {person.pk for person in listed if person.last_login and person.last_login > since}
    seen |= set(Draft.objects.filter(owner__in=listed, saved_at__gt=since).values_list("owner", flat=True))
    keys = {person.key: person.pk for person in listed}
    # Two hours of filings are few; asked for these people's, SQLite would read all that they ever filed.
    filed = Case.objects.filter(filed_at__gt=since).order_by().values_list("filed_by", flat=True)
    return seen | {keys[key] for key in filed if key in keys}


def handovers_to(person: Person) -> list[Handover]:
    """Those he has not accepted yet. One query."""
    return list(_not_taken().filter(receiver=person).select_related("giver").order_by("pk"))


def handovers_from(person: Person) -> list[tuple[Handover, dict[str, int]]]:
    """What he gave and nobody has taken yet, with how many of each kind. Two queries."""
    given = list(_not_taken().filter(giver=person).select_related("receiver").order_by("pk"))
    counts: dict[int, dict[str, int]] = {each.pk: {} for each in given}
    parts = HandoverPart.objects.filter(handover__in=given).order_by("kind").values_list("handover", "kind")
    for handover, kind, count in parts.annotate(count=Count("pk")):
        counts[handover][kind] = count
    return [(each, counts[each.pk]) for each in given]


def _not_taken() -> QuerySet[Handover]:
    """One that was taken back has no parts any more."""
    return Handover.objects.filter(Exists(HandoverPart.objects.filter(handover=OuterRef("pk"))), accepted_at=None)


def emergencies_on_the_way(giver: Person) -> list[int]:
    """The numbers of those open that he handed over and that wait for the receiver's taking them: not what the receiver
    handed on himself. Two queries."""
    sent = HandoverPart.objects.filter(handover__giver=giver, handover__accepted_at=None, kind="emergency")
    pairs = sent.exclude(_came_again()).values_list("token", "handover__receiver")
    waiting = {(token.int, receiver) for token, receiver in pairs}
    running = Emergency.objects.filter(pk__in=[number for number, _receiver in waiting], closed_at=None)
    return [number for number, owner in running.values_list("pk", "owner") if (number, owner) in waiting]


def parts_to_take_back(handover: Handover) -> Iterable[tuple[str, UUID]]:
    """Kind and token of what it passed on; whether the receiver still has it, is asked of the thing. One query."""
    return handover.parts.exclude(_came_again()).values_list("kind", "token")


def _came_again() -> Exists:
    """The receiver handed it on and got it once more: what he has is of the later handover, not of this one."""
    later = HandoverPart.objects.filter(handover__receiver=OuterRef("handover__receiver"))
    return Exists(later.filter(handover__gt=OuterRef("handover"), kind=OuterRef("kind"), token=OuterRef("token")))


def may_take_back(handover: Handover, actor: Actor) -> bool:
    """As long as nobody has taken it: whoever gave it, or handed it over for him; to somebody who has left nothing
    goes back."""
    return handover.accepted_at is None and handover.giver.is_active and actor.key in (handover.giver.key, handover.by)


def handover_for(person: Person, number: int) -> Handover:
    """One that he gave, got, or made for another. Raises Handover.DoesNotExist for a stranger."""
    mine = Handover.objects.filter(Q(giver=person) | Q(receiver=person) | Q(by=person.key))
    return mine.select_related("giver", "receiver").get(pk=number)


# --- what a shift leader looks at again ---------------------------------------------------------------------------


def void_samples(at: datetime) -> list[Case]:
    """One in ten of the void cases of the last two days, those not yet looked at. One query."""
    recent = Case.objects.filter(stage=Stage.VOID.value, filed_at__gte=at - _SAMPLE_BACK, void_check=None)
    return [case for case in recent.order_by("pk") if sampled(case.order_no, settings.SECRET_KEY)]


def may_check(actor: Actor) -> bool:
    return Role.SHIFT_LEADER in actor.roles


def parts_of(handover: Handover) -> Iterable[tuple[str, int]]:
    """How many of each kind were handed over."""
    return handover.parts.order_by("kind").values_list("kind").annotate(count=Count("pk"))
