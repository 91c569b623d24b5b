"""Checks anybody's annual report: a .docx, .html, .pdf, or our .json. Needs no database."""

import errno
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from yihaotong.forms.opening import docx, html, pdf
from yihaotong.forms.opening.kinds import kind_of
from yihaotong.forms.opening.refusing import MOST_BYTES, CannotRead
from yihaotong.forms.rules import sections
from yihaotong.forms.rules.c3 import check
from yihaotong.forms.rules.finding import Finding
from yihaotong.forms.rules.grids import Grid
from yihaotong.forms.rules.heading import Heading, heading, year_of
from yihaotong.forms.rules.layout import TITLES
from yihaotong.forms.rules.recognising import Piece, recognised
from yihaotong.forms.rules.report import NotAReport, Report, from_json

_OPENERS = {".docx": docx, ".html": html, ".htm": html, ".pdf": pdf}
_SAID = {
    errno.ENOENT: "没有这个文件",
    errno.EISDIR: "它是文件夹，不是文件",
    errno.ENOTDIR: "路径中间有一段不是文件夹",
    errno.EACCES: "没有权限读",
    errno.EPERM: "没有权限读",
    errno.ENAMETOOLONG: "文件名太长",
    errno.ELOOP: "链接绕成了圈",
    errno.EIO: "磁盘读不出来",
}
_NAMES = {number: f"表{'一二三四'[number - 1]}（{title}）" for number, title in TITLES.items()}


@dataclass(frozen=True)
class Read:
    """A report as found in a file. `odd`: what the reading itself noticed, such as headings not as printed.
    `unread`: the tables that are there and cannot be read with certainty, with the reason. `cells`: what stands in
    tables of any kind, a list of monthly reports among them."""

    report: Report
    found: tuple[int, ...]
    odd: tuple[Finding, ...] = ()
    unread: tuple[tuple[int, str], ...] = ()
    cells: tuple[str, ...] = ()

    @property
    def not_read(self) -> tuple[str, ...]:
        return tuple(f"{_NAMES[number]}没有读全：{why}" for number, why in self.unread)


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
            "not_read": list(self.read.not_read),
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
    odd = tuple(_of_another_year(here.report, year))
    return Checked(str(path), replace(here, report=report), (*odd, *_fair(here, check(report, before))))


def _of_another_year(report: Report, year: int | None) -> Iterator[Finding]:
    """Whoever named the year may be mistaken, and so may the title."""
    if None not in (year, report.year) and year != report.year:
        said = "标题" if year_of(report.title) == report.year else "文件里"
        words = f"{said}写的是 {report.year} 年度，现按指定的 {year} 年度核对"
        yield Finding("YEAR", "warning", None, "", "", words, (str(report.year), str(year)))


def _fair(here: Read, findings: Iterable[Finding]) -> Iterator[Finding]:
    """What could not be read is not held against the report."""
    unread = {number for number, _ in here.unread}
    yield from here.odd
    yield from (each for each in findings if each.rule != "COMPLETE" or each.table not in unread)


def read_file(path: Path) -> Read:
    """Raises CannotRead."""
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise CannotRead(f"文件有 {size // 1_000_000} MB，至多读 {MOST_BYTES // 1_000_000} MB")
        content = path.read_bytes()
    except OSError as bad:
        raise CannotRead(f"打不开 {path}：{_SAID.get(bad.errno or 0) or bad.strerror or bad}") from bad
    return read(content, path.suffix)


def read(content: bytes, suffix: str) -> Read:
    """`suffix` as in a file name: ".docx"; the content decides where it says otherwise. Raises CannotRead."""
    kind = kind_of(content, suffix)
    if kind == ".json":
        return _of_json(content)
    opener = _OPENERS[kind]
    return _of_pieces(opener.pieces(content), opener.about(content))


def _of_json(content: bytes) -> Read:
    try:
        report = from_json(json.loads(content.decode("utf-8-sig")))
    except NotAReport as bad:
        raise CannotRead(str(bad)) from bad
    except (ValueError, RecursionError) as bad:
        raise CannotRead("不是合格的 JSON") from bad
    said = [report.title, *(each for section in report.sections for each in section.paragraphs)]
    odd = tuple(_of_two_years(replace(heading(said), year=report.year, several=False)))
    return Read(report, _found(tuple(sorted({number for number, _, _ in report.cells}))), odd)


def _of_pieces(pieces: Sequence[Piece], about: Sequence[str]) -> Read:
    """`about`: what the file says of itself."""
    seen = recognised(pieces)
    paragraphs = list(_paragraphs(pieces))
    head = heading(paragraphs, about)
    read = sections.sections(paragraphs)
    report = Report(seen.form, head.year, head.organ, head.title, seen.cells, read)
    if not seen.found and seen.unread:
        raise CannotRead("；".join(Read(report, (), (), seen.unread).not_read))
    return Read(report, _found(seen.found), (*seen.odd, *_of_two_years(head)), seen.unread, tuple(_cells(pieces)))


def _cells(pieces: Iterable[Piece]) -> Iterator[str]:
    for grid in (piece for piece in pieces if isinstance(piece, Grid)):
        yield from (cell.text for number in range(len(grid.rows)) for cell in grid.line(number) if cell.text)


def _paragraphs(pieces: Iterable[Piece]) -> Iterator[str]:
    """Also what stands alone in a row of a table: some put the whole report into one."""
    for piece in pieces:
        if isinstance(piece, str):
            yield piece
        elif isinstance(piece, Grid):
            lines = ([cell.text for cell in piece.line(number) if cell.text] for number in range(len(piece.rows)))
            yield from (text for line in lines if len(line) == 1 for text in line[0].splitlines())


def _of_two_years(head: Heading) -> Iterator[Finding]:
    """The title of one year over the figures of another."""
    if head.year and head.period and head.year != head.period and not head.several:
        words = f"标题写的是 {head.year} 年度，统计期限却是 {head.period} 年"
        yield Finding("YEAR", "error", None, "", "", words, (str(head.year), str(head.period)))


def _found(numbers: tuple[int, ...]) -> tuple[int, ...]:
    if not numbers:
        raise CannotRead(f"没有找到年报的表格：{'、'.join(_NAMES.values())}都没有找到（表格可能是图片）")
    return numbers
