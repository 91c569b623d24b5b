"""The automatic pre-check: before an article goes to its first level, and again before it goes out."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from yihaotong.articles.rules import body
from yihaotong.articles.rules.checks import attached, leaders, personal, tables, texts, whole
from yihaotong.articles.rules.checks.finding import Check, Finding, Group, Hidden, Known, Passage, Read, grouped
from yihaotong.articles.rules.codes import Weight
from yihaotong.articles.rules.contents import BY_NAME, attachments_of
from yihaotong.journal.refusal import Refused

__all__ = [
    "Check",
    "Finding",
    "Group",
    "Hidden",
    "Known",
    "Passage",
    "Read",
    "check_kept",
    "check_settled",
    "check_words",
    "grouped",
    "look",
    "not_to_keep",
]

#: More than so many tell nobody anything; how many more there are is the last line.
MOST = 200
#: Fields that are texts like the body; the number of a document has a check of its own.
_TEXTS = ("title", "summary", "keywords", "author", "source")
_WEIGHTS = {Weight.BLOCK: 0, Weight.WARN: 1, Weight.NOTE: 2}


def look(content: Mapping[str, Any], known: Known) -> list[Finding]:
    """Everything that was found, what blocks first, then in the sequence of the text; the same thing once a place."""
    blocks = body.read(str(content.get("body", "")))
    found = [*whole.look(content, blocks, known)]
    for name in _TEXTS:
        text = str(content.get(name, ""))
        found += _of_text(text, known, place=BY_NAME[name].label, field=name, block=0)
    for block in blocks:
        found += _of_text(block.text, known, place=block.place, field="body", block=block.number)
    found += tables.look(blocks)
    found += attached.look(attachments_of(content), known)
    told = sorted(dict.fromkeys(found), key=lambda each: (_WEIGHTS[each.weight], each.field != "title", each.block))
    return [*told[:MOST], *_left_off(told[MOST:])]


def _left_off(more: list[Finding]) -> Iterator[Finding]:
    """As heavy as the heaviest of those not shown: nobody settles what he has not seen."""
    if more:
        words, advice = f"还有 {len(more)} 处没有列出", f"先处理上面的 {MOST} 处，再检查一次"
        yield Finding(Check.FIELD, more[0].weight, "全文", words, advice)


def _of_text(text: str, known: Known, *, place: str, field: str, block: int) -> Iterator[Finding]:
    if not text:
        return
    yield from personal.look(text, place=place, field=field, block=block)
    yield from texts.look(text, known, place=place, field=field, block=block)
    yield from leaders.look(text, known.leaders, known.today, place=place, field=field, block=block)


def check_settled(found: Iterable[Finding], settled: Collection[str]) -> None:
    """Nothing blocks, and for every warning somebody has written why it stays.

    Raises Refused: check-blocks, check-warns; `facts["found"]` holds those at fault.
    """
    listed = list(found)
    if blocks := [each for each in listed if each.weight is Weight.BLOCK]:
        words = f"自动检查有 {len(blocks)} 处须改正：{_first(blocks)}"
        raise Refused("check-blocks", words, found=blocks)
    open_ = [each for each in listed if each.weight is Weight.WARN and each.fingerprint not in settled]
    if open_:
        words = f"自动检查有 {len(open_)} 处须核对：改正，或逐条写明为何保留。{_first(open_)}"
        raise Refused("check-warns", words, found=open_)


def _first(found: list[Finding]) -> str:
    return f"{found[0].place}，{found[0].words}"


def not_to_keep(content: Mapping[str, Any]) -> list[Finding]:
    """What of a draft's texts had better not be kept at all: personal data and secrecy marks beyond doubt."""
    blocks = body.read(str(content.get("body", "")))
    found: list[Finding] = []
    for name in _TEXTS:
        found += _closed(str(content.get(name, "")), place=BY_NAME[name].label, field=name)
    for block in blocks:
        found += _closed(block.text, place=block.place, field="body", block=block.number)
    return [each for each in dict.fromkeys(found) if each.weight is Weight.BLOCK]


def _closed(text: str, *, place: str, field: str, block: int = 0) -> Iterator[Finding]:
    yield from personal.look(text, place=place, field=field, block=block)
    for excerpt, weight, words in texts.secrecy(text):
        yield Finding(Check.SECRECY, weight, place, words, texts.SECRECY_ADVICE, excerpt, field, block)


def check_kept(content: Mapping[str, Any], *, sure: bool | None) -> None:
    """A draft is stored, version by version: nobody stores such things without knowing it. `sure` None: there is nobody
    who could be asked, a machine or a table.

    Raises Refused: unsure; not-to-keep, naming the first field at fault.
    """
    found = not_to_keep(content)
    if found and not sure:
        told = "、".join(f"{each.first.words}（{len(each.findings)} 处）" for each in grouped(found))
        if sure is None:
            words = f"没有存：文中{told}，第一处在{found[0].place}。个人信息、密级标志连草稿都不存，请先改掉"
            raise Refused("not-to-keep", words, found[0].field)
        words = f"还没有存：文中{told}，第一处在{found[0].place}。存下来就留在这一版里，请先改掉；确实要存的勾选后再存"
        raise Refused("unsure", words, "sure", found=found)


def check_words(text: str, *, sure: bool, field: str = "reason", label: str = "理由") -> None:
    """Words that stand on the public page, or in the journal for good. What only may be wrong is asked once: `sure`.

    Raises Refused: check-blocks, unsure.
    """
    found = list(_closed(text, place=label, field=field))
    certain = [each for each in found if each.weight is Weight.BLOCK and not texts.only_named(each.excerpt)]
    if certain:
        raise Refused("check-blocks", f"“{label}”里{_said(certain)}，请删去", field, found=certain)
    if found and not sure:
        raise Refused("unsure", f"“{label}”里{_said(found)}：确认可以这样写的，勾选后再提交", "sure", found=found)


def _said(found: list[Finding]) -> str:
    return "、".join(dict.fromkeys(f"{each.words}“{each.excerpt}”" for each in found))
