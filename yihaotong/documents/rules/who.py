"""Who may make which move on which document; whoever wrote it judges nothing of it."""

from collections.abc import Collection
from dataclasses import dataclass

from yihaotong.accounts.rules import DISCLOSURE_POSTS, Actor, Role
from yihaotong.documents.rules.moves import HEADS, SIGNERS, Move
from yihaotong.journal.refusal import Refused

#: These see every document of the organ.
SEE_ALL = frozenset({Role.DISCLOSURE_OFFICER, Role.DISCLOSURE_LEADER, Role.SECRECY_OFFICER, Role.WORKER, Role.IMPORTER})
#: Who keeps the office's own lists: coverage, imports, hand-overs.
KEEPERS = frozenset({Role.DISCLOSURE_OFFICER, Role.DISCLOSURE_LEADER})


@dataclass(frozen=True)
class About:
    """What decides who may act: the section, it and all above it, and everybody who wrote the document."""

    section: int
    around: frozenset[int]
    authors: frozenset[str]


def reads(actor: Actor, centre: Collection[int]) -> bool:
    """Whether these pages exist for him; of unit leaders only for the centre's (ids in `centre`)."""
    return bool(actor.roles & DISCLOSURE_POSTS) or bool(actor.units_as(Role.UNIT_LEADER) & set(centre))


def check_may(move: Move, about: About, actor: Actor) -> None:
    """Raises Refused: wrong-role, out-of-reach, own-document."""
    if not _holds(move, about, actor):
        raise Refused("wrong-role", f"您的岗位不能“{move.label}”")
    if move.own and not _of_section(about, actor):
        raise Refused("out-of-reach", f"这是别的科室的公文，不归您办“{move.label}”")
    if move.apart and actor.key in about.authors:
        raise Refused("own-document", "拟稿或改过稿的人不能审查、审核或签发这一件，请由别人来办")


def may(move: Move, about: About, actor: Actor) -> bool:
    try:
        check_may(move, about, actor)
    except Refused:
        return False
    return True


def _holds(move: Move, about: About, actor: Actor) -> bool:
    """A head, and a unit's leader, counts only at the section or above it."""
    nearby = bool(actor.units_as(*(move.by & HEADS)) & about.around) if move.by & HEADS else False
    if move.in_section:
        return nearby
    plain = move.by - {Role.UNIT_LEADER}
    led = bool(actor.units_as(Role.UNIT_LEADER) & about.around) and bool(move.by & SIGNERS & {Role.UNIT_LEADER})
    return bool(actor.roles & plain) or led


def _of_section(about: About, actor: Actor) -> bool:
    """The office writes for every section; a drafter for his own and for those below it."""
    if actor.roles & {Role.DISCLOSURE_OFFICER, Role.IMPORTER}:
        return True
    return bool(actor.units_as(Role.DRAFTER) & about.around)
