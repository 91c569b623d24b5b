"""What the journal says of the report, against what stands beside it: editions, rewritten paragraphs, stated cells,
problems."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from yihaotong.annual.actions.living import cell_sm3, problem_sm3, text_digest, text_sm3
from yihaotong.annual.models import Edition, Problem, Rewriting, StatedCell
from yihaotong.annual.rules.cells import code_of
from yihaotong.journal import verifying as journal
from yihaotong.journal.models import Line
from yihaotong.journal.vouching import Vouched

_AREA = "annual-report"


def check() -> Iterator[journal.Problem]:
    """Every record gone, changed, or added without a line. Of a paragraph and of a cell the one that holds counts."""
    yield from Vouched(_AREA, "年报", _editions, _every_edition, _told_edition).check()
    yield from Vouched(_AREA, "年报改写的段落", _texts, _every_text, _told_text).check()
    yield from Vouched(_AREA, "年报填报的数字", _cells, _every_cell, _told_cell).check()
    yield from Vouched("annual-problem", "年报的问题和措施", _problems, _every_problem).check()


def _years(places: Sequence[str]) -> set[int]:
    return {int(place.partition(":")[2].partition(".")[0]) for place in places}


# --- editions --------------------------------------------------------------------------------------------------------


def _told_edition(line: Line, after: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    if "edition" in after and "sm3" in after:
        yield f"{line.subject}.{after['edition']}", str(after["sm3"])


def _editions(places: Sequence[str]) -> Mapping[str, str]:
    found = Edition.objects.filter(report__year__in=_years(places)).select_related("report")
    return {f"{each.report.key}.{each.number}": text_digest(each.content) for each in found}


def _every_edition() -> Iterator[str]:
    return (f"{_AREA}:{year}.{number}" for year, number in Edition.objects.values_list("report__year", "number"))


# --- rewritten paragraphs --------------------------------------------------------------------------------------------


def _told_text(line: Line, after: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    if "paragraph" in after and "text_sm3" in after:
        yield f"{line.subject}.text.{after['paragraph']}", str(after["text_sm3"])


def _texts(places: Sequence[str]) -> Mapping[str, str]:
    found = Rewriting.objects.filter(report__year__in=_years(places)).select_related("report")
    return {f"{each.report.key}.text.{each.paragraph}": text_sm3(each.text) for each in found}


def _every_text() -> Iterator[str]:
    told = Rewriting.objects.values_list("report__year", "paragraph")
    return (f"{_AREA}:{year}.text.{paragraph}" for year, paragraph in told)


# --- stated cells ----------------------------------------------------------------------------------------------------


def _told_cell(line: Line, after: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    if "cell" in after and "cell_sm3" in after:
        yield f"{line.subject}.cell.{after['cell']}", str(after["cell_sm3"])


def _cells(places: Sequence[str]) -> Mapping[str, str]:
    found = StatedCell.objects.filter(year__in=_years(places), ended_at=None)
    return {_place(each.year, each.row, each.column): cell_sm3(each.value, each.source) for each in found}


def _every_cell() -> Iterator[str]:
    return (_place(*each) for each in StatedCell.objects.filter(ended_at=None).values_list("year", "row", "column"))


def _place(year: int, row: str, column: str) -> str:
    return f"{_AREA}:{year}.cell.{code_of((2, row, column))}"


# --- problems --------------------------------------------------------------------------------------------------------


def _problems(places: Sequence[str]) -> Mapping[str, str]:
    found = Problem.objects.in_bulk([int(place.partition(":")[2]) for place in places])
    return {each.key: problem_sm3(each) for each in found.values()}


def _every_problem() -> Iterator[str]:
    return (f"annual-problem:{pk}" for pk in Problem.objects.values_list("pk", flat=True))
