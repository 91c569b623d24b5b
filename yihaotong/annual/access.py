"""The only door to annual reports: what the records of a year say now, what was approved, what the public reads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import F, QuerySet
from django.utils.timezone import localtime

from yihaotong.accounts.access import holders, names_apart, names_of
from yihaotong.accounts.rules import Actor
from yihaotong.annual import counting, events, office, work
from yihaotong.annual.models import Edition, Problem, Report, Rewriting, Step
from yihaotong.annual.rules import findings, moves, sentences
from yihaotong.annual.rules.cells import TABLES, Cells, code_of, place_of
from yihaotong.annual.rules.codes import Progress, Weight
from yihaotong.annual.rules.drafted import Drafted, as_form, from_json
from yihaotong.annual.rules.figures import Figure, Kind
from yihaotong.annual.rules.findings import Finding
from yihaotong.annual.rules.moves import Move
from yihaotong.annual.rules.sentences import Paragraph, Part, Ref, Value, listing
from yihaotong.annual.rules.slips import Slip, in_text
from yihaotong.annual.rules.slips import slips as slips_of
from yihaotong.applications.yearly import year_table
from yihaotong.chronicle import access as chronicle
from yihaotong.disclosure import access as disclosure
from yihaotong.disclosure import city
from yihaotong.forms.rules import c3
from yihaotong.forms.rules import report as forms
from yihaotong.forms.rules.codes import format_of
from yihaotong.journal.refusal import Refused

#: The first 条例 came into force in 2008; whoever asks for another year has mistyped it.
FIRST_YEAR = 2008
#: Figures that stand there whatever a year was: they are no record of it.
_STANDING = ("catalogue.", "rules.all")


# --- reports -------------------------------------------------------------------------------------------------------


def reads(actor: Actor) -> bool:
    return bool(actor.roles & moves.READERS)


def report_for(actor: Actor, year: int) -> Report | None:
    """The report of a year for whoever may read it; None where nobody has begun it. Raises Report.DoesNotExist."""
    if not reads(actor) or not FIRST_YEAR <= year <= date.max.year - 2:
        raise Report.DoesNotExist
    return Report.objects.filter(year=year).first()


def reports() -> QuerySet[Report]:
    """The newest year first."""
    return Report.objects.order_by("-year")


def steps_of(report: Report) -> list[Step]:
    return list(report.steps.order_by("pk"))


def makers_of(report: Report) -> dict[str, str]:
    """Who made which move for the edition that is now gone through."""
    steps = report.steps.filter(edition=report.edition).order_by("pk")
    return dict(steps.values_list("move", "by"))


@dataclass(frozen=True)
class Awaited:
    """What a report waits for: the next move, the names of those who may make it, of those barred who else could."""

    move: Move
    names: tuple[str, ...]
    barred: tuple[str, ...]


def awaited(report: Report, at: datetime, *, after: Mapping[str, str] | None = None) -> Awaited | None:
    """The next move and who may make it; `after`: moves and their makers as if they were made, asked of the move that
    comes then. None where nothing is waited for. Three queries."""
    progress = report.at_progress
    for name in after or {}:
        progress = moves.MOVES[name].target
    move = next((each for each in moves.MOVES.values() if progress in each.sources and not each.rare), None)
    if move is None:
        return None
    makers = makers_of(report) | dict(after or {})
    kept_out = {makers[name] for name in move.apart if name in makers}
    keys = [f"person:{each}" for each in holders(move.by, at)]
    names = names_apart(keys)
    told = [tuple(names[key] for key in keys if (key in kept_out) is out) for out in (False, True)]
    return Awaited(move, *told)


def open_moves(report: Report, actor: Actor) -> list[Move]:
    return moves.open_to(report.at_progress, actor.roles, makers_of(report), actor.key)


def editions_of(report: Report) -> list[Edition]:
    """The newest first."""
    return list(report.editions.order_by("-number"))


def problems_of(year: int) -> list[Problem]:
    return list(Problem.objects.filter(year=year, removed_at=None).order_by("pk"))


def problem_for(actor: Actor, number: int) -> Problem:
    """Raises Problem.DoesNotExist."""
    if not reads(actor):
        raise Problem.DoesNotExist
    return Problem.objects.get(pk=number, removed_at=None)


@dataclass(frozen=True)
class Due:
    """The submission clock of a year: until when, by which rule, and how many days are left (below 0: late)."""

    year: int
    submit_by: date
    submit_basis: str
    public_by: date
    public_basis: str
    days: int
    submitted_on: date | None
    public: bool

    @property
    def over(self) -> bool:
        return self.public and self.submitted_on is not None


def due_of(year: int, at: datetime, report: Report | None) -> Due:
    """Two queries."""
    submit, submit_basis = disclosure.deadline_for(moves.SUBMIT, year)
    public, public_basis = disclosure.deadline_for(moves.PUBLIC, year)
    submitted = report.submitted_on if report else None
    out = bool(report and report.released_at and report.withdrawn_at is None)
    nearest = public if submitted else min(submit, public)
    days = (nearest - localtime(at).date()).days
    return Due(year, submit, submit_basis, public, public_basis, days, submitted, out)


# --- what a report says --------------------------------------------------------------------------------------------


def report_of(year: int, at: datetime | None = None) -> Drafted:
    """The report as it stands: the edition that was finished, else what the records say at this moment. `at`: when it
    is asked; without it nobody looks whether the year is over.

    Reads only. Raises Refused("no-records") for a year of which nothing is known.
    """
    report = Report.objects.filter(year=year).first()
    if report is not None and report.at_progress is not Progress.DRAFT:
        return edition_of(report, report.edition)
    return drafted(year, report, at)


def edition_of(report: Report, number: int) -> Drafted:
    """Raises Edition.DoesNotExist."""
    found = report.editions.get(number=number)
    told = from_json(found.says)
    return replace(told, released_on=f"{localtime(found.released_at).date()}" if found.released_at else "")


def drafted(year: int, report: Report | None = None, at: datetime | None = None) -> Drafted:
    """Drafted from the records, with what people rewrote. About sixty queries, however many records there are.

    Raises Refused("no-records" | "no-such-year").
    """
    if not FIRST_YEAR <= year <= date.max.year - 2:
        raise Refused("no-such-year", f"报告年度不对：{year}", "year")
    values, cells, stated = _facts(year)
    form = format_of(year)
    figures = sentences.figures_in(values) | {each.code: each for each in cells.values()}
    before = sentences.parts(values, form.value, events.listings(year))
    originals = {each.code: each for part in before for each in part.paragraphs}
    rewritten = list(Rewriting.objects.filter(report=report)) if report is not None else []
    edited = _rewritten(rewritten)
    parts = tuple(_with_edited(part, edited) for part in before)
    organ = city.organ().name
    found = Drafted(
        form,
        year,
        organ,
        f"{organ}{year}年政府信息公开工作年度报告",
        cells,
        parts,
        figures,
        edition=0,
        quotes=events.quotes(year),
        before=originals,
    )
    bases = {each.paragraph: each.drafted for each in rewritten}
    open_still = findings.of_period(office.last_day(year), localtime(at).date()) if at else ()
    wrong = (*open_still, *_findings(found, stated), *findings.of_bases(found.parts, originals, bases))
    return replace(found, findings=wrong)


def _facts(year: int) -> tuple[dict[str, Value], Cells, Mapping[str, Figure]]:
    table = year_table(year)
    statements = chronicle.statements_on(office.last_day(year))
    stated = events.stated_figures(year)
    own = counting.stated_cells(year)
    cells = counting.cells(table, stated, statements, names_of({each.by for each in own}))
    told: dict[str, Value] = work.values(year, table, statements) | events.values(year)
    if not _anything(told, cells):
        words = f"系统里没有 {year} 年的任何记录，也没有填报的数字，不能编制这一年的年报；确实没有的，先填报各项为 0"
        raise Refused("no-records", words, "year")
    values = office.values(year) | told
    values["stated.rest"] = _rest(values, stated)
    return values, cells, stated


def _anything(values: Mapping[str, Value], cells: Cells) -> bool:
    """Whether the year left any trace: one record, one stated figure, one entered cell, one problem."""
    figures = [*sentences.figures_in(values).values(), *cells.values()]
    known = any(each.rows or each.kind is Kind.STATED for each in figures if each.kind is not Kind.INAPPLICABLE)
    return known or any(values.get(name) for name in ("problems.now", "budgets", "policies", "honours"))


def _rest(values: Mapping[str, Value], stated: Mapping[str, Figure]) -> Value:
    """The stated figures that no sentence names: said all the same, one after the other."""
    named = {
        name for each in sentences.outline() for p in each.patterns for s in p.sentences for name in sentences.blanks(s)
    }
    cells = {code for code in stated if place_of(code) or code.partition(".")[0] in counting.MATTERS}
    within = {each.code for name in named for each in _in(values.get(name, ""))}
    left = [each for code, each in stated.items() if code not in named | cells | within and code != "released.total"]
    return listing([(each.label, each, each.unit) for each in left], "；")


def _in(value: Value) -> list[Figure]:
    spans = value if isinstance(value, tuple) else (value,)
    return [each for each in spans if isinstance(each, Figure)]


def _rewritten(found: Iterable[Rewriting]) -> dict[str, Paragraph]:
    return {
        each.paragraph: Paragraph(each.paragraph, each.text, tuple(Ref(*ref) for ref in each.refs), edited=True)
        for each in found
    }


def _with_edited(part: Part, edited: Mapping[str, Paragraph]) -> Part:
    """Rewritten paragraphs in their places; one that somebody added to a part without any stands there too."""
    replaced = sentences.replaced(part, edited)
    there = {each.code for each in part.paragraphs}
    added = tuple(
        edited[pattern.code]
        for outline in sentences.outline()
        if outline.code == part.code
        for pattern in outline.patterns
        if pattern.code in edited and pattern.code not in there
    )
    return replace(replaced, paragraphs=(*replaced.paragraphs, *added))


# --- what is wrong with it -----------------------------------------------------------------------------------------


def _findings(found: Drafted, stated: Mapping[str, Figure]) -> Iterable[Finding]:
    yield from findings.of_cells(found.form, found.cells)
    yield from findings.of_stated(found.cells, stated)
    yield from findings.of_text(found.parts, found.before, found.figures)
    yield from findings.of_typed(found.parts, found.before, [*found.figures.values(), *found.cells.values()])
    for each in c3.check(as_form(found), _last_year(found)):
        where = "".join(
            filter(None, [f"表{TABLES.get(each.table, each.table)}" if each.table else "", each.row, each.column])
        )
        yield Finding(each.rule, Weight(each.weight), where, each.words)


def _last_year(found: Drafted) -> forms.Report | None:
    """Last year's report for the comparison across years: the one that was released, else what its records say."""
    year = found.year - 1
    before = Report.objects.filter(year=year).first()
    if before is not None and before.edition and before.at_progress is not Progress.DRAFT:
        return as_form(edition_of(before, before.edition))
    if format_of(year) is not found.form:
        return None
    table = year_table(year)
    if not any(numbers for line in table.table3 for numbers in line.cells.values()):
        return None
    cells = counting.cells(table, events.stated_figures(year), (), {})
    requests = {place: each.printed for place, each in cells.items() if place[0] != 2}
    return forms.Report(table.form, year, found.organ, "", requests)


