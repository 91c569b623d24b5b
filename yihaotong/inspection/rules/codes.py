"""The codes of 自查 with their Chinese names."""

from yihaotong.journal.codes import Code


class Weight(Code):
    """What breaking a threshold costs."""

    VETO = "veto", "单项否决"
    DEDUCT = "deduct", "扣分"
    ADVICE = "advice", "提醒"


class Sort(Code):
    """What a limit is: how long something may last, how many there may be, a share, seconds, a day of the
    year, or a term that each record has of its own area."""

    SPAN = "span", "时长"
    COUNT = "count", "数量"
    PERCENT = "percent", "百分比"
    SECONDS = "seconds", "秒"
    DATE = "date", "日期"
    TERM = "term", "各自的期限"


class Light(Code):
    """How an indicator stands, in words."""

    BROKEN = "broken", "已触线"
    NEAR = "near", "将触线"
    CALM = "calm", "未触线"
    UNKNOWN = "unknown", "没有数据"


class Cadence(Code):
    """Which kind of column a row of the catalogue is: by what its being stale is judged."""

    LIVELY = "news", "动态、要闻"
    NOTICE = "notice", "通知公告、政策文件"
    OWN = "own", "按目录的公开时限"


class Progress(Code):
    """What became of one item of a monthly list."""

    OPEN = "open", "待办"
    DONE = "done", "已办"
    PUT_OFF = "put_off", "推迟"
