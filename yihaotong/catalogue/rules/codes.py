"""The codes of the catalogue with their Chinese names."""

from yihaotong.journal.codes import Code


class Progress(Code):
    """How far a version of the catalogue is (handbook D1: 编制→科室确认→中心审核→报主管部门审核→发布→动态调整)."""

    DRAFTING = "drafting", "编制中"
    CONFIRMING = "confirming", "科室确认中"
    REVIEWING = "reviewing", "中心审核中"
    APPROVING = "approving", "待主管部门审核"
    APPROVED = "approved", "已审核，待发布"
    RELEASED = "released", "已发布"
    REPLACED = "replaced", "已被新版本代替"
    DISCARDED = "discarded", "已放弃"


#: A version that is still being made; there is never more than one.
OPEN = frozenset({Progress.DRAFTING, Progress.CONFIRMING, Progress.REVIEWING, Progress.APPROVING, Progress.APPROVED})


class OpenStage(Code):
    """五公开: which part of an organ's work a matter belongs to (中办发〔2016〕8号)."""

    DECIDING = "deciding", "决策公开"
    EXECUTING = "executing", "执行公开"
    ADMINISTERING = "administering", "管理公开"
    SERVING = "serving", "服务公开"
    RESULTS = "results", "结果公开"


class Outlet(Code):
    """公开渠道和载体 (条例 art. 23, and the boxes of the national template)."""

    SITE = "site", "政府网站"
    GAZETTE = "gazette", "政府公报"
    WEIBO = "weibo", "政务微博"
    WECHAT = "wechat", "政务微信"
    BRIEFING = "briefing", "发布会/听证会"
    PRESS = "press", "广播电视"
    PAPER = "paper", "纸质媒体"
    BOARD = "board", "公开查阅点"
    HALL = "hall", "政务服务中心"
    NOTICE = "notice", "公示栏"
    OTHER = "other", "其他"


class Audience(Code):
    """公开对象."""

    EVERYBODY = "everybody", "全社会"
    SOME = "some", "特定群体"


class Way(Code):
    """公开方式."""

    PROACTIVE = "proactive", "主动"
    ON_REQUEST = "on_request", "依申请"


class Level(Code):
    """公开层级."""

    CITY = "city", "市级"
    COUNTY = "county", "县级"
    TOWNSHIP = "township", "乡级"


class Act(Code):
    """What was done to a row in a version; each is traced, with its reason."""

    ADDED = "added", "新增"
    CHANGED = "changed", "修改"
    RENAMED = "renamed", "改名"
    MOVED = "moved", "移动"
    MERGED = "merged", "并入"
    REMOVED = "removed", "取消"


class Light(Code):
    """How a row stands at a moment."""

    FULFILLED = "fulfilled", "已落实"
    DUE = "due", "待公开"
    OVERDUE = "overdue", "已逾期"
    EMPTY = "empty", "尚无应公开的信息"
