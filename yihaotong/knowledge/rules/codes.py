"""The numbers by which knowledge is quoted (K000012, B000003, T000007), and the codes in its tables."""

import re
from collections.abc import Mapping
from enum import StrEnum

from yihaotong.journal.refusal import Refused


class Noun(StrEnum):
    """What a number stands for, by its letter."""

    ENTRY = "K"
    BULLETIN = "B"
    TEMPLATE = "T"


#: How the journal names each of them: "entry:K000012".
SUBJECTS: Mapping[Noun, str] = {Noun.ENTRY: "entry", Noun.BULLETIN: "bulletin", Noun.TEMPLATE: "template"}
_CODE = re.compile(r"([KBT])(\d{6,9})")


def code(noun: Noun, number: int) -> str:
    """K000012: the letter and at least six digits."""
    return f"{noun.value}{number:06d}"


def parse(text: str) -> tuple[Noun, int] | None:
    """What a number means, as it was typed: " k000012 " is K000012. None for anything else."""
    found = _CODE.fullmatch(text.strip().upper())
    return (Noun(found[1]), int(found[2])) if found else None


def number_of(noun: Noun, text: str) -> int:
    """The number in such a code; 0 for anything else, which no record has."""
    found = parse(text)
    return found[1] if found and found[0] is noun else 0


def subject(noun: Noun, number: int) -> str:
    return f"{SUBJECTS[noun]}:{code(noun, number)}"


class Settled(StrEnum):
    """How a report of a wrong answer was settled (答案有误)."""

    CORRECTED = "corrected"
    NOT_WRONG = "not_wrong"


SETTLED_LABELS: Mapping[Settled, str] = {Settled.CORRECTED: "属实，已更正", Settled.NOT_WRONG: "不属实，未改"}


class Purpose(StrEnum):
    """Which field of which form a template is for."""

    REPLY = "reply"
    CONTACT = "contact"
    SEND_BACK = "send_back"
    MESSAGE = "message"


PURPOSE_LABELS: Mapping[Purpose, str] = {
    Purpose.REPLY: "答复",
    Purpose.CONTACT: "联系记录",
    Purpose.SEND_BACK: "退回意见",
    Purpose.MESSAGE: "告知市民的话",
}


def settled(text: str) -> Settled:
    """Raises Refused("not-a-choice")."""
    try:
        return Settled(text)
    except ValueError:
        raise Refused("not-a-choice", "请选择：属实已更正，或不属实", "how") from None
