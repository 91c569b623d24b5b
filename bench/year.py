"""A year of cases in bulk, for benches: their texts, stages, units and places are as uneven as a city's."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

UNITS, CATEGORIES, DISTRICTS = 500, 100, ("640104", "640105", "640106", "640121", "640122", "640181")
#: Of a million cases of a year so many are still open; 3,000 come in a day and stay four of them.
OPEN_SHARE = 0.012
CHANNELS = {"phone": 80, "portal": 10, "wechat": 6, "transfer": 3, "email": 1}
OPEN_STAGES = {"filed": 1, "dispatched": 1, "in_hand": 6, "replied": 2, "to_call_back": 2}


def sentences(letters: Sequence[Path]) -> list[str]:
    """Sentences of the demo city's matters, or of letters."""
    if letters:
        rows = [json.loads(line) for path in letters for line in path.read_text().splitlines()]
        return [part for row in rows for text in row.values() if isinstance(text, str) for part in cut(text)]
    from yihaotong.project.demo import texts

    random = Random(1)
    found = []
    for matter in texts.matters() * 12:
        day = date(2026, 1, 1) + timedelta(days=random.randrange(300))
        blanks = texts.Blanks(random, day, district=random.choice(DISTRICTS), community="凤凰社区", rare="䶮")
        blanks["visit"] = blanks["checked"] = texts.written(day)
        replies = [row["text"] for row in matter.replies]
        found += [
            part
            for text in (*matter.titles, *matter.bodies, *matter.wants, *replies)
            for part in cut(blanks.fill(text))
        ]
    return found


def cut(text: str) -> list[str]:
    parts = re.split(r"(?<=[。！？!?；])", re.sub(r"\s+", " ", text))
    return [part for part in parts if 6 <= len(part) <= 90]


def passage(random: Random, parts: list[str]) -> str:
    """Some sentences; three to five mostly, now and then fifteen."""
    return "".join(random.choices(parts, k=max(2, min(15, int(random.lognormvariate(1.35, 0.5))))))


def fill(size: int, letters: Sequence[Path]) -> float:
    """Cases up to a number, nearly all archived, the newest open; the characters of each. Django is ready.

    They come into their tables in bulk and without lines.
    """
    from django.core.management.color import no_style
    from django.db import connection

    from yihaotong.accounts.models import Unit
    from yihaotong.cases.models import Case, Leg, Reply

    if not Unit.objects.exists():
        units = [Unit(pk=n, code=f"U{n}", level=2, kind="department", path=f"/{n}/") for n in range(1, UNITS + 1)]
        Unit.objects.bulk_create(units)
    have = Case.objects.count()
    parts = sentences(letters)
    random = Random(have + 1)
    newest = datetime.now(UTC)
    apart = timedelta(days=365) / size
    written = 0
    for first in range(have + 1, size + 1, 1000):
        numbers = range(first, min(first + 1000, size + 1))
        cases = [
            case_row(random, parts, number, filed_at(random, number, size, newest, apart), size) for number in numbers
        ]
        Case.objects.bulk_create(cases)
        past = [case for case in cases if case.lead_unit_id]
        Leg.objects.bulk_create(
            [Leg(case=case, unit_id=case.lead_unit_id, dispatched_at=case.filed_at) for case in past]
        )
        done = [case for case in past if case.stage in ("archived", "closed", "to_call_back", "replied")]
        replies = [Reply(case=case, at=case.filed_at, by="person:1", text=passage(random, parts)) for case in done]
        Reply.objects.bulk_create(replies)
        written += sum(len(case.body) for case in cases) + sum(len(reply.text) for reply in replies)
    with connection.cursor() as cursor:  # the numbers were given here, so the sequence does not know of them
        for statement in connection.ops.sequence_reset_sql(no_style(), [Case, Unit]):
            cursor.execute(statement)
    return written / max(1, size - have)


def filed_at(random: Random, number: int, size: int, newest: datetime, apart: timedelta) -> datetime:
    """One in five came in later from the three years before, in the order of their file: young keys, old days."""
    if imported(number, size):
        return newest - timedelta(days=366) - timedelta(days=3 * 365 * random.random())
    return newest - apart * (size - number)


def imported(number: int, size: int) -> bool:
    return 0.6 < number / size <= 0.8


def case_row(random: Random, parts: list[str], number: int, filed_at: datetime, size: int) -> Any:
    from yihaotong.cases.models import Case

    age = (size - number) / size
    stage = "archived"
    if age < OPEN_SHARE or (random.random() < 0.002 and not imported(number, size)):  # some of every age stay open
        stage = drawn(random, OPEN_STAGES)
    elif age < 3 * OPEN_SHARE:
        stage = "closed"
    body = passage(random, parts)
    district = random.choice(DISTRICTS)
    return Case(
        pk=number,
        order_no=f"YC{filed_at:%Y%m%d}{number:08d}",
        stage=stage,
        channel=drawn(random, CHANNELS),
        category=f"{uneven(random, CATEGORIES):04d}",
        place=f"{district}{random.randrange(1, 11):03d}{random.randrange(1, 11):03d}",
        address=f"{random.randrange(1, 60)}号楼{random.randrange(1, 6)}单元{random.randrange(101, 2500)}室",
        title=body[:30],
        body=body,
        filed_at=filed_at,
        filed_by="person:1",
        moved_at=filed_at,
        due_at=filed_at + timedelta(days=5) if stage in OPEN_STAGES else None,
        closed_at=None if stage in OPEN_STAGES else filed_at,
        lead_unit_id=None if stage == "filed" else uneven(random, UNITS),
        simulated=True,
    )


def drawn(random: Random, weights: dict[str, int]) -> str:
    return random.choices(list(weights), list(weights.values()))[0]


def uneven(random: Random, most: int) -> int:
    """From 1 to `most`, the first ones far more often: six in a hundred for the largest of 500."""
    return min(most, int((most + 3) ** random.random() * 3) - 2)
