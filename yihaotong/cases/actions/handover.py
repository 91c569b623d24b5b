"""Marking what somebody will come back to, and handing it over by name at the end of a shift (交班)."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from yihaotong.accounts.access import actor_of
from yihaotong.accounts.models import Person
from yihaotong.accounts.rules import Actor
from yihaotong.cases import access, leftovers
from yihaotong.cases.actions.attaching import pass_on_early
from yihaotong.cases.models import Case, Draft, Emergency, FollowUp, Handover, HandoverPart, VoidCheck
from yihaotong.cases.rules.codes import Stage
from yihaotong.cases.rules.handover import TAKES_CALLS, check_may_hand_over, check_note
from yihaotong.journal import actions as journal
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused
from yihaotong.reminders.actions import remind
from yihaotong.reminders.rules import Kind
from yihaotong.vault import actions as vault


def follow_up(case: Case, *, owner: Person, actor: Actor, at: datetime, note: str) -> FollowUp:
    """Mark a case to come back to, with the reason; said again it replaces the reason. One's own note, so it is not
    journalled; sealed, since a name may stand in it. Raises Refused("wrong-role"), or what is wrong with the note.
    """
    if not actor.roles & TAKES_CALLS or not access.visible_to(actor).filter(pk=case.pk).exists():
        raise Refused("wrong-role", "您的岗位不用待跟进")
    cleaned, earlier = check_note(note), leftovers.follow_up_on(case, owner)
    token = earlier.token if earlier else uuid.uuid4()
    sealed = vault.seal(cleaned, context=leftovers.context_of(token))
    if earlier:
        FollowUp.objects.filter(pk=token).update(sealed=sealed)
        return earlier
    try:
        with transaction.atomic():
            return FollowUp.objects.create(token=token, case=case, owner=owner, sealed=sealed, at=at)
    except IntegrityError:  # pressed twice at once
        return FollowUp.objects.get(case=case, owner=owner, done_at=None)


def followed_up(follow_up: FollowUp, *, owner: Person, at: datetime) -> None:
    """It is done with. Raises Refused("not-yours")."""
    if not FollowUp.objects.filter(pk=follow_up.pk, owner=owner, done_at=None).update(done_at=at):
        raise Refused("not-yours", "这不是您的待跟进，或已经交出")


@transaction.atomic
def hand_over(
    giver: Person,
    *,
    actor: Actor,
    at: datetime,
    receiver: Person,
    drafts: Iterable[uuid.UUID] = (),
    follow_ups: Iterable[uuid.UUID] = (),
    emergencies: Iterable[int] = (),
) -> Handover:
    """Pass drafts, follow-ups and open emergencies on by name: they are the receiver's from now on, and he is told.

    By the giver himself, or by a shift leader for what somebody left behind. The journal says how many of what, never
    what is in them. Raises Refused: wrong-role, to-oneself, not-taking-calls, nothing-chosen, gone (used up meanwhile).
    """
    check_may_hand_over(actor, giver.key, receiver.key, actor_of(receiver, at).roles)
    numbers = sorted(set(emergencies))
    chosen = {
        "draft": sorted(set(drafts)),
        "follow_up": sorted(set(follow_ups)),
        "emergency": [uuid.UUID(int=number) for number in numbers],
    }
    if not any(chosen.values()):
        raise Refused("nothing-chosen", "请勾选要交的草稿、待跟进或紧急情况", "draft")
    handover = Handover.objects.create(giver=giver, receiver=receiver, by=actor.key, at=at)
    _pass_on_drafts(giver, receiver, chosen["draft"], at)
    _pass_on_follow_ups(giver, receiver, chosen["follow_up"])
    _pass_on_emergencies(handover, numbers, actor, at)
    HandoverPart.objects.bulk_create(
        HandoverPart(handover=handover, kind=kind, token=token) for kind, tokens in chosen.items() for token in tokens
    )
    counts = {_COUNTED[kind]: len(tokens) for kind, tokens in chosen.items() if tokens}
    journal.record(
        "handover.give",
        subject=handover.key,
        actor=actor.key,
        at=at,
        after={"from": giver.key, "to": receiver.key} | counts,
    )
    words = "、".join(_counted(kind, len(tokens)) for kind, tokens in chosen.items() if tokens)
    remind([receiver.pk], Kind.HANDED_OVER, subject=handover.key, words=f"{giver.name}交给您 {words}", at=at)
    return handover


_COUNTED = {"draft": "drafts", "follow_up": "follow_ups", "emergency": "emergencies"}
_WORDS = {"draft": "份草稿", "follow_up": "件待跟进", "emergency": "件紧急情况"}


def _counted(kind: str, count: int) -> str:
    return f"{count} {_WORDS[kind]}"


def _pass_on_drafts(giver: Person, receiver: Person, tokens: list[uuid.UUID], at: datetime) -> None:
    if Draft.objects.filter(pk__in=tokens, owner=giver).update(owner=receiver) != len(tokens):
        raise Refused("gone", "有的草稿刚刚登记或删去了，请重新勾选", "draft")
    pass_on_early(tokens, giver=giver.key, receiver=receiver.key, at=at)


def _pass_on_follow_ups(giver: Person, receiver: Person, tokens: list[uuid.UUID]) -> None:
    """What the receiver follows up himself already stays his own, and the giver's is done with."""
    given = FollowUp.objects.filter(pk__in=tokens, owner=giver, done_at=None)
    cases = dict(given.values_list("pk", "case_id"))
    if len(cases) != len(tokens):
        raise Refused("gone", "有的待跟进刚刚办完了，请重新勾选", "follow_up")
    _make_follow_ups_of(receiver, given)


