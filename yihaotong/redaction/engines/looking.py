"""Reading a source in a process of its own: the task comes on the standard input, the answer goes to the standard
output, and nothing of either lies on the disk. See `aside` for who asks, and how long it waits.
"""

import json
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any

from PIL import Image

from yihaotong.journal.refusal import Refused
from yihaotong.redaction.engines import pdf, pictures, word_package
from yihaotong.redaction.rules.codes import Form
from yihaotong.redaction.rules.finding import Found, find_personal
from yihaotong.redaction.rules.marks import Box, Marks, Range

#: Bytes of address space.
_MEMORY_AT_MOST = 3 << 30
_DPI = 110
_LONG_SIDE = 1_600
_QUALITY = 80

Answer = tuple[dict[str, Any], bytes]


def _read(task: dict[str, Any], source: Path) -> Answer:
    """Pages from `first` on, no more than `most`, and no new one after so many seconds: how many there are in all,
    which are read, what was found on them; at the end what is hidden in the file."""
    form = Form(task["form"])
    if form is Form.PDF:
        return _read_pages(task, source), b""
    if form is Form.PICTURE:
        pictures.seen(source)
        return {"pages": 1, "done": 1, "found": [], "hidden": pictures.hidden(source)}, b""
    read = word_package.read(source)
    found = [(place, _told(find_personal(each.text))) for place, each in enumerate(read.paragraphs)]
    pages = len(read.paragraphs)
    return {"pages": pages, "done": pages, "found": [each for each in found if each[1]], "hidden": read.hidden}, b""


def _read_pages(task: dict[str, Any], source: Path) -> dict[str, Any]:
    found: list[tuple[int, list[tuple[str, str]]]] = []
    until = monotonic() + task["seconds"]
    with pdf.opened(source) as document:
        pages, done = len(document), task["first"]
        while done < min(pages, task["first"] + task["most"]) and (done == task["first"] or monotonic() < until):
            done += 1
            with document.page(done) as page:
                found.append((done, _told(find_personal(page.text))))
        looked_at = range(task["first"], done)
        hidden = document.hidden(looked_at) if done >= pages else document.annotated(looked_at)
    return {"pages": pages, "done": done, "found": [each for each in found if each[1]], "hidden": hidden}


def _texts(task: dict[str, Any], source: Path) -> Answer:
    """The text of the first pages of a PDF, of each no more than so many signs, as far as the time goes."""
    until = monotonic() + task["seconds"]
    texts: list[str] = []
    with pdf.opened(source) as document:
        pages = len(document)
        while len(texts) < min(pages, task["most"]) and (not texts or monotonic() < until):
            with document.page(len(texts) + 1) as page:
                texts.append(page.text[: task["signs"]])
    return {"pages": pages, "texts": texts}, b""


def _told(found: list[Found]) -> list[tuple[str, str]]:
    return [(each.kind.value, each.text) for each in found]


def _boxes(task: dict[str, Any], source: Path) -> Answer:
    """Of every drawn box what is black for it, and of every word."""
    with pdf.opened(source) as document, document.page(task["page"]) as page:
        drawn = [page.grown([Box(*sides)]) for sides in task["drawn"]]
        words = [page.boxes_of([word]) for word in task["words"]]
    return {"drawn": [_sides(each) for each in drawn], "words": [_sides(each) for each in words]}, b""


def _sides(boxes: list[Box]) -> list[tuple[int, int, int, int]]:
    return [(each.left, each.top, each.right, each.bottom) for each in boxes]


def _picture(task: dict[str, Any], source: Path) -> Answer:
    """A page to be looked at; with what is drawn and written in the task black."""
    with pdf.opened(source) as document, document.page(task["page"]) as page:
        picture = page.seen(_DPI).picture
        boxes = [*page.grown([Box(*sides) for sides in task["drawn"]]), *page.boxes_of(task["words"])]
    return {}, small(picture, boxes)


def small(picture: Image.Image, boxes: list[Box]) -> bytes:
    """A JPEG to be looked at on the screen."""
    picture.thumbnail((_LONG_SIDE, _LONG_SIDE), Image.Resampling.LANCZOS)
    return pictures.encoded(pictures.blackened(picture, boxes) if boxes else picture, quality=_QUALITY)


def _paragraphs(task: dict[str, Any], source: Path) -> Answer:
    """Every paragraph: where it stands, its text, what is taken out of it."""
    read = word_package.read(source)
    marks = Marks(tuple(task["words"]), {}, tuple(Range(*each) for each in task["ranges"]))
    spans = word_package.spans_of(read, marks)
    rows = [(each.place, each.text, spans.get(number, [])) for number, each in enumerate(read.paragraphs)]
    return {"paragraphs": rows}, b""


_LOOKS: dict[str, Callable[[dict[str, Any], Path], Answer]] = {
    "read": _read,
    "boxes": _boxes,
    "picture": _picture,
    "paragraphs": _paragraphs,
    "texts": _texts,
}


def main() -> None:
    """Take a task, answer: one line of JSON, and the bytes of a picture behind it."""
    task = json.loads(sys.stdin.buffer.read())
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_AT_MOST, _MEMORY_AT_MOST))
    try:
        told, more = _LOOKS[task["what"]](task, Path(task["source"]))
    except Refused as refusal:
        told, more = {"refused": refusal.code, "message": refusal.message}, b""
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + more)


if __name__ == "__main__":
    main()
