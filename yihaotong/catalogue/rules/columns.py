"""The columns of a catalogue as a table: those of the national template in its order, then ours."""

from collections.abc import Mapping

from yihaotong.catalogue.rules.rows import FIELDS, HEADING_FIELDS

KEY, NUMBER = "标识", "序号"
HEADING, NAME = HEADING_FIELDS[0].label, "二级事项"
#: The column of each part of a row.
_TEMPLATE = (
    "content",
    "basis",
    "timing",
    "organ",
    "unit",
    "outlets",
    "audience",
    "audience_note",
    "way",
    "level",
)
_OURS = ("open_stage", "article", "law", "column")
_LABELS = {field.name: field.label for field in FIELDS}
PARTS: Mapping[str, str] = {name: _LABELS[name] for name in ("name", *_TEMPLATE, *_OURS)}
COLUMNS: tuple[str, ...] = (NUMBER, HEADING, *PARTS.values(), KEY)

#: How else the columns are called in catalogues of other cities.
_ALSO: Mapping[str, str] = {
    "一级公开事项": HEADING,
    "公开事项一级": HEADING,
    "二级公开事项": NAME,
    "公开事项二级": NAME,
    "公开事项": NAME,
    "事项名称": NAME,
    "公开内容": _LABELS["content"],
    "公开内容(要素)": _LABELS["content"],
    "依据": _LABELS["basis"],
    "责任主体": _LABELS["unit"],
    "责任单位": _LABELS["unit"],
    "公开渠道": _LABELS["outlets"],
    "栏目": _LABELS["column"],
}


def column_of(written: str) -> str:
    """Which of our columns a heading of somebody's table means; "" for none."""
    plain = "".join(written.split())
    if plain in COLUMNS:
        return plain
    return _ALSO.get(plain, "")
