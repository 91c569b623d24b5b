"""The PDF: typst sets it with the fonts beside this module. What a letter says goes in as data and is never markup."""

import json
import re
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any

import typst

from yihaotong.letters.rendering import columns, fonts, layout
from yihaotong.letters.rules.breaking import title_lines
from yihaotong.letters.rules.levels import heading_length
from yihaotong.letters.rules.wording import day
from yihaotong.letters.rules.writing import Paragraph, Table, Writing

#: A run of letters without a place to break is cut into pieces of this length.
_PIECE = 4
_LONG_RUN = re.compile(rf"[\x21-\x7e\u00a1-\u024f]{{{6 * _PIECE},}}")


def pdf(writing: Writing, at: datetime) -> bytes:
    """The bytes of the PDF; the same letter at the same instant gives the same bytes.

    Raises Refused("no-glyph").
    """
    fonts.check(writing.texts())
    made = _compiler().compile(
        format="pdf",
        sys_inputs={"letter": json.dumps(structure(writing), ensure_ascii=False)},
        timestamp=int(at.timestamp()),
    )
    if not isinstance(made, bytes):
        raise TypeError(f"typst gave {type(made).__name__}")
    return made


@cache
def _compiler() -> typst.Compiler:
    """One for the process: it keeps the fonts open. It reads nothing of the machine but this directory."""
    place = resources.files("yihaotong.letters").joinpath("rendering")
    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts.directory())])
    return typst.Compiler(str(place.joinpath("letter.typ")), root=str(place), font_paths=found)


def structure(writing: Writing) -> dict[str, Any]:
    """What letter.typ reads."""
    head, on = writing.letterhead, day(writing.on)
    name_away, date_away = layout.signed_from_right(writing, on)
    return {
        "measures": _measures(),
        "chains": {name: fonts.chain(face) for name, face in fonts.FACES.items()},
        "organ": head.organ,
        "title": writing.title,
        "head": {
            "serial": head.serial,
            "secrecy": head.secrecy,
            "urgency": head.urgency,
            "mark": layout.mark(head),
            "mark_size": layout.mark_size(layout.mark(head)),
        },
        "number": writing.number,
        "title_lines": title_lines(writing.title, layout.TITLE_MOST),
        "addressee": pieces(writing.addressee),
        "body": [_piece(each) for each in writing.body],
        "attachments": [pieces(each) for each in writing.attachments],
        "signed": [[writing.signed, name_away], [on, date_away]],
        "note": pieces(f"（{writing.note}）") if writing.note else [],
        "record": _record(writing),
        "watermark": writing.watermark,
    }


def pieces(text: str) -> list[dict[str, object]]:
    """A text cut where a line may break inside a word that is longer than a line can be."""
    cut: list[dict[str, object]] = []
    begin = 0
    for run in _LONG_RUN.finditer(text):
        cut.append({"text": text[begin : run.start()], "cut": False})
        parts = (text[at : min(at + _PIECE, run.end())] for at in range(run.start(), run.end(), _PIECE))
        cut += [{"text": part, "cut": True} for part in parts]
        begin = run.end()
    cut.append({"text": text[begin:], "cut": False})
    return [piece for piece in cut if piece["text"]]


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
        "size_table": layout.SIZE_TABLE,
        "mark_below_top": layout.MARK_BELOW_TOP,
        "line_below_number": layout.LINE_BELOW_NUMBER,
        "line_thick": layout.LINE_THICK,
        "title_pitch": layout.TITLE_PITCH,
        "record_outer": layout.RECORD_OUTER,
        "record_inner": layout.RECORD_INNER,
        "page_number_below": layout.PAGE_NUMBER_BELOW,
        "red": layout.RED,
    }


def _piece(piece: Paragraph | Table) -> dict[str, object]:
    if isinstance(piece, Table):
        return {
            "kind": "table",
            "title": piece.title,
            "columns": [pieces(each) for each in piece.columns],
            "widths": columns.widths(piece),
            "short": [columns.is_short(piece, at) for at in range(len(piece.columns))],
            "cells": [pieces(cell) for row in piece.rows for cell in row],
        }
    length = heading_length(piece.text, piece.level)
    return {
        "kind": "paragraph",
        "level": piece.level,
        "whole": length == len(piece.text),
        "heading": pieces(piece.text[:length]),
        "text": pieces(piece.text[length:]),
    }


def _record(writing: Writing) -> Sequence[dict[str, object]]:
    """版记: 抄送, then who printed it and when. Only where copies are sent: a letter to one person has none."""
    if not writing.copies_to:
        return []
    copies = "抄送：" + "，".join(writing.copies_to) + "。"
    printed = {"left": pieces(writing.letterhead.organ), "right": ""}
    return [{"left": pieces(copies), "right": ""}, {**printed, "right": f"{day(writing.on)}印发"}]
