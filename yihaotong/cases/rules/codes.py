"""The codes of a case with their Chinese names. Stage, outcome, secrecy and satisfaction are different questions."""

from yihaotong.journal.codes import Code


class Stage(Code):
    """Where a case stands (环节). "Overdue" is computed from a clock and is never a stage."""

    FILED = "filed", "待派单"
    DISPATCHED = "dispatched", "待签收"
    RETURN_PENDING = "return_pending", "退单待裁"
    IN_HAND = "in_hand", "办理中"
    FOLLOWING = "following", "随主单"
    REPLIED = "replied", "待审核"
    TO_CALL_BACK = "to_call_back", "待回访"
    CLOSED = "closed", "已办结"
    VOID = "void", "无效"
    DECLINED = "declined", "不予受理"
    TRANSFERRED = "transferred", "已转专线"
    MERGED = "merged", "已并单"
    WITHDRAWN = "withdrawn", "已撤诉"
    ARCHIVED = "archived", "已归档"


OPEN = frozenset(
    {
        Stage.FILED,
        Stage.DISPATCHED,
        Stage.RETURN_PENDING,
        Stage.IN_HAND,
        Stage.FOLLOWING,
        Stage.REPLIED,
        Stage.TO_CALL_BACK,
    }
)
#: The ends that are not a closing. Such a case was received, and nobody's rate has it in its denominator.
ENDED_OTHERWISE = frozenset({Stage.VOID, Stage.DECLINED, Stage.TRANSFERRED, Stage.MERGED, Stage.WITHDRAWN})
#: Where a case has come to an end; from here it goes to the archive.
ENDED = ENDED_OTHERWISE | {Stage.CLOSED}
#: At these a case may have followers: its answer is still to be passed.
LEADING = OPEN - {Stage.FOLLOWING, Stage.TO_CALL_BACK}


class RequestType(Code):
    """诉求类型. Yinchuan's circular of 2019 used the first five and 其他; Ningxia 2022 adds 表扬."""

    INQUIRY = "inquiry", "咨询"
    COMPLAINT = "complaint", "投诉"
    HELP = "help", "求助"
    SUGGESTION = "suggestion", "建议"
    REPORT = "report", "举报"
    PRAISE = "praise", "表扬"
    OTHER = "other", "其他"


class Urgency(Code):
    """紧急程度. 天津市令39号: danger to life or property 15 minutes, water, power, gas and heat 30 minutes."""

    NORMAL = "normal", "一般"
    URGENT = "urgent", "紧急（水电气暖等民生保障）"
    EMERGENCY = "emergency", "特急（危及生命财产）"


class Channel(Code):
    """来源渠道."""

    PHONE = "phone", "电话"
    PORTAL = "portal", "网站"
    WECHAT = "wechat", "微信"
    EMAIL = "email", "电子邮件"
    OPEN311 = "open311", "Open311"
    API = "api", "接口"
    TRANSFER = "transfer", "上级或其他平台转办"


class Secrecy(Code):
    """Who may know the requester (handbook A13): of confidential and protected cases only the centre."""

    NORMAL = "normal", "普通"
    CONFIDENTIAL = "confidential", "要求保密"
    PROTECTED = "protected", "举报保护"


class UnitOutcome(Code):
    """办理结果, as the unit states it and the reviewer passes it."""

    SOLVED = "solved", "已解决"
    PARTLY = "partly", "部分解决"
    EXPLAINED = "explained", "解释说明"
    UNABLE = "unable", "无法解决（客观原因）"
    UNREASONABLE = "unreasonable", "诉求不合理"
    PLANNED = "planned", "已列入计划"


class Outcome(Code):
    """办理结果 of a case: what the unit stated, or that the centre answered at once."""

    SOLVED = "solved", "已解决"
    PARTLY = "partly", "部分解决"
    EXPLAINED = "explained", "解释说明"
    UNABLE = "unable", "无法解决（客观原因）"
    UNREASONABLE = "unreasonable", "诉求不合理"
    PLANNED = "planned", "已列入计划"
    ANSWERED = "answered", "直接答复"


class ContactMeans(Code):
    """How a unit spoke with the requester."""

    PHONE = "phone", "电话"
    VISIT = "visit", "上门"
    MEETING = "meeting", "面谈"
    ONLINE = "online", "网络"


