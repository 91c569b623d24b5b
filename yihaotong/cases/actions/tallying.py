"""How many moves somebody made on a day: counted from the journal, for his own eyes, never for a ranking."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localtime

from yihaotong.cases.models import Tally
from yihaotong.cases.rules.moves import MOVES
from yihaotong.journal.models import Line

#: Older lines are somebody's past, and a city that is filled with the past counts none of it.
_COUNTED = timedelta(days=2)
_MOVES = frozenset(f"case.{name}" for name in MOVES)


@transaction.atomic
def follow(lines: Sequence[Line], at: datetime) -> None:
    """Count the moves of people, each line once however often it is read."""
    made: dict[tuple[int, date], list[int]] = defaultdict(list)
    for line in lines:
        person = line.actor.removeprefix("person:")
        if line.kind in _MOVES and person.isdigit() and line.at > at - _COUNTED:
            made[int(person), localtime(line.at).date()].append(line.pk)
    if not made:
        return
    kept = {(each.person_id, each.day): each for each in Tally.objects.filter(person__in={who for who, _ in made})}
    rows = [_counted(kept.get(key) or Tally(person_id=key[0], day=key[1]), found) for key, found in made.items()]
    Tally.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["person", "day"], update_fields=["moves", "line"]
    )


def _counted(tally: Tally, lines: Sequence[int]) -> Tally:
    fresh = [line for line in lines if line > tally.line]
    counted = Tally(person_id=tally.person_id, day=tally.day, moves=tally.moves, line=tally.line)
    if fresh:
        counted.moves, counted.line = tally.moves + len(fresh), max(fresh)
    return counted
