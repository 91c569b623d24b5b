"""Worked examples. A clerk adds one by adding a line to examples/clocks.csv, with the reason as he would count it.

Each is led through the real moves, day by day, and the last day of the named clock is compared.
"""

import csv
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from tests.applications.conftest import Office, due
from yihaotong.applications import access
from yihaotong.applications.models import Application
from yihaotong.applications.rules.clocks import ClockKind
from yihaotong.applications.rules.codes import Channel

EXAMPLES = Path(__file__).parent / "examples" / "clocks.csv"
CHANNELS = {
    "当面": Channel.COUNTER,
    "签收": Channel.SIGNED_POST,
    "信函": Channel.LETTER,
    "互联网": Channel.INTERNET,
    "传真": Channel.FAX,
    "平台": Channel.PLATFORM,
    "口头": Channel.ORAL,
}
CLOCKS = {kind.label.removesuffix("期限").removesuffix("的合理"): kind for kind in ClockKind}


def examples() -> Iterator[object]:
    with EXAMPLES.open(encoding="utf-8-sig", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines), 2):
            yield pytest.param(row, id=f"{number} {row['说明']}")


def _consult(asked: str) -> Callable[..., Application]:
    def act(office: Office, it: Application, day: str) -> Application:
        return office.move(it, "consult", day, asked=asked, party="示例公司", question="是否同意公开")

    return act


def _answered(office: Office, it: Application, number: str, day: str, opinion: str) -> Application:
    said = {"同意": "agrees", "不同意": "objects"}[opinion]
    return office.move(it, "consult_answered", day, consultation=int(number), opinion=said, note="来函")


def _extend(office: Office, it: Application, day: str, days: str) -> Application:
    it = office.move(it, "propose_extension", day, days=int(days), note="材料多")
    return office.move(office.move(it, "approve_extension", day, "leader"), "extend", day)


def _charge(office: Office, it: Application, day: str, pages: str) -> Application:
    return office.move(it, "charge", day, ladder="pages", pages=int(pages))


def _anew(office: Office, it: Application, day: str, days: str, counted_in: str = "工作日") -> Application:
    """Answered, sued, lost, all on that day; then within the time of the decision."""
    it = office.sent(it, day)
    it = office.move(it, "dispute", day, kind="review", body="示例市人民政府")
    it = office.move(it, "dispute_result", day, dispute=1, result="corrected")
    way = {"工作日": "working", "自然日": "calendar"}[counted_in]
    return office.move(it, "answer_anew", day, dispute=1, days=int(days), counted_in=way, note="责令重新答复")


#: What a clerk writes, and which moves that is.
ACTS: dict[str, Callable[..., Application]] = {
    "确认": lambda office, it, day: office.move(it, "confirm", day),
    "告知补正": lambda office, it, day, days: office.move(it, "ask_correction", day, defects="缺", days=int(days)),
    "收到补正": lambda office, it, day: office.move(it, "correct", day, description="补正后的内容"),
    "征求第三方": _consult("third_party"),
    "征求共同机关": _consult("joint_organ"),
    "征求其他机关": _consult("other_organ"),
    "对方签收": lambda office, it, number, day: office.move(it, "consult_received", day, consultation=int(number)),
    "收到意见": _answered,
    "逾期未答": lambda office, it, number, day: office.move(it, "consult_lapsed", day, consultation=int(number)),
    "延期": _extend,
    "要求说明": lambda office, it, day, days: office.move(it, "ask_reasons", day, note="多", days=int(days)),
    "收到说明": lambda office, it, day: office.move(it, "explain", day, note="研究用"),
    "裁定合理": lambda office, it, day, days: office.move(
        it, "rule", day, "leader", ruling="reasonable", note="合理", days=int(days)
    ),
    "收费": _charge,
    "缴费": lambda office, it, day: office.move(it, "pay", day, amount=200),
    "撤回收费": lambda office, it, day: office.move(it, "take_back_charge", day, note="写错"),
    "继续补正": lambda office, it, day: office.move(it, "correct_more", day, description="再补"),
    "重新答复": _anew,
    "免除": lambda office, it, day: office.move(it, "waive", day, "leader", amount=0, note="低保"),
}


def played(office: Office, told: str) -> Application:
    """A request led through "登记 2025-09-24 当面；告知补正 2025-09-29 10；…"."""
    first, *rest = (part.split() for part in told.split("；"))
    assert first[0] == "登记"
    it = office.register(first[1], CHANNELS[first[2]])
    for name, *words in rest:
        it = ACTS[name](office, it, *words)
    return it


@pytest.mark.parametrize("row", list(examples()))
def test_example(office: Office, row: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.CITY["disclosure"], "count_receipt_day", row["计首日"] == "是")
    it = played(office, row["经过"])
    if row["到期"] == "不再计":
        assert not access.running(it).filter(kind=CLOCKS[row["时限"]].value).exists(), row["为什么"]
        return
    expected = None if row["到期"] == "未定" else date.fromisoformat(row["到期"])
    assert due(it, CLOCKS[row["时限"]].value) == expected, row["为什么"]


def test_every_clock_has_examples_around_both_holidays() -> None:
    rows = [parameter.values[0] for parameter in examples()]  # type: ignore[attr-defined]
    assert {CLOCKS[row["时限"]] for row in rows} == set(ClockKind)
    assert len({row["说明"] for row in rows}) == len(rows) >= 40
    assert all(row["为什么"] for row in rows)
    assert {row["经过"].split()[1][:4] for row in rows} == {"2025", "2026"}
