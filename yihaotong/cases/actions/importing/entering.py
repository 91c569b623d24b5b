"""A batch of letters becomes cases: each with its requester, its reply if it has one, its sealed row and its line."""

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localtime

from yihaotong.accounts.rules import IMPORTER
from yihaotong.cases.actions import clocks, identity
from yihaotong.cases.actions.digests import text_sm3
from yihaotong.cases.actions.filing import numbers_of_day
from yihaotong.cases.actions.importing.catalogue import Catalogue
from yihaotong.cases.identities import Identity
from yihaotong.cases.models import Case, Clock, Import, Imported, Reply, Requester
from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.cases.rules.codes import RequestType, Stage, Urgency
from yihaotong.cases.rules.importing.letters import Letter
from yihaotong.cases.rules.moves import pressing
from yihaotong.cases.rules.wording import written
from yihaotong.journal import actions as journal
from yihaotong.journal.statements import Keys, insert, insert_many
from yihaotong.sheets import Reject
from yihaotong.vault import actions as vault

#: A letter that is still to be dealt with starts the clocks of a filing.
_STARTS = (ClockKind.DISPATCH, ClockKind.TOTAL)
_PRESSING = frozenset(kind.value for kind in pressing(Stage.FILED))


@dataclass
class Entered:
    """What became of a batch."""

    accepted: int = 0
    archived: int = 0
    already_present: int = 0
    differing: int = 0
    rejects: list[Reject] = field(default_factory=list)
    #: Words that mean no category, place or unit here: ("place", "某某新区") → in how many letters.
    strangers: Counter[tuple[str, str]] = field(default_factory=Counter)


@dataclass(frozen=True)
class _Earlier:
    """A row that entered before; `same_file`: from this very file."""

    digest: bytes
    row: int
    same_file: bool


def enter(
    run: Import, letters: Sequence[Letter], *, catalogue: Catalogue, keys: Keys, number_column: str, at: datetime
) -> Entered:
    """Enter what is not there yet, in the caller's transaction.

    Raises IntegrityError when another run enters the same rows at this moment: nothing is there then, try again.
    """
    entered = Entered()
    fresh = _fresh(run, letters, number_column, entered)
    if fresh:
        _write(run, fresh, catalogue, keys, at)
        entered.strangers.update(each for letter in fresh for each in catalogue.strangers(letter))
    entered.accepted = len(fresh)
    entered.archived = sum(bool(letter.reply) for letter in fresh)
    return entered


def identity_of(run: Import, letter: Letter) -> tuple[str, str]:
    """Source and number: of the file, or the file's digest and the row for a letter without a number."""
    return (run.source, letter.number) if letter.number else ("", f"{run.sha256}:{letter.row}")


def _fresh(run: Import, letters: Sequence[Letter], number_column: str, entered: Entered) -> list[Letter]:
    known = _known(run, letters)
    fresh = []
    for letter in letters:
        key, digest = identity_of(run, letter), letter.digest
        earlier = known.get(key)
        if earlier is None:
            known[key] = _Earlier(digest, letter.row, same_file=True)
            fresh.append(letter)
        elif earlier.digest != digest and earlier.same_file and earlier.row != letter.row:
            reason = f"编号与第 {earlier.row} 行重复而内容不同"
            entered.rejects.append(Reject(letter.row, number_column, reason, letter.number))
        else:
            entered.already_present += 1
            entered.differing += earlier.digest != digest
    return fresh


def _known(run: Import, letters: Sequence[Letter]) -> dict[tuple[str, str], _Earlier]:
    numbers: dict[str, list[str]] = {}
    for letter in letters:
        source, number = identity_of(run, letter)
        numbers.setdefault(source, []).append(number)
    found = {}
    for source, wanted in numbers.items():
        rows = Imported.objects.filter(source=source, number__in=wanted)
        for number, digest, row, sha256 in rows.values_list("number", "digest", "row", "run__sha256"):
            found[source, number] = _Earlier(bytes(digest), row, sha256 == run.sha256)
    return found


def _write(run: Import, letters: Sequence[Letter], catalogue: Catalogue, keys: Keys, at: datetime) -> None:
    keys.begin()
    started = _Started(run.live, at)
    numbers = _numbers(run, letters)
    cases, replies, rows, requesters, acts = [], [], [], [], []
    running: list[Clock] = []
    for letter in letters:
        case = _case(run, letter, catalogue, at)
        case.pk, case.order_no = keys.next(Case), next(numbers[localtime(case.filed_at).date()])
        own = started.clocks(case)
        case.due_at = min((clock.due_at for clock in own if clock.due_at and clock.kind in _PRESSING), default=None)
        reply = _reply(case, letter, keys)
        cases.append(case)
        running += own
        replies += [reply] if reply else []
        requesters.append(_requester(case, letter))
        rows.append(_row(run, letter, case))
        told = _told(run, letter, case, reply, own)
        acts.append(journal.Act("case.import", case.key, run.by, at, after=told, via=case.channel))
    # First, and as one statement of Django's own: here two runs of one file meet.
    insert(rows)
    for part in (cases, requesters, replies, running):
        insert_many(part)
    journal.record_many(acts)


