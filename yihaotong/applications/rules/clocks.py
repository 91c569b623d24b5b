"""Which limits run in the life of a request. What starts, stops, restarts them stands in the table of moves."""

from yihaotong.journal.codes import Code


class ClockKind(Code):
    """时限. The first five bind the organ, the others those whom it waits for."""

    CORRECTION_NOTICE = "correction_notice", "补正告知期限"
    REPLY = "reply", "答复期限"
    DELAYED = "delayed", "延迟答复的合理期限"
    ANEW = "anew", "重新答复期限"
    ANEW_DAYS = "anew_days", "重新答复期限（自然日）"
    CORRECTION = "correction", "补正期限"
    REASONS = "reasons", "说明理由期限"
    THIRD_PARTY = "third_party", "第三方意见期限"
    JOINT_ORGAN = "joint_organ", "共同制作机关意见期限"
    PAYMENT = "payment", "缴费期限"


#: By these the organ must act; a reply after them is late.
OURS = (ClockKind.CORRECTION_NOTICE, ClockKind.REPLY, ClockKind.DELAYED, ClockKind.ANEW, ClockKind.ANEW_DAYS)
#: What a decision on review or a judgment has fixed, in working days or in days.
OF_ANEW = (ClockKind.ANEW, ClockKind.ANEW_DAYS)
#: The limit within which the reply itself must go out.
OF_REPLY = (ClockKind.REPLY, ClockKind.DELAYED, *OF_ANEW)
#: These are counted from somebody's receipt, so the switch on the day of receipt concerns them (handbook B3, 计日).
FROM_RECEIPT = frozenset({ClockKind.CORRECTION_NOTICE, ClockKind.REPLY, ClockKind.THIRD_PARTY, ClockKind.JOINT_ORGAN})
EVERY = tuple(ClockKind)
