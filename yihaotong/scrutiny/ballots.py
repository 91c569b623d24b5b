"""Reading 社会评议: rounds, who may answer, and what the answers come to."""

import json
from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db.models import Count, QuerySet

from yihaotong.accounts.rules import Actor, Role
from yihaotong.scrutiny.models import Ballot, InviteGroup, Once, Questionnaire, Round
from yihaotong.scrutiny.rules import questionnaires
from yihaotong.scrutiny.rules.codes import QuestionKind
from yihaotong.scrutiny.rules.results import Result, Sampled, results
from yihaotong.vault import actions as vault

#: Who sets questionnaires, begins rounds and releases results.
KEEPERS = frozenset({Role.DISCLOSURE_OFFICER})
RELEASERS = frozenset({Role.DISCLOSURE_LEADER})
READERS = KEEPERS | RELEASERS
CODE = "public"


def keeps(actor: Actor) -> bool:
    return bool(actor.roles & KEEPERS)


def newest() -> tuple[int, questionnaires.Content]:
    """Version and questions of the questionnaire in use; version 0 is the one that ships."""
    row = versions().first()
    return (row.version, content_of(row)) if row else (0, questionnaires.shipped())


def versions() -> QuerySet[Questionnaire]:
    return Questionnaire.objects.filter(code=CODE).order_by("-version")


def content_of(row: Questionnaire) -> questionnaires.Content:
    return questionnaires.read(json.loads(row.content))


def rounds() -> QuerySet[Round]:
    """All rounds, the newest first, each with how many have answered."""
    return Round.objects.select_related("questionnaire").annotate(came=Count("ballots")).order_by("-since", "-pk")


def round_of(number: int) -> Round:
    """Raises Round.DoesNotExist."""
    return Round.objects.select_related("questionnaire").get(pk=number)


def open_rounds(today: date) -> QuerySet[Round]:
    """The rounds in which anybody may answer today."""
    return Round.objects.filter(public=True, since__lte=today, until__gte=today).order_by("until", "pk")


def released() -> QuerySet[Round]:
    return Round.objects.filter(released_at__isnull=False).select_related("questionnaire").order_by("-until", "-pk")


def runs(record: Round, today: date) -> bool:
    return record.since <= today <= record.until


def groups_of(record: Round) -> list[InviteGroup]:
    """The invited groups, each with how many of it have answered."""
    return list(record.groups.annotate(came=Count("ballots")).order_by("pk"))


def device_digest(record: Round, device: UUID) -> bytes:
    """Equal for one device in one round, and leads to nothing else."""
    return vault.blind_index(f"{record.pk}:{device.hex}", purpose="survey-device")


def invite_digest(code: str) -> bytes:
    return vault.blind_index("".join(code.upper().split()).replace("-", ""), purpose="survey-invite")


def has_answered(record: Round, device: UUID) -> bool:
    return Once.objects.filter(round=record, digest=device_digest(record, device)).exists()


def results_of(record: Round, group: InviteGroup | None = None) -> list[Result]:
    """What the answers come to: of everybody who came of his own accord, or of one invited group."""
    rows = Ballot.objects.filter(round=record, group=group).values_list("answers", flat=True)
    sampled = Sampled(group.population if group else None)
    return results(content_of(record.questionnaire), [json.loads(each) for each in rows], sampled)


def texts_of(record: Round) -> Mapping[str, list[str]]:
    """What was written to the open questions, by question, in an order that tells nothing."""
    texts: dict[str, list[str]] = {}
    content = content_of(record.questionnaire)
    wanted = {each.code for each in content.questions if each.kind is QuestionKind.TEXT}
    for answers in Ballot.objects.filter(round=record).order_by("pk").values_list("answers", flat=True):
        for code, values in json.loads(answers).items():
            if code in wanted:
                texts.setdefault(code, []).extend(values)
    return texts
