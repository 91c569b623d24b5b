"""Worked examples. A clerk adds one by adding a line to a file in examples/; docs/rules/deadlines.md says how."""

import csv
from datetime import datetime
from pathlib import Path

import pytest

from yihaotong.clock import CHINA, Calendar, Effect, Limit, Pause, national, reckon, region

EXAMPLES = Path(__file__).parent / "examples"


def examples():
    for path in sorted(EXAMPLES.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as lines:
            for number, row in enumerate(csv.DictReader(lines), 2):
                yield pytest.param(row, id=f"{path.stem}:{number} {row['说明']}")


def instant(written: str) -> datetime:
    return datetime.fromisoformat(written.strip()).replace(tzinfo=CHINA)


def several(written: str) -> list[str]:
    return [part.strip() for part in written.replace(";", "；").split("；") if part.strip()]


def pause(written: str) -> Pause:
    start, _, end = written.partition("/")
    return Pause(instant(start), instant(end) if end.strip() else None)


def calendar(written: str) -> Calendar:
    code, _, switch = written.partition(" ")
    laid = national().over(region(code)) if code else national()
    return laid.without("region") if switch == "不扣除" else laid


def due(written: str) -> datetime | None:
    if written == "未定":
        return None
    return instant(written if ":" in written else f"{written} 23:59:59")


@pytest.mark.parametrize("row", list(examples()))
def test_example(row):
    answer = reckon(
        instant(row["收到时间"]),
        Limit.parse(row["时限"]),
        calendar=calendar(row.get("地区") or ""),
        pauses=[pause(each) for each in several(row["暂停"])],
        extensions=[Limit.parse(each) for each in several(row["延期"])],
        restart=instant(row["重启"]) if row["重启"] else None,
        count_first_day=row["计首日"] == "是",
        roll=row.get("顺延") == "是",
        basis=row["依据"],
    )

    assert answer.due == due(row["到期"])
    assert not answer.provisional
    assert answer.derivation[0].basis == row["依据"]
    assert answer.derivation[-1].effect is (Effect.PAUSED if answer.due is None else Effect.DUE)


def test_there_are_examples_of_every_kind():
    rows = [parameter.values[0] for parameter in examples()]

    assert len(rows) >= 100
    assert {Limit.parse(row["时限"]).measure.value for row in rows} == {"wd", "wh", "h", "min", "d", "mo"}
    assert {row["收到时间"][:4] for row in rows} >= {
        "2008",
        "2013",
        "2017",
        "2019",
        "2020",
        "2021",
        "2023",
        "2024",
        "2025",
        "2026",
    }
    assert len({row["说明"] for row in rows}) == len(rows), "two examples of one name"
