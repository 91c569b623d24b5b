"""What is known of a caller who disturbs the hotline: the cases from his number that were found to be disturbances."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from yihaotong.accounts.models import Person
from yihaotong.accounts.rules import Actor
from yihaotong.cases import access
from yihaotong.cases.models import Case, Remark
from yihaotong.cases.rules.codes import Secrecy, Stage
from yihaotong.cases.rules.evidence import DISTURBANCES, TAKES
from yihaotong.journal.models import Line, Seal
from yihaotong.journal.rules.chain import instant


@dataclass(frozen=True)
class Disturbance:
    """A case that ended as a disturbance; `remark` is the decision that stands, with the words that were said."""

    case: Case
    called: str
    remark: Remark


def offered(case: Case, actor: Actor) -> bool:
    """Whether this actor may take the evidence from the page of this case. At most one query."""
    return bool(actor.roles & TAKES) and case.ended_as == Stage.DECLINED.value and bool(_standing([case]))


def disturbances(case: Case, actor: Actor) -> list[Disturbance]:
    """All from the same number, the oldest first, this one among them; [] where it left no number. Two queries.

    Who asked to be sealed in another case is not tied to it here.
    """
    index = case.requester.phone_index
    if not index:
        return []
    same = access.visible_to(actor).filter(requester__phone_index=index, ended_as__in=list(DISTURBANCES))
    return _standing(list(same.filter(Q(secrecy=Secrecy.NORMAL.value) | Q(pk=case.pk)).order_by("pk")))


def _standing(cases: Sequence[Case]) -> list[Disturbance]:
    """Those whose last decision, the one that stands, speaks of a disturbance."""
    moves = {move for move, _code, _called in DISTURBANCES.values()}
    decided: dict[tuple[int, str], Remark] = {}
    for remark in Remark.objects.filter(case__in=cases, move__in=moves).order_by("pk"):
        decided[remark.case_id, remark.move] = remark
    found = []
    for case in cases:
        move, code, called = DISTURBANCES[case.ended_as]
        standing = decided.get((case.pk, move))
        if standing is not None and standing.code == code:
            found.append(Disturbance(case, called, standing))
    return found


def staff(keys: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Number at work (工号: what he signs in by) and name of the people behind these actor keys. One query."""
    numbers = [key.removeprefix("person:") for key in keys if key.startswith("person:")]
    people = Person.objects.filter(pk__in=numbers)
    return {person.key: (person.username, person.name) for person in people}


def lines(cases: Iterable[Case]) -> dict[str, list[dict[str, Any]]]:
    """The journal's lines about each case, by its key, with all that the chain is made of. Two queries."""
    subjects = [case.key for case in cases]
    told = list(Line.objects.filter(subject__in=subjects).order_by("pk"))
    seals = {seal.line_id: seal for seal in Seal.objects.filter(line_id__in=[line.pk for line in told])}
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in told:
        found[line.subject].append(_written(line, seals.get(line.pk)))
    return found


def _written(line: Line, seal: Seal | None) -> dict[str, Any]:
    """As it is hashed: `journal.rules.chain` makes digest and hash again from this."""
    return {
        "seq": seal.seq if seal else None,
        "line": line.pk,
        "at": instant(line.at),
        "written_at": instant(line.written_at),
        "kind": line.kind,
        "subject": line.subject,
        "actor": line.actor,
        "payload": line.payload,
        "salt": _hex(line.salt),
        "digest": _hex(line.digest),
        "previous": _hex(seal.previous) if seal else None,
        "hash": _hex(seal.hash) if seal else None,
    }


def _hex(value: bytes | memoryview | None) -> str | None:
    return None if value is None else bytes(value).hex()
