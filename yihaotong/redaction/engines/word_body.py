"""The body of a Word document as it is read: its paragraphs and tables, written anew from what is known to be harmless.

Nothing is taken out of the old tree: a new one is grown, and what is not on the lists below does not get into it.
Inserted text stays, as a reader sees it; deleted, hidden, white and tiny text, field codes, comments, notes, text
boxes, objects, alternative texts, revision numbers do not. ISO/IEC 29500-1.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement

from yihaotong.redaction.engines.word_looks import (
    MC,
    WP,
    A,
    Looks,
    M,
    R,
    W,
    hides_all,
    name_of,
    pale,
    shaded_by,
    split,
    w,
)

#: What stands for a picture in the text of a paragraph.
PICTURE = "\ufffc"

#: Properties with nothing but settings in them, kept whole with their settings. Not among them: anything that names an
#: author or a date, alternative texts (tblCaption, tblDescription), and vanish, for hidden text does not come this far.
_SETTINGS = frozenset(
    part
    for line in (
        "b bCs i iCs u strike dstrike outline shadow emboss imprint caps smallCaps color sz szCs highlight",
        "rFonts kern position spacing w vertAlign em lang shd bdr fitText snapToGrid eastAsianLayout effect",
        "rtl cs rStyle pStyle keepNext keepLines pageBreakBefore widowControl suppressLineNumbers tabs tab",
        "pBdr top left bottom right between bar start end ind jc textAlignment textDirection outlineLvl",
        "contextualSpacing mirrorIndents adjustRightInd kinsoku wordWrap overflowPunct topLinePunct",
        "autoSpaceDE autoSpaceDN bidi numPr ilvl numId framePr suppressAutoHyphens tblStyle tblpPr tblOverlap",
        "tblW tblInd tblBorders tblCellMar tblLook tblLayout tblCellSpacing insideH insideV",
        "gridCol tblStyleRowBandSize tblStyleColBandSize trHeight tblHeader cantSplit gridBefore gridAfter wBefore",
        "wAfter tcW gridSpan vMerge hMerge tcBorders tcMar vAlign noWrap tcFitText hideMark tl2br tr2bl pgSz",
        "pgMar cols col docGrid type pgBorders titlePg lnNumType",
    )
    for part in line.split()
)
_PROPERTIES = frozenset({"rPr", "pPr", "tblPr", "trPr", "tcPr", "sectPr", "tblGrid", "tblPrEx"})
#: What is passed through as if it were not there: wrappers around things that are seen.
_WRAPPERS = frozenset(
    {"ins", "moveTo", "hyperlink", "smartTag", "customXml", "sdt", "sdtContent", "fldSimple", "bdo", "dir"}
)
#: What is counted when it is left out, for the officer to know.
LEFT_OUT = {
    "del": "deleted",
    "moveFrom": "deleted",
    "commentReference": "comments",
    "footnoteReference": "notes",
    "endnoteReference": "notes",
    "object": "objects",
    "pict": "drawings",
    "altChunk": "objects",
    "instrText": "fields_codes",
    "ruby": "ruby",
    "headerReference": "headers",
    "footerReference": "headers",
}
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
#: Signs of symbol fonts that stand in forms; every other becomes a plain mark, for its font may say anything.
_SYMBOLS = {
    "52": "\u2611",
    "53": "\u2612",
    "A3": "\u25a1",
    "FE": "\u2611",
    "FD": "\u2612",
    "A8": "\u25a1",
    "FC": "\u2713",
}
_ANY_SYMBOL = "\u203b"


@dataclass
class Picture:
    """A picture in the text: the relationship that leads to its file, how large it is shown (EMU), what is cut off on
    each side (left, top, right, bottom in 100,000ths)."""

    relation: str
    wide: int
    high: int
    cut: tuple[int, int, int, int] = (0, 0, 0, 0)


@dataclass
class Piece:
    """A piece of a paragraph with one look. A picture is a piece whose text is PICTURE."""

    text: str
    look: Element | None = None
    picture: Picture | None = None


@dataclass
class Paragraph:
    """One paragraph; `place` says where it stands, "" in the text itself, else "1-2-3" for table, row and cell."""

    element: Element
    pieces: list[Piece] = field(default_factory=list)
    place: str = ""

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


@dataclass
class Body:
    """The new tree, its paragraphs in order (their pieces not yet written into it), and what was left out by kind."""

    root: Element
    paragraphs: list[Paragraph] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    styles: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)


def grow(document: Element, looks: Looks) -> Body:
    """The new tree of a parsed `word/document.xml`."""
    root = Element(w("document"))
    return _Growing(Body(root), looks).grow(document.find(w("body")))


class _Growing:
    def __init__(self, body: Body, looks: Looks) -> None:
        self.body = body
        self.looks = looks
        self._tables = 0

    def grow(self, old: Element | None) -> Body:
        new = SubElement(self.body.root, w("body"))
        if old is not None:
            self._blocks(old, new, "", shaded=False)
        return self.body

    def _blocks(self, old: Element, new: Element, place: str, *, shaded: bool) -> None:
        """Paragraphs and tables, one after another, through whatever wraps them."""
        for child in _children(old):
            match child.name:
                case "p":
                    self._paragraph(child.element, new, place, shaded=shaded)
                case "tbl":
                    self._table(child.element, new, shaded=shaded)
                case "sectPr":
                    self._settings(child.element, new)
                case name if name in _WRAPPERS:
                    self._blocks(child.element, new, place, shaded=shaded)
                case name:
                    self._leave_out(name)

    def _table(self, old: Element, new: Element, *, shaded: bool) -> None:
        self._tables += 1
        number, row = self._tables, 0
        table = SubElement(new, w("tbl"))
        style = old.find(f"{w('tblPr')}/{w('tblStyle')}")
        shaded = shaded or (style is not None and style.get(w("val"), "") in self.looks.shading)
        for child in _through(old):
            if child.name in _PROPERTIES:
                self._settings(child.element, table)
            elif child.name == "tr" and child.element.find(f"{w('trPr')}/{w('del')}") is None:
                row += 1
                self._row(child.element, table, f"{number}-{row}", shaded=shaded)
            elif child.name == "tr":
                self.body.left_out["deleted"] += 1

    def _row(self, old: Element, new: Element, place: str, *, shaded: bool) -> None:
        row, column = SubElement(new, w("tr")), 0
        for child in _through(old):
            if child.name in _PROPERTIES:
                self._settings(child.element, row)
            elif child.name == "tc":
                column += 1
                cell = SubElement(row, w("tc"))
                about = child.element.find(w("tcPr"))
                if about is not None:
                    self._settings(about, cell)
                dark = shaded or shaded_by(about)
                self._blocks(_without(child.element, "tcPr"), cell, f"{place}-{column}", shaded=dark)
                if cell.find(w("p")) is None or cell[-1].tag != w("p"):
                    SubElement(cell, w("p"))

    def _paragraph(self, old: Element, new: Element, place: str, *, shaded: bool) -> None:
        element = SubElement(new, w("p"))
        about = old.find(w("pPr"))
        if about is not None:
            self._settings(about, element)
        paragraph = Paragraph(element, place=place)
        self.body.paragraphs.append(paragraph)
        style = element.find(f"{w('pPr')}/{w('pStyle')}")
        if style is not None and style.get(w("val"), "") in self.looks.hiding:
            self.body.left_out["hidden"] += 1
        else:
            self._pieces(old, paragraph, shaded=shaded or shaded_by(about))

    def _pieces(self, old: Element, paragraph: Paragraph, *, shaded: bool) -> None:
        for child in _children(old):
            if child.name == "r":
                self._run(child.element, paragraph, shaded=shaded)
            elif child.name in _WRAPPERS:
                self._pieces(child.element, paragraph, shaded=shaded)
            elif child.name in {"oMath", "oMathPara"}:
                paragraph.pieces.append(Piece("".join(part.text or "" for part in child.element.iter(f"{{{M}}}t"))))
            elif child.name not in _PROPERTIES:
                self._leave_out(child.name)

    def _run(self, old: Element, paragraph: Paragraph, *, shaded: bool) -> None:
        about = old.find(w("rPr"))
        if self._unseen(about, shaded=shaded):
            self.body.left_out["hidden"] += 1
            return
        look = self._settings(about, None) if about is not None else None
        for child in _children(old):
            if (text := _text_of(child)) is not None:
                paragraph.pieces.append(Piece(text, look))
            elif child.name == "drawing":
                self._drawing(child.element, paragraph, look)
            elif child.name == "ruby":
                self._base(child.element, paragraph, shaded=shaded)
                self._leave_out("ruby")
            elif child.name not in _PROPERTIES:
                self._leave_out(child.name)

    def _base(self, ruby: Element, paragraph: Paragraph, *, shaded: bool) -> None:
        """Of a word with its pronunciation above the word."""
        for base in ruby.findall(w("rubyBase")):
            self._pieces(base, paragraph, shaded=shaded)

    def _unseen(self, about: Element | None, *, shaded: bool) -> bool:
        """Whether text with this look is not seen: hidden, smaller than anybody reads, white on white."""
        if about is None:
            return False
        style = about.find(w("rStyle"))
        if style is not None and style.get(w("val"), "") in self.looks.hiding:
            return True
        return hides_all(about) or (
            pale(about) and not shaded and not shaded_by(about) and about.find(w("highlight")) is None
        )

    def _drawing(self, old: Element, paragraph: Paragraph, look: Element | None) -> None:
        picture = _picture_in(old)
        if picture is None:
            self.body.left_out["drawings"] += 1
        else:
            paragraph.pieces.append(Piece(PICTURE, look, picture))

    def _settings(self, old: Element, new: Element | None) -> Element:
        """A copy of properties with nothing but what is on the list, below `new` if there is one."""
        name = name_of(old)[1]
        copy = Element(w(name)) if new is None else SubElement(new, w(name))
        _copy_settings(old, copy, self._leave_out)
        for tag in ("pStyle", "rStyle", "tblStyle"):
            self.body.styles |= {style.get(w("val"), "") for style in copy.iter(w(tag))}
        for number in copy.iter(w("numId")):
            self.body.numbers.add(number.get(w("val"), ""))
        return copy

    def _leave_out(self, name: str) -> None:
        if kind := LEFT_OUT.get(name):
            self.body.left_out[kind] += 1


def _copy_settings(old: Element, new: Element, leave_out: Callable[[str], None]) -> None:
    for name, value in old.attrib.items():
        if _harmless(name):
            new.set(name, value)
    for child in _children(old):
        if name_of(child.element)[0] == W and (child.name in _SETTINGS or child.name in _PROPERTIES):
            _copy_settings(child.element, SubElement(new, w(child.name)), leave_out)
        else:
            leave_out(child.name)


def settings_of(old: Element) -> Element:
    """A copy of properties with nothing but harmless settings in it."""
    copy = Element(old.tag)
    _copy_settings(old, copy, lambda _: None)
    return copy


def _harmless(name: str) -> bool:
    """Word's own settings, but no revision numbers, authors, dates, ids; nothing of a theme: it does not come."""
    namespace, local = split(name)
    if namespace != W or local.startswith("rsid") or "theme" in local.lower():
        return False
    return local not in {"author", "date", "initials", "id"}


