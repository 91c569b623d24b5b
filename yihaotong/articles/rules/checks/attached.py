"""Checks of what is attached: names and words of files go out as the body does."""

from collections.abc import Iterator, Sequence
from pathlib import PurePath

from yihaotong.articles.rules.checks import personal, texts
from yihaotong.articles.rules.checks.finding import Check, Finding, Known
from yihaotong.articles.rules.codes import Weight
from yihaotong.articles.rules.contents import Attachment

_FIELD = "attachments"


def look(files: Sequence[Attachment], known: Known) -> Iterator[Finding]:
    for file in files:
        place = f"附件“{file.name}”"
        yield from _of_text(PurePath(file.name).stem, f"{place}的文件名")
        if read := known.read.get(file.sha256):
            for passage in read.passages:
                yield from _of_text(passage.text, f"{place}{passage.place}")
            if read.unread:
                advice = "须由人打开看完：有没有个人信息、密级标志；写明谁看过、结论是什么"
                yield Finding(Check.UNREAD, Weight.WARN, place, read.unread, advice, file.name, _FIELD, of=file.sha256)
        if file.sha256 in known.redacted:
            words, advice = "这个附件有遮盖，原件不能公开", "换成遮盖并复核放行的那一份；不用遮盖的，先放弃那件遮盖"
            yield Finding(Check.REDACTED, Weight.BLOCK, place, words, advice, file.name, _FIELD)


def _of_text(text: str, place: str) -> Iterator[Finding]:
    yield from personal.look(text, place=place, field=_FIELD, block=0)
    for excerpt, weight, words in texts.secrecy(text):
        yield Finding(Check.SECRECY, weight, place, words, texts.SECRECY_ADVICE, excerpt, _FIELD)