class _Started:
    """The clocks of letters that are still to be dealt with: reckoned once for each type and urgency."""

    def __init__(self, live: bool, at: datetime) -> None:  # noqa: FBT001 — as the run says
        self._live, self._at = live, at
        self._known: dict[tuple[str, str], list[Clock]] = {}

    def clocks(self, case: Case) -> list[Clock]:
        if not self._live or case.stage != Stage.FILED.value:
            return []
        key = (case.request_type, case.urgency)
        if key not in self._known:
            self._known[key] = clocks.build(_STARTS, RequestType(key[0]), Urgency(key[1]), self._at)
        return [_copied(clock, case) for clock in self._known[key]]


def _copied(clock: Clock, case: Case) -> Clock:
    values = {each.attname: getattr(clock, each.attname) for each in Clock._meta.concrete_fields}
    return Clock(**values | {"case_id": case.pk})


def _numbers(run: Import, letters: Sequence[Letter]) -> Mapping[date, Any]:
    """Order numbers by the day of filing; days in order, so that two writers wait and do not block one another."""
    days = Counter(localtime(letter.filed_at or run.began_at).date() for letter in letters)
    return {day: iter(numbers_of_day(day, count)) for day, count in sorted(days.items())}


def _case(run: Import, letter: Letter, catalogue: Catalogue, at: datetime) -> Case:
    filed_at = letter.filed_at or run.began_at or at
    closed_at = max(letter.replied_at or filed_at, filed_at) if letter.reply else None
    stage = Stage.ARCHIVED if letter.reply else Stage.FILED
    historical = bool(letter.reply) or not run.live
    return Case(
        stage=stage.value,
        outcome=letter.outcome if letter.reply else "",
        secrecy=letter.secrecy,
        request_type=letter.request_type,
        urgency=letter.urgency,
        channel=letter.channel or run.channel,
        category=catalogue.category(letter.category),
        place=catalogue.places.get(letter.place, ""),
        address=letter.address,
        title=letter.title,
        body=letter.body,
        occurred_at=letter.occurred_at,
        filed_at=filed_at,
        filed_by=IMPORTER.key,
        # Who has not been sent a case does not lead it.
        lead_unit_id=catalogue.units.get(letter.unit) if letter.reply else None,
        moved_at=closed_at or (filed_at if historical else at),
        closed_at=closed_at,
        historical=historical,
    )


def _reply(case: Case, letter: Letter, keys: Keys) -> Reply | None:
    if not letter.reply:
        return None
    at = letter.replied_at or case.filed_at
    # The outcome is the unit's own word; where the file has none, none is filled in.
    return Reply(
        pk=keys.next(Reply),
        case=case,
        at=at,
        by=IMPORTER.key,
        outcome=letter.outcome,
        text=letter.reply,
        proposed=False,
    )


def _requester(case: Case, letter: Letter) -> Requester:
    token = secrets.token_hex(16)
    if not letter.name and not letter.phone:
        return Requester(case=case, token=token, anonymous=True)
    index = identity.phone_index(letter.phone) if letter.phone_is_one else None
    return Requester(
        case=case,
        token=token,
        sealed=identity.seal(token, Identity(letter.name, letter.phone)),
        phone_index=index,
    )


def _row(run: Import, letter: Letter, case: Case) -> Imported:
    source, number = identity_of(run, letter)
    return Imported(
        case=case,
        run=run,
        row=letter.row,
        source=source,
        number=number,
        digest=letter.digest,
        day_only=",".join(letter.day_only),
        sealed=vault.seal(letter.original, context=context_of(source, number)),
    )


def context_of(source: str, number: str) -> str:
    """Binds a sealed row to its identity."""
    return f"imported:{source}:{number}"


def _told(run: Import, letter: Letter, case: Case, reply: Reply | None, own: Sequence[Clock]) -> dict[str, Any]:
    """As of a filing; besides, where it came from, when it had been filed, and the digest of its reply."""
    told: dict[str, Any] = {
        "order_no": case.order_no,
        "stage": case.stage,
        "request_type": case.request_type,
        "category": case.category,
        "place": case.place,
        "urgency": case.urgency,
        "secrecy": case.secrecy,
        "text_sm3": text_sm3(case),
        "filed_at": written(case.filed_at),
        "historical": case.historical,
        "import": run.pk,
        "row": letter.row,
    }
    if letter.day_only:
        told["day_only"] = list(letter.day_only)
    if own:
        told["clocks"] = {clock.kind: written(clock.due_at) for clock in own}
    if reply:
        told |= {
            "reply": reply.pk,
            "reply_sm3": text_sm3(reply),
            "outcome": case.outcome,
            "closed_at": written(case.closed_at),
        }
    if case.lead_unit_id:
        told["unit"] = case.lead_unit_id
    return told