@dataclass(frozen=True)
class _Child:
    name: str
    element: Element


def _children(old: Element) -> Iterator[_Child]:
    """The elements in an element, by their local names; of alternatives the first that is meant for readers."""
    for child in old:
        namespace, name = name_of(child)
        if (namespace, name) == (MC, "AlternateContent"):
            choice = child.find(f"{{{MC}}}Choice")
            if choice is not None:
                yield from _children(choice)
        elif namespace in {W, M}:
            yield _Child(name, child)


def _text_of(child: _Child) -> str | None:
    """What a part of a run says; what stands for a picture here stands for nothing there. None: it says nothing."""
    if child.name == "t":
        return (child.element.text or "").replace(PICTURE, "\u25a1")
    if child.name == "sym":
        return _SYMBOLS.get(child.element.get(w("char"), "").upper()[-2:], _ANY_SYMBOL)
    return _SIGNS.get(child.name)


def _through(old: Element) -> Iterator[_Child]:
    """The same, wrappers opened: rows and cells may stand in them."""
    for child in _children(old):
        if child.name in _WRAPPERS:
            yield from _through(child.element)
        else:
            yield child


def _without(old: Element, name: str) -> Element:
    for child in old.findall(w(name)):
        old.remove(child)
    return old


def _picture_in(old: Element) -> Picture | None:
    """The one picture of a drawing, if it is a picture from this very file; shapes, charts and groups are None."""
    frame = next(iter(old), None)
    found = old.findall(f".//{{{A}}}blip")
    if frame is None or len(found) != 1 or old.find(f".//{w('txbxContent')}") is not None:
        return None
    about = frame.find(f"{{{A}}}graphic/{{{A}}}graphicData")
    relation = found[0].get(f"{{{R}}}embed", "")
    if about is None or not about.get("uri", "").endswith("/picture") or not relation:
        return None
    extent, cut = frame.find(f"{{{WP}}}extent"), old.find(f".//{{{A}}}srcRect")
    wide, high = (_whole(extent.get(side, "")) if extent is not None else 0 for side in ("cx", "cy"))
    sides = [_whole(cut.get(side, "0")) if cut is not None else 0 for side in "ltrb"]
    return Picture(relation, wide, high, (sides[0], sides[1], sides[2], sides[3]))


def _whole(value: str) -> int:
    digits = value.strip()
    return min(int(digits), 100_000_000) if digits.isdigit() else 0