def _make_follow_ups_of(owner: Person, marks: QuerySet[FollowUp]) -> int:
    """How many are his now; of a case that he follows up already his own mark stays."""
    his = set(FollowUp.objects.filter(owner=owner, done_at=None).values_list("case_id", flat=True))
    merged, _rows = marks.filter(case__in=his).delete()
    try:
        with transaction.atomic():
            return merged + marks.update(owner=owner)
    except IntegrityError:  # he has marked one of these cases himself meanwhile
        raise Refused("gone", f"{owner.name}刚刚自己记下了其中一件待跟进，请再试一次", "follow_up") from None


def _pass_on_emergencies(handover: Handover, numbers: list[int], actor: Actor, at: datetime) -> None:
    """Each is an act of its own in the journal: who has to see it through must be known at any moment."""
    given = list(leftovers.emergencies_to_give(handover.giver, actor).select_for_update().filter(pk__in=numbers))
    if len(given) != len(numbers):
        raise Refused("gone", "有的紧急情况刚刚了结或交出了，请重新勾选", "emergency")
    Emergency.objects.filter(pk__in=numbers).update(owner=handover.receiver)
    for emergency in given:
        before = f"person:{emergency.owner_id}" if emergency.owner_id else emergency.raised_by
        journal.record(
            "emergency.hand_over",
            subject=emergency.key,
            actor=actor.key,
            at=at,
            before={"owner": before},
            after={"owner": handover.receiver.key, "handover": handover.pk},
        )


@dataclass(frozen=True)
class TakenBack:
    """`own`: how many things are the giver's again; `gone`: how many were used up or handed on since, and stay where
    they are; `keepers`: the names of the others who see emergencies through again, as before."""

    handover: Handover
    own: int
    gone: int
    keepers: list[str]


@transaction.atomic
def take_back(handover: Handover, *, actor: Actor, at: datetime) -> TakenBack:
    """Until the receiver has taken it, whoever gave it may have it back: what is still there is the giver's again, an
    emergency whoever's it was before.

    Raises Refused("not-yours" | "already-taken" | "giver-left" | "nothing-left").
    """
    if actor.key not in (handover.giver.key, handover.by):
        raise Refused("not-yours", "这不是您交出去的")
    held = _held(handover)
    given = held.parts.count()
    if held.accepted_at or not given:
        whom = "您" if actor.key == held.giver.key else held.giver.name
        said = f"对方已经接班，要回来请让对方再交给{whom}" if held.accepted_at else "这次交班已经收回"
        raise Refused("already-taken", said)
    if not held.giver.is_active:
        raise Refused("giver-left", f"{held.giver.name}已经离岗，不能收回给他")
    tokens: dict[str, list[uuid.UUID]] = {kind: [] for kind in _WORDS}
    for kind, token in leftovers.parts_to_take_back(held):
        tokens[kind].append(token)
    drafts = Draft.objects.filter(pk__in=tokens["draft"], owner=held.receiver)
    forms = list(drafts.select_for_update().values_list("pk", flat=True))
    back = Draft.objects.filter(pk__in=forms).update(owner=held.giver)
    pass_on_early(forms, giver=held.receiver.key, receiver=held.giver.key, at=at)
    marks = FollowUp.objects.filter(pk__in=tokens["follow_up"], owner=held.receiver, done_at=None)
    back += _make_follow_ups_of(held.giver, marks)
    owners = _take_back_emergencies(held, [token.int for token in tokens["emergency"]], actor, at)
    own = back + owners.count(held.giver)
    back += len(owners)
    if not back:
        raise Refused("nothing-left", "交出去的都已经办完或又交给了别人，没有可以收回的")
    held.parts.all().delete()
    journal.record("handover.take_back", subject=held.key, actor=actor.key, at=at, after={"to": held.giver.key})
    keepers = {owner.name for owner in owners if owner and owner != held.giver}
    return TakenBack(held, own, given - back, sorted(keepers))


