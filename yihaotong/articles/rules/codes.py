"""The codes of articles with their Chinese names."""

from collections.abc import Mapping

from yihaotong.accounts.rules import Role
from yihaotong.journal.codes import Code


class Progress(Code):
    """Where the newest version of an article stands. What the public sees is another matter: its `standing` release."""

    DRAFT = "draft", "起草"
    FIRST = "first", "待一审一校"
    SECOND = "second", "待二审二校"
    THIRD = "third", "待三审三校"
    ASKED = "asked", "请示待答复"
    APPROVED = "approved", "待发布"
    RELEASED = "released", "已发布"
    WITHDRAWN = "withdrawn", "已撤下"
    DROPPED = "dropped", "已作废"


class Level(Code):
    """审次: each with its proofreading."""

    FIRST = "first", "一审一校"
    SECOND = "second", "二审二校"
    THIRD = "third", "三审三校"


#: The levels in their sequence, with the progress at which each is due and the post that does it.
LEVELS: Mapping[Level, tuple[Progress, Role]] = {
    Level.FIRST: (Progress.FIRST, Role.FIRST_REVIEWER),
    Level.SECOND: (Progress.SECOND, Role.SECOND_REVIEWER),
    Level.THIRD: (Progress.THIRD, Role.THIRD_REVIEWER),
}
LEVEL_AT: Mapping[Progress, Level] = {progress: level for level, (progress, _role) in LEVELS.items()}


class Gate(Code):
    """五关 (seed report 2019: 严把政治关、法律关、政策关、保密关、文字关)."""

    POLITICAL = "political", "政治关"
    LEGAL = "legal", "法律关"
    POLICY = "policy", "政策关"
    SECRECY = "secrecy", "保密关"
    WORDING = "wording", "文字关"


_NUMERALS = "零一二三四五六七八九"


def gates_named() -> str:
    """All gates by their number, as people speak of them: 五关 while there are five."""
    return f"{_NUMERALS[len(Gate)] if len(Gate) < len(_NUMERALS) else len(Gate)}关"


#: What each gate asks, beside it on the page.
GATE_ASKS: Mapping[Gate, str] = {
    Gate.POLITICAL: "导向、表述、领导姓名职务次序、民族宗教与地图用语",
    Gate.LEGAL: "与法律法规不抵触，职权与依据准确，不侵害他人权益",
    Gate.POLICY: "与现行政策一致，口径、数字与已公开的一致",
    Gate.SECRECY: "不涉及国家秘密、工作秘密、个人隐私、商业秘密",
    Gate.WORDING: "错别字、标点、数字、日期、格式、链接、图片",
}


class Found(Code):
    """What a reviewer finds at a gate."""

    PASSED = "pass", "通过"
    REMARK = "remark", "有意见"
    FAILED = "fail", "不通过"


class Outlet(Code):
    """Where an article is to appear (政府信息公开条例 art. 23). The site itself is always one of them."""

    SITE = "site", "本站"
    PORTAL = "portal", "政府门户网站"
    WECHAT = "wechat", "微信公众号"
    WEIBO = "weibo", "微博"
    BOARD = "board", "公示栏"
    PRESS = "press", "报刊广播电视"
    ARCHIVE = "archive", "档案馆、图书馆"


class Whom(Code):
    """Who is asked where reviewers cannot decide (条例 art. 17: 有关主管部门或者保密行政管理部门)."""

    SECRECY = "secrecy", "保密"
    CYBERSPACE = "cyberspace", "网信"
    SUPERIOR = "superior", "业务主管部门"


class Told(Code):
    """What came back."""

    MAY = "may", "可以发布"
    CHANGE = "change", "修改后再审"
    MAY_NOT = "may_not", "不得发布"


class Stakes(Code):
    """How serious an error found after release is."""

    SLIGHT = "slight", "一般"
    GRAVE = "grave", "较重"
    SEVERE = "severe", "严重表述错误或泄密"


class FoundBy(Code):
    """Who found it."""

    OURSELVES = "ourselves", "自查"
    CITIZEN = "citizen", "公众指出"
    MONITOR = "monitor", "网站监测通报"
    SUPERIOR = "superior", "上级检查"
    MEDIA = "media", "媒体"


class Five(Code):
    """五公开."""

    DECISION = "decision", "决策公开"
    EXECUTION = "execution", "执行公开"
    MANAGEMENT = "management", "管理公开"
    SERVICE = "service", "服务公开"
    RESULT = "result", "结果公开"


class Validity(Code):
    """效力状态."""

    IN_FORCE = "in_force", "有效"
    ENDED = "ended", "失效"
    REPEALED = "repealed", "废止"


class Period(Code):
    """公开时限: how long it stays open."""

    PERMANENT = "permanent", "长期公开"
    FIVE_YEARS = "five_years", "公开五年"
    ONE_YEAR = "one_year", "公开一年"


class Weight(Code):
    """What a finding of the pre-check means for the article."""

    BLOCK = "block", "须改正"
    WARN = "warn", "须核对"
    NOTE = "note", "提示"
