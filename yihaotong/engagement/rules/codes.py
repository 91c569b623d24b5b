"""The codes of 解读回应参与."""

from yihaotong.journal.codes import Code


class Sort(Code):
    """What sort of record: also what its key in the journal begins with."""

    INTERPRETATION = "interpretation", "政策解读"
    BUDGET = "budget", "财政预决算"
    PROPOSAL = "proposal", "建议提案"
    ACTIVITY = "activity", "开放日和活动"
    OPINION = "opinion", "政务舆情"


class Progress(Code):
    """Where a record stands. Not every sort knows every one: see the tables of moves."""

    PREPARING = "preparing", "准备中"
    APPROVED = "approved", "已批准，待公开"
    RELEASED = "released", "已公开"
    RECEIVED = "received", "已交办，待答复"
    ANSWERED = "answered", "已答复"
    CONTENT = "content", "办结"
    PLANNED = "planned", "筹备中"
    OPEN = "open", "报名中"
    FULL = "closed", "报名截止"
    HELD = "held", "已举办"
    FOUND = "found", "已发现，待研判"
    ASSESSED = "assessed", "已研判，待回应"
    RESPONDED = "responded", "已回应"
    DROPPED = "dropped", "不再办理"


#: Nothing waits here any more.
OVER = frozenset({Progress.RELEASED, Progress.CONTENT, Progress.HELD, Progress.RESPONDED, Progress.DROPPED})


class Form(Code):
    """How a policy is interpreted."""

    TEXT = "text", "文字解读"
    CHART = "chart", "图解"
    VIDEO = "video", "视频"
    QUESTIONS = "questions", "问答"


class BudgetKind(Code):
    BUDGET = "budget", "部门预算"
    ACCOUNT = "account", "部门决算"


class ProposalKind(Code):
    NPC = "npc", "人大代表建议"
    CPPCC = "cppcc", "政协提案"


class Proposer(Code):
    """Who made it, as a kind: names are not kept."""

    ONE = "one", "代表（委员）个人"
    JOINT = "joint", "联名"
    GROUP = "group", "代表团、界别"
    PARTY = "party", "党派、团体"
    COMMITTEE = "committee", "专门委员会"


class Part(Code):
    """What our part in the handling is."""

    ALONE = "alone", "单独办理"
    LEAD = "lead", "主办"
    CO = "co", "会办"


class Result(Code):
    """办理结果: the classes that answers are marked with."""

    A = "A", "A 已经解决或采纳"
    B = "B", "B 列入计划逐步解决"
    C = "C", "C 暂时难以解决"
    D = "D", "D 留作参考"


class Satisfaction(Code):
    CONTENT = "content", "满意"
    FAIRLY = "fairly", "基本满意"
    NOT = "not", "不满意"


class Publicity(Code):
    """复文公开属性: proposed with the answer, examined with it."""

    FULL = "full", "全文公开"
    SUMMARY = "summary", "摘要公开"
    REQUEST = "request", "依申请公开"
    WITHHELD = "withheld", "不予公开"


#: The answers that go to the public.
PUBLIC = frozenset({Publicity.FULL, Publicity.SUMMARY})


class ActivityKind(Code):
    OPEN_DAY = "open_day", "政府开放日"
    HEARING = "hearing", "座谈、听证"
    CONSULTING = "consulting", "政策咨询"
    VISIT = "visit", "参观体验"
    OTHER = "other", "其他活动"


class Grade(Code):
    """How serious a matter of public opinion is; the first two have the short limits."""

    SPECIAL = "special", "特别重大突发事件"
    MAJOR = "major", "重大突发事件"
    OTHER = "other", "其他政务舆情"


#: Authoritative information within hours, and a press conference.
URGENT = frozenset({Grade.SPECIAL, Grade.MAJOR})


class Source(Code):
    """Where public opinion was seen."""

    WEB = "web", "网站、论坛"
    SOCIAL = "social", "微博、微信、短视频"
    PRESS = "press", "报刊、广播、电视"
    HOTLINE = "hotline", "热线诉求"
    SUPERIOR = "superior", "上级转办"
    OTHER = "other", "其他"


class Bond(Code):
    """What an article is to a record."""

    RELEASE = "release", "公开本件的信息"
    POLICY = "policy", "被解读的政策"
    NOTICE = "notice", "公告"
    OUTCOME = "outcome", "活动结果"


class Place(Code):
    """Where a sign-up stands."""

    IN = "in", "已报上"
    WAITING = "waiting", "候补"
    GONE = "gone", "已取消"


class LimitKind(Code):
    """A limit; how long it is: data/limits.csv."""

    INTERPRET = "interpret", "解读材料发布"
    BUDGET = "budget", "预决算公开"
    NPC = "npc", "建议答复"
    CPPCC = "cppcc", "提案答复"
    HARD = "hard", "延长后答复"
    REDO = "redo", "重新答复"
    URGENT = "urgent", "发布权威信息"
    CONFERENCE = "conference", "举行新闻发布会"
    OPINION = "opinion", "回应舆情"
    PURGE = "purge", "清除报名资料"
