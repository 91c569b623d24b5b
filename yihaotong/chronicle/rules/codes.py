"""The codes of 大事记 with their Chinese names."""

from yihaotong.journal.codes import Code


class Kind(Code):
    """The ledgers. The value stands in addresses."""

    MEDIA = "media", "媒体报道"
    RECEPTION = "reception", "接待来访"
    EVALUATION = "evaluation", "评价与荣誉"
    STATED = "stated", "外来数字"


class MediaKind(Code):
    """What kind of outlet reported."""

    TV = "tv", "电视"
    RADIO = "radio", "广播"
    PAPER = "paper", "报刊"
    ONLINE = "online", "网络"


class Level(Code):
    """Where a delegation comes from."""

    STATE = "state", "国家级"
    MINISTRY = "ministry", "国家部委"
    PROVINCE = "province", "省（区、市）"
    CITY = "city", "市、县"
    ABROAD = "abroad", "境外"
    OTHER = "other", "其他"


class EvaluationKind(Code):
    """Whether somebody ranked the organ or honoured it."""

    RANKING = "ranking", "测评排名"
    HONOUR = "honour", "荣誉"


class Progress(Code):
    """Where a statement stands. What has ended by its last day stays approved: its `until` says so."""

    PROPOSED = "proposed", "待批准"
    APPROVED = "approved", "已批准"
    REFUSED = "refused", "未批准"
    DROPPED = "dropped", "已撤回"
