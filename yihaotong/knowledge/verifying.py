"""What the journal says of the knowledge base, against its versions: for whoever rewrites an answer and leaves its line
alone. Lines erased by law say nothing, and nothing is asked of them.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from yihaotong.journal.models import Line
from yihaotong.journal.verifying import Problem
from yihaotong.knowledge.actions.versions import PARTS, text_sm3
from yihaotong.knowledge.models import MODELS, Version
from yihaotong.knowledge.rules import codes, contents
from yihaotong.knowledge.rules.codes import SUBJECTS

_CHUNK = 500


def check() -> Iterator[Problem]:
    """Every difference: a version gone, changed, or added without a line; a record that says something else than the
    version in force."""
    for noun in SUBJECTS.values():
        last = 0
        lines = Line.objects.filter(subject__startswith=f"{noun}:", kind__startswith=f"{noun}.").order_by("pk")
        while chunk := list(lines.filter(pk__gt=last)[:_CHUNK]):
            yield from _compare(chunk)
            last = chunk[-1].pk
    yield from _unmentioned()
    for noun in SUBJECTS:
        yield from _records(noun)


def _compare(lines: Sequence[Line]) -> Iterator[Problem]:
    told = [(line, after) for line in lines if "text_sm3" in (after := _after(line))]
    versions = Version.objects.filter(subject__in={line.subject for line, _ in told})
    by_place = {(version.subject, version.number): version for version in versions}
    for line, after in told:
        number = after.get("version")
        version = by_place.get((line.subject, number)) if isinstance(number, int) else None
        if version is None:
            yield Problem("record-missing", f"{line.subject} 第 {number} 版已不存在，日志 {line.pk} 记有", line=line.pk)
        elif text_sm3(version.content) != after["text_sm3"]:
            message = f"{line.subject} 第 {number} 版的内容与日志 {line.pk} 的摘要不符"
            yield Problem("record-changed", message, line=line.pk)


def _after(line: Line) -> dict[str, Any]:
    """Empty for a line that was erased by law, or is no line of ours: that is the chain's finding."""
    try:
        after = line.facts.get("after")
    except (ValueError, AttributeError, RecursionError):
        return {}
    return after if isinstance(after, dict) else {}


def _unmentioned() -> Iterator[Problem]:
    """Versions without a line. A version and its line are committed together, and the versions are read first."""
    last = 0
    while chunk := list(Version.objects.filter(pk__gt=last).order_by("pk")[:_CHUNK]):
        lines = Line.objects.filter(subject__in={version.subject for version in chunk})
        silent = {line.subject for line in lines if line.erased}
        known = {(line.subject, _after(line).get("version")) for line in lines}
        for version in chunk:
            if (version.subject, version.number) not in known and version.subject not in silent:
                yield Problem("record-added", f"{version.subject} 第 {version.number} 版没有一行日志提到")
        last = chunk[-1].pk


def _records(noun: codes.Noun) -> Iterator[Problem]:
    model, last = MODELS[noun], 0
    while chunk := list(model.objects.filter(pk__gt=last).order_by("pk")[:_CHUNK]):
        held = {record.key: getattr(record, "released", record.latest) or record.latest for record in chunk}
        found = {
            (version.subject, version.number): version for version in Version.objects.filter(subject__in=list(held))
        }
        for record in chunk:
            version = found.get((record.key, held[record.key]))
            if version is None or _differs(record, version):
                now = model.objects.filter(pk=record.pk).first()
                # It may have been written in between; then another run will see it whole.
                if now is not None and now.latest == record.latest:
                    message = f"{record.key} 的内容与生效的第 {held[record.key]} 版不符"
                    yield Problem("record-changed", message)
        last = chunk[-1].pk


def _differs(record: Any, version: Version) -> bool:
    try:
        columns = contents.columns(PARTS[record.noun], json.loads(version.content))
    except (KeyError, TypeError, ValueError):
        return True
    return any(getattr(record, name) != value for name, value in columns.items())
