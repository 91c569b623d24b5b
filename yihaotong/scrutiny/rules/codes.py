"""The codes of 监督保障 with their Chinese names."""

from yihaotong.journal.codes import Code


class Route(Code):
    """By which of the four ways a matter came: 行政监督与群众监督、内部监督与社会监督."""

    ADMINISTRATIVE = "administrative", "行政监督"
    PUBLIC = "public", "群众监督"
    INTERNAL = "internal", "内部监督"
    SOCIAL = "social", "社会监督"


class Origin(Code):
    """What the matter came from; which route it belongs to, who enters it, on what basis: data/origins.csv."""

    URGE = "urge", "督促整改"
    CIRCULAR = "circular", "通报批评"
    CHECK = "check", "监督检查发现"
    COMPLAINT = "complaint", "投诉举报"
    CRITICISM = "criticism", "批评建议"
    SELF_CHECK = "self_check", "自查"
    AUDIT = "audit", "内部审核"
    MEDIA = "media", "媒体反映"
    DEPUTY = "deputy", "代表委员意见"
    MONITOR = "monitor", "社会监督员反映"
    EVALUATION = "evaluation", "社会评议发现"


class Wrong(Code):
    """What is said to be wrong; whether that is urgent, and the articles: data/wrongs.csv."""

    UNPUBLISHED = "unpublished", "该公开的没有公开"
    LATE = "late", "申请了没有按时答复"
    OUTDATED = "outdated", "内容有错或过时"
    REFUSED = "refused", "不该拒绝而拒绝公开"
    EXPOSED = "exposed", "泄露了个人信息"
    CHARGED = "charged", "乱收费"
    OTHER = "other", "其他"


class Progress(Code):
    """How far a matter is."""

    REGISTERED = "registered", "待受理"
    ACCEPTED = "accepted", "待交办"
    IN_HAND = "in_hand", "调查中"
    RECTIFYING = "rectifying", "整改中"
    TO_VERIFY = "to_verify", "待核验"
    TO_ANSWER = "to_answer", "待答复"
    CLOSED = "closed", "已办结"
    DECLINED = "declined", "不属受理范围"
    WITHDRAWN = "withdrawn", "已撤回"


OVER = frozenset({Progress.CLOSED, Progress.DECLINED, Progress.WITHDRAWN})
OPEN = frozenset(Progress) - OVER


class Outcome(Code):
    """What the investigation found."""

    FOUNDED = "founded", "属实"
    PARTLY = "partly", "部分属实"
    UNFOUNDED = "unfounded", "不属实"


class OutOfScope(Code):
    """Why a matter is not taken on."""

    NOT_DISCLOSURE = "not_disclosure", "不是政府信息公开工作的问题"
    OTHER_ORGAN = "other_organ", "属于其他机关，已告知向谁提出"
    DONE_BEFORE = "done_before", "同一问题已经答复过，没有新情况"
    NO_SUBSTANCE = "no_substance", "没有说清什么问题，也联系不上"


class Heard(Code):
    """Whether the person concerned has spoken."""

    SAID = "said", "已听取陈述和申辩"
    WAIVED = "waived", "告知后放弃陈述"


class LiabilityProgress(Code):
    """How far a case of 责任追究 is."""

    OPENED = "opened", "调查中"
    TO_HEAR = "to_hear", "待听取陈述"
    TO_PROPOSE = "to_propose", "待提处理建议"
    TO_DECIDE = "to_decide", "待决定"
    TO_DELIVER = "to_deliver", "待送达"
    DELIVERED = "delivered", "已送达"
    APPEALED = "appealed", "申诉复核中"
    SETTLED = "settled", "复核已定"
    CLOSED = "closed", "已结案"


class Ruling(Code):
    """What became of an appeal."""

    UPHELD = "upheld", "维持"
    CHANGED = "changed", "变更"
    REVOKED = "revoked", "撤销"


class AssessmentProgress(Code):
    """How far somebody's result of the year is."""

    DRAFT = "draft", "草案"
    SHOWN = "shown", "征求意见"
    APPEALED = "appealed", "申诉中"
    FIXED = "fixed", "已审定"


class QuestionKind(Code):
    """How a question is answered."""

    SINGLE = "single", "单选"
    MULTIPLE = "multiple", "多选"
    SCALE = "scale", "打分"
    TEXT = "text", "填写"


class ItemKind(Code):
    """Where the score of an item comes from."""

    AUTOMATIC = "automatic", "自动"
    MANUAL = "manual", "人工"
