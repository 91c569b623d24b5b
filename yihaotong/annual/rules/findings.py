"""What is wrong, or doubtful, about a report of ours: by weight, with where it stands."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from yihaotong.annual.rules.cells import Cells, place_of, unstated
from yihaotong.annual.rules.codes import Weight
from yihaotong.annual.rules.figures import Figure
from yihaotong.annual.rules.following import changed, differing, lost
from yihaotong.annual.rules.sentences import Paragraph, Part
from yihaotong.annual.rules.typed import unfounded
from yihaotong.forms.rules.codes import Format


@dataclass(frozen=True)
class Finding:
    """One thing. `rule`: a rule of forms.rules.c3 or one of this module; `where`: the cell or paragraph in words."""

    rule: str
    weight: Weight
    where: str
    words: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"weight": self.weight.value}


def of_period(until: date, today: date) -> Iterator[Finding]:
    """A year that is not over: whatever is counted now is not the year's."""
    if today <= until:
        words = f"统计期限还没有结束：到 {until} 为止。现在可以编写，期满后才能送核对"
        yield Finding("period-open", Weight.ERROR, "统计期限", words)


def of_bases(parts: Iterable[Part], drafted: Mapping[str, Paragraph], bases: Mapping[str, str]) -> Iterator[Finding]:
    """文稿依据有变: rewritten paragraphs whose drafted text is another one now. `bases`: what each was written over."""
    for part in parts:
        for each in part.paragraphs:
            now = drafted[each.code].text if each.code in drafted else ""
            if each.edited and bases.get(each.code, now) != now:
                said = "；".join(
                    f"“{old or '（没有）'}”变为“{new or '（没有）'}”" for old, new in changed(bases[each.code], now)
                )
                words = (
                    f"文稿依据有变：改写之后，由记录写成的文字变了（{said}）。看看要不要跟着改，再保存一次就不再提示"
                )
                yield Finding("basis-changed", Weight.WARNING, part.heading or "开头", words)


def of_typed(parts: Iterable[Part], drafted: Mapping[str, Paragraph], figures: Iterable[Figure]) -> Iterator[Finding]:
    """Figures typed by hand into rewritten paragraphs, for which there is no source."""
    known = list(figures)
    for part in parts:
        for each in part.paragraphs:
            if each.edited and (typed := list(dict.fromkeys(unfounded(each, drafted.get(each.code), known)))):
                said = "、".join(f"“{words}”" for words in typed)
                words = f"{said}是手写的数字，和记录统计的、填报的都不相同，没有来源：登记为外来数字，或者核实后改掉"
                yield Finding("figure-unfounded", Weight.WARNING, part.heading or "开头", words)


def of_cells(form: Format, cells: Cells) -> Iterator[Finding]:
    """Rows of table 2 of which nobody said anything."""
    rows = dict.fromkeys(each.row.words for each in unstated(form, cells))
    for row in rows:
        words = "没有记录，也没有填报，按 0 印出：填报数字和来源，或者声明不涉及"
        yield Finding("not-stated", Weight.WARNING, f"表二“{row}”", words)


def of_stated(cells: Cells, stated: Mapping[str, Figure]) -> Iterator[Finding]:
    """Tables 3 and 4 are counted; where another system states such a cell, both must say the same."""
    for code, told in stated.items():
        place = place_of(code)
        counted = cells.get(place) if place and place[0] != 2 else None  # table 2 takes what is stated
        if counted is not None and counted.value != told.value:
            words = f"按记录统计是 {counted.value}，外来数字填的是 {told.value}（{told.source}）"
            yield Finding("stated-differs", Weight.WARNING, counted.label, words)


def of_text(
    parts: Iterable[Part], drafted: Mapping[str, Paragraph], figures: Mapping[str, Figure]
) -> Iterator[Finding]:
    """Empty parts; figures that were changed by hand, or lost, in a paragraph that somebody rewrote."""
    listed = list(parts)
    for place, part in enumerate(listed):
        below = place + 1 < len(listed) and listed[place + 1].level > part.level > 0
        if part.heading and not (part.paragraphs or part.table or part.listing or below):
            yield Finding("empty-part", Weight.WARNING, part.heading, "没有内容：记录里没有这方面的事，请补写或者说明")
        for paragraph in part.paragraphs:
            yield from _of_paragraph(part, paragraph, drafted.get(paragraph.code), figures)


def _of_paragraph(
    part: Part, paragraph: Paragraph, before: Paragraph | None, figures: Mapping[str, Figure]
) -> Iterator[Finding]:
    where = part.heading or "开头"
    for figure, written in differing(paragraph, figures):
        words = f"写的是 {written}，{figure.label}按来源是 {figure.printed}"
        yield Finding("figure-changed", Weight.ERROR, where, words)
    if paragraph.edited and before is not None:
        for code in lost(before, paragraph):
            label = figures[code].label if code in figures else code
            yield Finding("figure-lost", Weight.WARNING, where, f"改写后不再有“{label}”这个数字")


def errors(findings: Iterable[Finding]) -> list[Finding]:
    return [each for each in findings if each.weight is Weight.ERROR]
