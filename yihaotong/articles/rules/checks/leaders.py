"""Checks of leaders: the title, the sequence, a name with one wrong character, a post that has ended.

Names alone prove little (many share one); a wrong character is looked for only beside a title of the list.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise

from yihaotong.articles.rules.checks.finding import Check, Finding
from yihaotong.articles.rules.codes import Weight
from yihaotong.articles.rules.rolls import Leader

_CLAUSE = re.compile(r"[^。；;！!？?\n]+")
_ADVICE = "请对照领导姓名职务次序表；表有变动的先改表"
#: Posts of leaders everywhere, besides those of the list; the longest first.
_POSTS = (
    r"(?:常务副|副)?(?:省长|市长|县长|区长|州长|厅长|局长)"
    r"|(?:省|市|县|区|州)委(?:常务副|副)?书记|(?:市|区|县)(?:政府)?秘书长"
)
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛范彭郎鲁韦马苗凤方俞任袁柳"
    "鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅皮卞齐康伍余元卜顾孟黄和穆萧尹姚邵汪祁毛狄米贝明臧戴宋庞熊纪舒屈项祝"
    "董梁杜阮蓝闵席季贾路江童颜郭梅林钟徐邱骆高夏蔡田樊胡凌霍虞万柯管卢莫房解丁邓洪包石崔吉龚程裴陆荣翁甄焦武刘景龙"
    "叶司郜黎白蒲赖卓屠池谭冉雍翟阎闫连艾向古易廖耿关寇聂曾沙丰游肖苟丛岳牛苑"
)
#: What stands behind a name that follows its post; without it the letters may be anything (市长热线).
_BEHIND = (
    r"同志|先生|女士|出席|主持|讲话|指出|强调|要求|表示|调研|带队|检查|会见|介绍|宣布|[，。、；：！？,;:（）()\s]|$"
)
#: Names in one list stand so near to each other, titles included.
_IN_A_LIST = 24


def look(text: str, leaders: Sequence[Leader], on: date, *, place: str, field: str, block: int) -> Iterator[Finding]:
    names = {leader.name for leader in leaders}
    for words, excerpt in (
        *_titles(text, leaders, on),
        *_sequence(text, leaders, on),
        *_misspelt(text, leaders, names),
        *_unknown(text, leaders, names),
    ):
        yield Finding(Check.LEADER, Weight.WARN, place, words, _ADVICE, excerpt, field, block)


def _titles(text: str, leaders: Sequence[Leader], on: date) -> Iterator[tuple[str, str]]:
    """A name beside a title that is not his on that day."""
    titles = sorted({leader.title for leader in leaders}, key=len, reverse=True)
    own: dict[str, set[str]] = {}
    for leader in leaders:
        own.setdefault(leader.name, set()).update([leader.title] if leader.holds(on) else [])
    for name, held in own.items():
        for found in re.finditer(re.escape(name), text):
            beside = _beside(text, found.start(), found.end(), titles)
            if beside and beside not in held:
                now = "、".join(sorted(held))
                told = f"{name}现任{now}，文中作“{beside}”" if now else f"{name}已不任“{beside}”"
                yield told, _joined(text, found.start(), found.end(), beside)


def _beside(text: str, start: int, end: int, titles: Sequence[str]) -> str:
    """The title that stands right before or right after; the longest."""
    before, after = text[:start].rstrip(" \u3000"), text[end:].lstrip(" \u3000")
    return next((title for title in titles if before.endswith(title) or after.startswith(title)), "")


def _joined(text: str, start: int, end: int, title: str) -> str:
    """Title and name together, as they stand in the text."""
    low = text.rfind(title, 0, start)
    if low >= 0 and not text[low + len(title) : start].strip(" \u3000"):
        return text[low:end]
    high = text.find(title, end)
    return text[start : high + len(title)]


def _sequence(text: str, leaders: Sequence[Leader], on: date) -> Iterator[tuple[str, str]]:
    ranks: Mapping[str, int] = {leader.name: leader.rank for leader in reversed(leaders) if leader.holds(on)}
    if not ranks:
        return
    named = re.compile("|".join(re.escape(name) for name in sorted(ranks, key=len, reverse=True)))
    for clause in _CLAUSE.finditer(text):
        found = list(named.finditer(clause.group()))
        for one, other in pairwise(found):
            near = other.start() - one.end() <= _IN_A_LIST
            if near and ranks[one.group()] > ranks[other.group()]:
                excerpt = clause.group()[one.start() : other.end()]
                yield f"次序：{other.group()}应在{one.group()}之前", excerpt


def _misspelt(text: str, leaders: Sequence[Leader], names: set[str]) -> Iterator[tuple[str, str]]:
    """Beside somebody's own title, a name that differs from his by one character."""
    seen = set()
    for leader in leaders:
        for found in re.finditer(re.escape(leader.title), text):
            size = len(leader.name)
            before, after = text[: found.start()].rstrip(" \u3000"), text[found.end() :].lstrip(" \u3000")
            for written in (before[-size:], after[:size]):
                wrong = len(written) == size and written not in names
                if wrong and _apart(written, leader.name) == 1 and written not in seen:
                    seen.add(written)
                    yield f"“{written}”与{leader.title}{leader.name}差一个字，是不是写错了", written


def _unknown(text: str, leaders: Sequence[Leader], names: set[str]) -> Iterator[tuple[str, str]]:
    """A title with a name that the list does not know at all; one that may be a slip of the pen is told as such."""
    own = "".join(f"|{re.escape(title)}" for title in sorted({each.title for each in leaders}, key=len, reverse=True))
    slips = {written for _words, written in _misspelt(text, leaders, names)}
    pattern = rf"(?:{_POSTS}{own})[ \u3000]?([{_SURNAMES}][\u4e00-\u9fff]{{1,2}}?)(?={_BEHIND})"
    for found in re.finditer(pattern, text):
        if found[1] not in names and found[1] not in slips:
            yield f"“{found.group()}”不在领导名单里，请核对", found.group()


def _apart(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))
