"""What must not lie here is taken out of a dropped draft for good: its words, its files, what was said of it."""

from datetime import datetime
from typing import Any

from yihaotong.documents.models import Document, Step
from yihaotong.documents.rules.moves import MOVES
from yihaotong.files import actions as keeping
from yihaotong.reminders import actions as reminders

#: What stands in the place of a title, which a list cannot do without.
EMPTIED = "（内容已清除）"
_WORDS = ("text", "keywords", "source_ref", "joint_with", "reason", "catalogue_row")


def emptied(document: Document, at: datetime) -> tuple[dict[str, Any], list[int]]:
    """The columns of its shell, and the annexes that went; codes stay, and who did what when."""
    annexes = list(document.annexes.select_related("file"))
    document.annexes.all().delete()
    for annex in annexes:
        if annex.file is not None:
            keeping.remove(annex.file, at=at)
    for step in document.steps.all():
        step.given = _codes_of(step)
        step.save(update_fields=["given"])
    reminders.forget(document.key)
    columns: dict[str, Any] = dict.fromkeys(_WORDS, "") | {"title": EMPTIED, "purged_at": at}
    return columns, [each.pk for each in annexes]


def _codes_of(step: Step) -> dict[str, Any]:
    """What was chosen; nothing that was typed."""
    chosen = {field.name for field in MOVES[step.move].fields if field.choices is not None}
    return {name: value for name, value in step.given.items() if name in chosen}
