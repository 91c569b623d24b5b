"""考核: a plan of weighted items, and what a result comes to.

    points of an automatic item = weight × share, where `full` earns all of it and `zero` none, straight in between
    result = 100 × Σ points ÷ Σ weight of the items that apply + bonuses − deductions, never below 0

Kept in hundredths of a point, rounded half up. An item with nothing to count does not apply and says so; where nothing
applies there is no result, which is another thing than a result of 0.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any

from yihaotong.accounts.rules import Role
from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.journal.refusal import Refused
from yihaotong.scrutiny.rules.codes import AssessmentProgress, ItemKind, Ruling
from yihaotong.scrutiny.rules.figures import Figure
from yihaotong.scrutiny.rules.life import Move
from yihaotong.scrutiny.rules.tables import LimitKind

MOST_ITEMS = 40
MOST_WEIGHT = 100
_LONGEST_LABEL, _LONGEST_GUIDANCE = 60, 300
_KINDS = {kind.label: kind for kind in ItemKind}
DRAFTERS = frozenset({Role.DISCLOSURE_OFFICER})
FIXERS = frozenset({Role.DISCLOSURE_LEADER})


@dataclass(frozen=True)
class Item:
    """One item. `figure` names a registered figure; `full` and `zero` are its values that earn all and nothing."""

    code: str
    kind: ItemKind
    label: str
    weight: int
    figure: str = ""
    full: int = 0
    zero: int = 0
    guidance: str = ""


@dataclass(frozen=True)
class Content:
    title: str
    basis: str
    items: tuple[Item, ...]


def read(given: Mapping[str, Any]) -> Content:
    """A plan from JSON's or TOML's types. Raises Refused("bad-plan") saying what is wrong with which item."""
    try:
        items = tuple(_item(number, each) for number, each in enumerate(given["items"], 1))
        content = Content(str(given["title"]).strip(), str(given.get("basis", "")).strip(), items)
    except (KeyError, TypeError, ValueError) as error:
        raise Refused("bad-plan", f"方案有一处看不懂：{error}", "text") from None
    if not content.title:
        raise Refused("bad-plan", "请填写方案的标题", "title")
    if not 1 <= len(items) <= MOST_ITEMS:
        raise Refused("bad-plan", f"方案要有 1 到 {MOST_ITEMS} 项，现在是 {len(items)} 项", "text")
    return content


def _item(number: int, given: Mapping[str, Any]) -> Item:
    kind, label = ItemKind(given["kind"]), str(given["label"]).strip()[:_LONGEST_LABEL]
    item = Item(
        str(given.get("code") or f"i{number}"),
        kind,
        label,
        int(given["weight"]),
        str(given.get("figure", "")).strip() if kind is ItemKind.AUTOMATIC else "",
        int(given.get("full", 0)),
        int(given.get("zero", 0)),
        str(given.get("guidance", "")).strip()[:_LONGEST_GUIDANCE],
    )
    if not label:
        raise ValueError(f"第 {number} 项没有名称")
    if not 1 <= item.weight <= MOST_WEIGHT:
        raise ValueError(f"“{label}”的分值须在 1 到 {MOST_WEIGHT} 之间")
    if kind is ItemKind.AUTOMATIC and (not item.figure or item.full == item.zero):
        raise ValueError(f"“{label}”要写明用哪个指标，满分值和零分值不能相同")
    return item


def check_figures(content: Content, known: Iterable[str]) -> None:
    """Raises Refused("no-such-figure") naming the item."""
    for item in content.items:
        if item.figure and item.figure not in set(known):
            raise Refused("no-such-figure", f"“{item.label}”用的指标“{item.figure}”没有登记", "text")


def written(content: Content) -> dict[str, Any]:
    return asdict(content)


def as_text(content: Content) -> str:
    """One item a line: 自动 | 20 | 名称 | 指标 | 满分值 | 零分值 | 说明; 人工 | 20 | 名称 | 说明."""
    lines = []
    for each in content.items:
        between = [each.figure, str(each.full), str(each.zero)] if each.kind is ItemKind.AUTOMATIC else []
        lines.append(" | ".join([each.kind.label, str(each.weight), each.label, *between, each.guidance]))
    return "\n".join(lines)


def from_text(title: str, basis: str, text: str) -> Content:
    """The other way round. Raises Refused("bad-plan") naming the line."""
    items = [_parts(place, line) for place, line in enumerate(text.splitlines(), 1) if line.strip()]
    return read({"title": title, "basis": basis, "items": items})


def _parts(place: int, line: str) -> dict[str, Any]:
    parts = [part.strip() for part in line.replace("｜", "|").split("|")]
    kind = _KINDS.get(parts[0])
    names: tuple[str, ...] = ("kind", "weight", "label", "figure", "full", "zero", "guidance")
    if kind is ItemKind.MANUAL:
        names = ("kind", "weight", "label", "guidance")
    if kind is None or not len(names) - 1 <= len(parts) <= len(names):
        message = (
            f"第 {place} 行须写成：自动 | 分值 | 名称 | 指标 | 满分值 | 零分值 | 说明，或 人工 | 分值 | 名称 | 说明"
        )
        raise Refused("bad-plan", message, "text")
    numbers = {"weight", "full", "zero"}
    told = dict(zip(names, parts, strict=False)) | {"kind": kind}
    if wrong := next((name for name in names if name in numbers and not str(told[name]).isdecimal()), ""):
        raise Refused("bad-plan", f"第 {place} 行的“{told[wrong]}”须是整数", "text")
    return told


@cache
def shipped() -> Content:
    """The plan that comes with the package: a proposal of this house, no city's rule."""
    with (resources.files("yihaotong.scrutiny") / "data" / "assessment.toml").open("rb") as file:
        return read(tomllib.load(file))


