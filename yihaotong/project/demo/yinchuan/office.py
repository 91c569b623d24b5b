"""The office of 2019: leading group, house rules, guide, superiors' documents, own documents, the catalogue in its two
versions."""

import csv
import tempfile
import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from yihaotong.catalogue import actions as catalogue
from yihaotong.catalogue.models import Version
from yihaotong.disclosure import access, actions
from yihaotong.disclosure.rules import guides
from yihaotong.documents import actions as documents
from yihaotong.project.demo.city import DATA
from yihaotong.project.demo.yinchuan.people import ABOVE, LEADER, OFFICER, People, told

_SECTIONS = ("nigao1", "nigaoban1", "nigaohua1")
#: The catalogue before 2019 lacked this row of the ten.
_NEW = "建议提案办理"
_FIRST, _SECOND = "2018-12-10", "2019-07-01"


def stock(people: People) -> None:
    office = told("office")
    _catalogue(people)
    _notice(people, office["notice"])
    for row in office["rule"]:
        _rule(people, row)
    for row in office["directive"]:
        _directive(people, row)
    _guide(people, office["guide"])
    _documents(people, office["oa"])


def _documents(people: People, told: Mapping[str, Any]) -> None:
    """All labelled 主动公开, reviewed, and public."""
    who = people.who(OFFICER, told["on"])
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "oa.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("标题", "文号", "成文日期", "科室", "公开属性", "保密审查结果"))
            writer.writerows((*row, "主动公开", "公开") for row in told["rows"])
        run = documents.keep_list(path, told["name"], **who)
    while not documents.continue_list(run, at=who["at"]):
        pass


def _notice(people: People, row: Mapping[str, Any]) -> None:
    data = {name: row[name] for name in ("number", "title", "dated", "in_force_from", "signed_by")}
    actions.enter_notice(data, **people.who(OFFICER, row["dated"]), ends=[], begins=row["begins"], expect=0)


def _rule(people: People, row: Mapping[str, Any]) -> None:
    data = {"title": row["title"], "number": "", "text": row["text"], "note": "", "in_force_from": row["from"]}
    data |= {"unit": "YC-YP", "keeper": str(people.persons[OFFICER].pk), "public": "on"}
    if "trial_until" in row:
        data |= {"on_trial": "on", "trial_until": row["trial_until"]}
    actions.adopt_rule(data, **people.who(OFFICER, row["from"]))


def _directive(people: People, row: Mapping[str, Any]) -> None:
    received = date.fromisoformat(row["dated"]) + timedelta(days=2)
    data = {name: row[name] for name in ("number", "sent_by", "title", "dated")}
    directive = actions.enter_directive(data | {"received_on": str(received)}, **people.who(OFFICER, received))
    drafters = {"YC-YP": "nigao1", "YC-BG": "nigaoban1", "YC-HW": "nigaohua1"}
    for number, (place, text, unit, due, evidence) in enumerate(row["clauses"], 1):
        said = {"place": f"{place}", "text": text, "unit": unit, "person": "", "due_on": due}
        clause = actions.add_clause(directive, said, **people.who(OFFICER, received, 16, number))
        for name, login, words in (
            ("report", drafters[unit], {"evidence": evidence}),
            ("accept", OFFICER, {"note": ""}),
        ):
            who = people.who(login, due, 10 if name == "report" else 11)
            clause = actions.move_clause(clause, name, **who, expect=clause.version, data=words)


def _guide(people: People, row: Mapping[str, Any]) -> None:
    on = row["on"]
    guide = actions.draft_guide(**people.who(OFFICER, on, 9))
    data = guide.says | {"note": row["note"]}
    differs = bool(guides.disagreements(data, access.guide_facts(date.fromisoformat(on))))
    seen = {"differs": True, "differs_reason": "按公开报告所载（模拟）"} if differs else {}
    approved: dict[str, Any] = {"in_force_from": on} | seen
    steps: tuple[tuple[str, str, dict[str, Any]], ...]
    steps = (("edit", OFFICER, data), ("submit", OFFICER, {}), ("approve", LEADER, approved))
    for hour, (name, login, said) in enumerate(steps, 10):
        guide = actions.move_guide(guide, name, **people.who(login, on, hour), expect=guide.version, data=said)


# --- the catalogue -----------------------------------------------------------------------------------------------


def _catalogue(people: People) -> None:
    """Version 1 of 2018 with nine rows, version 2 of July 2019 with two first-level and ten second-level items."""
    headings = tomllib.loads((DATA / "catalogue.toml").read_text(encoding="utf-8"))["heading"]
    book = _Book(people, _FIRST, "编制基本目录（2018 年，模拟）")
    heads = {}
    for heading in headings:
        head = catalogue.add_heading(book.version, heading["name"], **book.next())
        heads[heading["name"]] = (head.key, heading["row"])
        for row in heading["row"]:
            if row["name"] != _NEW:
                catalogue.add_row(book.version, head.key, book.cells(row), **book.next())
    book.release()
    book = _Book(people, _SECOND, "按新修订的条例重新编制政务公开基本目录")
    for key, rows in heads.values():
        for row in rows:
            if row["name"] == _NEW:
                catalogue.add_row(book.version, key, book.cells(row), **book.next())
    book.release()


class _Book:
    """One version on its way from the first line to its release, within a day."""

    def __init__(self, people: People, on: str, reason: str) -> None:
        self.people, self.on, self.turn = people, on, 1
        self.version: Version = catalogue.begin(**people.who(OFFICER, on, 9), reason=reason)

    def next(self) -> dict[str, Any]:
        self.turn += 1
        return self.people.who(OFFICER, self.on, 9) | {"expect": self.turn - 1}

    def cells(self, row: Mapping[str, Any]) -> dict[str, str]:
        return {**row, "unit": str(self.people.units[row["unit"]].pk)}

    def release(self) -> None:
        confirming = [("confirm", login) for login in _SECTIONS]
        steps: list[tuple[str, str]] = [
            ("ask", OFFICER),
            *confirming,
            ("endorse", LEADER),
            ("approve", ABOVE),
            ("release", OFFICER),
        ]
        for hour, (name, login) in enumerate(steps, 10):
            who = self.people.who(login, self.on, hour)
            self.version = catalogue.move(self.version, name, **who, expect=self.turn)
            self.turn = self.version.turn
