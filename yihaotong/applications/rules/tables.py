"""The tables of this area as they ship beside it, and what they say: limits, receipt, reply types, relief."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from yihaotong.applications.rules.codes import Channel, Exemption, ReplyType
from yihaotong.clock import Limit
from yihaotong.forms.rules.codes import Format
from yihaotong.journal.codes import Code


def _lines(name: str) -> list[dict[str, str]]:
    text = resources.files(__package__).joinpath("data", f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


class Bound(Code):
    """What a city may make of a limit (rules.local)."""

    FREE = "free", "可以另定"
    MOST = "most", "只能更短"
    FIXED = "fixed", "不能另定"


@dataclass(frozen=True)
class Given:
    """One limit or number. `basis_kind` is law, local_rule or design; what is not verified says so on pages."""

    name: str
    value: str
    basis: str
    basis_kind: str
    verified: bool
    words: str
    bound: Bound = Bound.FREE

    @property
    def limit(self) -> Limit:
        return Limit.parse(self.value)

    @property
    def number(self) -> int:
        return int(self.value)

    @property
    def says(self) -> str:
        """The basis as printed beside a date."""
        local = "（地方规定）" if self.basis_kind == "local_rule" else ""
        return f"{self.basis}{local}" if self.verified else f"{self.basis}{local}（未核实）"


@cache
def shipped() -> dict[str, Given]:
    return {
        line["name"]: Given(
            line["name"],
            line["value"],
            line["basis"],
            line["basis_kind"],
            line["verified"] == "yes",
            line["words"],
            Bound(line["bound"]),
        )
        for line in _lines("limits")
    }


_local: dict[str, Given] = {}


def adopt(local: Mapping[str, Given]) -> None:
    """Let a city's own limits (rules.local) hold from now on, in place of those it had set before. For the start."""
    _local.clear()
    _local.update(local)


def given(name: str) -> Given:
    return _local.get(name) or shipped()[name]


@dataclass(frozen=True)
class Receipt:
    """From when a request of one channel counts as received: its own `day`, or when both sides have `confirmed` it."""

    channel: Channel
    confirmed: bool
    basis: str
    verified: bool


@cache
def receipts() -> dict[Channel, Receipt]:
    return {
        Channel(line["channel"]): Receipt(
            Channel(line["channel"]), line["from"] == "confirmed", line["basis"], line["verified"] == "yes"
        )
        for line in _lines("receipt")
    }


class Need(Code):
    """What the decision on an item must have besides its type (data/reply_types.csv)."""

    WAY = "way", "写明获取的方式、途径，或应当依照的程序"
    REASON = "reason", "写明理由"
    EXEMPTION = "exemption", "选明不予公开的理由代码"
    WITHHELD = "withheld", "逐处写明不公开的部分和理由"
    SEARCH_OR_ORGAN = "search_or_organ", "先登记检索记录；非本机关负责的，勾选并写明负责机关"
    CORRECTED = "corrected", "须已告知补正并收到补正"
    EARLIER = "earlier", "填已答复的申请编号"
    UNREASONABLE = "unreasonable", "须已要求说明理由，并裁定理由不合理"


@dataclass(frozen=True)
class TypeOfReply:
    """One line of the 16. `rows` is the row of table 3 by format; R4's follows from its exemption. `by`: whether it is
    decided in a `reply`, follows from an `end` without one, or both."""

    code: ReplyType
    basis: str
    document: str
    rows: dict[Format, str]
    needs: tuple[Need, ...]
    by: str


@cache
def reply_types() -> dict[ReplyType, TypeOfReply]:
    return {
        ReplyType(line["code"]): TypeOfReply(
            ReplyType(line["code"]),
            line["basis"],
            line["document"],
            {each: line[each.value] for each in Format},
            tuple(map(Need, line["needs"].split())),
            line["by"],
        )
        for line in _lines("reply_types")
    }


def row_of(code: ReplyType, exemption: Exemption | None, form: Format) -> str:
    """The row of table 3 in which a reply of this type counts."""
    row = reply_types()[code].rows[form]
    return f"{row}_{exemption.value.removeprefix('N')}" if code is ReplyType.R4 and exemption else row


class Path(Code):
    """Whether review must come before suit (复议前置) or the applicant chooses."""

    REVIEW_FIRST = "review_first", "复议前置"
    CHOICE = "choice", "可以选择"


@dataclass(frozen=True)
class Relief:
    """What the last paragraph of a reply says, from when, on what basis; disputed lines are not verified."""

    since: date
    until: date | None
    code: ReplyType | None
    path: Path
    basis: str
    verified: bool
    note: str

    def holds(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@cache
def reliefs() -> tuple[Relief, ...]:
    return tuple(
        Relief(
            date.fromisoformat(line["since"]),
            date.fromisoformat(line["until"]) if line["until"] else None,
            None if line["code"] == "*" else ReplyType(line["code"]),
            Path(line["path"]),
            line["basis"],
            line["verified"] == "yes",
            line["note"],
        )
        for line in _lines("relief")
    )


#: What no table counts: to have a record put right is no request for information (条例 art. 41).
APART = "apart"
