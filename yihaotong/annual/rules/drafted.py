"""A whole report: tables, text, figures and what is wrong with it. JSON out and in, and as forms know it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from yihaotong.annual.rules import figures as figure_rules
from yihaotong.annual.rules.cells import Cells, code_of, place_of
from yihaotong.annual.rules.codes import Weight
from yihaotong.annual.rules.figures import Figure
from yihaotong.annual.rules.findings import Finding
from yihaotong.annual.rules.sentences import Listing, Paragraph, Part, Ref
from yihaotong.forms.rules import report as forms
from yihaotong.forms.rules.codes import Format


@dataclass(frozen=True)
class Quote:
    """How the source of a stated figure puts it, where somebody kept that word for word: its slips are named too."""

    label: str
    text: str


@dataclass(frozen=True)
class Drafted:
    """A report as it stands. `figures`: every figure that the text names, by code; those of the cells are in `cells`.

    `edition` 0: drafted from the records at this moment, approved by nobody.
    """

    form: Format
    year: int
    organ: str
    title: str
    cells: Cells
    parts: tuple[Part, ...]
    figures: Mapping[str, Figure]
    findings: tuple[Finding, ...] = ()
    edition: int = 0
    released_on: str = ""
    quotes: tuple[Quote, ...] = ()
    #: By paragraph what the records alone would say.
    before: Mapping[str, Paragraph] = field(default_factory=dict)

    def printed(self, table: int, row: str, column: str) -> str:
        return self.cells[(table, row, column)].printed


def as_form(drafted: Drafted) -> forms.Report:
    """What forms.rules.c3 checks: the cells as printed, the six sections with their paragraphs."""
    heads: list[forms.Section] = []
    for part in drafted.parts:
        lines = (line for paragraph in part.paragraphs for line in paragraph.text.splitlines() if line.strip())
        texts = (*lines, *_listed(part))
        if part.level <= 1:
            heads.append(forms.Section(part.heading, texts))
        elif heads:
            last, own = heads.pop(), (part.heading,) if part.heading else ()
            heads.append(forms.Section(last.heading, (*last.paragraphs, *own, *texts)))
    cells = {place: figure.printed for place, figure in drafted.cells.items()}
    return forms.Report(drafted.form, drafted.year, drafted.organ, drafted.title, cells, tuple(heads))


def _listed(part: Part) -> tuple[str, ...]:
    """A plain table as lines of text."""
    if part.listing is None:
        return ()
    return (part.listing.title, *("　".join(row) for row in (part.listing.heads, *part.listing.rows)))


def every_figure(drafted: Drafted) -> list[Figure]:
    """The figures of the text in its order, then those of the cells as printed."""
    named = dict.fromkeys(ref.code for part in drafted.parts for each in part.paragraphs for ref in each.refs)
    of_text = [drafted.figures[code] for code in named if code in drafted.figures]
    seen = {each.code for each in of_text}
    return [*of_text, *(each for each in drafted.cells.values() if each.code not in seen)]


def as_json(drafted: Drafted) -> dict[str, Any]:
    """The forms' JSON with what stands behind it: figures with origin, text in parts, findings."""
    return forms.to_json(as_form(drafted)) | {
        "edition": drafted.edition,
        "released_on": drafted.released_on,
        "text": [_part_as_json(part) for part in drafted.parts],
        "figures": [figure_rules.as_json(each) for each in every_figure(drafted)],
        "findings": [each.as_json() for each in drafted.findings],
        "quotes": [asdict(each) for each in drafted.quotes],
    }


def _part_as_json(part: Part) -> dict[str, Any]:
    paragraphs = [
        {
            "code": each.code,
            "text": each.text,
            "edited": each.edited,
            "figures": [{"start": ref.start, "end": ref.end, "code": ref.code} for ref in each.refs],
        }
        for each in part.paragraphs
    ]
    named = {"code": part.code, "heading": part.heading, "level": part.level, "table": part.table}
    return named | {"paragraphs": paragraphs, "listing": asdict(part.listing) if part.listing else None}


def from_json(kept: Mapping[str, Any]) -> Drafted:
    """An edition out of its JSON."""
    found = [figure_rules.from_json(each) for each in kept["figures"]]
    by_code = {each.code: each for each in found}
    report = forms.from_json(kept)
    cells = {place: by_code[code_of(place)] for place in report.cells}
    findings = tuple(
        Finding(each["rule"], Weight(each["weight"]), each["where"], each["words"]) for each in kept["findings"]
    )
    return Drafted(
        report.form,
        int(kept["year"]),
        report.organ,
        report.title,
        cells,
        tuple(_part(each) for each in kept["text"]),
        {each.code: each for each in found if place_of(each.code) is None},
        findings,
        int(kept["edition"]),
        str(kept.get("released_on", "")),
        tuple(Quote(each["label"], each["text"]) for each in kept.get("quotes", [])),
    )


def _part(kept: Mapping[str, Any]) -> Part:
    paragraphs = tuple(
        Paragraph(
            each["code"],
            each["text"],
            tuple(Ref(ref["start"], ref["end"], ref["code"]) for ref in each["figures"]),
            each["edited"],
        )
        for each in kept["paragraphs"]
    )
    return Part(kept["code"], kept["heading"], kept["level"], paragraphs, kept["table"], _listing(kept.get("listing")))


def _listing(kept: Mapping[str, Any] | None) -> Listing | None:
    if kept is None:
        return None
    return Listing(kept["title"], tuple(kept["heads"]), tuple(tuple(row) for row in kept["rows"]))
