"""A letter as one neutral structure: from it both the DOCX and the PDF are made."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Paragraph:
    """One paragraph. `level` 1–4: begins with 一、 （一） 1. （1）; 0: plain text (GB/T 9704-2012 7.3.3)."""

    text: str
    level: int = 0


@dataclass(frozen=True)
class Table:
    """A table between two paragraphs; its heading row is repeated on every page."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    title: str = ""


@dataclass(frozen=True)
class Letterhead:
    """Whose letter it is. `mark`: 发文机关标志 if not the organ's name; above it stand `serial`, `secrecy`, `urgency`.

    `phone`, `address`, `postcode` fill the placeholders of the same name in every template.
    """

    organ: str
    short_name: str = ""
    mark: str = ""
    phone: str = ""
    address: str = ""
    postcode: str = ""
    serial: str = ""
    secrecy: str = ""
    urgency: str = ""


@dataclass(frozen=True)
class Enclosing:
    """What goes with a letter besides its text: 附件, 抄送, 附注, tables after the last paragraph."""

    attachments: tuple[str, ...] = ()
    copies_to: tuple[str, ...] = ()
    note: str = ""
    tables: tuple[Table, ...] = ()
    replaced: tuple[str, ...] = ()


@dataclass(frozen=True)
class Writing:
    """The whole letter. `signature` and `on` (成文日期) stand right; `watermark` lies over every page of a preview.

    `replaced`: characters of somebody else's words that no font of ours has; a sign stands in the text for each.
    """

    letterhead: Letterhead
    title: str
    addressee: str
    body: tuple[Paragraph | Table, ...]
    on: date
    number: str = ""
    signature: str = ""
    attachments: tuple[str, ...] = ()
    note: str = ""
    copies_to: tuple[str, ...] = ()
    watermark: str = field(default="")
    replaced: tuple[str, ...] = ()

    @property
    def signed(self) -> str:
        return self.signature or self.letterhead.organ

    def texts(self) -> list[str]:
        """Every text that is set, for whoever asks which characters are in it."""
        head = self.letterhead
        around = [head.mark or head.organ, head.serial, head.secrecy, head.urgency, self.number, self.title]
        return [*around, self.addressee, *self._of_body(), self.signed, *self.attachments, self.note, *self.copies_to]

    def _of_body(self) -> list[str]:
        texts: list[str] = []
        for piece in self.body:
            if isinstance(piece, Paragraph):
                texts.append(piece.text)
            else:
                texts += [piece.title, *piece.columns, *(cell for row in piece.rows for cell in row)]
        return texts


def as_json(writing: Writing) -> str:
    """What was set, to be kept."""
    return json.dumps(asdict(writing) | {"on": writing.on.isoformat()}, ensure_ascii=False, sort_keys=True)


def from_json(text: str) -> Writing:
    """The other way round."""
    kept: dict[str, Any] = json.loads(text)
    body = tuple(_piece(each) for each in kept.pop("body"))
    head, on = Letterhead(**kept.pop("letterhead")), date.fromisoformat(kept.pop("on"))
    kept |= {name: tuple(kept.get(name, ())) for name in ("attachments", "copies_to", "replaced")}
    return Writing(letterhead=head, body=body, on=on, **kept)


def _piece(kept: Mapping[str, Any]) -> Paragraph | Table:
    if "columns" not in kept:
        return Paragraph(kept["text"], kept["level"])
    return Table(tuple(kept["columns"]), tuple(tuple(row) for row in kept["rows"]), kept["title"])
