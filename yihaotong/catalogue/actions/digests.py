"""The digest by which a line of the journal vouches for the rows of a version; `journal verify` makes it again."""

from yihaotong.catalogue.models import Row, Version
from yihaotong.journal.rules.chain import canonical, sm3

#: What it covers, in this order for ever.
_PARTS = (
    "matter_id",
    "parent",
    "rank",
    "name",
    "content",
    "basis",
    "article",
    "timing",
    "law",
    "unit_id",
    "organ",
    "outlets",
    "audience",
    "audience_note",
    "way",
    "level",
    "open_stage",
    "column",
)


def text_sm3(version: Version) -> str:
    """In hex. One query."""
    rows = Row.objects.filter(version=version).order_by("matter").values_list(*_PARTS)
    return sm3(canonical([list(row) for row in rows]).encode()).hex()
