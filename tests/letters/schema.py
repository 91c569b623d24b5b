"""What Word demands of a DOCX and no library checks when it writes one: order, wholeness, ids (ECMA-376 part 1, 17).

Word opens a file that breaks one of these with "unreadable content"; LibreOffice and python-docx say nothing.
"""

import io
import posixpath
import zipfile
from collections.abc import Iterator
from itertools import pairwise

from defusedxml.ElementTree import fromstring

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
#: The children that we write, in the order of their sequence in the schema.
SEQUENCES = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
    "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em "
    "lang eastAsianLayout specVanish oMath",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
    "tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "sectPr": "headerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType "
    "pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings",
    "tbl": "bookmarkStart bookmarkEnd tblPr tblGrid tr",
}


def faults(content: bytes) -> list[str]:
    """All that Word would stumble at."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    trees = {name: fromstring(part) for name, part in parts.items() if name.endswith((".xml", ".rels"))}
    found = [*_package(parts, trees), *_body(trees["word/document.xml"])]
    for name, tree in trees.items():
        found += [f"{name}: {each}" for each in _sequence(tree)]
        found += [f"{name}: {each}" for each in _fonts(tree, trees)]
    return found


def _package(parts: dict, trees: dict) -> Iterator[str]:
    types = trees["[Content_Types].xml"]
    known = {each.get("Extension", each.get("PartName", "")).lstrip("/") for each in types}
    for name in parts:
        if name != "[Content_Types].xml" and not {name, name.rpartition(".")[2]} & known:
            yield f"{name} has no content type"
    yield from (f"{name} is not there" for name in ("docProps/core.xml", "docProps/app.xml") if name not in parts)
    for name, tree in trees.items():
        if not name.endswith(".rels"):
            continue
        source = posixpath.join(posixpath.dirname(posixpath.dirname(name)), posixpath.basename(name)[:-5])
        ids = [each.get("Id") for each in tree]
        if len(ids) != len(set(ids)):
            yield f"{name}: an id twice"
        for each in tree:
            target = posixpath.normpath(posixpath.join(posixpath.dirname(source), each.get("Target"))).lstrip("/")
            if each.get("TargetMode") != "External" and target not in parts:
                yield f"{name}: {target} is not there"
        used = {value for at in trees.get(source, ()) for each in at.iter() for key, value in _of(each) if key == "id"}
        yield from (f"{source}: {each} leads nowhere" for each in used - set(ids))


def _of(element) -> Iterator[tuple[str, str]]:
    return ((key.removeprefix(R), value) for key, value in element.attrib.items() if key.startswith(R))


def _body(tree) -> Iterator[str]:
    (body,) = tree
    kinds = [each.tag.removeprefix(W) for each in body]
    if kinds[-1] != "sectPr" or kinds.count("sectPr") != 1:
        yield "the section's properties are not the last of the body"
    for before, after in pairwise(kinds):
        if before == "tbl" and after != "p":
            yield "no paragraph behind a table"
    ids = [each.get(f"{W}id") for name in ("bookmarkStart", "docPr") for each in tree.iter(f"{W}{name}")]
    if len(ids) != len(set(ids)):
        yield "an id twice"
    yield from _tables(tree)


def _tables(tree) -> Iterator[str]:
    for cell in tree.iter(f"{W}tc"):
        if not len(cell) or cell[-1].tag != f"{W}p":
            yield "a cell that does not end with a paragraph"
    for table in tree.iter(f"{W}tbl"):
        columns = len(table.find(f"{W}tblGrid"))
        for row in table.iter(f"{W}tr"):
            spans = [cell.find(f"{W}tcPr/{W}gridSpan") for cell in row.iter(f"{W}tc")]
            if sum(1 if span is None else int(span.get(f"{W}val")) for span in spans) != columns:
                yield "a row that is not as wide as its table"


def _sequence(tree) -> Iterator[str]:
    for name, words in SEQUENCES.items():
        sequence = words.split()
        for element in tree.iter(f"{W}{name}"):
            # Heads and feet of pages come first, in any order of their own.
            names = [each.tag.removeprefix(W).replace("footerReference", "headerReference") for each in element]
            places = [sequence.index(each) for each in names]
            if places != sorted(places):
                yield f"{name}: {[sequence[place] for place in places]}"


def _fonts(tree, trees: dict) -> Iterator[str]:
    named = {each.get(f"{W}name") for each in trees["word/fontTable.xml"]}
    for fonts in tree.iter(f"{W}rFonts"):
        face = fonts.get(f"{W}eastAsia")
        if face and face not in named:
            yield f"{face} is not in the table of fonts"
