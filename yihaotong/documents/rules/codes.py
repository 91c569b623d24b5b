"""The codes of documents with their Chinese names."""

from yihaotong.journal.codes import Code


class State(Code):
    """Where a document stands between its first draft and its signature, and while its label is looked at again."""

    DRAFT = "draft", "拟稿中"
    SECTION = "section", "待科室审查"
    SECRECY = "secrecy", "待保密审查"
    REPORTED = "reported", "报审中"
    OFFICE = "office", "待审核公开属性"
    SIGNING = "signing", "待签发"
    SIGNED = "signed", "已签发"
    RELABEL_SECRECY = "relabel_secrecy", "改属性·待保密审查"
    RELABEL_DECISION = "relabel_decision", "改属性·待审定"
    ABANDONED = "abandoned", "已作废"


#: Not yet signed, and somebody still works on it.
OPEN_STATES = (State.DRAFT, State.SECTION, State.SECRECY, State.REPORTED, State.OFFICE, State.SIGNING)


class DocumentKind(Code):
    """文种: the fifteen of 党政机关公文处理工作条例 art. 8."""

    RESOLVED = "jueyi", "决议"
    DECISION = "jueding", "决定"
    DECREE = "mingling", "命令（令）"
    COMMUNIQUE = "gongbao", "公报"
    PROCLAMATION = "gonggao", "公告"
    PUBLIC_NOTICE = "tonggao", "通告"
    OPINIONS = "yijian", "意见"
    NOTICE = "tongzhi", "通知"
    CIRCULAR = "tongbao", "通报"
    REPORT = "baogao", "报告"
    ASKING = "qingshi", "请示"
    APPROVAL = "pifu", "批复"
    BILL = "yian", "议案"
    LETTER = "han", "函"
    MINUTES = "jiyao", "纪要"


class Origin(Code):
    """How a document came to be: it decides who settles its label, and what is asked of it besides."""

    OWN = "own", "本机关制发"
    FORWARDED = "forwarded", "转发"
    JOINT = "joint", "联合发文（本机关牵头）"
    ASKED = "asked", "请示"
    REPORTED = "reported", "报告"
    CONSULTING = "consulting", "征求意见"


class Outcome(Code):
    """What the secrecy review says of a document (条例 art. 17). `REFER`: it cannot be decided here."""

    PUBLIC = "public", "公开"
    EXEMPT = "exempt", "免于公开"
    REFER = "refer", "需报审"


class Answer(Code):
    """What the authority answered that was asked (条例 art. 17, second sentence)."""

    PUBLIC = "public", "可以公开"
    EXEMPT = "exempt", "不得公开"


class AskedOf(Code):
    """Of whom it is asked when the organ cannot decide (条例 art. 17)."""

    SUPERIOR = "superior", "主管部门"
    SECRECY_AUTHORITY = "secrecy_authority", "保密行政管理部门"


class Decision(Code):
    """What the signer says to a proposal to change a label."""

    AGREED = "agreed", "同意改"
    KEPT = "kept", "维持原属性"


class Validity(Code):
    """效力状态, as every item of a disclosure site shows it."""

    VALID = "valid", "有效"
    UNTIL = "until", "有效期至"
    LAPSED = "lapsed", "失效"
    REPEALED = "repealed", "废止"


class OpenStage(Code):
    """五公开: decisions, execution, administration, services, results (中办发〔2016〕8号)."""

    DECIDING = "deciding", "决策公开"
    EXECUTING = "executing", "执行公开"
    ADMINISTERING = "administering", "管理公开"
    SERVING = "serving", "服务公开"
    RESULTS = "results", "结果公开"


class OpenTerm(Code):
    """公开时限 as it is printed in an item's head: how long it stays public."""

    LONG = "long", "长期公开"
    UNTIL = "until", "公开至某日"


class Retention(Code):
    """保管期限 (国家档案局令第8号)."""

    PERMANENT = "permanent", "永久"
    THIRTY = "thirty", "30 年"
    TEN = "ten", "10 年"


class Receiver(Code):
    """Whom the organ hands copies of what is public (条例 art. 25)."""

    ARCHIVE = "archive", "国家档案馆"
    LIBRARY = "library", "公共图书馆"
