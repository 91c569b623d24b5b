"""Stated figures, media, receptions, evaluations, and what does not apply: as the report says them."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from yihaotong.chronicle import actions
from yihaotong.chronicle.rules.codes import Kind
from yihaotong.chronicle.rules.ledgers import LEDGERS, cleaned
from yihaotong.chronicle.rules.tables import Line
from yihaotong.project.demo.yinchuan.people import LAST, LEADER, MARK, OFFICER, YEAR, People, told

_DAY = "日期为模拟"
#: What the report does not say of who ranked and honoured.
_BODY = "全国政务热线测评机构（原文未写明）"


def stock(people: People) -> None:
    data = told("facts")
    _enter(people, Kind.STATED, _stated(data["stated"], data["source"]))
    media = {"original": "own", "source": data["source"], "note": f"{_DAY}；各媒体篇数为模拟，合计 612 篇（条）"}
    _enter(people, Kind.MEDIA, _monthly(media, data["media"]))
    came = {"source": data["source"], "note": f"{_DAY}；批次人数为模拟，合计 93 批次 2041 人次"}
    _enter(people, Kind.RECEPTION, _monthly(came, data["reception"]))
    ranked = {"on": "2019-12-06", "body": _BODY, "source": data["source"], "note": _DAY}
    _enter(people, Kind.EVALUATION, (ranked | row for row in data["evaluation"]))
    _statements(people, data["statement"])


def _stated(rows: Mapping[str, list[str]], source: str) -> Iterable[dict[str, Any]]:
    for measure, (label, value, unit, counted_by, place, note) in rows.items():
        yield {
            "measure": measure,
            "label": label,
            "year": str(YEAR),
            "value": value,
            "unit_of_count": unit,
            "source": f"{counted_by}，见{source}",
            "source_key": f"{MARK} {place}",
            "as_of": str(LAST),
            "note": note,
        }


def _monthly(usual: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    """One entry for each month of a row, on its fifteenth."""
    for row in rows:
        said = {name: str(value) for name, value in row.items() if name != "months"}
        for month in row["months"]:
            yield {**usual, **said, "on": str(date(YEAR, month, 15))}


def _enter(people: People, kind: Kind, rows: Iterable[Mapping[str, Any]]) -> None:
    """All at once, on the last day of the year, as a table is brought."""
    ledger = LEDGERS[kind]
    texts = [{name: str(value) for name, value in row.items()} for row in rows]
    lines = [Line(number, cleaned(ledger, row, LAST)) for number, row in enumerate(texts, 2)]
    actions.enter_lines(kind, lines, **people.who(OFFICER, LAST))


def _statements(people: People, rows: Iterable[Mapping[str, str]]) -> None:
    for row in rows:
        data = {"basis": "机构性质：市政府直属事业单位", "since": f"{YEAR}-01-01", **row}
        statement = actions.propose(data, **people.who(OFFICER, date(YEAR, 1, 10)))
        who = people.who(LEADER, date(YEAR, 1, 11))
        actions.decide(statement, {"note": "同意"}, approved=True, expect=statement.version, **who)