class NoContact(Code):
    """Why no contact with the requester was possible before the reply."""

    ANONYMOUS = "anonymous", "匿名，无联系方式"
    UNREACHABLE = "unreachable", "多次联系不上"
    DECLINED = "declined", "诉求人不愿联系"
    CONFIDENTIAL = "confidential", "诉求人要求保密或受举报保护，由中心转达"


class SendBackReason(Code):
    """Why a reviewer does not pass a reply."""

    BESIDE_THE_POINT = "beside_the_point", "答非所问"
    NO_CONTACT = "no_contact", "未联系诉求人"
    INCOMPLETE = "incomplete", "未逐项回复"
    PERFUNCTORY = "perfunctory", "敷衍"
    OTHER = "other", "其他"


class ConcludeGround(Code):
    """On what a supervisor closes a case whose requester is not content; it stays dissatisfied in the figures."""

    REDONE = "redone", "重办后仍不满意，已尽职"
    UNREASONABLE = "unreasonable", "诉求不合理"


class Satisfaction(Code):
    """The five levels of 好差评 (国办发〔2019〕51号)."""

    VERY_SATISFIED = "very_satisfied", "非常满意"
    SATISFIED = "satisfied", "满意"
    BASICALLY = "basically", "基本满意"
    DISSATISFIED = "dissatisfied", "不满意"
    VERY_DISSATISFIED = "very_dissatisfied", "非常不满意"


CONTENT = frozenset({Satisfaction.VERY_SATISFIED, Satisfaction.SATISFIED, Satisfaction.BASICALLY})


class Solved(Code):
    """是否解决, asked apart from satisfaction."""

    YES = "yes", "已解决"
    PARTLY = "partly", "部分解决"
    NO = "no", "未解决"


class CloseGround(Code):
    """What a closing rests on (case-moves: satisfied, basically satisfied, not reached after 3 attempts, anonymous)."""

    CALLED_BACK = "called_back", "回访：满意或基本满意"
    EVALUATED = "evaluated", "诉求人已在网上评价满意或基本满意"
    NOT_REACHED = "not_reached", "三次回访未联系上"
    ANONYMOUS = "anonymous", "匿名诉求，无法回访"


class VoidReason(Code):
    """无效: why there is nothing to handle. Counted as received, never as handled, called back or assessed."""

    SILENT = "silent", "静默"
    MISDIAL = "misdial", "误拨"
    HARASSMENT = "harassment", "骚扰"
    NO_SUBSTANCE = "no_substance", "无实质内容"


class OutOfScope(Code):
    """不予受理, the seven kinds (handbook A2). What each rests on, and what the citizen is told: `rules.declining`."""

    EMERGENCY = "oos-1", "OOS-1 属于 110、119、120、122 的紧急事项"
    OTHER_PROCEDURE = "oos-2", "OOS-2 须走或已走法定途径（诉讼、仲裁、复议、监察、信息公开、信访）"
    REPEATED = "oos-3", "OOS-3 正在办理或已办结，同一诉求人没有新情况新理由"
    SECRET = "oos-4", "OOS-4 涉及国家秘密、工作秘密、商业秘密、隐私或个人信息"
    NOT_OURS = "oos-5", "OOS-5 不属于任何承办单位的职责"
    UNLAWFUL = "oos-6", "OOS-6 违反法律或公序良俗"
    DISTURBANCE = "oos-7", "OOS-7 恶意扰乱热线"


class SpecialLine(Code):
    """转专线: the emergency services a call may belong to (国办发〔2022〕12号 for 110)."""

    POLICE = "110", "110 报警"
    FIRE = "119", "119 消防"
    MEDICAL = "120", "120 急救"
    TRAFFIC = "122", "122 交通事故"


class ReturnReason(Code):
    """Why a unit gives a case back."""

    NOT_OUR_DUTY = "not_our_duty", "不属于本单位职责"
    OTHER_AREA = "other_area", "不在本单位辖区"
    OTHER_LEVEL = "other_level", "应由上级或下级单位办理"
    UNCLEAR = "unclear", "诉求要素不全，无法办理"
    OTHER = "other", "其他"


class LegEnd(Code):
    """How a dispatch came to nothing; "" for one that was handled, or still is."""

    RETURNED = "returned", "退单成立"
    REDISPATCHED = "redispatched", "改派"
    FOLLOWED = "followed", "随主单"
    MERGED = "merged", "并单"
    WITHDRAWN = "withdrawn", "撤诉"
