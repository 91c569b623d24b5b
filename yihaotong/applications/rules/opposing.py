"""What others want kept back, and what it takes to disclose it all the same (条例 art. 32, 34)."""

from yihaotong.applications.rules.codes import Asked, Opinion, ReplyType
from yihaotong.applications.rules.situation import Situation
from yihaotong.journal.refusal import Refused

#: Words against disclosing all of it.
AGAINST = frozenset({Opinion.OBJECTS, Opinion.PARTLY})
#: What goes out whole.
WHOLE = frozenset({ReplyType.R1, ReplyType.R2})


def check_opposed(
    facts: Situation, code: ReplyType | None, number: int, *, public_interest: bool, reason: bool
) -> None:
    """What a third party or a joint organ wants kept back goes out whole only with words for it; an objection binds
    the items that it is about. Raises Refused("third-party-objects" | "joint-organ-objects")."""
    if code not in WHOLE:
        return
    heard = [each for each in facts.consultations if each.opinion in AGAINST]
    against = {each.asked for each in heard if not each.items or number in each.items}
    if Asked.THIRD_PARTY in against and not public_interest:
        message = "第三方不同意全部公开：认为不公开可能对公共利益造成重大影响的，写明理由（条例第三十二条）"
        raise Refused("third-party-objects", message, "public_interest")
    if Asked.JOINT_ORGAN in against and not reason:
        message = "共同制作机关不同意全部公开：仍然公开的，写明理由（条例第三十四条）"
        raise Refused("joint-organ-objects", message, "reason")
