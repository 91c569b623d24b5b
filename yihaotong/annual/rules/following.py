"""What becomes of the figures of a paragraph that somebody rewrites: each is followed to where it stands now."""

import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

from yihaotong.annual.rules.figures import Figure
from yihaotong.annual.rules.sentences import Paragraph, Ref

#: A number is one piece, so that 48 → 50 is one change and not a kept digit.
_PIECES = re.compile(r"\d[\d,，.]*(?<![,，.])|.", re.DOTALL)

#: So many places where two texts differ are told, with so many characters of each.
_PLACES, _SHOWN = 3, 30


def followed(before: Paragraph, text: str) -> Paragraph:
    """The paragraph with its new text; a figure of which nothing is left is no longer among its refs."""
    old, new = _PIECES.findall(before.text), _PIECES.findall(text)
    moved = _moved(old, new)
    refs = []
    for ref in before.refs:
        start, end = moved.get(ref.start), moved.get(ref.end)
        if start is not None and end is not None and end > start:
            refs.append(Ref(start, end, ref.code))
    return Paragraph(before.code, text, tuple(refs), edited=True)


def _moved(old: list[str], new: list[str]) -> dict[int, int]:
    """Where each boundary between two pieces of the old text lies in the new one, in characters."""
    places_old, places_new = _places(old), _places(new)
    moved: dict[int, int] = {}
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            for step in range(j - i + 1):
                moved.setdefault(places_old[i + step], places_new[k + step])
        else:
            moved.setdefault(places_old[i], places_new[k])
            moved[places_old[j]] = places_new[m]
    return moved


def _places(pieces: list[str]) -> list[int]:
    places = [0]
    for piece in pieces:
        places.append(places[-1] + len(piece))
    return places


def differing(paragraph: Paragraph, figures: Mapping[str, Figure]) -> Iterable[tuple[Figure, str]]:
    """The figures of a paragraph that say something else than their records, with what is written."""
    for ref in paragraph.refs:
        figure = figures.get(ref.code)
        written = paragraph.text[ref.start : ref.end]
        if figure is not None and _bare(written) != _bare(figure.printed):
            yield figure, written


def lost(before: Paragraph, after: Paragraph) -> list[str]:
    """The codes of the figures that the draft had and the rewritten paragraph has no more."""
    kept = {ref.code for ref in after.refs}
    return [ref.code for ref in before.refs if ref.code not in kept]


def changed(old: str, new: str) -> list[tuple[str, str]]:
    """Where two texts differ, the first places: what stood there and what stands there now, both cut short."""
    one, other = _PIECES.findall(old), _PIECES.findall(new)
    found = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    told = [("".join(one[i:j]), "".join(other[k:m])) for kind, i, j, k, m in found if kind != "equal"]
    return [(before[:_SHOWN], after[:_SHOWN]) for before, after in told[:_PLACES]]


def _bare(written: str) -> str:
    return written.replace(",", "").replace("，", "").replace(" ", "")
