"""A requester's identity as it lies sealed with his case, and how each reader finds his number in the words of it."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from django.db.models import prefetch_related_objects

from yihaotong.accounts.rules import Actor
from yihaotong.cases import city
from yihaotong.cases.models import Case, Requester
from yihaotong.cases.rules.codes import Secrecy
from yihaotong.cases.rules.identity import reads_number_in_words
from yihaotong.cases.rules.own_number import mask_own, may_hold_number
from yihaotong.vault import actions as vault
from yihaotong.vault.rules.masking import mask_phone


@dataclass(frozen=True)
class Identity:
    """Name and phone, in clear or masked; "" where none was given."""

    name: str = ""
    phone: str = ""


def unseal(requester: Requester) -> Identity:
    """The identity in clear, for `cases.actions.identity` and for this file only."""
    if requester.sealed is None:
        return Identity()
    return Identity(**json.loads(vault.unseal(requester.sealed, context=context(requester.token))))


def context(token: str) -> str:
    return f"requester:{token}"


def words_for(case: Case, actor: Actor) -> Callable[[str], str]:
    """How this actor reads what people wrote of this case: for whoever may not see the requester's number it is masked
    there as in its own field; other people's numbers stay. Not a reading. Give it every text that a page shows."""
    secrecy = Secrecy(case.secrecy)
    sender = case.filed_by == actor.key
    if reads_number_in_words(actor.roles, secrecy, sender=sender, unit_too=city.unit_sees_number()):
        return str
    shown = mask_phone if secrecy is Secrecy.NORMAL else _hidden
    return partial(mask_own, phone=unseal(case.requester).phone, shown=shown)


def readings_for(cases: Iterable[Case], actor: Actor) -> dict[int, Callable[[str], str]]:
    """The same for many cases, by id, in one query."""
    listed = list(cases)
    prefetch_related_objects(listed, "requester")
    return {case.pk: words_for(case, actor) for case in listed}


def titles_for(cases: Sequence[Case], actor: Actor) -> dict[int, str]:
    """The titles as this actor reads them, by id; asks nothing where no number stands in one."""
    titles = {case.pk: case.title for case in cases}
    readings = readings_for((case for case in cases if may_hold_number(case.title)), actor)
    return titles | {pk: words(titles[pk]) for pk, words in readings.items()}


def unnumbered(numbers: Iterable[int]) -> dict[int, Callable[[str], str]]:
    """How the search index takes the words of the cases with these primary keys: without the requester's own number,
    whoever seeks, so that nobody learns by its digits what he may not read. One query; where he left none, no entry."""
    left = Requester.objects.filter(case__in=list(numbers), sealed__isnull=False)
    return {each.case_id: partial(mask_own, phone=unseal(each).phone, shown=_hidden) for each in left}


def _hidden(number: str) -> str:
    """Of one whom the unit may not know not even the last digits."""
    return "*" * len(number)
