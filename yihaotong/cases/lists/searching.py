"""Lists of cases, plain or by their text: scoped to the reader, filtered, by key and never by the number of a page."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from yihaotong.accounts.rules import Actor
from yihaotong.cases import indexing
from yihaotong.cases.identities import readings_for
from yihaotong.cases.lists import listing, walking
from yihaotong.cases.lists.narrowing import Narrowed, narrowed, works_on_cases
from yihaotong.cases.lists.walking import Sorting, not_a_key
from yihaotong.cases.models import Case, Reply
from yihaotong.cases.rules.filters import Filters
from yihaotong.cases.rules.own_number import may_hold_number
from yihaotong.search import access as search
from yihaotong.search.rules.conditions import Sought
from yihaotong.search.rules.highlighting import Piece, excerpt, pieces
from yihaotong.search.rules.query import Query, parse

__all__ = ["Page", "Shown", "Sorting", "chunks", "find", "shown"]

#: No filter at all.
_ANY = Filters()
_RANK = re.compile(r"t([0-9a-f]{1,16})")


@dataclass(frozen=True)
class Page:
    """Cases with `lead_unit` at hand. `after` leads to the next page, `before` to the one before, "": there is none.

    On the first page `count` says how many there are in all; at least so many if `more`, mostly 1000.
    """

    cases: list[Case]
    after: str
    before: str
    count: int
    more: bool


_UNCOUNTED = search.Patience(counted=0)
#: Where nothing passes.
_NONE = Page([], "", "", 0, more=False)


def find(
    actor: Actor,
    *,
    at: datetime,
    typed: str = "",
    filters: Filters = _ANY,
    sorting: Sorting = Sorting.NEWEST,
    after: str = "",
    before: str = "",
    most: int = 20,
    counted: bool = True,
) -> Page:
    """The cases this actor may look at that pass the filters and contain all he typed, if he typed anything.

    What contains his words comes in the order of filing, the newest first, whatever the sorting, and is leafed through
    forwards only. Not `counted`: whoever shows no count saves most of the time. Raises Refused("not-a-key") for `after`
    or `before` that no page gave.
    """
    narrow = narrowed(actor, filters, at)
    if narrow.nothing:
        return _NONE
    if typed.strip():
        if before:
            raise not_a_key("before")
        return _by_text(actor, typed, narrow, few=filters.few, after=after, most=most, counted=counted)
    start = sorting.read(after or before, "after" if after else "before") if after or before else None
    counted = counted and not start
    asked = listing.Asked(sorting, start, backwards=bool(before and not after), most=most, counted=counted)
    found = listing.find(actor, narrow, asked)
    cases = _cases(narrow, found.numbers)
    if asked.backwards:
        cases.reverse()
    onward, back = (bool(start), found.more_rows) if asked.backwards else (found.more_rows, bool(start))
    return Page(
        cases,
        after=sorting.key(cases[-1]) if cases and onward else "",
        before=sorting.key(cases[0]) if cases and back else "",
        count=found.count,
        more=found.more,
    )


def chunks(
    actor: Actor,
    *,
    at: datetime,
    typed: str = "",
    filters: Filters = _ANY,
    sorting: Sorting = Sorting.NEWEST,
    most: int = 500,
) -> Iterator[list[Case]]:
    """The same cases from the first to the last, every one once, so many at a time; memory stays flat."""
    after = ""
    seen: set[int] = set()
    while True:
        page = find(actor, at=at, typed=typed, filters=filters, sorting=sorting, after=after, most=most)
        cases = [case for case in page.cases if case.pk not in seen]
        if sorting is Sorting.DUE and not typed.strip():  # what is due may be put off while we read
            seen.update(case.pk for case in cases)
        if cases:
            yield cases
        if not page.after:
            return
        after = page.after


def _by_text(actor: Actor, typed: str, narrow: Narrowed, *, few: bool, after: str, most: int, counted: bool) -> Page:
    given = _RANK.fullmatch(after)
    below = int(given[1], 16) if given else None
    if after and (below is None or below not in indexing.CASES.ranks):
        raise not_a_key("after")
    moments = narrow.moments
    if narrow.stages and not few:
        # Cases at one stage are of one age, mostly: whoever seeks a common word among them need not read all years.
        edges = walking.edges(narrow.stages)
        moments = range(max(moments.start, edges.start), min(moments.stop, edges.stop))
    found = search.find(
        narrow.rows,
        Sought(parse(typed), narrow.tags, inner=works_on_cases(actor)),
        collection=indexing.CASES.name,
        moments=moments,
        below=below,
        most=most,
        few=few,
        patience=search.Patience() if counted else _UNCOUNTED,
    )
    cases = _cases(narrow, found.numbers)
    return Page(cases, f"t{found.after:x}" if found.after else "", "", found.count, found.more)


def _cases(narrow: Narrowed, numbers: list[int]) -> list[Case]:
    """In the order of their numbers; whether he may see them is asked once more, since a moment has passed."""
    cases = narrow.visible.select_related("lead_unit").in_bulk(numbers)
    return [cases[pk] for pk in numbers if pk in cases]


@dataclass(frozen=True)
class Shown:
    """A case found, as a list shows it: its title and a passage of its text in pieces, what was sought marked."""

    case: Case
    title: list[Piece]
    passage: list[Piece]


def shown(actor: Actor, cases: Iterable[Case], typed: str) -> list[Shown]:
    """Each case with the passage that was found: in its body, else in its address or a reply; all as this actor reads
    them, masked before anything is cut out. Two queries for all."""
    query = parse(typed)
    found = list(cases)
    replies: dict[int, list[Reply]] = defaultdict(list)
    for reply in Reply.objects.filter(case__in=[case.pk for case in found]).order_by("pk"):
        replies[reply.case_id].append(reply)
    inner = works_on_cases(actor)
    readable = {
        case.pk: [
            reply.text
            for reply in reversed(replies[case.pk])
            if inner or reply is indexing.answer_among(replies[case.pk], case)
        ]
        for case in found
    }
    texts = {case.pk: [case.title, case.body, case.address, *readable[case.pk]] for case in found}
    read = readings_for((case for case in found if any(map(may_hold_number, texts[case.pk]))), actor)
    return [_shown(case, list(map(read.get(case.pk, str), texts[case.pk])), query) for case in found]


def _shown(case: Case, texts: Sequence[str], query: Query) -> Shown:
    """`texts`: its title, its body, and where else the passage may lie."""
    title, body, *others = texts
    passages = (excerpt(text, query) for text in (body, *others))
    passage = next((cut for cut in passages if any(piece.hit for piece in cut)), excerpt(body, query))
    return Shown(case, pieces(title, query), passage)
