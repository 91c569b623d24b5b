"""Checks anybody's annual report: a .docx, .html, .pdf, or our .json. Needs no database."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from yihaotong.forms.opening import docx, html, pdf
from yihaotong.forms.opening.refusing import MOST_BYTES, CannotRead
from yihaotong.forms.rules import sections
from yihaotong.forms.rules.c3 import check
from yihaotong.forms.rules.codes import Format
from yihaotong.forms.rules.finding import Finding
from yihaotong.forms.rules.layout import TITLES, rows
from yihaotong.forms.rules.recognising import Piece, recognised
from yihaotong.forms.rules.report import NotAReport, Report, from_json
from yihaotong.forms.rules.words import plain

_OPENERS = {".docx": docx.pieces, ".html": html.pieces, ".htm": html.pieces, ".pdf": pdf.pieces}
_NAMES = {number: f"表{'一二三四'[number - 1]}（{title}）" for number, title in TITLES.items()}


@dataclass(frozen=True)
class Read:
    """A report as found in a file. `odd`: what the reading itself noticed, such as headings not as printed."""

    report: Report
    found: tuple[int, ...]
    odd: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Checked:
    file: str
    read: Read
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(each for each in self.findings if each.weight == "error")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return tuple(each for each in self.findings if each.weight == "warning")

    def as_dict(self) -> dict[str, Any]:
        """The JSON of `check-report --json`."""
        report = self.read.report
        return {
            "file": self.file,
            "format": report.form.value,
            "year": report.year,
            "organ": report.organ,
            "tables_found": list(self.read.found),
            "violations": [asdict(each) for each in self.errors],
            "warnings": [asdict(each) for each in self.warnings],
        }


def check_file(path: Path, year: int | None = None, last: Path | None = None) -> Checked:
    """`last`: the same organ's report on the year before. Raises CannotRead."""
    here = read_file(path)
    report = replace(here.report, year=year) if year is not None else here.report
    before = read_file(last).report if last is not None else None
    if before is not None and before.year is None and report.year is not None:
        before = replace(before, year=report.year - 1)
    findings = (*here.odd, *check(report, before))
    return Checked(str(path), replace(here, report=report), findings)


def read_file(path: Path) -> Read:
    """Raises CannotRead."""
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise CannotRead(f"文件有 {size // 1_000_000} MB，至多读 {MOST_BYTES // 1_000_000} MB")
        content = path.read_bytes()
    except OSError as bad:
        raise CannotRead(f"打不开 {path}：{bad.strerror or bad}") from bad
    return read(content, path.suffix)


def read(content: bytes, suffix: str) -> Read:
    """`suffix` as in a file name: ".docx". Raises CannotRead."""
    if suffix.lower() == ".json":
        return _of_json(content)
    opener = _OPENERS.get(suffix.lower())
    if opener is None:
        raise CannotRead(f"不认识“{suffix or '没有扩展名'}”的文件；可以核对 .docx、.html、.pdf、.json")
    return _of_pieces(opener(content))


def _of_json(content: bytes) -> Read:
    try:
        report = from_json(json.loads(content.decode("utf-8-sig")))
    except NotAReport as bad:
        raise CannotRead(str(bad)) from bad
    except (ValueError, RecursionError) as bad:
        raise CannotRead("不是合格的 JSON") from bad
    return Read(report, _found(tuple(sorted({number for number, _, _ in report.cells}))))


def _of_pieces(pieces: Sequence[Piece]) -> Read:
    seen = recognised(pieces)
    paragraphs = [piece for piece in pieces if isinstance(piece, str)]
    if 3 not in seen.found and _has_rows(paragraphs):
        raise CannotRead("表三的行都在，但没有框线或不成表格，分不清哪个数在哪一列；请用 .docx 或 .html")
    heading = sections.title(paragraphs)
    report = Report(
        seen.form,
        sections.year(heading, paragraphs),
        sections.organ(heading),
        heading,
        seen.cells,
        sections.sections(paragraphs),
    )
    return Read(report, _found(seen.found), seen.odd)


def _has_rows(paragraphs: Sequence[str]) -> bool:
    """The headings of table 3 stand in the text: it is there, and not a table."""
    text = plain("".join(paragraphs))
    return sum(plain(words) in text for words in rows(Format.F2019).values()) >= len(rows(Format.F2019)) // 2


def _found(numbers: tuple[int, ...]) -> tuple[int, ...]:
    if not numbers:
        raise CannotRead(f"没有找到年报的表格：{'、'.join(_NAMES.values())}都没有找到")
    return numbers
