"""Copying a profile, changing a copy, and choosing which profile is in force from when on."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.timezone import localtime

from yihaotong.accounts.models import Unit
from yihaotong.accounts.rules import Actor
from yihaotong.cases import profiles
from yihaotong.cases.models import ProfileChoice, ProfileVersion
from yihaotong.cases.profiles import InForce
from yihaotong.cases.rules import choosing
from yihaotong.cases.rules import profiles as files
from yihaotong.cases.rules.choosing import LONGEST_COVERS, LONGEST_NAME, LONGEST_REASON, checked_text
from yihaotong.cases.rules.clocks import Profile
from yihaotong.cases.rules.wording import written
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.journal.statements import LookUp

#: A choice that begins so soon is not cancelled: another process may begin limits by it meanwhile, while this one waits
#: for a database that others write to.
_TOO_LATE = timedelta(minutes=1)


def copy_profile(code: str, *, actor: Actor, at: datetime, name: str, place: str, reason: str) -> ProfileVersion:
    """Begin a profile of the city's own with the lines of another; what that one inherits is inherited here, too. Its
    name, its place and what is said of it are its own.

    Raises Refused: wrong-role, no-such-profile, missing, too-long, name-taken, edited-meanwhile.
    """
    choosing.check_may_change(actor.roles)
    model = profiles.profile(code)
    taken = profiles.own_versions().filter(version=1).count()
    row = ProfileVersion(
        code=f"{profiles.OWN}{taken + 1}",
        version=1,
        name=_name(name),
        place=_place(place, needed=True),
        covers=f"由“{model.title.name}”复制"[:LONGEST_COVERS],
        copied_from=code,
        lines=files.text_of(model.lines),
        edited_at=at,
        edited_by=actor.key,
    )
    after = {"name": row.name, "place": row.place}
    _keep(row, "profile.copy", before={"from": code}, after=after, reason=_reason(reason))
    return row


def edit_profile(
    code: str,
    rows: Sequence[Mapping[str, str]],
    *,
    actor: Actor,
    at: datetime,
    expect: int,
    reason: str,
    name: str,
    place: str | None = None,
    covers: str | None = None,
) -> ProfileVersion:
    """Keep the next version of a profile of the city's own. It is in force only once somebody chooses it.

    `expect` is the version that was on the screen; `place` and `covers` stay where None. Raises Refused: wrong-role,
    no-such-profile, not-own, edited-meanwhile, missing, too-long, name-taken, nothing-changed; "bad-rows"
    with the fact `faults`, every cell at fault.
    """
    choosing.check_may_change(actor.roles)
    last = profiles.own_versions().filter(code=code).order_by("-version").first()
    if last is None:
        profiles.profile(code)
        raise Refused("not-own", "随软件提供的方案不能改：请先复制一份", "profile")
    row = ProfileVersion(
        code=code,
        version=expect + 1,
        name=_name(name, own=code),
        place=_place(last.place if place is None else place),
        covers=checked_text(
            last.covers if covers is None else covers, field="covers", what="说明", longest=LONGEST_COVERS, needed=False
        ),
        copied_from=last.copied_from,
        lines=_lines(rows),
        edited_at=at,
        edited_by=actor.key,
    )
    if last.version != expect:
        raise _meanwhile()
    before, after = _changes(last, row)
    if not after and not before:
        raise Refused("nothing-changed", "没有改动", "rows")
    _keep(row, "profile.edit", before=before, after=after, reason=_reason(reason))
    return row


def use_profile(
    code: str,
    *,
    actor: Actor,
    at: datetime,
    reason: str,
    since: datetime | None = None,
    version: int = 0,
    enforcing: Sequence[str] | None = None,
) -> ProfileChoice:
    """Put a profile in force from `since` on, else from now. Clocks that run already keep their limits.

    What is chosen is kept as it is now: of a profile that ships, and of the default under any, a version is kept
    unless the last one kept says the same. A newer release changes nothing until somebody switches on again.

    `enforcing`: codes of the units that enforce the law; None leaves them as they are. Raises Refused: wrong-role,
    no-such-profile, no-such-unit, since-past, since-too-far, missing, too-long, already-in-force.
    """
    row, candidate, before = _asked(
        code, actor=actor, at=at, reason=reason, since=since or at, version=version, enforcing=enforcing
    )
    _choose(row, candidate, before)
    LookUp.forget()
    return row


def check_choice(
    code: str, *, actor: Actor, at: datetime, reason: str, since: datetime, enforcing: Sequence[str]
) -> None:
    """Whether a profile could be switched on so, asked before anybody confirms it. Raises Refused as `use_profile`."""
    _asked(code, actor=actor, at=at, reason=reason, since=since, version=0, enforcing=enforcing)


def _asked(
    code: str,
    *,
    actor: Actor,
    at: datetime,
    reason: str,
    since: datetime,
    version: int,
    enforcing: Sequence[str] | None,
) -> tuple[ProfileChoice, Profile, InForce]:
    """The row of a choice, not yet saved, what it switches on and what it takes the place of. A version or base of 0
    is one that is yet to be kept.
    """
    choosing.check_may_change(actor.roles)
    choosing.check_since(since, at)
    candidate = profiles.profile(code, version)
    before = profiles.in_force(since)
    row = ProfileChoice(
        profile=candidate.title.code,
        version=version or profiles.newest_version(code) or _kept_as(candidate),
        base=_kept_as(candidate.base) if candidate.base else 0,
        enforcing=" ".join(sorted(before.enforcing if enforcing is None else _units(enforcing))),
        since=since,
        reason=_reason(reason),
        chosen_at=at,
        chosen_by=actor.key,
    )
    if row.version and (row.base or not candidate.base) and _same(before, row):
        raise Refused("already-in-force", f"“{candidate.title.name}”那时已经在用", "profile")
    return row, candidate, before


def cancel_choice(number: int, *, actor: Actor, at: datetime, reason: str) -> ProfileChoice:
    """Take back a choice that has not begun: whatever is in force by then goes on. Both rows stay, neither holds.
    Gives the one that cancels.

    Raises Refused: wrong-role, no-such-choice, already-begun, already-cancelled, missing, too-long.
    """
    choosing.check_may_change(actor.roles)
    reason = _reason(reason)
    taken = ProfileChoice.objects.filter(pk=number).first()
    if taken is None:
        raise Refused("no-such-choice", "没有这次启用")
    if taken.since <= at + _TOO_LATE:
        raise Refused("already-begun", "这个方案已经起用，或马上就要起用，不能取消；要换回去，请启用原来的方案")
    later = Q(since=taken.since, pk__gt=taken.pk, cancels=None)
    if taken.cancels_id or ProfileChoice.objects.filter(later | Q(cancels=taken)).exists():
        raise _cancelled()
    goes_on = profiles.in_force(taken.since - timedelta(microseconds=1))
    row = ProfileChoice(
        profile=taken.profile,
        version=taken.version,
        base=taken.base,
        enforcing=taken.enforcing,
        since=taken.since,
        reason=reason,
        chosen_at=at,
        chosen_by=actor.key,
        cancels=taken,
    )
    try:
        _take_back(row, goes_on)
    except IntegrityError as meanwhile:
        raise _cancelled() from meanwhile
    LookUp.forget()
    return row


def _cancelled() -> Refused:
    return Refused("already-cancelled", "这次启用已经取消，或已另选")


@transaction.atomic
def _take_back(row: ProfileChoice, goes_on: InForce) -> None:
    _one_at_a_time()
    row.save(force_insert=True)
    journal.record(
        "profile.cancel",
        subject="profiles",
        actor=row.chosen_by,
        at=row.chosen_at,
        reason=row.reason,
        before={"profile": row.profile, "version": row.version, "since": written(localtime(row.since))},
        after={"profile": goes_on.profile.title.code, "version": goes_on.version},
    )


def _one_at_a_time() -> None:
    """Choices are numbered in the order in which they are committed: a process that knows the newest knows them all."""
    ProfileChoice.objects.select_for_update().order_by("-pk").first()


def _same(before: InForce, row: ProfileChoice) -> bool:
    named = (before.profile.title.code, before.version, before.base, " ".join(sorted(before.enforcing)))
    return named == (row.profile, row.version, row.base, row.enforcing)


@transaction.atomic
def _choose(row: ProfileChoice, candidate: Profile, before: InForce) -> None:
    _one_at_a_time()
    row.version = row.version or _kept(candidate, row)
    if candidate.base:
        row.base = row.base or _kept(candidate.base, row)
    row.save(force_insert=True)
    journal.record(
        "profile.use",
        subject="profiles",
        actor=row.chosen_by,
        at=row.chosen_at,
        reason=row.reason,
        before={
            "profile": before.profile.title.code,
            "version": before.version,
            "base": before.base,
            "enforcing": sorted(before.enforcing),
        },
        after={
            "profile": row.profile,
            "version": row.version,
            "base": row.base,
            "enforcing": row.enforcing.split(),
            "since": written(localtime(row.since)),
        },
    )


def _kept_as(found: Profile) -> int:
    """Under which version these lines stand; 0 where the last says something else, or there is none."""
    last = _last(found)
    return last.version if last and set(files.from_text(last.lines, found.title).lines) == set(found.lines) else 0


def _last(found: Profile) -> ProfileVersion | None:
    return ProfileVersion.objects.filter(code=found.title.code).order_by("-version").first()


def _kept(found: Profile, choice: ProfileChoice) -> int:
    """Keep these lines as the next version. Gives its number."""
    title, last = found.title, _last(found)
    row = ProfileVersion(
        code=title.code,
        version=last.version + 1 if last else 1,
        name=title.name[:LONGEST_NAME],
        place=title.place[:LONGEST_NAME],
        covers=title.covers[:LONGEST_COVERS],
        copied_from="",
        lines=files.text_of(found.lines),
        edited_at=choice.chosen_at,
        edited_by=choice.chosen_by,
    )
    before, after = _changes(last, row) if last else ({}, {"name": row.name})
    _keep(row, "profile.keep", before=before, after=after, reason=choice.reason)
    return row.version


def _units(codes: Sequence[str]) -> list[str]:
    wanted = [code.strip() for code in codes if code.strip()]
    known = set(Unit.objects.filter(code__in=wanted).values_list("code", flat=True))
    if missing := [code for code in wanted if code not in known]:
        raise Refused("no-such-unit", f"没有代码为“{missing[0]}”的单位", "enforcing")
    return sorted(known)


def _lines(rows: Sequence[Mapping[str, str]]) -> str:
    try:
        return files.text_of(files.lines_of(rows, first=1))
    except files.BadProfile as bad:
        raise Refused("bad-rows", "；".join(each.words for each in bad.faults), "rows", faults=bad.faults) from bad


def _changes(last: ProfileVersion, row: ProfileVersion) -> tuple[dict[str, str], dict[str, str]]:
    title = files.shipped().title
    before, after = choosing.differences(
        files.from_text(last.lines, title).lines, files.from_text(row.lines, title).lines
    )
    for column in ("name", "place", "covers"):
        if getattr(last, column) != getattr(row, column):
            before[column], after[column] = getattr(last, column), getattr(row, column)
    return before, after


def _keep(row: ProfileVersion, kind: str, *, before: Mapping[str, str], after: Mapping[str, str], reason: str) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            journal.record(
                kind,
                subject=f"profile:{row.code}",
                actor=row.edited_by,
                at=row.edited_at,
                reason=reason,
                before=before,
                after={**after, "version": row.version},
            )
    except IntegrityError as taken:
        raise _meanwhile() from taken


def _meanwhile() -> Refused:
    return Refused("edited-meanwhile", "刚才有别人也在改这个方案：请看过新的一版再改", "rows")


def _name(name: str, own: str = "") -> str:
    """Two profiles of one name could not be told apart in a list."""
    checked = checked_text(name, field="name", what="方案名称", longest=LONGEST_NAME)
    if any(each.title.name == checked and each.title.code != own for each in profiles.listed()):
        raise Refused("name-taken", f"已有叫“{checked}”的方案，请另取名称", "name")
    return checked


def _place(place: str, *, needed: bool = False) -> str:
    return checked_text(place, field="place", what="适用地区", longest=LONGEST_NAME, needed=needed)


def _reason(reason: str) -> str:
    return checked_text(reason, field="reason", what="理由", longest=LONGEST_REASON)
