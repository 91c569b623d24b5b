"""What of a case is found by its text, kept in step with the journal. Who the requester is lies sealed and never is
in here, nor his own number where it stands in somebody's words.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime

from django.utils.timezone import localtime

from yihaotong.cases.identities import unnumbered
from yihaotong.cases.models import Case, Leg, Reply
from yihaotong.cases.rules.codes import Stage
from yihaotong.cases.rules.own_number import may_hold_number
from yihaotong.dispatch.access import place_names
from yihaotong.dispatch.rules import chain
from yihaotong.journal.models import Cursor, Line, Pending, Seal
from yihaotong.search import actions
from yihaotong.search.collections import Collection
from yihaotong.search.rules.documents import Document

#: Its place in the journal.
CONSUMER = "cases.search"
#: The stages after review.
ANSWERED = frozenset({Stage.TO_CALL_BACK, Stage.CLOSED, Stage.ARCHIVED})
#: Lines after which a case has the texts and tags it had before. Any other line about it has it read again.
_SAME_TEXT = frozenset(
    f"case.{act}"
    for act in (
        "sign",
        "contact",
        "attempt",
        "close",
        "evaluate",
        "archive",
        "recompute",
        "attach",
        "remove_attachment",
    )
)
_SUBJECT = re.compile(r"case:(\d{1,18})")
_CODE = re.compile(r"[a-z0-9]{1,20}")


def follow(lines: Sequence[Line], at: datetime) -> None:  # noqa: ARG001 — every consumer is told the time
    """Index the cases that these lines are about."""
    told = (line.subject for line in lines if line.kind.startswith("case.") and line.kind not in _SAME_TEXT)
    if numbers := _numbers(told):
        actions.refresh(CASES.name, numbers)


def _numbers(subjects: Iterable[str]) -> set[int]:
    """The primary keys of the cases among the subjects of some lines."""
    return {int(found[1]) for subject in subjects if (found := _SUBJECT.fullmatch(subject))}


def unread(most: int) -> set[int] | None:
    """The primary keys of the cases whose newest lines the index has not read yet; None for more lines than `most`."""
    # In this order a line that is sealed or read meanwhile is met once more and never missed.
    seq = Cursor.objects.filter(consumer=CONSUMER).values_list("seq", flat=True).first() or 0
    waiting = list(Pending.objects.values_list("line_id", flat=True)[: most + 1])
    waiting += Seal.objects.filter(seq__gt=seq).order_by("seq").values_list("line_id", flat=True)[: most + 1]
    if len(waiting) > most:
        return None
    if not waiting:
        return set()
    # The tags of a case change with its texts or not at all.
    lines = Line.objects.filter(pk__in=waiting, kind__startswith="case.").exclude(kind__in=_SAME_TEXT)
    return _numbers(lines.values_list("subject", flat=True))


def documents(numbers: Sequence[int]) -> list[Document]:
    """The cases with these primary keys as they are now. Four queries however many they are, and a fifth where a
    telephone number may stand in one."""
    rows = list(Case.objects.filter(pk__in=numbers).order_by("pk"))
    replies: dict[int, list[Reply]] = defaultdict(list)
    for reply in Reply.objects.filter(case__in=numbers).order_by("pk"):
        replies[reply.case_id].append(reply)
    units: dict[int, set[int]] = defaultdict(set)
    for case_id, unit_id in Leg.objects.filter(case__in=numbers).values_list("case", "unit"):
        units[case_id].add(unit_id)
    places = place_names({case.place for case in rows if case.place})
    read = _readings(rows, replies)
    return [
        _document(case, replies[case.pk], units[case.pk], places.get(case.place, ""), read.get(case.pk, str))
        for case in rows
    ]


def _readings(rows: Iterable[Case], replies: Mapping[int, Iterable[Reply]]) -> dict[int, Callable[[str], str]]:
    """How the words of those cases are taken in which a telephone number may stand: an identity is opened for no
    other."""
    numbers = [
        case.pk
        for case in rows
        if any(map(may_hold_number, [case.title, case.body, case.address, *(each.text for each in replies[case.pk])]))
    ]
    return unnumbered(numbers) if numbers else {}


def _document(
    case: Case, replies: Iterable[Reply], units: set[int], place: str, words: Callable[[str], str]
) -> Document:
    answer = answer_among(replies, case)
    filed_on = localtime(case.filed_at).date()
    if case.lead_unit_id:
        units.add(case.lead_unit_id)
    return Document(
        number=case.pk,
        open=(
            words(case.title),
            words(case.body),
            words(answer.text) if answer else "",
            f"{place} {words(case.address)}",
            case.order_no,
        ),
        inner=tuple(words(reply.text) for reply in replies if reply is not answer),
        moment=int(case.filed_at.timestamp()),
        tags=frozenset(
            {
                *unit_tags(units),
                *(tag for part in chain(case.place) for tag in place_tags(part)),
                *month_tags([filed_on]),
                *code_tags("c", [case.category]),
                *code_tags("k", [case.channel]),
                *code_tags("t", [case.request_type]),
                *code_tags("y", [case.urgency]),
            }
        ),
    )


def answer_among(replies: Iterable[Reply], case: Case) -> Reply | None:
    """The reply that everybody may read who may read the case: the last one made, once it has passed review."""
    made = [reply for reply in replies if not reply.proposed]
    return made[-1] if made and case.stage in ANSWERED else None


# Tags: a search with a filter looks only at cases with the filter's tag. Stages change too often to be among them.


def unit_tags(unit_ids: Iterable[int]) -> frozenset[str]:
    """Of the units that hold a case or held it once."""
    return frozenset(f"u{unit_id}" for unit_id in unit_ids)


def place_tags(code: str) -> frozenset[str]:
    """Of one place; a case has the tags of all places around its own."""
    return code_tags("p", [code])


def month_tags(days: Iterable[date]) -> frozenset[str]:
    return frozenset(f"m{day:%Y%m}" for day in days)


def code_tags(kind: str, codes: Iterable[str]) -> frozenset[str]:
    """Of codes such as "0101" or "phone"; a code in other letters has none."""
    return frozenset(kind + low for code in codes if _CODE.fullmatch(low := code.lower()))


def numbers_after(number: int, most: int) -> list[int]:
    return list(Case.objects.filter(pk__gt=number).order_by("pk").values_list("pk", flat=True)[:most])


#: 2: without the requester's own number in the words.
CASES = Collection("cases", 1, documents, numbers_after, Case.objects.count, version=2)
