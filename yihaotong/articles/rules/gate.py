"""The one gate before the public: every way to a release asks `may_release`, and there is no other.

三审三校 means three different people, none of whom wrote a word of what he judges, each signing for exactly these bytes
(handbook D3: "The three reviewers must be different users"; 谁起草谁负责，谁审核谁负责，谁签发谁负责).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from yihaotong.articles.rules.codes import LEVELS, Found, Gate, Level
from yihaotong.journal.refusal import Refused


@dataclass(frozen=True)
class Signed:
    """One review as it was signed: at which level, by whom (an actor's key), of which digest, with which findings.

    `found` holds every gate that was asked when it was signed (`outcome` sees to that), and it answers for those: a
    gate that is added later is asked of later reviews only.
    """

    level: Level
    by: str
    digest: str
    found: Mapping[Gate, Found]
    proofread: bool

    @property
    def passes(self) -> bool:
        return self.proofread and bool(self.found) and all(each is not Found.FAILED for each in self.found.values())


def outcome(data: Mapping[str, Any]) -> bool:
    """Whether what a reviewer answered lets the article pass. Raises Refused: words-missing, not-proofread."""
    for gate in Gate:
        if data[gate.value] is not Found.PASSED and not data[f"{gate.value}_words"]:
            raise Refused("words-missing", f"{gate.label}：有意见或不通过的，请写明理由", f"{gate.value}_words")
    passes = all(data[gate.value] is not Found.FAILED for gate in Gate)
    if passes and not data["proofread"]:
        raise Refused("not-proofread", "三审三校，审与校一起做：通过前请勾选“已逐字校对”", "proofread")
    return passes


def may_review(level: Level, who: str, *, writers: Collection[str], earlier: Iterable[Signed]) -> None:
    """Raises Refused: own-article, reviewed-already."""
    if who in writers:
        raise Refused("own-article", f"您写过或改过这篇稿件，不能再做它的{level.label}：请由另一位审核人来审")
    for each in earlier:
        if each.by == who and each.level is not level:
            raise Refused("reviewed-already", f"您已做过这一版的{each.level.label}，三审须由三个不同的人来做")


def may_release(digest: str, *, writers: Collection[str], reviews: Iterable[Signed]) -> tuple[Signed, Signed, Signed]:
    """The three reviews by which a content of this digest goes out.

    Raises Refused: not-reviewed, gate-failed, same-reviewer, own-article.
    """
    signed = [each for each in reviews if each.digest == digest]
    three = []
    for level in LEVELS:
        of_level = [each for each in signed if each.level is level]
        if not of_level:
            raise Refused("not-reviewed", f"这一版还没有做过{level.label}，不能发布")
        if not of_level[-1].passes:
            raise Refused("gate-failed", f"{level.label}没有通过各关和校对，不能发布")
        three.append(of_level[-1])
    if len({each.by for each in three}) != len(LEVELS):
        raise Refused("same-reviewer", "三审须由三个不同的人来做，不能发布")
    if any(each.by in writers for each in three):
        raise Refused("own-article", "审核人里有写过或改过这篇稿件的人，不能发布")
    return three[0], three[1], three[2]
