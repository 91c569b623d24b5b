"""Checks of running text: secrecy marks, the list of words, numbers of documents, days that do not exist."""

import re
from calendar import monthrange
from collections.abc import Iterator

from yihaotong.articles.rules.checks.finding import Check, Finding, Known
from yihaotong.articles.rules.codes import Weight

#: 保守国家秘密法 art. 17–18: the mark is the word with a star and a period (秘密★10年).
_MARKED = re.compile(r"(绝密|机密|秘密)\s*[★☆*]\s*[\w年月日长期至解密前后]*")
_ALONE = re.compile(r"(?m)^\s*[【\[（(]?(绝密|机密|秘密)(级)?[】\])）]?\s*$")
#: 不予公开 is a label where it stands as one; in a sentence it is a reply by law, as every annual report counts them.
_LABEL = r"公开属性\s*[：:]\s*不予公开|[（(【\[]\s*不予公开\s*[】\])）]"
_INTERNAL = re.compile(rf"内部资料|内部文件|内部参考|仅供内部|注意保存|不得外传|请勿外传|工作秘密|此件不公开|{_LABEL}")
_NAMED = re.compile(r"绝密级?|机密级?(?!设|部)")
#: GB/T 9704-2012 7.2.5: 发文机关代字、年份、发文顺序号; the year in 〔〕, no 第, no leading zero.
_NUMBER_RIGHT = re.compile(r"[\u4e00-\u9fffA-Za-z]{1,16}〔(19|20)\d{2}〕[1-9]\d{0,4}号")
_NUMBER_LIKE = re.compile(
    r"([\u4e00-\u9fff]{1,10})\s*[\[\uff3b【（(〔「]\s*((?:19|20)\d{2})\s*年?\s*[\]\uff3d】）)〕」]\s*(第)?\s*(\d{1,5})\s*号"
)
_FULL_DAY = re.compile(r"(?<!\d)(\d{4})\s*[年\-/.]\s*(\d{1,2})\s*[月\-/.]\s*(\d{1,2})(?:\s*日|(?!\d))")
_DAY = re.compile(r"(?<![\d年])(\d{1,2})月(\d{1,2})日")
_LEAP = 2024
SECRECY_ADVICE = "不能公开的不要发布；可以公开的删去标志并重过保密审查"


def secrecy(text: str) -> Iterator[tuple[str, Weight, str]]:
    """Excerpt, weight, words."""
    seen: list[tuple[int, int]] = []
    for pattern in (_MARKED, _ALONE):
        for found in pattern.finditer(text):
            seen.append(found.span())
            yield found.group().strip(), Weight.BLOCK, "有国家秘密的标志：涉密不上网、上网不涉密"
    for found in _INTERNAL.finditer(text):
        yield found.group(), Weight.BLOCK, "有内部资料的字样：这类文件不能公开"
    for found in _NAMED.finditer(text):
        if not any(low <= found.start() < high for low, high in seen):
            yield found.group(), Weight.WARN, "提到密级，请核对是不是密级标志"


def only_named(excerpt: str) -> bool:
    """Words like 内部资料, with which one may also tell what went wrong; a mark of secrecy is never only that."""
    return _INTERNAL.fullmatch(excerpt) is not None


def document_number(text: str) -> str:
    """What is wrong with a number of a document, "" for nothing."""
    if _NUMBER_RIGHT.fullmatch(text.strip()):
        return ""
    if like := _NUMBER_LIKE.fullmatch(text.strip()):
        return f"文号应作 {like[1]}〔{like[2]}〕{int(like[4])}号"
    return "文号应由机关代字、六角括号里的年份、顺序号组成，如 银指发〔2026〕12号"


def numbers(text: str) -> Iterator[tuple[str, str]]:
    """Numbers of documents in running text that are written wrongly: excerpt, what it should be."""
    for like in _NUMBER_LIKE.finditer(text):
        right = f"〔{like[2]}〕{int(like[4])}号"
        if not like.group().endswith(right):
            yield like.group(), f"{like[1]}{right}"


def impossible_days(text: str) -> Iterator[str]:
    for found in _FULL_DAY.finditer(text):
        year, month, day = (int(part) for part in found.groups())
        if not (1 <= month <= 12 and 1900 <= year <= 2199 and 1 <= day <= monthrange(year, month)[1]):
            yield found.group().strip()
    for found in _DAY.finditer(text):
        month, day = int(found[1]), int(found[2])
        if not (1 <= month <= 12 and 1 <= day <= monthrange(_LEAP, month)[1]):
            yield found.group()


def look(text: str, known: Known, *, place: str, field: str, block: int) -> Iterator[Finding]:
    """All of these for one piece of text."""

    def found(check: Check, weight: Weight, words: str, advice: str, excerpt: str) -> Finding:
        return Finding(check, weight, place, words, advice, excerpt, field, block)

    for excerpt, weight, words in secrecy(text):
        yield found(Check.SECRECY, weight, words, SECRECY_ADVICE, excerpt)
    for word in known.words:
        if word.wrong in text:
            words = f"“{word.wrong}”应作“{word.right}”" if word.right else f"“{word.wrong}”请核对"
            yield found(Check.WORD, word.weight, words, f"依据：{word.why}" if word.why else "请核对", word.wrong)
    for excerpt, right in numbers(text):
        yield found(Check.NUMBER, Weight.WARN, f"文号的写法不对，应作“{right}”", "依据 GB/T 9704—2012", excerpt)
    for excerpt in impossible_days(text):
        yield found(Check.DAY, Weight.BLOCK, f"没有“{excerpt}”这一天", "请核对日期", excerpt)
