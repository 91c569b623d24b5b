"""The body of an article: plain text with a few signs, read into blocks. There is no HTML in it, so none gets out.

Blocks are parted by a blank line: `# heading` (to `###`), a table of lines that begin with `|`, a picture
`![words](file name)` by itself, a list of lines that begin with `- `, and paragraphs. Links are `[words](address)`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Shape(StrEnum):
    """What kind of block it is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    TABLE = "table"
    PICTURE = "picture"
    ENUMERATION = "list"


@dataclass(frozen=True)
class Span:
    """A piece of running text; `href` "" for no link."""

    text: str
    href: str = ""


@dataclass(frozen=True)
class Block:
    """One block: `number` counts from 1; `rows` of a table (the first is its head); `depth` of a heading, 1 to 3."""

    number: int
    shape: Shape
    source: str
    lines: tuple[tuple[Span, ...], ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    depth: int = 0
    picture: str = ""

    @property
    def place(self) -> str:
        return f"正文第 {self.number} 段" + ("（表格）" if self.shape is Shape.TABLE else "")

    @property
    def text(self) -> str:
        """The words as they are read, without signs."""
        if self.shape is Shape.TABLE:
            return "\n".join("\t".join(row) for row in self.rows)
        return "\n".join("".join(span.text for span in line) for line in self.lines)


_LINK = re.compile(r"(?<!!)\[([^\]\n]{1,200})\]\(([^)\s]{1,500})\)")
_PICTURE = re.compile(r"!\[([^\]\n]{0,200})\]\(([^)\n]{1,120})\)")
_HEADING = re.compile(r"(#{1,3})\s+(.+)")
_RULER = re.compile(r"\|[-:|\s]+\|?")
_SAFE = re.compile(r"(https?://|mailto:|tel:|/)[^\s\"'<>\\]*", re.IGNORECASE)


def safe(href: str) -> bool:
    """Whether a link may be followed: the site's own paths, http(s), mail and telephone; never a script, and never
    "//elsewhere" disguised as a path of ours."""
    return bool(_SAFE.fullmatch(href)) and not href.startswith("//")


def read(body: str) -> list[Block]:
    """The blocks of a body, in their sequence."""
    pieces = [piece for piece in re.split(r"\n\s*\n", body.strip()) if piece.strip()]
    parted = [part for piece in pieces for part in _parted(piece.strip("\n"))]
    return [_block(number, part) for number, part in enumerate(parted, 1)]


def _parted(piece: str) -> Iterator[str]:
    """A heading ends with its line, and a table begins with its first bar, blank line or not."""
    held: list[str] = []
    for line in piece.split("\n"):
        bar = line.lstrip().startswith("|")
        if held and (bar != held[-1].lstrip().startswith("|") or _HEADING.fullmatch(held[-1].strip())):
            yield "\n".join(held)
            held = []
        if held and _HEADING.fullmatch(line.strip()):
            yield "\n".join(held)
            held = []
        held.append(line)
    if held:
        yield "\n".join(held)


def _block(number: int, source: str) -> Block:
    stripped = source.strip()
    if heading := _HEADING.fullmatch(stripped):
        return Block(number, Shape.HEADING, source, (_spans(heading[2]),), depth=len(heading[1]))
    if picture := _PICTURE.fullmatch(stripped):
        return Block(number, Shape.PICTURE, source, ((Span(picture[1]),),), picture=picture[2].strip())
    lines = stripped.split("\n")
    if lines[0].lstrip().startswith("|"):
        return Block(number, Shape.TABLE, source, rows=_rows(lines))
    if all(line.lstrip().startswith("- ") for line in lines):
        return Block(number, Shape.ENUMERATION, source, tuple(_spans(line.lstrip()[2:]) for line in lines))
    return Block(number, Shape.PARAGRAPH, source, tuple(_spans(line) for line in lines))


def _rows(lines: list[str]) -> tuple[tuple[str, ...], ...]:
    kept = [line.strip() for line in lines if not _RULER.fullmatch(line.strip())]
    rows = [[cell.strip() for cell in line.removeprefix("|").removesuffix("|").split("|")] for line in kept]
    width = max((len(row) for row in rows), default=0)
    return tuple(tuple(row + [""] * (width - len(row))) for row in rows)


def _spans(line: str) -> tuple[Span, ...]:
    """Running text with its links; one that leads nowhere safe stays text."""
    spans, at = [], 0
    for link in _LINK.finditer(line):
        if link.start() > at:
            spans.append(Span(line[at : link.start()]))
        spans.append(Span(link[1], link[2]) if safe(link[2]) else Span(link[0]))
        at = link.end()
    if at < len(line) or not spans:
        spans.append(Span(line[at:]))
    return tuple(spans)


def links(blocks: list[Block]) -> list[tuple[Block, str]]:
    """Every address that a body leads to, with its block."""
    return [(block, link[2]) for block in blocks for link in _LINK.finditer(block.source)]


def pictures(blocks: list[Block]) -> list[Block]:
    return [block for block in blocks if block.shape is Shape.PICTURE]
