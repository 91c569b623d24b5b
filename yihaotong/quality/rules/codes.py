"""The codes of quality with their Chinese names."""

from collections.abc import Mapping

from yihaotong.journal.codes import Code


class Work(Code):
    """A kind of work of which pieces are taken: each piece is one act of one person, one line of the journal."""

    FILING = "filing", "受理登记"
    ANSWER = "answer", "直接答复"
    TURNED_DOWN = "turned_down", "无效、不予受理的认定"
    DISPATCH = "dispatch", "派单"
    REPLY = "reply", "承办单位答复"
    APPROVAL = "approval", "答复审核"
    CALL_BACK = "call_back", "回访"


#: The lines of the journal that are pieces of each work.
LINES: Mapping[Work, frozenset[str]] = {
    Work.FILING: frozenset({"case.file"}),
    Work.ANSWER: frozenset({"case.answer"}),
    Work.TURNED_DOWN: frozenset({"case.void", "case.decline"}),
    Work.DISPATCH: frozenset({"case.dispatch", "case.redispatch"}),
    Work.REPLY: frozenset({"case.reply"}),
    Work.APPROVAL: frozenset({"case.approve", "case.send_back"}),
    Work.CALL_BACK: frozenset({"case.attempt", "case.close", "case.redo", "case.refer"}),
}
WORK_OF: Mapping[str, Work] = {kind: work for work, kinds in LINES.items() for kind in kinds}


class Progress(Code):
    """How far a sample is."""

    WAITING = "waiting", "待评分"
    SCORED = "scored", "已评分"
    APPEALED = "appealed", "申诉中"
    SETTLED = "settled", "已裁定"


class Part(Code):
    """What a score is to its sample: the one that counts, one for comparison, or the one a ruling put in its place."""

    MAIN = "main", "评分"
    CALIBRATION = "calibration", "校准评分"
    RULING = "ruling", "裁定改评"


class Per(Code):
    """Over which span a plan counts."""

    WEEK = "week", "周"
    MONTH = "month", "月"


class Take(Code):
    """How a line of the plan takes pieces."""

    COUNT = "count", "每人若干件"
    SHARE = "share", "百分之几"
    EVERY = "every", "每件都抽"


class People(Code):
    """Whose work a line of the plan looks at."""

    ALL = "all", "所有人"
    NEW = "new", "到岗三个月内的新人"


class Among(Code):
    """Which pieces of it."""

    ANY = "any", "不限"
    DISSATISFIED = "dissatisfied", "诉求人不满意的"


class ItemKind(Code):
    """How an item of a score sheet counts."""

    GRADE = "grade", "评分"
    DEDUCT = "deduct", "扣分"
    VETO = "veto", "一票否决"
