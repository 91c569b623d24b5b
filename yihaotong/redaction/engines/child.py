"""Making one result in a process of its own: a foreign file that makes a decoder crash takes nobody else with it, and
whoever kills it loses one page at most.

The task comes on the standard input, so that no removed word ever lies on the disk; what was made lies in the
directory: `NNNNN.part` by page, `progress`, `result`, and at last `outcome.json`.
"""

import fcntl
import json
import resource
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import PIL
import pypdfium2

from yihaotong.journal.refusal import Refused
from yihaotong.redaction.engines import (
    pdf,
    pdf_proof,
    pdf_writing,
    picture_proof,
    pictures,
    programs,
    word_package,
    word_proof,
)
from yihaotong.redaction.rules import limits, proof
from yihaotong.redaction.rules.marks import Box, Marks, Range

OUTCOME, PROGRESS, RESULT, LOCK = "outcome.json", "progress", "result", "lock"
#: Bytes of address space. A page of the largest size needs a tenth of it.
_MEMORY_AT_MOST = 3 << 30


@dataclass(frozen=True)
class Task:
    """What to make of what, and where. Everything in it goes through JSON."""

    form: str
    source: str
    directory: str
    marks: Marks
    keep_text: bool = False

    def told(self) -> str:
        return json.dumps(
            {
                "form": self.form,
                "source": self.source,
                "directory": self.directory,
                "keep_text": self.keep_text,
                "words": self.marks.words,
                "boxes": [
                    (page, box.left, box.top, box.right, box.bottom)
                    for page, boxes in self.marks.boxes.items()
                    for box in boxes
                ],
                "ranges": [(each.paragraph, each.start, each.end) for each in self.marks.ranges],
            }
        )


def read_task(told: str) -> Task:
    task = json.loads(told)
    boxes: dict[int, tuple[Box, ...]] = {}
    for page, *sides in task["boxes"]:
        boxes[page] = (*boxes.get(page, ()), Box(*sides))
    marks = Marks(tuple(task["words"]), boxes, tuple(Range(*each) for each in task["ranges"]))
    return Task(task["form"], task["source"], task["directory"], marks, task["keep_text"])


def make(task: Task) -> dict[str, Any]:
    """Make and prove the result; its outcome: kind, size in pixels of a picture, pages, engines, checks."""
    made = _MAKERS[task.form](task, Path(task.source), Path(task.directory) / RESULT)
    return made | {"engines": engines()}


def _pdf(task: Task, source: Path, result: Path) -> dict[str, Any]:
    parts = []
    with pdf.opened(source) as document:
        for number in range(1, len(document) + 1):
            target = result.with_name(f"{number:05}.part")
            if not target.exists():
                with document.page(number) as page:
                    drawn = page.grown(task.marks.boxes.get(number, ()))
                    boxes = [*drawn, *page.boxes_of(task.marks.words)]
                    pdf_writing.make_part(page, boxes, target, keep_text=task.keep_text)
            parts.append(target)
            result.with_name(PROGRESS).write_text(str(number))
    pdf_writing.assemble(parts, result)
    told = [pdf_writing.read_part(part) for part in parts]
    checks = pdf_proof.prove(result, told, task.marks.words)
    dpi = sorted({part.dpi for part in told})
    covered = sum(part.covered for part in told)
    return {"kind": "pdf", "pages": len(parts), "dpi": dpi, "covered": covered, "checks": proof.rows(checks)}


def _docx(task: Task, source: Path, result: Path) -> dict[str, Any]:
    read = word_package.read(source)
    spans = word_package.spans_of(read, task.marks)
    texts = [word_package.covered(one.text, spans.get(at, [])) for at, one in enumerate(read.paragraphs)]
    ranges = [read.paragraphs[one.paragraph].text[one.start : one.end] for one in task.marks.ranges]
    count = len(read.paragraphs)
    word_package.write(read, task.marks, result)
    checks = word_proof.prove(result, texts, task.marks.words, ranges)
    return {"kind": "docx", "pages": count, "covered": sum(map(len, spans.values())), "checks": proof.rows(checks)}


def _picture(task: Task, source: Path, result: Path) -> dict[str, Any]:
    boxes = [box for each in task.marks.boxes.values() for box in each]
    done = pictures.blackened(pictures.seen(source), boxes)
    with source.open("rb") as file:
        lossless = not file.read(2).startswith(b"\xff\xd8")
    written = pictures.write(done, result, lossless=lossless)
    checks = picture_proof.prove(result, done.size, boxes)
    size = {"width": written.width, "height": written.height}
    return {"kind": written.kind, "pages": 1, "covered": len(boxes), "checks": proof.rows(checks)} | size


_MAKERS: dict[str, Callable[[Task, Path, Path], dict[str, Any]]] = {"pdf": _pdf, "docx": _docx, "picture": _picture}


def engines() -> dict[str, str]:
    """With which programs a result was made and looked at."""
    found = {
        "pdfium": str(pypdfium2.PDFIUM_INFO),
        "pypdfium2": str(pypdfium2.PYPDFIUM_INFO),
        "Pillow": PIL.__version__,
        "poppler": programs.version_of("pdftotext"),
    }
    return {name: version for name, version in found.items() if version}


def main() -> None:
    """Take a task, make it, leave the outcome. A second child for the same directory leaves at once."""
    task = read_task(sys.stdin.read())
    directory = Path(task.directory)
    with (directory / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_AT_MOST, _MEMORY_AT_MOST))
        seconds = limits.of(limits.LimitKind.MAKE_SECONDS)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        try:
            outcome = make(task)
        except Refused as refusal:
            outcome = {"refused": refusal.code, "message": refusal.message}
        unfinished = directory / "outcome.new"
        unfinished.write_text(json.dumps(outcome, ensure_ascii=False))
        unfinished.replace(directory / OUTCOME)


def running(directory: Path) -> bool:
    """Whether some child is at work there, whoever started it."""
    if not (directory / LOCK).exists():
        return False
    with (directory / LOCK).open("r+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


if __name__ == "__main__":
    main()
