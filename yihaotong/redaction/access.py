"""Reading redactions: who sees which, what waits for whom, the marks with their words, what was released."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from yihaotong.accounts.rules import Actor
from yihaotong.files.models import File
from yihaotong.redaction import subjects
from yihaotong.redaction.models import Mark, Redaction, Suggestion
from yihaotong.redaction.rules.codes import Form, Ground, MarkKind, Origin, Personal, Stage
from yihaotong.redaction.rules.marks import Box, Marks, Range, sameness
from yihaotong.vault import actions as vault

#: What is redacted how, by the code of a file's kind.
FORM_OF = {
    "pdf": Form.PDF,
    "docx": Form.DOCX,
    "jpeg": Form.PICTURE,
    "png": Form.PICTURE,
    "gif": Form.PICTURE,
    "bmp": Form.PICTURE,
    "webp": Form.PICTURE,
}
#: Stages at which somebody still has something to do.
OPEN = (Stage.READING, Stage.DRAFT, Stage.QUEUED, Stage.MADE, Stage.FAILED)
_LISTED = 200


def redaction_for(actor: Actor, number: int) -> Redaction:
    """One redaction. Raises Redaction.DoesNotExist for whoever may not see its subject's."""
    found = Redaction.objects.select_related("source", "result").get(pk=number)
    if found.subject not in subjects.visible(actor, [found.subject]):
        raise Redaction.DoesNotExist
    return found


def may_redact(actor: Actor, key: str) -> bool:
    return key in subjects.redactable(actor, [key])


def of(subject: str) -> QuerySet[Redaction]:
    """All redactions of a subject, the newest first. Its area says who may see them."""
    return Redaction.objects.filter(subject=subject).select_related("source", "result").order_by("-pk")


def released(subject: str) -> QuerySet[Redaction]:
    """Those whose result may be given out, with it; the oldest first."""
    found = Redaction.objects.filter(subject=subject, progress=Stage.RELEASED.value, result__removed_at=None)
    return found.select_related("source", "result").order_by("pk")


def open_ones(actor: Actor) -> list[Redaction]:
    """What is not done yet, of subjects that this actor may redact for; the oldest first."""
    found = list(
        Redaction.objects.filter(progress__in=[stage.value for stage in OPEN])
        .select_related("source")
        .annotate(marked=Count("marks"))
        .order_by("pk")[:_LISTED]
    )
    allowed = subjects.redactable(actor, {each.subject for each in found})
    return [each for each in found if each.subject in allowed]


def hands(redactions: Iterable[Redaction]) -> dict[int, set[str]]:
    """Who had a hand in each of these: began it, marked in it, had it made. One query."""
    found = {each.pk: {each.begun_by, each.made_by} - {""} for each in redactions}
    for number, by in Mark.objects.filter(redaction__in=list(found)).values_list("redaction", "by").distinct():
        found[number].add(by)
    return found


def had_a_hand(redaction: Redaction, actor: Actor) -> bool:
    return actor.key in hands([redaction])[redaction.pk]


def files_of(subject: str) -> list[File]:
    """The files of a subject that can be redacted."""
    kind = subjects.subject_of(subject)
    return [file for file in kind.files(subject) if file.kind.code in FORM_OF] if kind else []


@dataclass(frozen=True)
class Shown:
    """A mark as it is listed. `word` is in clear: only for those who see the source itself."""

    mark: Mark
    word: str

    @property
    def kind(self) -> MarkKind:
        return MarkKind(self.mark.kind)

    @property
    def ground(self) -> Ground:
        return Ground(self.mark.ground)

    @property
    def origin(self) -> Origin:
        return Origin(self.mark.origin)


def marks_of(redaction: Redaction) -> list[Shown]:
    """The marks in the order in which they were made."""
    return [Shown(mark, _word(mark)) for mark in Mark.objects.filter(redaction=redaction).order_by("pk")]


def _word(mark: Mark) -> str:
    return vault.unseal(mark.sealed, context=mark.context) if mark.sealed else ""


def marks_to_make(shown: Iterable[Shown]) -> Marks:
    """The marks as the engines take them."""
    words, ranges = [], []
    boxes: dict[int, tuple[Box, ...]] = {}
    for each in shown:
        mark = each.mark
        if each.kind is MarkKind.WORD:
            words.append(each.word)
        elif each.kind is MarkKind.RANGE:
            ranges.append(Range(mark.place, mark.left, mark.right))
        else:
            boxes[mark.place] = (*boxes.get(mark.place, ()), Box(mark.left, mark.top, mark.right, mark.bottom))
    return Marks(tuple(words), boxes, tuple(ranges))


@dataclass(frozen=True)
class Offered:
    """A suggestion as it is listed; `taken`: its text is marked already."""

    suggestion: Suggestion
    text: str
    taken: bool

    @property
    def kind(self) -> Personal:
        return Personal(self.suggestion.kind)


def offered(redaction: Redaction, marks: Sequence[Shown]) -> list[Offered]:
    """What was found by its pattern, by kind."""
    taken = {sameness(each.word) for each in marks if each.kind is MarkKind.WORD}
    rows = Suggestion.objects.filter(redaction=redaction).order_by("kind", "first_place", "pk")
    texts = [(row, vault.unseal(row.sealed, context=row.context)) for row in rows]
    return [Offered(row, text, sameness(text) in taken) for row, text in texts]


def grounds_of(subject: str) -> dict[str, int]:
    """How many marks of released redactions of a subject stand on which exemption (N1–N7)."""
    found: dict[str, int] = {}
    rows = Mark.objects.filter(Q(redaction__subject=subject), redaction__progress=Stage.RELEASED.value)
    for ground, count in rows.values_list("ground").annotate(Count("pk")):
        code = Ground(ground).exemption
        found[code] = found.get(code, 0) + count
    return found
