"""What a simulated life consists of: a filing, and then steps by somebody at some time."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from yihaotong.accounts.rules import Role
from yihaotong.cases.rules.codes import Channel


@dataclass(frozen=True)
class Step:
    """One move, by somebody in that role; `hand` picks who of those who hold it."""

    at: datetime
    move: str
    by: Role
    data: Mapping[str, Any]
    hand: int = 0


@dataclass(frozen=True)
class Life:
    """One case from its filing on. `second_choice`: the dispatcher takes the second unit that is suggested."""

    number: int
    filed_at: datetime
    channel: Channel
    filing: Mapping[str, Any]
    hand: int
    second_choice: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Setting:
    """Where and when the simulation plays: up to `edge`; communities and villages by the code of the place."""

    edge: datetime
    communities: Mapping[str, str]

    @cached_property
    def listed(self) -> tuple[tuple[str, str], ...]:
        return tuple(self.communities.items())


def signed_by_handler(step: Step) -> Step:
    """The reply of a unit whose leader need not sign."""
    return replace(step, by=Role.HANDLER)
