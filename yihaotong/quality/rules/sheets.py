"""Score sheets as data: sections of items, each item graded, deducted or a veto. A score keeps the version it was
made with.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from typing import Any

from yihaotong.journal.codes import Code
from yihaotong.journal.refusal import Refused
from yihaotong.quality.rules.codes import ItemKind, Work

MOST_ITEMS = 60
MOST_WEIGHT = 100
_LONGEST_LABEL, _LONGEST_GUIDANCE = 60, 400


class SheetCode(Code):
    """The sheets there are; each serves some kinds of work."""

    CALL = "call", "受理与接听"
    DECISION = "decision", "认定、派单与审核"
    REPLY = "reply", "承办答复"
    CALL_BACK = "call_back", "回访"


SHEET_FOR: Mapping[Work, SheetCode] = {
    Work.FILING: SheetCode.CALL,
    Work.ANSWER: SheetCode.CALL,
    Work.TURNED_DOWN: SheetCode.DECISION,
    Work.DISPATCH: SheetCode.DECISION,
    Work.APPROVAL: SheetCode.DECISION,
    Work.REPLY: SheetCode.REPLY,
    Work.CALL_BACK: SheetCode.CALL_BACK,
}


@dataclass(frozen=True)
class Item:
    """One item. `weight`: points of a graded item, points lost for each occurrence of a deduction, 0 for a veto."""

    code: str
    label: str
    kind: ItemKind
    weight: int
    guidance: str = ""


@dataclass(frozen=True)
class Section:
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Content:
    """A whole sheet. `basis` says on what it rests; what nobody verified says so."""

    title: str
    basis: str
    sections: tuple[Section, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for section in self.sections for item in section.items)


def read(given: Mapping[str, Any]) -> Content:
    """A sheet from JSON's or TOML's types. Raises Refused("bad-sheet") saying what is wrong with which item."""
    try:
        sections = tuple(
            Section(str(part["title"]).strip(), tuple(_item(each) for each in part["items"]))
            for part in given["sections"]
        )
        content = Content(str(given["title"]).strip(), str(given.get("basis", "")).strip(), sections)
    except (KeyError, TypeError, ValueError) as error:
        raise Refused("bad-sheet", f"评分表有一处看不懂：{error}", "sheet") from None
    _check(content.items)
    return content


def _item(given: Mapping[str, Any]) -> Item:
    kind = ItemKind(given["kind"])
    weight = 0 if kind is ItemKind.VETO else int(given.get("weight") or 0)
    item = Item(
        str(given["code"]).strip(),
        str(given["label"]).strip()[:_LONGEST_LABEL],
        kind,
        weight,
        str(given.get("guidance", "")).strip()[:_LONGEST_GUIDANCE],
    )
    if not item.label:
        raise ValueError(f"{item.code} 没有名称")
    if kind is not ItemKind.VETO and not 1 <= weight <= MOST_WEIGHT:
        raise ValueError(f"“{item.label}”的分值须在 1 到 {MOST_WEIGHT} 之间")
    return item


def _check(items: tuple[Item, ...]) -> None:
    codes = [item.code for item in items]
    if not any(item.kind is ItemKind.GRADE for item in items):
        raise Refused("bad-sheet", "评分表至少要有一个评分项，不然没有分母", "sheet")
    if len(items) > MOST_ITEMS:
        raise Refused("bad-sheet", f"评分表有 {len(items)} 项，最多 {MOST_ITEMS} 项", "sheet")
    if twice := next((code for code in codes if codes.count(code) > 1 or not code), None):
        raise Refused("bad-sheet", f"评分项的代码“{twice}”空着或用了两次", "sheet")


def written(content: Content) -> dict[str, Any]:
    """The sheet in JSON's types: read(written(content)) == content."""
    return asdict(content)


#: A line of the sheet as people edit it: 评分|10|服务用语|guidance. Headings begin with #.
_WORDS = {kind.label: kind for kind in ItemKind}


def as_text(content: Content) -> str:
    """The items as lines of text, for a page on which a sheet is edited without a mouse."""
    lines = []
    for section in content.sections:
        lines.append(f"# {section.title}")
        lines += [f"{item.kind.label} | {item.weight} | {item.label} | {item.guidance}" for item in section.items]
    return "\n".join(lines)


def from_text(title: str, basis: str, text: str) -> Content:
    """The other way round. Raises Refused("bad-sheet") naming the line."""
    sections: list[dict[str, Any]] = []
    number = 0
    for place, line in enumerate(text.splitlines(), start=1):
        if line.strip().startswith("#"):
            sections.append({"title": line.strip().lstrip("#").strip() or "未命名", "items": []})
        elif line.strip():
            if not sections:
                raise Refused("bad-sheet", "第一行须是分节的标题，以 # 开头", "sheet")
            number += 1
            sections[-1]["items"].append(_parts(place, line) | {"code": f"i{number}"})
    return read({"title": title, "basis": basis, "sections": sections})


def _parts(place: int, line: str) -> dict[str, Any]:
    parts = [part.strip() for part in line.replace("｜", "|").split("|", 3)]
    if len(parts) < 3 or parts[0] not in _WORDS or not (parts[1] or "0").isdecimal():
        kinds = "、".join(_WORDS)
        raise Refused("bad-sheet", f"第 {place} 行须写成：{kinds}之一 | 分值 | 名称 | 说明", "sheet")
    return {
        "kind": _WORDS[parts[0]],
        "weight": int(parts[1] or 0),
        "label": parts[2],
        "guidance": parts[3] if len(parts) > 3 else "",
    }


@cache
def shipped() -> Mapping[SheetCode, Content]:
    """The sheets that come with the package."""
    with (resources.files("yihaotong.quality") / "data" / "sheets.toml").open("rb") as file:
        given = tomllib.load(file)
    return {SheetCode(code): read(sheet) for code, sheet in given.items()}


def works_of(code: SheetCode) -> Iterable[Work]:
    return [work for work, sheet in SHEET_FOR.items() if sheet is code]
