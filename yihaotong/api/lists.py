"""Cases by filter and by text, a page at a time."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from yihaotong.api.asking import asked, limit, single
from yihaotong.api.door import caller
from yihaotong.api.errors import answer
from yihaotong.cases import representations
from yihaotong.cases.lists import searching
from yihaotong.cases.rules import filters
from yihaotong.journal.refusal import Refused
from yihaotong.search.rules.highlighting import Piece
from yihaotong.search.rules.query import LONGEST

PARAMETERS = (*filters.NAMES, "q", "sort", "after", "before", "limit")
USUAL, MOST = 20, 200


def list_cases(request: HttpRequest) -> HttpResponse:
    """A page of the cases this client may see, narrowed by filters and by text; the same number of queries for any."""
    given, actor = asked(request, PARAMETERS), caller(request)
    typed, after, before = (single(given, name) for name in ("q", "after", "before"))
    if len(typed) > LONGEST:
        raise Refused("too-long", f"q 最多 {LONGEST} 字", "q")
    if after and before:
        raise Refused("one-direction", "after 与 before 只能用一个", "before")
    sorting = _sorting(single(given, "sort"))
    if typed and sorting is not searching.Sorting.NEWEST:
        raise Refused("sort-with-text", "有 q 的检索只按时间排，新的在前；请去掉 sort", "sort")
    page = searching.find(
        actor,
        at=timezone.now(),
        typed=typed,
        filters=filters.read(given),
        sorting=sorting,
        after=after,
        before=before,
        most=limit(given, usual=USUAL, most=MOST),
    )
    first = not after and not before
    turned = {"after": page.after or None, "before": page.before or None}
    count = {"count": page.count if first else None, "more": page.more if first else None}
    marks = _marks(searching.shown(actor, page.cases, typed)) if typed else {}
    told = zip(page.cases, representations.summaries(page.cases, actor), strict=True)
    return answer({"cases": [each | marks.get(case.pk, {}) for case, each in told]} | turned | count)


def _sorting(text: str) -> searching.Sorting:
    try:
        return searching.Sorting(text or searching.Sorting.NEWEST)
    except ValueError:
        known = "、".join(searching.Sorting)
        raise Refused("not-a-choice", f"sort 须是：{known}", "sort") from None


def _marks(shown: list[searching.Shown]) -> dict[int, dict[str, Any]]:
    """For each case, by id, where its title and its text hold what was sought."""
    return {
        each.case.pk: {"highlight": {"title": _pieces(each.title), "passage": _pieces(each.passage)}} for each in shown
    }


def _pieces(pieces: list[Piece]) -> list[dict[str, Any]]:
    return [{"text": piece.text, "hit": piece.hit} for piece in pieces]
