"""Templates that the demo city's office has edited: one in force, one that waits for its release, one turned down."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from yihaotong.accounts.access import actor_of
from yihaotong.accounts.models import Person
from yihaotong.letters import access, actions

_FILE = Path(__file__).resolve().parent / "data" / "letters.toml"
_OFFICER, _LEADER = "gongkai1", "gkfz1"


def stock(today: date, at: datetime) -> int:  # noqa: ARG001 — the days are counted back from the moment
    """Enter the versions in their order; how many."""
    told: list[dict[str, Any]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))["version"]
    for row in told:
        _enter(row, at - timedelta(days=row["days"]))
    return len(told)


def _enter(row: Mapping[str, Any], at: datetime) -> None:
    officer, leader = (actor_of(Person.objects.get(username=name), at) for name in (_OFFICER, _LEADER))
    code, before = row["template"], access.row_of(row["template"]).latest
    values = access.in_force(code).content.as_dict() | row["changed"]
    values["text"] += f"\n{row['added']}" if row.get("added") else ""
    actions.write(code, values, actor=officer, at=at, expect=before, note=row["note"])
    decided: dict[str, Any] = {"actor": leader, "at": at + timedelta(hours=3), "expect": before + 1}
    if row["becomes"] == "released":
        actions.release(code, **decided)
    elif row["becomes"] == "turned_down":
        actions.turn_down(code, reason=row["reason"], **decided)
