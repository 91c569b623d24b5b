"""What the answers on a sheet come to.

    points = 100 × Σ(weight × (grade − 1) / 4) ÷ Σ weight of graded items that apply − Σ(deduction × occurrences)

never below 0, and 0 where one veto was given. Kept in hundredths of a point, rounded half up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from yihaotong.journal.refusal import Refused
from yihaotong.quality.rules.codes import ItemKind
from yihaotong.quality.rules.sheets import Content, Item

#: 1 to 5 for a graded item, 0 where it does not apply; occurrences of a deduction; 1 for a veto.
Answers = Mapping[str, int]
HIGHEST: Mapping[ItemKind, int] = {ItemKind.GRADE: 5, ItemKind.DEDUCT: 4, ItemKind.VETO: 1}
#: A grade of this or less must say why.
LOW = 2
LONGEST_NOTE = 500


@dataclass(frozen=True)
class Points:
    """`earned` of `possible` weight, `deducted` points; `hundredths` is the result."""

    earned: Fraction
    possible: int
    deducted: int
    vetoes: tuple[str, ...]
    hundredths: int

    @property
    def words(self) -> str:
        """The formula with its numbers."""
        if self.vetoes:
            return f"一票否决（{'、'.join(self.vetoes)}），记 0 分"
        base = (
            f"评分项得 {_plain(self.earned)} ÷ 满分 {self.possible} × 100"
            if self.possible
            else "没有适用的评分项，按 100"
        )
        minus = f" − 扣 {self.deducted} 分" if self.deducted else ""
        return f"{base}{minus} = {shown(self.hundredths)} 分"


def shown(hundredths: int | None) -> str:
    """8750 → "87.50"; "—" for none."""
    return "—" if hundredths is None else f"{hundredths // 100}.{hundredths % 100:02d}"


def _plain(number: Fraction) -> str:
    return f"{float(number):.2f}".rstrip("0").rstrip(".")


def clean(content: Content, given: Mapping[str, object]) -> dict[str, int]:
    """The answers as numbers, items that were not answered left out. Raises Refused("not-an-answer")."""
    found = {}
    for item in content.items:
        value = str(given.get(item.code, "")).strip()
        if not value:
            continue
        if value not in {str(number) for number in range(HIGHEST[item.kind] + 1)}:
            raise Refused("not-an-answer", f"“{item.label}”须是 0 到 {HIGHEST[item.kind]}", item.code)
        found[item.code] = int(value)
    return found


def clean_notes(content: Content, given: Mapping[str, object]) -> dict[str, str]:
    """What was written beside items. Raises Refused("too-long")."""
    found = {item.code: str(given.get(item.code, "")).strip() for item in content.items}
    for item in content.items:
        if len(found[item.code]) > LONGEST_NOTE:
            raise Refused("too-long", f"“{item.label}”的说明最多 {LONGEST_NOTE} 字", item.code)
    return {code: note for code, note in found.items() if note}


def lost(item: Item, answer: int | None) -> bool:
    """Whether this answer costs so much that it must say why."""
    if answer is None:
        return False
    return 1 <= answer <= LOW if item.kind is ItemKind.GRADE else answer > 0


def check_complete(content: Content, answers: Answers, notes: Mapping[str, str]) -> None:
    """Every item answered, and every loss with its reason. Raises Refused("missing") with the first item at fault;
    its `parts` say what is wrong with each."""
    wrong = {}
    for item in content.items:
        if item.code not in answers:
            wrong[item.code] = f"“{item.label}”还没有评"
        elif lost(item, answers[item.code]) and not notes.get(item.code):
            wrong[item.code] = f"“{item.label}”扣了分，请写明哪里有问题"
    if wrong:
        first = next(iter(wrong))
        said = wrong[first] if len(wrong) == 1 else f"还有 {len(wrong)} 项没有评完"
        raise Refused("missing", said, first, parts=wrong)


def points(content: Content, answers: Answers) -> Points:
    """What these answers come to; items without an answer do not count."""
    graded = [
        (item, answers[item.code])
        for item in content.items
        if item.kind is ItemKind.GRADE and answers.get(item.code, 0) > 0
    ]
    possible = sum(item.weight for item, _ in graded)
    earned = sum((Fraction(item.weight * (grade - 1), 4) for item, grade in graded), Fraction())
    deducted = sum(item.weight * answers.get(item.code, 0) for item in content.items if item.kind is ItemKind.DEDUCT)
    vetoes = tuple(item.label for item in content.items if item.kind is ItemKind.VETO and answers.get(item.code, 0) > 0)
    base = 100 * earned / possible if possible else Fraction(100)
    value = Fraction() if vetoes else max(Fraction(), base - deducted)
    return Points(earned, possible, deducted, vetoes, int(value * 100 + Fraction(1, 2)))


def mean(total: int, count: int) -> str:
    """The mean of so many results, rounded half up; "—" where there is none."""
    return shown((2 * total + count) // (2 * count)) if count else "—"


@dataclass(frozen=True)
class Loss:
    """An item that cost points, for the person concerned."""

    item: Item
    answer: int
    note: str


def losses(content: Content, answers: Answers, notes: Mapping[str, str]) -> list[Loss]:
    """The items that were not fully met, with what the scorer wrote."""
    found = []
    for item in content.items:
        answer = answers.get(item.code, 0)
        short = 0 < answer < HIGHEST[item.kind] if item.kind is ItemKind.GRADE else answer > 0
        if short:
            found.append(Loss(item, answer, notes.get(item.code, "")))
    return found
