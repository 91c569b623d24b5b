"""Entries as a table: the columns that an export writes and an import reads."""

from collections.abc import Iterator

from django.db.models import QuerySet

from yihaotong.knowledge.models import Entry
from yihaotong.knowledge.rules.contents import ENTRY

#: The heading of each column, and the part of an entry it holds; 编号 and 单位 stand before them.
PARTS = {part.label: part.name for part in ENTRY}
COLUMNS = ("编号", "责任单位代码", *PARTS, "用它答复的次数")
_CHUNK = 500


def rows_of(entries: QuerySet[Entry]) -> Iterator[list[str]]:
    """The rows in the order of their numbers, a chunk at a time."""
    last = 0
    while chunk := list(entries.filter(pk__gt=last).select_related("unit").order_by("pk")[:_CHUNK]):
        for entry in chunk:
            yield _row(entry)
        last = chunk[-1].pk


def _row(entry: Entry) -> list[str]:
    cells = [_cell(getattr(entry, name), name) for name in PARTS.values()]
    return [entry.code, entry.unit.code, *cells, str(entry.used)]


def _cell(value: object, name: str) -> str:
    if name == "places":
        return "、".join(str(value).strip("/").split("/")) if value else ""
    return "" if value is None else str(value)
