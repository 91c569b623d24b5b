"""Who may hand over to whom, and which void decisions a shift leader looks at again. Plain Python."""

import hashlib

from yihaotong.accounts.rules import Actor, Role
from yihaotong.journal.refusal import Refused

#: Who keeps drafts and follow-ups: those who take calls.
TAKES_CALLS = frozenset({Role.OPERATOR, Role.SHIFT_LEADER})
NOTE_LENGTH = 200
#: One in so many void decisions is looked at again (design: 10 %).
SAMPLED = 10


def check_may_hand_over(actor: Actor, giver: str, receiver: str, receiver_roles: frozenset[Role]) -> None:
    """One's own things by oneself; what somebody left behind by a shift leader, or by the system administrator who
    shuts his account: neither sees what is in them. Raises Refused.
    """
    if actor.key != giver and not actor.roles & {Role.SHIFT_LEADER, Role.SYSTEM_ADMIN}:
        raise Refused("wrong-role", "别人留下的，由班长来转交")
    if giver == receiver:
        raise Refused("to-oneself", "不能交给本人", "receiver")
    if not receiver_roles & TAKES_CALLS:
        raise Refused("not-taking-calls", "请选择现任的话务员或班长", "receiver")


def check_note(note: str) -> str:
    stripped = note.strip()
    if not stripped:
        raise Refused("missing", "请写明要跟进什么", "note")
    if len(stripped) > NOTE_LENGTH:
        raise Refused("too-long", f"不得超过 {NOTE_LENGTH} 字", "note")
    return stripped


def sampled(order_no: str, secret: str) -> bool:
    """Whether a void case is among those looked at again: one in ten, and nobody can tell beforehand which."""
    digest = hashlib.sha256(f"{secret}:{order_no}".encode()).digest()
    return int.from_bytes(digest[:8]) % SAMPLED == 0
