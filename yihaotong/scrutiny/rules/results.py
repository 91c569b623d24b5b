"""What the answers to a questionnaire come to, said honestly.

Shares are of those who answered the question. A margin is given only for a group that was drawn at random from a
population of known size (Wilson's interval at 95 %, with the correction for a finite population); whoever answers of
his own accord stands for nobody else. A few answers are not broken down: they might be told apart.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from yihaotong.journal.rules import shares
from yihaotong.scrutiny.rules.codes import QuestionKind
from yihaotong.scrutiny.rules.questionnaires import Answers, Content, Question

#: Fewer answers than this are counted and not broken down (design, after handbook A13: cells of five or more).
FEW = 5
#: Fewer than this are too few for a percentage to say much.
SMALL = 30
_Z = 1.959963984540054  # 95 % of a normal distribution lie within


@dataclass(frozen=True)
class Sampled:
    """How those who answered were found: at random out of `population`, or of their own accord (None)."""

    population: int | None = None


@dataclass(frozen=True)
class Share:
    """One choice: `count` of `n`; `low` and `high` in percent where a margin is honest."""

    words: str
    count: int
    n: int
    low: float | None = None
    high: float | None = None

    @property
    def percent(self) -> str:
        """Half up, one decimal: 2 of 3 → "66.7"."""
        return shares.of_hundred(self.count, self.n, 1) if self.n else "0.0"

    @property
    def margin(self) -> str:
        return "" if self.low is None or self.high is None else f"{self.low:.1f}–{self.high:.1f}"


@dataclass(frozen=True)
class Result:
    """One question: `n` answered it. `hidden`: too few to be broken down; `mean` of a scale in hundredths."""

    question: Question
    n: int
    shares: tuple[Share, ...]
    hidden: bool
    small: bool
    mean: int | None = None

    @property
    def mean_words(self) -> str:
        return "" if self.mean is None else f"{self.mean // 100}.{self.mean % 100:02d}"


def interval(count: int, n: int, population: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share in percent, narrowed by the correction for a finite population."""
    if not n:
        return 0.0, 100.0
    share = count / n
    z = _Z * sqrt(max(0, population - n) / (population - 1)) if population > 1 else 0.0
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return 100 * max(0.0, middle - half), 100 * min(1.0, middle + half)


def results(content: Content, answers: Iterable[Answers], sampled: Sampled) -> list[Result]:
    """Each question's result, in order; texts are counted only."""
    given = list(answers)
    return [_result(question, given, sampled) for question in content.questions]


def _result(question: Question, given: Sequence[Answers], sampled: Sampled) -> Result:
    said = [answers[question.code] for answers in given if answers.get(question.code)]
    n = len(said)
    hidden, small = n < FEW, n < SMALL
    if hidden or question.kind is QuestionKind.TEXT:
        return Result(question, n, (), hidden, small)
    counts = Counter(value for values in said for value in values)
    shares = tuple(_share(words, counts[value], n, sampled) for value, words in question.choices)
    mean = None
    if question.kind is QuestionKind.SCALE:
        total = sum(int(value) * count for value, count in counts.items())
        mean = (200 * total + n) // (2 * n)
    return Result(question, n, shares, hidden, small, mean)


def _share(words: str, count: int, n: int, sampled: Sampled) -> Share:
    if sampled.population is None or n < SMALL or sampled.population < n:
        return Share(words, count, n)
    return Share(words, count, n, *interval(count, n, sampled.population))


def as_table(found: Sequence[Result]) -> list[list[str]]:
    """The results as lines of a table, to be released: no text that anybody wrote is in it."""
    lines = [["问题", "方式", "选项", "份数", "回答人数", "占比（%）", "95% 区间（%）"]]
    for result in found:
        head = [result.question.words, result.question.kind.label]
        if result.hidden:
            lines.append([*head, f"不足 {FEW} 份，不列分布", "", str(result.n), "", ""])
        elif not result.shares:
            lines.append([*head, "填写的内容不公布", "", str(result.n), "", ""])
        lines += [
            [*head, share.words, str(share.count), str(share.n), share.percent, share.margin] for share in result.shares
        ]
        if result.mean is not None:
            lines.append([*head, f"平均 {result.mean_words} 分（满分 5 分）", "", str(result.n), "", ""])
    return lines