def _held(handover: Handover) -> Handover:
    """Its row locked: accepting and taking back wait for one another."""
    found = Handover.objects.select_for_update(of=("self",)).select_related("giver", "receiver")
    return found.get(pk=handover.pk)


def _take_back_emergencies(handover: Handover, numbers: list[int], actor: Actor, at: datetime) -> list[Person | None]:
    """Whose they are again, None where somebody raised one who is no person."""
    running = Emergency.objects.filter(pk__in=numbers, owner=handover.receiver, closed_at=None)
    found = list(running.order_by("due_at", "pk").select_for_update())
    earlier, owners = _earlier_owners(handover, found), []
    for emergency in found:
        key, owner = earlier[emergency.key]
        Emergency.objects.filter(pk=emergency.pk).update(owner=owner)
        journal.record(
            "emergency.hand_over",
            subject=emergency.key,
            actor=actor.key,
            at=at,
            before={"owner": handover.receiver.key},
            after={"owner": key, "handover": handover.pk},
        )
        owners.append(owner)
    return owners


def _earlier_owners(handover: Handover, found: list[Emergency]) -> dict[str, tuple[str, Person | None]]:
    """Who saw each through before it was handed over, as the journal says: a shift leader gives others' too. The giver
    where that line is erased or its person has left since."""
    lines = Line.objects.filter(kind="emergency.hand_over", subject__in=[each.key for each in found])
    act = {"owner": handover.receiver.key, "handover": handover.pk}
    told = {
        line.subject: str(facts["before"]["owner"])
        for line in lines.order_by("pk")
        if (facts := line.facts).get("after") == act
    }
    numbers = [number for key in told.values() if (number := key.removeprefix("person:")).isdecimal()]
    people = {each.key: each for each in Person.objects.filter(pk__in=numbers, is_active=True)}
    owners: dict[str, tuple[str, Person | None]] = {}
    for each in found:
        key = told.get(each.key, handover.giver.key)
        left = key.startswith("person:") and key not in people
        owners[each.key] = (handover.giver.key, handover.giver) if left else (key, people.get(key))
    return owners


@transaction.atomic
def accept(handover: Handover, *, receiver: Person, at: datetime) -> Handover:
    """The receiver has looked at what he got. Raises Refused("not-yours" | "taken-back"); twice is harmless."""
    if handover.receiver_id != receiver.pk:
        raise Refused("not-yours", "这不是交给您的")
    held = _held(handover)
    if not held.parts.exists():
        raise Refused("taken-back", f"{held.giver.name}已经收回，不用接了")
    if held.accepted_at is None:
        held.accepted_at = at
        held.save(update_fields=["accepted_at"])
        journal.record("handover.accept", subject=held.key, actor=receiver.key, at=at)
    return held


@transaction.atomic
def check_void(case: Case, *, actor: Actor, at: datetime) -> VoidCheck:
    """A shift leader found that a case was rightly made void. Raises Refused("wrong-role" | "wrong-stage")."""
    if not leftovers.may_check(actor):
        raise Refused("wrong-role", "您的岗位不抽查无效工单")
    if case.stage != Stage.VOID.value:
        raise Refused("wrong-stage", "工单已不是“无效”，不用抽查")
    check, fresh = VoidCheck.objects.get_or_create(case=case, defaults={"by": actor.key, "at": at})
    if fresh:
        journal.record("void.check", subject=case.key, actor=actor.key, at=at)
    return check
