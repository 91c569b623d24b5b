"""The codes of a redaction: its stage, what it is made of, where a mark stands, on which ground, where it came from."""

from yihaotong.journal.codes import Code


class Stage(Code):
    """How far a redaction is. `MADE` has a result with its proof that nobody has released yet."""

    READING = "reading", "读取中"
    DRAFT = "draft", "标注中"
    QUEUED = "queued", "制作中"
    MADE = "made", "待复核"
    FAILED = "failed", "没有做成"
    RELEASED = "released", "已放行"
    WITHDRAWN = "withdrawn", "已撤回"
    DROPPED = "dropped", "已放弃"


class Form(Code):
    """What is redacted, and so how."""

    PDF = "pdf", "PDF"
    DOCX = "docx", "Word 文档"
    PICTURE = "picture", "图片"


class MarkKind(Code):
    """`WORD` is taken out wherever it stands; `RANGE` are characters of one paragraph; `BOX` a part of a page."""

    WORD = "word", "文字（全文各处）"
    RANGE = "range", "段落中的文字"
    BOX = "box", "方框"


class Origin(Code):
    """How a mark came about."""

    DRAWN = "drawn", "画框"
    TYPED = "typed", "输入文字"
    CHOSEN = "chosen", "选定段落"
    SUGGESTED = "suggested", "采用建议"


class Ground(Code):
    """Why something may not be given out: 条例 (国务院令第711号) art. 14–16, coded as in the annual table (三)."""

    PERSONAL = "personal", "个人隐私（第十五条）"
    N1 = "N1", "国家秘密（第十四条）"
    N2 = "N2", "法律、行政法规禁止公开（第十四条）"
    N3 = "N3", "危及国家安全、公共安全、经济安全、社会稳定（第十四条）"
    N4 = "N4", "商业秘密等第三方合法权益（第十五条）"
    N5 = "N5", "内部事务信息（第十六条第一款）"
    N6 = "N6", "过程性信息（第十六条第二款）"
    N7 = "N7", "行政执法案卷信息（第十六条第二款）"

    @property
    def exemption(self) -> str:
        """The code it counts under in the annual table: personal data is art. 15, hence N4."""
        return "N4" if self is Ground.PERSONAL else self.value


class Personal(Code):
    """What a find of personal data is."""

    IDENTITY = "identity", "身份证号"
    MOBILE = "mobile", "手机号"
    LANDLINE = "landline", "固定电话"
    BANK_CARD = "bank_card", "银行卡号"
    E_MAIL = "e_mail", "电子邮箱"
    PLATE = "plate", "车牌号"
    PASSPORT = "passport", "护照、通行证号"
    DWELLING = "dwelling", "门牌室号"
    ACCOUNT = "account", "银行账号"
    SOCIAL_CARD = "social_card", "社保卡、医保卡号"
    QQ = "qq", "QQ号"
    WECHAT = "wechat", "微信号"
    FRAME = "frame", "车架号"
