"""What stands around every page of one year's report, and how text, tables and moves are drawn."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from yihaotong.accounts.access import names_of
from yihaotong.annual import access
from yihaotong.annual.models import Report
from yihaotong.annual.rules import moves
from yihaotong.annual.rules.cells import code_of
from yihaotong.annual.rules.codes import Progress
from yihaotong.annual.rules.drafted import Drafted
from yihaotong.annual.rules.figures import Figure
from yihaotong.annual.rules.moves import Move
from yihaotong.annual.rules.sentences import Paragraph
from yihaotong.cases.forms import Form
from yihaotong.cases.rules.numbers import whole
from yihaotong.desk import subjects
from yihaotong.desk.disclosure import frame
from yihaotong.desk.found import or_404
from yihaotong.desk.gate import Visit
from yihaotong.forms.rules.layout import printed
from yihaotong.journal.refusal import Refused

#: So many records are named on one page of those behind a figure.
MOST_ROWS = 50
#: So many names of people stand in one sentence.
_MOST_NAMES = 6


@dataclass(frozen=True)
class Opened:
    """A year as a page needs it. `record` None: nobody has begun it; `told` None: there is nothing to report, and
    `why` says so."""

    year: int
    record: Report | None
    told: Drafted | None
    why: str
    writes: bool

    @property
    def progress(self) -> Progress:
        return self.record.at_progress if self.record else Progress.DRAFT


def opened(visit: Visit, year: int) -> Opened:
    """Raises Http404 for a year of which there cannot be a report."""
    record = or_404(access.report_for, visit.actor, year)
    told, why = None, ""
    try:
        told = access.report_of(year, visit.at)
    except Refused as refusal:
        why = refusal.message
    writes = bool(record and visit.actor.roles & moves.WRITERS and record.at_progress is Progress.DRAFT)
    return Opened(year, record, told, why, writes)


def show(
    request: HttpRequest, visit: Visit, name: str, here: Opened, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """One page of a year; `name` is its part, and its template's name."""
    pages = (("year", _("正文")), ("tables", _("表格")), ("problems", _("问题和改进")), ("compare", _("与上年比较")))
    parts = [(label, reverse(f"desk:annual:{each}", args=[here.year]), each == name) for each, label in pages]
    around = {"here": here, "record": here.record, "told": here.told, "parts": parts, "progress": here.progress}
    return frame.show(request, visit, f"desk/annual/{name}.html", around | context, status=status)


def expected(request: HttpRequest) -> int:
    """The version that was on the screen."""
    return whole(request.POST.get("version", "")) or 0


# --- 这个数从哪来 --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Why:
    """One figure explained: a page of its rows, from the `first` to the `last`; `before`, `after`: from which row
    the pages before and after it begin, None for none; `lacking`: how many an older edition did not keep by name."""

    figure: Figure
    rows: Sequence[tuple[str, str]]
    first: int
    last: int
    before: int | None
    after: int | None
    lacking: int


def why(visit: Visit, told: Drafted | None, code: str, begins: str = "") -> Why | None:
    """The figure that ?figure= names, its rows from ?rows= on; None for none. Raises Http404 for a code that there is
    not."""
    if not code or told is None:
        return None
    by_code = {each.code: each for each in told.cells.values()} | dict(told.figures)
    found = by_code.get(code)
    if found is None:
        raise Http404
    at = min(max(whole(begins) or 1, 1), max(len(found.rows), 1)) - 1
    rows = [(row.title, _address(visit, row.key)) for row in found.rows[at : at + MOST_ROWS]]
    last = at + len(rows)
    before = max(1, at + 1 - MOST_ROWS) if at else None
    after = last + 1 if last < len(found.rows) else None
    return Why(found, rows, at + 1, last, before, after, found.row_count - len(found.rows))


def _address(visit: Visit, key: str) -> str:
    """The page of a record, where its area has one; "" else."""
    found = subjects.address_of(visit.actor, key)
    return "" if found == reverse("desk:reminders") else found


@dataclass(frozen=True)
class Piece:
    """A stretch of a paragraph; with `figure` it is one of its numbers."""

    text: str
    figure: Figure | None = None
    differs: bool = False


