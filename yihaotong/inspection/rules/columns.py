"""Which kind of column a row of the catalogue is, as far as the catalogue itself tells.

国办秘函〔2019〕19号 judges 动态、要闻 by two weeks and 通知公告、政策文件 by six months; all other columns by whether
they are updated as they should be, which the row's own time limit says. Where the office says otherwise, that holds.
"""

from yihaotong.inspection.rules.codes import Cadence

#: 条例 art. 20 (一) and (三): 规范性文件, 规划和政策.
_POLICY = frozenset({"20-1", "20-3"})


def cadence(timing: str, article: str) -> Cadence:
    """`timing` as the catalogue stores it ("realtime+1wd"), `article` the item of art. 20 or 21 ("20-1")."""
    if timing.startswith("realtime"):
        return Cadence.LIVELY
    if article in _POLICY and timing.startswith("event:"):
        return Cadence.NOTICE
    return Cadence.OWN
