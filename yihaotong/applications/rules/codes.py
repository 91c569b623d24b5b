"""The codes of a request for information with their Chinese names. What a reply type needs and counts as is data."""

from yihaotong.journal.codes import Code


class Stage(Code):
    """Where a request stands (环节). Extended, late, under review or suit are facts beside it, and no stages."""

    UNCONFIRMED = "unconfirmed", "待确认"
    EXAMINING = "examining", "审查中"
    TO_CORRECT = "to_correct", "待补正"
    TO_EXPLAIN = "to_explain", "说明理由中"
    IN_HAND = "in_hand", "办理中"
    CONSULTING = "consulting", "征求意见中"
    TO_PAY = "to_pay", "待缴费"
    TO_SIGN = "to_sign", "待签发"
    SIGNED = "signed", "待送出"
    REPLIED = "replied", "已答复"
    DELIVERED = "delivered", "已送达"
    ABANDONED = "abandoned", "视为放弃"
    WITHDRAWN = "withdrawn", "已撤回"
    ARCHIVED = "archived", "已归档"


#: An officer has it in hand and may take it further.
AT_WORK = frozenset({Stage.EXAMINING, Stage.IN_HAND})
#: Nothing has ended it yet.
OPEN = frozenset(
    {
        Stage.UNCONFIRMED,
        Stage.EXAMINING,
        Stage.TO_CORRECT,
        Stage.TO_EXPLAIN,
        Stage.IN_HAND,
        Stage.CONSULTING,
        Stage.TO_PAY,
        Stage.TO_SIGN,
        Stage.SIGNED,
    }
)
ENDED = frozenset(set(Stage) - OPEN)


class Channel(Code):
    """How a request came in (条例 art. 29, 31). From which day it counts as received stands in data/receipt.csv."""

    COUNTER = "counter", "当面提交"
    SIGNED_POST = "signed_post", "邮寄（签收）"
    LETTER = "letter", "平常信函"
    INTERNET = "internet", "互联网"
    FAX = "fax", "传真"
    PLATFORM = "platform", "平台转来"
    ORAL = "oral", "窗口口头（代填）"


class ApplicantKind(Code):
    """申请人情况: the columns of table 3, in their sequence."""

    NATURAL = "natural", "自然人"
    BUSINESS = "business", "商业企业"
    RESEARCH = "research", "科研机构"
    WELFARE = "welfare", "社会公益组织"
    LEGAL_SERVICE = "legal_service", "法律服务机构"
    OTHER = "other", "其他"


class SupplyForm(Code):
    """形式要求: in which form the applicant wants it (条例 art. 29, 40)."""

    PAPER = "paper", "纸质"
    ELECTRONIC = "electronic", "电子文档"
    READING = "reading", "查阅、抄录"
    ANY = "any", "不限"


class Delivery(Code):
    """How a reply goes out (国办公开办函〔2016〕235号), and the applicant's own wish (条例 art. 29)."""

    DIRECT = "direct", "直接送达"
    ENTRUSTED = "entrusted", "委托其他行政机关送达"
    POST = "post", "邮寄"
    ELECTRONIC = "electronic", "电子送达"


class Provided(Code):
    """Where the information is that a reply discloses, if it does not hang on the request as a file (条例 art. 40)."""

    BY_LETTER = "by_letter", "随信寄出"
    IN_PERSON = "in_person", "当面交付"
    IN_TEXT = "in_text", "写在答复书里"
    READING = "reading", "约好时间当场查阅"


class Carrier(Code):
    """Who carries a posted reply; a private courier may not (国办公开办函〔2016〕235号)."""

    POST_OFFICE = "post_office", "邮政企业"
    COURIER = "courier", "其他快递"


