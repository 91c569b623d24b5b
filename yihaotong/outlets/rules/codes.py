"""The codes of outlets with their Chinese names."""

from yihaotong.journal.codes import Code


class Kind(Code):
    """How a release gets to an outlet."""

    OWN = "own", "本站自动"
    FILE = "file", "生成文稿，人工发布"
    HAND = "hand", "人工发布"
    LIST = "list", "移送清单"
    MACHINE = "machine", "接口自动"
    #: Items are registered there, none of ours is sent.
    ELSEWHERE = "elsewhere", "只登记"


class Progress(Code):
    """Where the work of carrying one release to one outlet stands."""

    PREPARED = "prepared", "待送"
    SENT = "sent", "已送待回执"
    FAILED = "failed", "没送到，重试中"
    RECEIPTED = "receipted", "已发布"
    SUPERSEDED = "superseded", "已被新版替换"
    RECALLED = "recalled", "待撤下"
    GONE = "gone", "已撤下"
    DROPPED = "dropped", "未送出，不再送"


#: What is still to be carried there, and what is to be fetched back.
OUTWARD = (Progress.PREPARED, Progress.SENT, Progress.FAILED)
#: It stands there, as far as anybody said.
THERE = (Progress.RECEIPTED, Progress.RECALLED)
#: Nothing more happens to these.
OVER = (Progress.SUPERSEDED, Progress.GONE, Progress.DROPPED)


class Why(Code):
    """Why a release is fetched back."""

    WITHDRAWN = "withdrawn", "稿件已撤下"
    UNNAMED = "unnamed", "更正后的版本不再发到这里"
    REPLACED = "replaced", "更正后的版本在另一个地址"


class LimitKind(Code):
    TAKE_DOWN = "take_down", "撤下期限"
    SEND_ON = "send_on", "送达期限"
    REPORT = "report", "接口多久送不到就报告"


class Whose(Code):
    """Who wrote it first."""

    OWN = "own", "原创"
    REPOST = "repost", "转发"


class Placed(Code):
    """Where an item was published: the outlets of articles, and those where items are only registered. The same codes
    stand in data/outlets.csv, each with its basis."""

    SITE = "site", "本站"
    PORTAL = "portal", "政府门户网站"
    WECHAT = "wechat", "微信公众号"
    WEIBO = "weibo", "微博"
    BOARD = "board", "公示栏"
    PRESS = "press", "报刊广播电视"
    ARCHIVE = "archive", "档案馆、图书馆"
    ANSWERS = "answers", "政民互动平台"
    OTHER = "other", "其他渠道"