def pieces(paragraph: Paragraph, figures: Mapping[str, Figure]) -> Iterator[Piece]:
    at = 0
    for ref in paragraph.refs:
        yield Piece(paragraph.text[at : ref.start])
        written, figure = paragraph.text[ref.start : ref.end], figures.get(ref.code)
        yield Piece(written, figure, differs=bool(figure and figure.printed.strip() != written.strip()))
        at = ref.end
    yield Piece(paragraph.text[at:])


@dataclass(frozen=True)
class Square:
    """One cell of a table as the page draws it."""

    text: str
    colspan: int
    rowspan: int
    code: str = ""
    kind: str = ""
    label: str = ""


def squares(told: Drafted, number: int) -> list[list[Square]]:
    lines = []
    for line in printed(told.form, number):
        row = []
        for each in line:
            if each.holds:
                place = (number, *each.holds)
                figure = told.cells[place]
                row.append(
                    Square(figure.printed, each.colspan, each.rowspan, code_of(place), figure.kind.value, figure.label)
                )
            else:
                row.append(Square(each.words, each.colspan, each.rowspan))
        lines.append(row)
    return lines


# --- moves -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Offer:
    """One move with its form; `opened`: it came back with something wrong, or is the one to make next."""

    move: Move
    form: Form
    opened: bool
    note: str = ""


def offers(here: Opened, visit: Visit, came_back: Mapping[str, Form]) -> list[Offer]:
    if here.record is None:
        return []
    found = access.open_moves(here.record, visit.actor)
    first = next((move.name for move in found if not move.rare), "") if not came_back else ""
    return [
        Offer(
            move,
            came_back.get(move.name, Form({}, prefix=f"{move.name}-")),
            move.name in came_back or move.name == first,
            _bars(here.record, move, visit),
        )
        for move in found
    ]


def _bars(record: Report, move: Move, visit: Visit) -> str:
    """What whoever makes this move may not do afterwards, and who may; "" where it bars him from nothing."""
    later = [each for each in moves.MOVES.values() if move.name in each.apart and each.by & visit.actor.roles]
    waits = access.awaited(record, visit.at, after={move.name: visit.actor.key}) if later else None
    if waits is None:
        return ""
    barred = "、".join(each.label for each in later)
    said = _("您做了“%(move)s”，这一版就不能再由您%(barred)s。") % {"move": move.label, "barred": barred}
    return said + _who(waits)


def _who(waits: access.Awaited) -> str:
    """等某某审定; or that there is nobody."""
    named = "、".join(waits.names[:_MOST_NAMES])
    if len(waits.names) > _MOST_NAMES:
        named = _("%(names)s等 %(count)d 人") % {"names": named, "count": len(waits.names)}
    if not named:
        return _("没有别的人可以%(move)s：请先让另一个人担任这个岗位。") % {"move": waits.move.label}
    return _("可以%(move)s的人：%(names)s。") % {"move": waits.move.label, "names": named}


def waited_for(here: Opened, visit: Visit) -> str:
    """Whom a finished edition waits for, and who may not; "" where nothing is."""
    if here.record is None or here.progress not in {Progress.CHECKING, Progress.DECIDING}:
        return ""
    waits = access.awaited(here.record, visit.at)
    if waits is None:
        return ""
    barred = "、".join(waits.barred)
    out = _("%(names)s办过这一版，不能%(move)s。") % {"names": barred, "move": waits.move.label} if barred else ""
    return _("等%(move)s。") % {"move": waits.move.label} + _who(waits) + out


@dataclass(frozen=True)
class Told:
    what: str
    who: str
    at: Any
    facts: tuple[tuple[str, str], ...]
    text: str


def story(record: Report | None) -> list[Told]:
    """The moves in words, the newest first."""
    if record is None:
        return []
    steps = access.steps_of(record)
    names = names_of({step.by for step in steps})
    found = []
    for step in steps:
        move = moves.MOVES.get(step.move)
        label = move.label if move else step.move
        fields = {field.name: str(field.label) for field in move.fields} if move else {}
        facts = ((_("版次"), str(step.edition)), *((fields.get(k, k), str(v)) for k, v in step.words.items()))
        found.append(Told(label, names[step.by], step.at, tuple(facts), ""))
    return found[::-1]
