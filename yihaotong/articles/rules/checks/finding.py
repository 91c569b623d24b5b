"""What the automatic pre-check says, and what it has to be told before it can look."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from yihaotong.articles.rules.codes import Weight
from yihaotong.articles.rules.rolls import Leader, Word
from yihaotong.journal.codes import Code


class Check(Code):
    """What is looked for."""

    PERSONAL = "personal", "个人信息"
    SECRECY = "secrecy", "密级与内部标志"
    LEADER = "leader", "领导姓名职务次序"
    WORD = "word", "易错词、敏感词"
    LINK = "link", "链接"
    PICTURE = "picture", "图片"
    ATTACHMENT = "attachment", "附件的隐藏信息"
    UNREAD = "unread", "没有自动检查的附件"
    REDACTED = "redacted", "有遮盖的附件"
    TABLE = "table", "表格"
    FIGURE = "figure", "数字"
    DAY = "day", "日期"
    NUMBER = "number", "文号"
    FIELD = "field", "缺项"


@dataclass(frozen=True)
class Finding:
    """One finding: what, where, how serious, what to do. `field` and `block` lead to the place; `excerpt` is there."""

    check: Check
    weight: Weight
    place: str
    words: str
    advice: str
    excerpt: str = ""
    field: str = "body"
    block: int = 0
    #: Of what exactly, where the words do not say it: the SHA-256 of a file that was not read.
    of: str = ""

    @property
    def fingerprint(self) -> str:
        """The same finding in the next version has the same, so that a reason given once need not be given again."""
        told = f"{self.check.value}\n{self.field}\n{self.excerpt}\n{self.words}" + (f"\n{self.of}" if self.of else "")
        return hashlib.sha256(told.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Group:
    """The same thing found at several places, the first of which is `first`."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        return self.findings[0]

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """All that one reason settles."""
        return tuple(dict.fromkeys(each.fingerprint for each in self.findings))

    @property
    def name(self) -> str:
        """What an input for the reason is called."""
        return ".".join(self.fingerprints)

    @property
    def places(self) -> tuple[tuple[str, int], ...]:
        """Each place once, with its block."""
        return tuple(dict.fromkeys((each.place, each.block) for each in self.findings))


def grouped(findings: Iterable[Finding]) -> list[Group]:
    """What was found by what it is, in the sequence of the first of each."""
    found: dict[tuple[str, ...], list[Finding]] = {}
    for each in findings:
        found.setdefault((each.check.value, each.weight.value, each.words, each.excerpt, each.of), []).append(each)
    return [Group(tuple(group)) for group in found.values()]


@dataclass(frozen=True)
class Hidden:
    """What a file carries besides what one sees: the words for it, and whether it may go out so."""

    words: str
    advice: str
    weight: Weight


@dataclass(frozen=True)
class Passage:
    """A piece of a file's words, and where in the file it stands."""

    place: str
    text: str


@dataclass(frozen=True)
class Read:
    """What was read of a file, and in words what was not, "" for nothing."""

    passages: Sequence[Passage]
    unread: str = ""


@dataclass(frozen=True)
class Known:
    """What the check has to be told: the day, the lists, which links lead nowhere, what the files carry.

    `links`: by address what is wrong with it, "" for nothing; an address that is missing has not been looked at.
    `hidden` and `read`: by the SHA-256 of a file; a file that is missing in the latter is not spoken of. `redacted`:
    the SHA-256 of files from which something is to be taken out before they may go out.
    """

    today: date
    leaders: Sequence[Leader] = ()
    words: Sequence[Word] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    hidden: Mapping[str, Sequence[Hidden]] = field(default_factory=dict)
    read: Mapping[str, Read] = field(default_factory=dict)
    redacted: Collection[str] = ()