class ReplyType(Code):
    """答复类型: each item gets exactly one (handbook B4). data/reply_types.csv says on what basis and what it needs."""

    R1 = "R1", "已主动公开，告知方式途径"
    R2 = "R2", "予以公开"
    R3 = "R3", "部分公开"
    R4 = "R4", "不予公开"
    R5 = "R5", "行政查询事项"
    R6 = "R6", "不存在或非本机关负责"
    R7 = "R7", "需加工分析，没有现成信息"
    R8 = "R8", "补正后仍不明确"
    R9 = "R9", "信访举报投诉类"
    R10 = "R10", "重复申请"
    R11 = "R11", "公开出版物"
    R12 = "R12", "无正当理由大量反复申请"
    R13 = "R13", "要求确认或重新出具已获取信息"
    R14 = "R14", "逾期不补正"
    R15 = "R15", "逾期未缴费"
    R16 = "R16", "其他（撤回等）"
    #: 条例 art. 41: no request for information, so it is none of the sixteen and counts in no table.
    A41 = "A41", "要求更正与本人有关的信息（第四十一条）"


class Exemption(Code):
    """不予公开的理由 (条例 art. 14–16, 36(7); handbook B2)."""

    N1 = "N1", "依法确定为国家秘密"
    N2 = "N2", "法律、行政法规禁止公开"
    N3 = "N3", "可能危及国家安全、公共安全、经济安全、社会稳定"
    N4 = "N4", "商业秘密、个人隐私等，公开会损害第三方合法权益"
    N5 = "N5", "内部事务信息（人事管理、后勤管理、内部工作流程）"
    N6 = "N6", "过程性信息（讨论记录、过程稿、磋商信函、请示报告）"
    N7 = "N7", "行政执法案卷信息"
    N8 = "N8", "工商、不动产登记资料等行政查询事项"


class Asked(Code):
    """Whose opinion is asked, and what silence means (条例 art. 32, 33(3), 34)."""

    THIRD_PARTY = "third_party", "第三方"
    JOINT_ORGAN = "joint_organ", "共同制作机关"
    OTHER_ORGAN = "other_organ", "其他机关"


class Opinion(Code):
    """What they said. Silence is no word of theirs: what it means is in `silence`."""

    AGREES = "agrees", "同意公开"
    PARTLY = "partly", "同意部分公开"
    OBJECTS = "objects", "不同意公开"
    SILENT = "silent", "逾期未答复"
    CLOSED = "closed", "不再等候"


class Ladder(Code):
    """计费方式: one or the other, never both (国办函〔2020〕109号)."""

    ITEMS = "items", "按件"
    PAGES = "pages", "按量"


class Ruling(Code):
    """What is held of the reasons for so many requests (条例 art. 35)."""

    REASONABLE = "reasonable", "理由合理"
    UNREASONABLE = "unreasonable", "理由不合理"


class DaysOf(Code):
    """In which days a decision or a judgment fixes the time for answering anew; in its own words."""

    WORKING = "working", "工作日"
    CALENDAR = "calendar", "日（自然日）"


class Undoing(Code):
    """What a decision or a judgment did with our reply, as the new reply says it."""

    REVOKED = "revoked", "撤销"
    CHANGED = "changed", "变更"
    UNLAWFUL = "unlawful", "确认违法"


class DisputeKind(Code):
    """The three groups of table 4."""

    REVIEW = "review", "行政复议"
    SUIT = "suit", "行政诉讼（未经复议直接起诉）"
    SUIT_AFTER_REVIEW = "suit_after_review", "行政诉讼（复议后起诉）"


class DisputeResult(Code):
    """The columns of table 4; without a result it is 尚未审结."""

    UPHELD = "upheld", "结果维持"
    CORRECTED = "corrected", "结果纠正"
    OTHER = "other", "其他结果"


class Purpose(Code):
    """Why an applicant's identity is opened; written into the journal."""

    CONTACT = "contact", "联系申请人"
    DELIVER = "deliver", "送达文书"
    VERIFY = "verify", "核对申请人身份"
    CONSULT = "consult", "联系第三方"
    REPEATED = "repeated", "核对是否同一申请人"
    RELIEF = "relief", "复议、诉讼答辩"
