"""How large a file may be to be redacted, and how long anybody waits for it: data with their basis."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

from yihaotong.journal.codes import Code
from yihaotong.journal.refusal import Refused

MEGA = 1_000_000


class LimitKind(Code):
    PAGES = "pages", "PDF 的页数"
    PARAGRAPHS = "paragraphs", "Word 文档的段落数"
    ELEMENTS = "elements", "Word 文档一个部件里的标记数"
    UNPACKED = "unpacked", "一段内容解开后的大小"
    STREAMS = "streams", "PDF 全部内容解开后的大小"
    PIXELS = "pixels", "一张图片的像素"
    ALL_PIXELS = "all_pixels", "Word 文档里图片的像素合计"
    OPEN_SECONDS = "open_seconds", "开始时试读的时间"
    PAGE_SECONDS = "page_seconds", "打开一页的时间"
    READ_SECONDS = "read_seconds", "后台读一批的时间"
    MAKE_SECONDS = "make_seconds", "后台制作的时间"


@dataclass(frozen=True)
class RedactionLimit:
    """One limit as it is written, in its unit, with its basis."""

    limit: int
    unit: str
    basis: str


@cache
def limits() -> dict[LimitKind, RedactionLimit]:
    with (resources.files("yihaotong.redaction") / "data" / "limits.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {LimitKind(row["kind"]): RedactionLimit(int(row["limit"]), row["unit"], row["basis"]) for row in rows}


def of(kind: LimitKind) -> int:
    return limits()[kind].limit


def too_much(code: str, kind: LimitKind, found: str, advice: str = "请分成几份") -> Refused:
    """The refusal that names the limit and what was found, which brings its unit with it."""
    at_most = limits()[kind]
    return Refused(code, f"{kind.label}最多 {at_most.limit} {at_most.unit}，这个文件{found}；{advice}")


def too_slow(kind: LimitKind, what: str) -> Refused:
    words = f"{what}用了 {of(kind)} 秒还没有完，停下了：文件太复杂；请另存一份、分成几份，或转成图片"
    return Refused("too-slow", words)
