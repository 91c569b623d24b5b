"""Who may do what in the disclosure office: the officer keeps, the leader decides, and not on his own words."""

from collections.abc import Iterable, Mapping

from yihaotong.accounts.rules import Actor, Role
from yihaotong.journal.refusal import Refused

_KEEP = frozenset({Role.DISCLOSURE_OFFICER, Role.DISCLOSURE_LEADER, Role.IMPORTER})
_DECIDE = frozenset({Role.DISCLOSURE_LEADER})

WHO_MAY: Mapping[str, frozenset[Role]] = {
    "notice.enter": _KEEP,
    "house_rule.keep": _KEEP,
    "directive.keep": _KEEP,
    "override.set": _KEEP,
    "guide.draft": _KEEP,
    "guide.approve": _DECIDE,
}


def may(act: str, roles: Iterable[Role]) -> bool:
    return bool(WHO_MAY[act] & set(roles))


def check_may(act: str, actor: Actor) -> None:
    """Raises Refused("wrong-role")."""
    if not may(act, actor.roles):
        raise Refused("wrong-role", "您的岗位不能进行此项操作", act=act)


def check_another(actor: Actor, author: str, what: str) -> None:
    """Two pairs of eyes. Raises Refused("own-words")."""
    if actor.key == author:
        raise Refused("own-words", f"{what}须由另一个人来做")
