"""A whole report: tables, text, figures and what is wrong with it. JSON out and in, and as forms know it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from yihaotong.annual.rules import figures as figure_rules
from yihaotong.annual.rules.cells import Cells, code_of, place_of
from yihaotong.annual.rules.codes import Weight
from yihaotong.annual.rules.figures import Figure
from yihaotong.annual.rules.findings import Finding
from yihaotong.annual.rules.sentences import Paragraph, Part, Ref
from yihaotong.forms.rules import report as forms
from yihaotong.forms.rules.codes import Format


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
    #: By paragraph what the records alone would say.
    before: Mapping[str, Paragraph] = field(default_factory=dict)

    def printed(self, table: int, row: str, column: str) -> str:
        return self.cells[(table, row, column)].printed


def as_form(drafted: Drafted) -> forms.Report:
    """What forms.rules.c3 checks: the cells as printed, the six sections with their paragraphs."""
    heads: list[forms.Section] = []
    for part in drafted.parts:
        texts = tuple(paragraph.text for paragraph in part.paragraphs)
        if part.level <= 1:
            heads.append(forms.Section(part.heading, texts))
        elif heads:
            last = heads.pop()
            heads.append(forms.Section(last.heading, (*last.paragraphs, part.heading, *texts)))
    cells = {place: figure.printed for place, figure in drafted.cells.items()}
    return forms.Report(drafted.form, drafted.year, drafted.organ, drafted.title, cells, tuple(heads))


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
    return named | {"paragraphs": paragraphs}


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
    return Part(kept["code"], kept["heading"], kept["level"], paragraphs, kept["table"])
