"""The codes of the annual report with their Chinese names."""

from yihaotong.journal.codes import Code


class Progress(Code):
    """Where the report of a year stands (条例 art. 49, 50)."""

    DRAFT = "draft", "编制中"
    CHECKING = "checking", "待核对"
    DECIDING = "deciding", "待审定"
    DECIDED = "decided", "已审定，待报送"
    SUBMITTED = "submitted", "已报送，待公布"
    REVIEWED = "reviewed", "公布稿三审三校中"
    RELEASED = "released", "已公布"
    WITHDRAWN = "withdrawn", "公布后撤下"


#: What the figures of a report still follow the records in.
OPEN = frozenset({Progress.DRAFT})


class Weight(Code):
    """What a finding means: an error keeps the report from going on, a warning asks somebody to look."""

    ERROR = "error", "错误"
    WARNING = "warning", "须核对"


class Outcome(Code):
    """What became of a problem."""

    OPEN = "open", "正在改进"
    DONE = "done", "已改进"
    PARTLY = "partly", "部分改进"
    NOT = "not", "没有改进"
