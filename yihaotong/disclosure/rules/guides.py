"""政府信息公开指南: the fields that 条例 art. 12 names and those a citizen needs besides; what follows from where.

A guide that no longer says what is so is a listed fault (条例 art. 53（二）), so each field that follows from a setting
or from the organisation is held against it every day.
"""

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from yihaotong.accounts.rules import Role
from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.disclosure.rules.codes import Drafting
from yihaotong.disclosure.rules.keeping import differing_lines
from yihaotong.journal.refusal import Refused

_BY_LAW = "条例第十二条"
FIELDS = (
    Field("classification", "政府信息的分类", Kind.TEXT, required=True, longest=3000, hint=_BY_LAW),
    Field("arrangement", "编排体系", Kind.TEXT, required=True, longest=3000, hint=_BY_LAW),
    Field("obtaining", "获取方式", Kind.TEXT, required=True, longest=3000, hint=_BY_LAW),
    Field("office_name", "工作机构名称", required=True, longest=120, hint=f"{_BY_LAW}；与现行机构通知一致"),
    Field("address", "办公地址", required=True, hint=_BY_LAW),
    Field("hours", "办公时间", required=True, hint=_BY_LAW),
    Field("phone", "联系电话", required=True, longest=60, hint=_BY_LAW),
    Field("fax", "传真号码", required=True, longest=60, hint=f"{_BY_LAW}；没有的写“无”"),
    Field("internet", "互联网联系方式", required=True, hint=_BY_LAW),
    Field("receiving_body", "受理机构", required=True, hint="依申请公开由谁受理"),
    Field("postcode", "邮政编码", required=True, longest=20),
    Field("how_to_apply", "申请方式", Kind.TEXT, required=True, longest=3000, hint="条例第二十九条"),
    Field("limits", "答复时限", Kind.TEXT, required=True, longest=3000, hint="条例第三十条、第三十三条"),
    Field("fees", "收费标准", Kind.TEXT, required=True, longest=3000, hint="条例第四十二条、国办函〔2020〕109号"),
    Field("relief", "监督和救济", Kind.TEXT, required=True, longest=3000, hint="条例第四十七条、第五十一条"),
)
NOTE = Field("note", "改了什么", required=True, longest=200)
FROM = Field("in_force_from", "起施行日期", Kind.DATE, required=True)
REASON = Field("reason", "退回理由", required=True, longest=200)
#: Asked only where the version disagrees with today: 条例 art. 53（二） makes that a listed fault.
DIFFERS = (
    Field("differs", "看过与现状不符的各处，仍要审定", Kind.FLAG),
    Field("differs_reason", "不符为何仍审定", longest=200, hint="记入日志"),
)
#: Field by field: the setting, or the organisation, that it follows.
SOURCES: Mapping[str, str] = {
    "office_name": "现行机构通知",
    "receiving_body": "现行机构通知",
    "address": "城市设置",
    "hours": "城市设置",
    "phone": "城市设置",
    "fax": "城市设置",
    "internet": "城市设置",
    "postcode": "城市设置",
}
#: A text that must speak of these.
SPEAKS_OF: Mapping[str, tuple[str, ...]] = {"relief": ("supervising_office", "review_body", "court")}
_TEXTS = Path(__file__).resolve().parent / "guide.toml"


@dataclass(frozen=True)
class Move:
    """One row of the life of a version of the guide."""

    name: str
    label: str
    sources: frozenset[Drafting]
    target: Drafting
    by: frozenset[Role]
    fields: tuple[Field, ...] = ()
    basis: str = ""


_OFFICER = frozenset({Role.DISCLOSURE_OFFICER, Role.IMPORTER})
_LEADER = frozenset({Role.DISCLOSURE_LEADER})
_WRITABLE = frozenset({Drafting.DRAFT, Drafting.SENT_BACK})
MOVES: Mapping[str, Move] = {
    move.name: move
    for move in (
        Move("edit", "保存", _WRITABLE, Drafting.DRAFT, _OFFICER, (*FIELDS, NOTE), _BY_LAW),
        Move("submit", "送审", _WRITABLE, Drafting.SUBMITTED, _OFFICER),
        Move(
            "approve",
            "审定",
            frozenset({Drafting.SUBMITTED}),
            Drafting.APPROVED,
            _LEADER,
            (FROM, *DIFFERS),
            "两人把关：拟稿人不审定自己的稿子（本系统设计）",
        ),
        Move("send_back", "退回修改", frozenset({Drafting.SUBMITTED}), Drafting.SENT_BACK, _LEADER, (REASON,)),
        Move("drop", "放弃这一稿", _WRITABLE, Drafting.DROPPED, _OFFICER),
    )
}


