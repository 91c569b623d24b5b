"""The codes of a case with their Chinese names. Stage, outcome, secrecy and satisfaction are different questions."""

from enum import Enum
from typing import Self


class Code(str, Enum):  # noqa: UP042 — a StrEnum's members are bare strings; these carry their label
    """A stored code with the words a person reads: `Stage.FILED == "filed"`, `Stage.FILED.label == "待派单"`."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    def __str__(self) -> str:
        return str(self.value)

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(member.value, member.label) for member in cls]


class Stage(Code):
    """Where a case stands (环节). "Overdue" is computed from a clock and is never a stage."""

    FILED = "filed", "待派单"
    DISPATCHED = "dispatched", "待签收"
    IN_HAND = "in_hand", "办理中"
    REPLIED = "replied", "待审核"
    TO_CALL_BACK = "to_call_back", "待回访"
    CLOSED = "closed", "已办结"
    ARCHIVED = "archived", "已归档"


OPEN = frozenset({Stage.FILED, Stage.DISPATCHED, Stage.IN_HAND, Stage.REPLIED, Stage.TO_CALL_BACK})


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


class Outcome(Code):
    """办理结果, as the unit states it and the reviewer passes it."""

    SOLVED = "solved", "已解决"
    PARTLY = "partly", "部分解决"
    EXPLAINED = "explained", "解释说明"
    UNABLE = "unable", "无法解决（客观原因）"
    UNREASONABLE = "unreasonable", "诉求不合理"
    PLANNED = "planned", "已列入计划"


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
