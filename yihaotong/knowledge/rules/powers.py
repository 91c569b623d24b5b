"""Who may do what in the knowledge base.

Two pairs of eyes: who wrote a version of an entry does not release it. What operators say is the government's word to
the public, and official words are read by another before they are given out (as in the 三审三校 of government
websites; here a design of this house). A unit with one person is not stuck: a shift leader or supervisor of the centre
may release as well. A bulletin that the centre itself enters is in force at once: when the water is off, a minute
counts, and who enters it leads the shift.
"""

from collections.abc import Iterable

from yihaotong.accounts.rules import CENTRE_DESK, Actor, Role
from yihaotong.journal.refusal import Refused

#: Those who lead at the centre keep the whole knowledge base; the importer is a command run by whoever installs it.
KEEPERS = frozenset({Role.SHIFT_LEADER, Role.SUPERVISOR, Role.IMPORTER})
#: The worker does it when a unit was dissolved by somebody who may.
HANDS_OVER = KEEPERS | {Role.WORKER}
UNIT = (Role.HANDLER, Role.UNIT_LEADER)
READERS = CENTRE_DESK | frozenset({*UNIT, Role.ANALYST, Role.IMPORTER, Role.WORKER, Role.RULE})


def keeps(actor: Actor) -> bool:
    return bool(actor.roles & KEEPERS)


def reads(actor: Actor) -> bool:
    return bool(actor.roles & READERS)


def writes_for(actor: Actor, unit_id: int | None) -> bool:
    """For his own unit as its handler or leader; for any unit, and for the centre (None), as a keeper."""
    return keeps(actor) or unit_id in actor.units_as(*UNIT)


def writes(actor: Actor) -> bool:
    """Whether there is any unit that he writes for."""
    return keeps(actor) or bool(actor.units_as(*UNIT))


def leads(actor: Actor, unit_id: int | None) -> bool:
    return keeps(actor) or unit_id in actor.units_as(Role.UNIT_LEADER)


def may_release(actor: Actor, unit_id: int, authors: Iterable[str]) -> bool:
    """Whether he may put a version in force that these people wrote."""
    return leads(actor, unit_id) and (actor.key not in authors or Role.IMPORTER in actor.roles)


def check_reads(actor: Actor) -> None:
    if not reads(actor):
        raise Refused("wrong-role", "您的岗位不使用知识库")


def check_writes(actor: Actor, unit_id: int | None) -> None:
    if not writes_for(actor, unit_id):
        raise Refused("wrong-role", "只能为本单位编写；全市的由班长或督办员编写", "unit")


def check_leads(actor: Actor, unit_id: int | None, what: str) -> None:
    if not leads(actor, unit_id):
        raise Refused("wrong-role", f"{what}须由责任单位负责人，或中心的班长、督办员来做")


def check_release(actor: Actor, unit_id: int, author: str) -> None:
    """Raises Refused: wrong-role, own-words."""
    check_leads(actor, unit_id, "发布")
    if not may_release(actor, unit_id, [author]):
        raise Refused("own-words", "编写人不能发布自己写的版本：请本单位负责人，或中心的班长、督办员发布")


def check_hands_over(actor: Actor) -> None:
    if not actor.roles & HANDS_OVER:
        raise Refused("wrong-role", "归口单位由中心的班长、督办员来改", "unit")


def check_keeps(actor: Actor, what: str) -> None:
    if not keeps(actor):
        raise Refused("wrong-role", f"{what}须由中心的班长或督办员来做")
