"""Files of a request can be redacted: by whom, and what it is called there."""

from collections.abc import Collection

from yihaotong.accounts.rules import Actor
from yihaotong.applications import access
from yihaotong.applications.models import Application
from yihaotong.redaction.subjects import Subject

KIND = "application"


def _seen(actor: Actor, keys: Collection[str]) -> set[str]:
    found = access.visible_to(actor).filter(pk__in=_numbers(keys))
    return {each.key for each in found.only("pk")}


def _redacted_by(actor: Actor, keys: Collection[str]) -> set[str]:
    """Whoever answers requests here takes out what must not go out with an answer (条例 art. 37)."""
    return _seen(actor, keys) if access.works_here(actor) else set()


def _numbers(keys: Collection[str]) -> list[int]:
    return [int(key.partition(":")[2]) for key in keys]


def number_of(key: str) -> str:
    return str(Application.objects.values_list("number", flat=True).get(pk=_numbers([key])[0]))


SUBJECT = Subject("依申请公开", _seen, _redacted_by, title=number_of)
