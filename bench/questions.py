"""What people ask of a million cases: plain lists and words, with the filters of a list, by the class of each."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from bench import year


@dataclass(frozen=True)
class Question:
    """`kinds` name its classes: list or text, what is typed, which filters, who asks."""

    actor: Any
    typed: str
    filters: Any
    kinds: tuple[str, ...]
    more: dict[str, Any] = field(default_factory=dict)


def question(random: Random, size: int, at: datetime, *, plain: bool) -> Question:
    """Seven in eight from the centre, one in eight from a unit. Every answer exists, since it is asked about a case."""
    from yihaotong.accounts.rules import Actor, Held, Role
    from yihaotong.cases.models import Case

    case = None
    while case is None or len(re.findall("[一-鿿]", case.body)) < 20:
        case = Case.objects.select_related("lead_unit").get(pk=random.randrange(1, size + 1))
    chosen, filters = filters_for(random, case, at, pairs=plain)
    kind, typed = ("list", "") if plain else words(random, case)
    actor, who = Actor("person:1", "中心", (Held(Role.OPERATOR, 1),)), "centre"
    if random.random() < 1 / 8 and case.lead_unit_id:
        actor, who = Actor("person:2", "承办", (Held(Role.HANDLER, case.lead_unit_id),)), "unit"
    prefix = "list" if plain else "text"
    kinds = (prefix, f"{prefix}: {chosen}", f"{prefix}: {who}", *([] if plain else [f"{prefix}: {kind}"]))
    return Question(actor, typed, filters, kinds, {} if not plain else turned(random, case, chosen))


def turned(random: Random, case: Any, chosen: str) -> dict[str, Any]:
    """Now and then somebody leafs from the middle, there or back, or sorts by what is due."""
    from yihaotong.cases.lists.searching import Sorting

    if chosen in {"open stage", "overdue"} and random.random() < 0.5:
        return {"sorting": Sorting.DUE}
    if random.random() < 0.2:
        return {random.choice(["after", "before"]): Sorting.NEWEST.key(case)}
    return {}


def words(random: Random, case: Any) -> tuple[str, str]:
    def piece(length: int) -> str:
        runs = [run for run in re.findall("[一-鿿]+", case.body) if len(run) >= length]
        run = random.choice(runs or ["停水通知"])
        start = random.randrange(max(1, len(run) - length + 1))
        return str(run[start : start + length])

    makers = {
        "1 character": (5, lambda: piece(1)),
        "2 characters": (40, lambda: piece(2)),
        "3–4 characters": (20, lambda: piece(random.choice((3, 4)))),
        "two words": (20, lambda: f"{piece(2)} {piece(2)}"),
        "phrase": (10, lambda: piece(random.randrange(6, 9))),
        "number": (5, lambda: case.order_no[-random.randrange(4, 7) :]),
    }
    kind = random.choices(list(makers), [weight for weight, _ in makers.values()])[0]
    return kind, makers[kind][1]()


def filters_for(random: Random, case: Any, at: datetime, *, pairs: bool) -> tuple[str, Any]:
    from yihaotong.cases.rules.codes import Channel, Stage
    from yihaotong.cases.rules.filters import Filters

    day = case.filed_at.date()
    unit = {"units": frozenset({case.lead_unit.code})} if case.lead_unit else {}
    category = {"categories": frozenset({case.category})}
    channel = {"channels": frozenset({Channel(case.channel)})}
    place = {"place": case.place[: random.choice((6, 9, 12))]}
    month = {"since": day.replace(day=1), "until": day.replace(day=28)}
    choices: dict[str, tuple[int, dict[str, Any]]] = {
        "no filter": (25, {}),
        "open stage": (10, {"stages": frozenset({random.choice([Stage(name) for name in year.OPEN_STAGES])})}),
        "closed": (5, {"stages": frozenset({Stage.CLOSED})}),
        "archived": (5, {"stages": frozenset({Stage.ARCHIVED})}),
        "unit": (15, unit),
        "category": (15, category),
        "channel": (5, channel),
        "place": (10, place),
        "30 days": (5, {"since": at.date() - timedelta(days=30)}),
        "its month": (5, month),
        "overdue": (5, {"overdue": True}),
    }
    if pairs:
        choices |= {
            "category + place": (10, category | place),
            "unit + stage": (10, unit | {"stages": frozenset({Stage(case.stage)})}),
            "category + channel + place + month": (10, category | channel | place | month),
            "category + overdue": (5, category | {"overdue": True}),
        }
    kind = random.choices(list(choices), [weight for weight, _ in choices.values()])[0]
    return kind, Filters(**choices[kind][1])