def slips(found: Drafted) -> list[Slip]:
    """Our own report's slips of the pen, none but those that the facts themselves are; then those of its sources."""
    of_sources = [
        replace(slip, where=quote.label) for quote in found.quotes for slip in in_text(quote.text, year=found.year)
    ]
    return [*slips_of(as_form(found), read=True), *of_sources]


@dataclass(frozen=True)
class Change:
    """One figure beside last year's."""

    label: str
    before: str
    now: str


def changes(found: Drafted, before: Drafted) -> list[Change]:
    """The figures that both years have, where they differ; then the cells."""
    same = [code for code in found.figures if code in before.figures and not code.startswith(("activity.", "rank."))]
    told = [
        Change(found.figures[code].label, before.figures[code].printed, found.figures[code].printed)
        for code in dict.fromkeys(same)
    ]
    cells = [
        Change(each.label, before.cells[place].printed, each.printed)
        for place, each in found.cells.items()
        if place in before.cells and code_of(place) not in found.figures
    ]
    return [each for each in (*told, *cells) if each.before != each.now]


def compared(year: int) -> list[Change]:
    """This year's figures beside last year's; nothing where there is no last year."""
    try:
        return changes(report_of(year), report_of(year - 1))
    except Refused:
        return []


# --- the public ----------------------------------------------------------------------------------------------------


def public_reports() -> QuerySet[Report]:
    """What the public may read, the newest year first."""
    found = Report.objects.filter(released_at__isnull=False, editions__released_at__isnull=False, withdrawn_at=None)
    return found.distinct().order_by("-year")


def public_report(year: int) -> tuple[Report, Drafted]:
    """The newest released edition of a year. Raises Report.DoesNotExist."""
    report = public_reports().get(year=year)
    editions = report.editions.filter(released_at__isnull=False, withdrawn_at=None)
    newest = editions.order_by(F("number").desc()).first()
    if newest is None:
        raise Report.DoesNotExist
    return report, edition_of(report, newest.number)
