"""The demo city's disclosure office: its organisation, rules, ledger and guide, entered by its own people."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils.timezone import localtime

from yihaotong.accounts.access import actor_of
from yihaotong.accounts.models import Person
from yihaotong.accounts.rules import Actor
from yihaotong.disclosure import access, actions
from yihaotong.disclosure.models import Guide, HouseRule, Notice
from yihaotong.disclosure.rules import guides

_FILE = Path(__file__).resolve().parent / "data" / "disclosure.toml"
#: The officer and the leader of the demo city.
_OFFICER, _LEADER = "gongkai1", "gkfz1"
_LOGINS = ("gongkai1", "gongkai2", "gkfz1", "nigaoban1", "nigaohua1", "baomi1")


def stock(today: date, at: datetime) -> None:
    """Enter the state of the office as on `today`; its people have held their posts since `at`."""
    told = tomllib.loads(_FILE.read_text())
    office = _Office(today, at)
    for row in told["notice"]:
        office.notice(row)
    for row in told["rule"]:
        office.rule(row)
    office.ledger(told["directive"])
    office.override(told["override"])
    for number, row in enumerate(told["guide"]):
        office.guide(row, number, len(told["guide"]))


class _Office:
    """Acts as the people of the office; days in the table count from `today`."""

    def __init__(self, today: date, at: datetime) -> None:
        self.today = today
        self.at = at + timedelta(hours=1)
        self.people = {person.username: person for person in Person.objects.filter(username__in=_LOGINS)}
        self.actors: dict[str, Actor] = {}

    def acting(self, login: str) -> Actor:
        if login not in self.actors:
            self.actors[login] = actor_of(self.people[login], self.at)
        return self.actors[login]

    def day(self, days: int) -> str:
        return (self.today + timedelta(days=days)).isoformat()

    def notice(self, row: Mapping[str, Any]) -> Notice:
        newest = Notice.objects.order_by("-pk").first()
        data = {name: row[name] for name in ("number", "title", "dated", "signed_by")}
        ends = [seat.tenure for seat in access.seats_now(self.today) if seat.duty.value in row.get("ends", ())]
        return actions.enter_notice(
            data | {"in_force_from": row.get("in_force_from", row["dated"])},
            actor=self.acting(_OFFICER),
            at=self.at,
            ends=ends,
            begins=[self._begins(each) for each in row["begins"]],
            expect=newest.pk if newest else 0,
        )

    def _begins(self, row: Mapping[str, str]) -> dict[str, str]:
        told = {name: value for name, value in row.items() if name != "login"}
        return told | ({"person": str(self.people[row["login"]].pk)} if "login" in row else {})

    def rule(self, row: Mapping[str, Any]) -> HouseRule:
        about = {"unit": row["unit"], "keeper": str(self.people[row["keeper"]].pk)}
        about |= {"public": "on" if row["public"] else ""}
        officer = self.acting(_OFFICER)
        rule = actions.adopt_rule(self._version(row) | about, actor=officer, at=self.at)
        for each in row.get("version", ()):
            rule = actions.revise_rule(rule, self._version(each), actor=officer, at=self.at, expect=rule.latest)
        return rule

    def _version(self, row: Mapping[str, Any]) -> dict[str, str]:
        data = {name: row.get(name, "") for name in ("title", "number", "text", "note")}
        data["in_force_from"] = self.day(row["from"])
        trial = {"on_trial": "on", "trial_until": self.day(row["trial_until"])} if "trial_until" in row else {}
        return data | trial

    def ledger(self, row: Mapping[str, Any]) -> None:
        data = {name: row[name] for name in ("number", "sent_by", "title")}
        data |= {"dated": self.day(row["dated"]), "received_on": self.day(row["received"])}
        # Received within these weeks: its people act today, not when they took up their posts.
        at = max(self.at, self.at + (self.today - localtime(self.at).date()))
        directive = actions.enter_directive(data, actor=self.acting(_OFFICER), at=at)
        for each in row["clause"]:
            told = {"place": each["place"], "text": each["text"], "unit": each.get("unit", "")}
            told |= {"person": str(self.people[each["person"]].pk) if "person" in each else ""}
            told |= {"due_on": self.day(each["due"]) if "due" in each else ""}
            clause = actions.add_clause(directive, told, actor=self.acting(_OFFICER), at=at)
            for name, login, words in each.get("moves", ()):
                said = {"evidence": words} if name == "report" else {"note": words}
                actor, expect = self.acting(login), clause.version
                clause = actions.move_clause(clause, name, actor=actor, at=at, expect=expect, data=said)

    def override(self, row: Mapping[str, Any]) -> None:
        data = {"code": row["code"], "basis": row["basis"], "year": str(self.today.year)}
        data["day"] = f"{self.today.year + 1}-{row['month_day']}"
        actions.set_override(data, actor=self.acting(_OFFICER), at=self.at)

    def guide(self, row: Mapping[str, Any], number: int, whole: int) -> Guide:
        """The versions lie evenly between the first day and today."""
        span = max(self.today - localtime(self.at).date(), timedelta())
        at = self.at + timedelta(days=span.days * number // whole)
        guide = actions.draft_guide(actor=self.acting(_OFFICER), at=at)
        data = guide.says | row["changes"] | {"note": row["note"]}
        day = localtime(at).date()
        differs = bool(guides.disagreements(data, access.guide_facts(day)))
        seen = {"differs": True, "differs_reason": "编写时的号码和时间如此，改定后再修订"} if differs else {}
        for name, login, said in (
            ("edit", _OFFICER, data),
            ("submit", _OFFICER, {}),
            ("approve", _LEADER, {"in_force_from": day.isoformat()} | seen),
        ):
            actor, expect = self.acting(login), guide.version
            guide = actions.move_guide(guide, name, actor=actor, at=at, expect=expect, data=said)
        return guide
