"""What is shown of a source to those who mark it: page pictures with boxes, paragraphs with what is covered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from yihaotong.files import store
from yihaotong.redaction.access import Shown, marks_to_make
from yihaotong.redaction.engines import aside, looking, pictures
from yihaotong.redaction.engines.word_body import PICTURE
from yihaotong.redaction.models import Mark, Redaction
from yihaotong.redaction.rules.codes import Form, MarkKind, Stage
from yihaotong.redaction.rules.limits import LimitKind
from yihaotong.redaction.rules.marks import Box

#: Stages at which the source has been read to its end: before, and where that failed, nobody is shown anything of it.
_READ = (Stage.DRAFT, Stage.QUEUED, Stage.MADE, Stage.RELEASED, Stage.WITHDRAWN)
#: Paragraphs shown on one page.
PARAGRAPHS = 60
#: How a picture in a text is shown, one sign for one.
_SHOWN_PICTURE = "\u25a3"


@dataclass(frozen=True)
class Covered:
    """A box on the page that is shown, and the mark it belongs to."""

    mark: Mark
    box: Box

    @property
    def wide(self) -> int:
        return self.box.right - self.box.left

    @property
    def high(self) -> int:
        return self.box.bottom - self.box.top


def readable(redaction: Redaction) -> bool:
    return redaction.progress in {stage.value for stage in _READ}


def _ask(what: str, redaction: Redaction, saying: str, **task: Any) -> looking.Answer:
    """Not in this process: whoever looks at a page waits for it so long and no longer."""
    return aside.ask(what, store.path(redaction.source.key), within=LimitKind.PAGE_SECONDS, saying=saying, **task)


def boxes_on(redaction: Redaction, number: int, marks: Sequence[Shown]) -> list[Covered]:
    """Every box that the marks put on a page, as large as it will be black. Raises Refused for a broken page."""
    drawn = _drawn_on(number, marks)
    written = [each for each in marks if each.kind is MarkKind.WORD]
    if redaction.form == Form.PICTURE.value:
        return [Covered(each.mark, _box(each.mark)) for each in drawn]
    if not drawn and not written:
        return []
    told, _none = _ask("boxes", redaction, f"读第 {number} 页", page=number, **_black(drawn, written))
    found = [*zip(drawn, told["drawn"], strict=True), *zip(written, told["words"], strict=True)]
    return [Covered(each.mark, Box(*sides)) for each, boxes in found for sides in boxes]


def _drawn_on(number: int, marks: Sequence[Shown]) -> list[Shown]:
    return [each for each in marks if each.kind is MarkKind.BOX and each.mark.place == number]


def _black(drawn: Sequence[Shown], written: Sequence[Shown]) -> dict[str, Any]:
    boxes = [_box(each.mark) for each in drawn]
    return {
        "drawn": [(box.left, box.top, box.right, box.bottom) for box in boxes],
        "words": [each.word for each in written],
    }


def _box(mark: Mark) -> Box:
    return Box(mark.left, mark.top, mark.right, mark.bottom)


def picture_of(redaction: Redaction, number: int, marks: Sequence[Shown], *, covered: bool) -> bytes:
    """A page as a JPEG to be looked at; `covered`: as it will be given out. Raises Refused for a broken page."""
    drawn = _drawn_on(number, marks) if covered else []
    if redaction.form == Form.PICTURE.value:
        picture = pictures.seen(store.path(redaction.source.key))
        return looking.small(picture, [_box(each.mark) for each in drawn])
    written = [each for each in marks if covered and each.kind is MarkKind.WORD]
    _told, picture_bytes = _ask("picture", redaction, f"画第 {number} 页", page=number, **_black(drawn, written))
    return picture_bytes


@dataclass(frozen=True)
class Part:
    """A piece of a paragraph's text, taken out or not."""

    text: str
    covered: bool


@dataclass(frozen=True)
class Paragraph:
    """`place`: "" or table, row and cell."""

    number: int
    place: str
    parts: tuple[Part, ...]

    @property
    def length(self) -> int:
        return sum(len(part.text) for part in self.parts)


def paragraphs_of(redaction: Redaction, marks: Sequence[Shown]) -> list[Paragraph]:
    """The paragraphs of a Word file as they will be read, with what is taken out of them."""
    taken = marks_to_make(marks)
    ranges = [(each.paragraph, each.start, each.end) for each in taken.ranges]
    answer, _none = _ask("paragraphs", redaction, "读取文档", words=taken.words, ranges=ranges)
    told = []
    for number, (place, text, spans) in enumerate(answer["paragraphs"]):
        shown = text.replace(PICTURE, _SHOWN_PICTURE)
        told.append(Paragraph(number, place, tuple(_parts(shown, spans))))
    return told


def _parts(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[Part]:
    place = 0
    for start, end in spans:
        if start > place:
            yield Part(text[place:start], covered=False)
        yield Part(text[start:end], covered=True)
        place = end
    if place < len(text):
        yield Part(text[place:], covered=False)
