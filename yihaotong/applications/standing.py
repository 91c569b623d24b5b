"""How a kept clock becomes a date again, with its derivation."""

import json
from collections.abc import Iterable
from datetime import datetime

from yihaotong.applications.models import Clock
from yihaotong.clock import Deadline, Limit, Pause, reckon
from yihaotong.disclosure import city


def pauses_of(clock: Clock) -> list[Pause]:
    return [
        Pause(datetime.fromisoformat(start), datetime.fromisoformat(end) if end else None, why=why, basis=basis)
        for start, end, why, basis in json.loads(clock.pauses)
    ]


def written_pauses(pauses: Iterable[Pause]) -> str:
    """[[start, end or null, why, basis], …]"""
    rows = [
        [each.start.isoformat(), each.end.isoformat() if each.end else None, each.why, each.basis] for each in pauses
    ]
    return json.dumps(rows, ensure_ascii=False)


def clock_deadline(clock: Clock, version: int | None = None) -> Deadline:
    """The date of a clock with every step of its derivation, under the almanac it names or another version."""
    return reckon(
        clock.started_at,
        Limit.parse(clock.limit),
        calendar=city.calendar(clock.almanac_version if version is None else version),
        hours=city.hours(),
        pauses=pauses_of(clock),
        extensions=[Limit.parse(clock.extension)] if clock.extension else [],
        restart=clock.restart_at,
        count_first_day=clock.count_first,
        basis=clock.basis,
    )
