"""The PDF: typst sets it with the fonts that letters bundle. What the report says goes in as data, never as markup."""

import json
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any

import typst

from yihaotong.annual.rendering.laid import Grid, Heading, Laid, Text
from yihaotong.letters.rendering import fonts, layout
from yihaotong.letters.rules.breaking import title_lines

#: Stands for a character that no font of ours has.
_SIGN = "□"


def pdf(laid: Laid, at: datetime) -> bytes:
    """The bytes of the PDF; the same report at the same instant gives the same bytes."""
    written = json.dumps(_structure(laid), ensure_ascii=False)
    for letter in fonts.missing([written]):
        written = written.replace(letter, _SIGN)
    made = _compiler().compile(format="pdf", sys_inputs={"report": written}, timestamp=int(at.timestamp()))
    if not isinstance(made, bytes):
        raise TypeError(f"typst gave {type(made).__name__}")
    return made


@cache
def _compiler() -> typst.Compiler:
    """One for the process. It reads nothing of the machine but this directory."""
    place = resources.files("yihaotong.annual").joinpath("rendering")
    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts.directory())])
    return typst.Compiler(str(place.joinpath("report.typ")), root=str(place), font_paths=found)


def _structure(laid: Laid) -> dict[str, Any]:
    return {
        "measures": _measures(),
        "chains": {name: fonts.chain(face) for name, face in fonts.FACES.items()},
        "title": laid.title,
        "organ": laid.organ,
        "title_lines": title_lines(laid.title, layout.TITLE_MOST),
        "body": [_piece(each) for each in laid.body],
        "annex": [list(each) for each in laid.annex],
        "draft": laid.draft,
    }


def _piece(piece: Heading | Text | Grid) -> dict[str, Any]:
    if isinstance(piece, Heading):
        return {"kind": "heading", "text": piece.text, "level": piece.level}
    if isinstance(piece, Text):
        return {"kind": "text", "text": piece.text}
    rows = [[vars(cell) for cell in row] for row in piece.rows]
    return {
        "kind": "grid",
        "number": piece.number,
        "widths": piece.widths,
        "heads": piece.heads,
        "size": piece.size,
        "caption": piece.caption,
        "breaks": piece.breaks,
        "rows": rows,
    }


def _measures() -> dict[str, object]:
    return {
        "page": layout.PAGE,
        "top": layout.TOP,
        "bottom": layout.BOTTOM,
        "left": layout.LEFT,
        "right": layout.RIGHT,
        "pitch": layout.PITCH,
        "advance": layout.ADVANCE,
        "tracking": layout.TRACKING,
        "size2": layout.SIZE_2,
        "size3": layout.SIZE_3,
        "size4": layout.SIZE_4,
        "title_pitch": layout.TITLE_PITCH,
        "page_number_below": layout.PAGE_NUMBER_BELOW,
    }