def hundredths_of(item: Item, figure: Figure) -> int | None:
    """What a figure earns of its item, in hundredths; None where there is nothing to count."""
    if figure.value is None or not (figure.numerator or figure.denominator):
        return None
    share = (figure.value - item.zero) / Fraction(item.full - item.zero)
    return rounded(100 * item.weight * min(Fraction(1), max(Fraction(), share)))


def rounded(value: Fraction) -> int:
    return int(value + Fraction(1, 2))


def total(marks: Iterable[tuple[int, int | None]], adjustments: Iterable[int]) -> int | None:
    """`marks`: weight and hundredths of each item, None where it does not apply; the result in hundredths, None where
    none of them applies, whatever was added by hand."""
    counted = [(weight, earned) for weight, earned in marks if earned is not None]
    weights = sum(weight for weight, _earned in counted)
    if not weights:
        return None
    scaled = Fraction(100 * sum(earned for _weight, earned in counted), weights)
    return rounded(max(Fraction(), scaled + sum(adjustments)))


def explained(marks: Iterable[tuple[int, int | None]], adjustments: Iterable[int]) -> str:
    """How `total` came about, in words: 得 43.20 分 ÷ 计入的 50 分 × 100 = 86.40；没有数据的 2 项（50 分）不计入."""
    told, kept = list(marks), list(adjustments)
    counted = [(weight, earned) for weight, earned in told if earned is not None]
    left = [weight for weight, earned in told if earned is None]
    out = f"没有数据或还没有评的 {len(left)} 项（{sum(left)} 分）不计入分母" if left else ""
    if not counted:
        return f"无数据：{out}" if out else "无数据"
    weights, earned = sum(weight for weight, _ in counted), sum(points for _, points in counted)
    said = f"得 {shown(earned)} 分 ÷ 计入的 {weights} 分 × 100 = {shown(total(counted, []))}"
    if kept:
        said += f"，加减分 {shown(sum(kept))}，合计 {shown(total(counted, kept))}"
    return "；".join(filter(None, [said, out]))


#: Instead of a figure that nothing stands behind.
NO_DATA = "无数据"


