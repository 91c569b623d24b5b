"""What the journal says of the attachments, against their rows and against the bytes on the disk.

Every file is read, so this takes as long as reading the whole store. A file may be removed while it is being read; so
what differs is believed only when its row is the same afterwards.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from yihaotong.files import store
from yihaotong.files.models import File
from yihaotong.journal.models import Line
from yihaotong.journal.verifying import Problem

_CHUNK = 500
_ATTACH, _REMOVE = "case.attach", "case.remove_attachment"
_TOLD = ("media", "size", "sha256", "audience")
_WORDS = {"media": "类型", "size": "大小", "sha256": "摘要", "audience": "可见范围"}


@dataclass(frozen=True)
class _Told:
    """What a line says of a file."""

    line: int
    subject: str
    after: dict[str, Any]

    @property
    def key(self) -> UUID | None:
        try:
            return UUID(self.after["file"])
        except (KeyError, ValueError, AttributeError, TypeError):
            return None


def check() -> Iterator[Problem]:
    """Every difference: a row gone, changed, added without a line, removed without a line; bytes gone or changed."""
    last = 0
    lines = Line.objects.filter(kind=_ATTACH).order_by("pk")
    while chunk := list(lines.filter(pk__gt=last)[:_CHUNK]):
        yield from _compare([each for line in chunk if (each := _told(line)) and each.key])
        last = chunk[-1].pk
    yield from _unmentioned()


def _told(line: Line) -> _Told | None:
    """None for a line that was erased by law, or is no line of ours: that is the chain's finding."""
    try:
        after = line.facts.get("after")
    except (ValueError, AttributeError, RecursionError):
        return None
    return _Told(line.pk, line.subject, after) if isinstance(after, dict) else None


def _compare(told: Sequence[_Told]) -> Iterator[Problem]:
    rows = File.objects.in_bulk([each.key for each in told], field_name="key")
    taken_away = _taken_away({each.subject for each in told}) if any(row.removed_at for row in rows.values()) else set()
    for each in told:
        row = rows.get(each.key) if each.key else None
        if row is None:
            yield Problem("record-missing", f"附件 {each.key} 已不存在，日志 {each.line} 记有", line=each.line)
            continue
        yield from _compare_row(row, each)
        if row.removed_at is None:
            yield from _compare_bytes(row, each)
        elif str(row.key) not in taken_away:
            yield Problem("record-changed", f"附件 {row.key} 被移除，没有一行日志提到", line=each.line)


def _compare_row(row: File, told: _Told) -> Iterator[Problem]:
    differing = [_WORDS[name] for name in _TOLD if getattr(row, name) != told.after.get(name)]
    if row.subject != told.subject:
        differing.append("所属工单")
    if differing:
        words = "、".join(differing)
        yield Problem("record-changed", f"附件 {row.key} 的{words}与日志 {told.line} 不符", line=told.line)


def _compare_bytes(row: File, told: _Told) -> Iterator[Problem]:
    try:
        found = store.digest(store.path(row.key))
    except FileNotFoundError:
        if File.objects.filter(key=row.key, removed_at=None).exists():
            yield Problem("file-missing", f"附件 {row.key} 的文件不在数据目录里", line=told.line)
        return
    if found != told.after.get("sha256"):
        yield Problem("file-changed", f"附件 {row.key} 的文件与日志 {told.line} 的摘要不符", line=told.line)


def _taken_away(subjects: set[str]) -> set[str]:
    lines = Line.objects.filter(subject__in=subjects, kind=_REMOVE)
    return {str(told.after.get("file")) for line in lines if (told := _told(line))}


def _unmentioned() -> Iterator[Problem]:
    """Rows of cases without a line. A row and its line are committed together, and the rows are read first."""
    last = UUID(int=0)
    rows = File.objects.filter(subject__startswith="case:").order_by("key").only("key", "subject")
    while chunk := list(rows.filter(key__gt=last)[:_CHUNK]):
        lines = Line.objects.filter(subject__in={row.subject for row in chunk}, kind=_ATTACH)
        told = [_told(line) for line in lines]
        # A line that was erased by law may have told of any of its case's files.
        silent = {line.subject for line, each in zip(lines, told, strict=True) if each is None}
        known = {str(each.key) for each in told if each}
        for row in chunk:
            if str(row.key) not in known and row.subject not in silent:
                yield Problem("record-added", f"附件 {row.key} 没有一行日志提到")
        last = chunk[-1].key
