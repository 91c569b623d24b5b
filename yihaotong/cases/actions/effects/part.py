"""What the parts of this package share: columns to set with a stage, and the records that many moves leave alike."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from yihaotong.accounts.rules import Actor
from yihaotong.cases.actions.digests import told
from yihaotong.cases.actions.keeping import Keeper
from yihaotong.cases.models import Case, Remark
from yihaotong.cases.rules.codes import Stage

Data = Mapping[str, Any]
Told = dict[str, Any]


@dataclass(frozen=True)
class Columns:
    """Columns of the case to set with the stage, and what the journal says of them.

    `target`: the stage, where the facts choose between those of the move. `other`: a case that the act relies on; it is
    locked together with this one. `before`: what the journal says stood there before, besides the stage.
    """

    changes: dict[str, Any] = field(default_factory=dict)
    told: Told = field(default_factory=dict)
    target: Stage | None = None
    other: Case | None = None
    before: Told = field(default_factory=dict)


def ended_as(stage: Stage) -> dict[str, Any]:
    """The end as it will still be known in the archive."""
    return {"ended_as": stage.value}


def awake(case: Case) -> dict[str, Any]:
    """Who works on what an import only kept makes it a case like any other."""
    return {"historical": False} if case.historical else {}


def remark(keeper: Keeper, case: Case, move: str, actor: Actor, at: datetime, **more: Any) -> Told:
    """Keep why a case took this way."""
    made = Remark(case=case, at=at, by=actor.key, move=move, **more)
    keeper.add(made)
    return told(made)