def shown(hundredths: int | None) -> str:
    """8750 → "87.50", -150 → "-1.50"; "无数据" for none."""
    if hundredths is None:
        return NO_DATA
    sign, value = ("-" if hundredths < 0 else ""), abs(hundredths)
    return f"{sign}{value // 100}.{value % 100:02d}"


def parse(written_points: str, *, most: int, field: str) -> int:
    """Points as typed ("8", "7.5") in hundredths, from 0 to `most`. Raises Refused("not-points" | "out-of-range")."""
    whole, dot, rest = written_points.strip().partition(".")
    if (
        not whole.isdecimal()
        or not whole.isascii()
        or (dot and not rest.isdecimal())
        or len(rest) > 2
        or len(whole) > 4
    ):
        raise Refused("not-points", "请写成分数，如 8 或 7.5", field)
    value = int(whole) * 100 + int(rest.ljust(2, "0") or 0)
    if value > most:
        raise Refused("out-of-range", f"最多 {shown(most)} 分", field)
    return value


_REASON = Field("reason", "理由", Kind.TEXT, required=True, longest=1000)
_ROWS = (
    Move(
        "show",
        "送科室征求意见",
        frozenset({AssessmentProgress.DRAFT}),
        AssessmentProgress.SHOWN,
        DRAFTERS,
        "科室看得到每一项和它的来历，可以申诉",
        "政府信息公开条例第四十六条",
        (Field("note", "说明", Kind.TEXT, longest=1000),),
        starts=(LimitKind.ASSESSMENT_APPEAL,),
        done="已送科室征求意见",
    ),
    Move(
        "take_back",
        "收回修改",
        frozenset({AssessmentProgress.SHOWN}),
        AssessmentProgress.DRAFT,
        DRAFTERS,
        "回到草案",
        "设计",
        (_REASON,),
        meets=(LimitKind.ASSESSMENT_APPEAL,),
        rare=True,
        done="已收回修改",
    ),
    Move(
        "appeal",
        "申诉",
        frozenset({AssessmentProgress.SHOWN}),
        AssessmentProgress.APPEALED,
        frozenset({Role.DRAFTER}),
        "由拟定人以外的人裁定",
        "本单位绩效考评办法",
        (Field("reason", "哪一项不对，依据在哪里", Kind.TEXT, required=True, longest=2000),),
        meets=(LimitKind.ASSESSMENT_APPEAL,),
        starts=(LimitKind.ASSESSMENT_SETTLE,),
        done="申诉已收到，等裁定",
    ),
    Move(
        "settle",
        "裁定申诉",
        frozenset({AssessmentProgress.APPEALED}),
        AssessmentProgress.SHOWN,
        DRAFTERS | FIXERS,
        "维持的可以审定，变更的回到草案改分",
        "本单位绩效考评办法",
        (
            Field("ruling", "裁定", Kind.CHOICE, required=True, choices=Ruling),
            Field("words", "裁定理由", Kind.TEXT, required=True, longest=2000),
        ),
        turns=(AssessmentProgress.DRAFT,),
        apart=("draft", "show", "appeal"),
        meets=(LimitKind.ASSESSMENT_SETTLE,),
        done="已裁定",
    ),
    Move(
        "fix",
        "审定",
        frozenset({AssessmentProgress.SHOWN}),
        AssessmentProgress.FIXED,
        FIXERS,
        "不再变动，计入年度的考核结果",
        "政府信息公开条例第四十六条",
        (Field("note", "审定意见", Kind.TEXT, longest=1000),),
        apart=("draft", "show"),
        meets=(LimitKind.ASSESSMENT_APPEAL,),
        done="已审定，不再变动",
    ),
)
MOVES: dict[str, Move] = {move.name: move for move in _ROWS}


def check_may_fix(*, appeal_open: bool, settled: bool) -> None:
    """Not before the section has had its time. Raises Refused("too-early")."""
    if appeal_open and not settled:
        raise Refused("too-early", "科室的申诉期限还没有满，不能审定")
