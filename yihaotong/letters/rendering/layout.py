"""The measures of GB/T 9704-2012 (党政机关公文格式), each with its clause; millimetres and points."""

from yihaotong.letters.rules.breaking import width
from yihaotong.letters.rules.writing import Letterhead, Writing

#: One millimetre in points.
MM = 72 / 25.4
#: 5.1: A4.
PAGE = (210.0, 297.0)
#: 5.2.1: 天头 37 mm, 订口 28 mm, 版心 156 × 225 mm; the other two follow.
TOP, LEFT, BODY_WIDTH, BODY_HEIGHT = 37.0, 28.0, 156.0, 225.0
BOTTOM, RIGHT = PAGE[1] - TOP - BODY_HEIGHT, PAGE[0] - LEFT - BODY_WIDTH
#: 5.2.3: 每面 22 行, 每行 28 个字, 撑满版心.
LINES, CHARACTERS = 22, 28
#: 5.2.2: 3 号仿宋; 字号 in points: 2 号 22, 3 号 16, 4 号 14, 小 4 号 12.
SIZE_2, SIZE_3, SIZE_4, SIZE_TABLE = 22.0, 16.0, 14.0, 12.0
PITCH = BODY_HEIGHT * MM / LINES
ADVANCE = BODY_WIDTH * MM / CHARACTERS
#: What is taken from every character so that 28 of them fill a line.
TRACKING = ADVANCE - SIZE_3
#: 7.2.4: 发文机关标志上边缘至版心上边缘 35 mm; red; as large as it may be, on one line.
MARK_BELOW_TOP = 35.0
MARK_LARGEST, MARK_SMALLEST = 48.0, 26.0
RED = "E60012"
#: 7.2.5 and 7.2.7: the number two lines under the mark, the red line 4 mm under the number, as wide as the 版心.
LINE_BELOW_NUMBER = 4.0
LINE_THICK = 0.7
#: 7.3.1: the title two lines under the red line.
TITLE_MOST = int(BODY_WIDTH * MM / SIZE_2)
TITLE_PITCH = 34.0
#: 7.3.5: 成文日期右空四字; the organ stands in the middle above it.
DATE_FROM_RIGHT = 4.0
#: 7.4: 版记: 首条和末条 0.35 mm, 中间 0.25 mm; 4 号仿宋, 左右各空一字.
RECORD_OUTER, RECORD_INNER = 0.35, 0.25
#: 7.5: 一字线上距版心下边缘 7 mm; 单页码居右空一字, 双页码居左空一字; 4 号半角宋体.
PAGE_NUMBER_BELOW = 7.0


def mark(head: Letterhead) -> str:
    return head.mark or head.organ


def mark_size(text: str) -> float:
    """The size at which 发文机关标志 stands on one line; never so small that it is no head any more."""
    fits = BODY_WIDTH * MM / max(1.0, width(text))
    return max(MARK_SMALLEST, min(MARK_LARGEST, int(fits * 2) / 2))


def signed_from_right(writing: Writing, on: str) -> tuple[float, float]:
    """How far, in characters, the organ's name and the date end from the right edge: the date four, the name with its
    middle above that of the date; a longer name moves both to the left (7.3.5.1)."""
    name, day = width(writing.signed), width(on)
    date_ends = max(DATE_FROM_RIGHT, (name - day) / 2)
    return date_ends + (day - name) / 2, date_ends
