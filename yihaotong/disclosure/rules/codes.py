"""The codes of the disclosure office with their Chinese names."""

from collections.abc import Mapping

from yihaotong.journal.codes import Code


class Duty(Code):
    """What somebody, or a section, is in the organisation that a notice sets up (条例 art. 4)."""

    HEAD = "head", "组长"
    DEPUTY = "deputy", "副组长"
    MEMBER = "member", "成员"
    OFFICE = "office", "工作机构"
    SECTION = "section", "责任科室"
    LIAISON = "liaison", "联络员"


#: These are held by a section, the others by a person.
UNIT_DUTIES = frozenset({Duty.OFFICE, Duty.SECTION})


class Standing(Code):
    """What a rule of the office is worth on a day."""

    TO_COME = "to_come", "尚未施行"
    IN_FORCE = "in_force", "现行有效"
    ON_TRIAL = "on_trial", "试行"
    LAPSED = "lapsed", "试行期满失效"
    EXPIRED = "expired", "有效期满失效"
    REPLACED = "replaced", "已被代替"
    ABOLISHED = "abolished", "已废止"


#: What must be kept to on the day.
HOLDS = frozenset({Standing.IN_FORCE, Standing.ON_TRIAL})


class Progress(Code):
    """How far a clause of a superior's document is. “Overdue” is computed and is none."""

    WAITING = "waiting", "待交办"
    HANDED_OUT = "handed_out", "办理中"
    REPORTED = "reported", "待验收"
    SENT_BACK = "sent_back", "退回重办"
    ACCEPTED = "accepted", "已完成"
    DROPPED = "dropped", "不再办理"


#: What still has to be done by somebody.
OPEN = frozenset({Progress.WAITING, Progress.HANDED_OUT, Progress.REPORTED, Progress.SENT_BACK})


class Drafting(Code):
    """How far a version of the guide is."""

    DRAFT = "draft", "拟稿"
    SUBMITTED = "submitted", "待审定"
    SENT_BACK = "sent_back", "退回修改"
    APPROVED = "approved", "已审定"
    DROPPED = "dropped", "已放弃"


#: A version that somebody is still working on; there is one at most.
IN_WORK = frozenset({Drafting.DRAFT, Drafting.SUBMITTED, Drafting.SENT_BACK})


class Audience(Code):
    """For whose eyes a file of the office is."""

    OFFICE = "office", "内部"
    PUBLIC = "public", "公开"


#: How the journal names each record: "disclosure-notice:3".
NOTICE, HOUSE_RULE, DIRECTIVE, CLAUSE = "disclosure-notice", "house-rule", "directive", "clause"
OVERRIDE, GUIDE = "deadline-override", "guide"
SUBJECT_WORDS: Mapping[str, str] = {
    NOTICE: "机构通知",
    HOUSE_RULE: "制度",
    DIRECTIVE: "上级文件",
    CLAUSE: "任务",
    OVERRIDE: "本地期限",
    GUIDE: "指南",
}