def open_to(progress: Drafting, roles: Iterable[Role]) -> list[Move]:
    held = set(roles)
    return [move for move in MOVES.values() if progress in move.sources and move.by & held]


def check(move: Move, progress: Drafting, roles: Iterable[Role]) -> None:
    """Raises Refused: wrong-role, wrong-progress."""
    if not move.by & set(roles):
        raise Refused("wrong-role", f"您的岗位不能“{move.label}”")
    if progress not in move.sources:
        raise Refused("wrong-progress", f"这一稿现在是“{progress.label}”，不能“{move.label}”")


def check_differs(found: "list[Disagreement]", *, seen: bool, reason: str) -> None:
    """What disagrees with today is approved knowingly or not at all. Raises Refused: differs, missing."""
    if found and not seen:
        words = f"有 {len(found)} 处与现状不符（{found[0].label}等）：退回修改，或看过后勾选并写明理由"
        raise Refused("differs", words, "differs")
    if found and not reason:
        raise Refused("missing", "请写明与现状不符为何仍审定", "differs_reason")


def check_in_force(day: date, today: date, latest: date | None) -> None:
    """Raises Refused: in-force-before-today, earlier-than-in-force."""
    if day < today:
        raise Refused("in-force-before-today", "起施行日期不能早于今天：指南不能倒着改", "in_force_from")
    if latest is not None and day < latest:
        words = f"起施行日期早于上一版的 {latest.isoformat()}"
        raise Refused("earlier-than-in-force", words, "in_force_from")


@cache
def _texts() -> Mapping[str, str]:
    return {name: text.strip() for name, text in tomllib.loads(_TEXTS.read_text()).items()}


def follows(facts: Mapping[str, str]) -> dict[str, str]:
    """What each field that follows from a setting or the organisation should say today. `facts`: see guide.toml."""
    ways = [("电子邮箱", facts["email"]), ("网站", facts["site"])]
    return {
        "office_name": facts["office"],
        "receiving_body": f"{facts['organ']}{facts['office']}" if facts["office"] else facts["organ"],
        "address": facts["address"],
        "hours": facts["hours"],
        "phone": facts["phone"],
        "fax": facts["fax"] or "无",
        "internet": "；".join(f"{word}：{value}" for word, value in ways if value) or "无",
        "postcode": facts["postcode"],
    }


def prefilled(facts: Mapping[str, str]) -> dict[str, str]:
    """A first draft: what follows, and the words of the law with the facts in them."""
    return follows(facts) | {name: text.format_map(facts) for name, text in _texts().items()}


@dataclass(frozen=True)
class Disagreement:
    """A field of the guide that says something else than its source; `missing`: what a text does not speak of."""

    field: str
    label: str
    says: str
    should: str
    source: str
    missing: bool = False


def disagreements(content: Mapping[str, str], facts: Mapping[str, str]) -> list[Disagreement]:
    """Field by field, in the order of the guide. A source that is empty asks for nothing."""
    should, labels = follows(facts), {each.name: each.label for each in FIELDS}
    found = []
    for name, label in labels.items():
        says = content.get(name, "")
        if name in SOURCES and should[name] and _plain(says) != _plain(should[name]):
            found.append(Disagreement(name, label, says, should[name], SOURCES[name]))
        found += [
            Disagreement(name, label, says, facts[fact], "城市设置", missing=True)
            for fact in SPEAKS_OF.get(name, ())
            if facts[fact] and _plain(facts[fact]) not in _plain(says)
        ]
    return found


def _plain(text: str) -> str:
    """As two texts are held against each other: without blanks, full-width signs as half-width ones."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@dataclass(frozen=True)
class Difference:
    """A field in which two versions differ, its lines with "-", "+" or " "."""

    label: str
    lines: tuple[tuple[str, str], ...]


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> list[Difference]:
    return [
        Difference(each.label, tuple(differing_lines(before.get(each.name, ""), after.get(each.name, ""))))
        for each in FIELDS
        if before.get(each.name, "") != after.get(each.name, "")
    ]
