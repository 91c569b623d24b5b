"""What a move asks for by a number, as a list to choose from: consultations, reviews and suits, items."""

from collections.abc import Callable, Iterable, Sequence

from django.utils.translation import gettext as _

from yihaotong.applications import access
from yihaotong.applications.identities import masked_party
from yihaotong.applications.models import Application, Consultation, Dispute, Item
from yihaotong.applications.rules.codes import Asked, DisputeKind

Choice = tuple[str, str]
#: As fragments/field.html reads them: groups of (heading, choices) by the name of the field.
Options = dict[str, Sequence[tuple[str, Sequence[Choice]]]]


def options(application: Application, move: str) -> Options:
    """The lists for the fields of one move; {} for a move that has none. One query at most."""
    if move not in _LISTS:
        return {}
    field, listed = _LISTS[move]
    choices = listed(application)
    return {field: [("", choices)]} if choices else {}


def preset(options: Options) -> dict[str, str]:
    """Where there is but one to choose, it stands there already."""
    return {field: groups[0][1][0][0] for field, groups in options.items() if len(groups[0][1]) == 1}


def _unsigned(application: Application) -> list[Choice]:
    return _consultations(application, lambda each: each.received_on is None and each.closed_on is None)


def _unanswered(application: Application) -> list[Choice]:
    return _consultations(application, lambda each: each.opinion in access.NOT_GIVEN)


def _unclosed(application: Application) -> list[Choice]:
    return _consultations(application, lambda each: each.closed_on is None)


def _consultations(application: Application, wanted: Callable[[Consultation], bool]) -> list[Choice]:
    found = Consultation.objects.filter(application=application).order_by("number")
    return [(str(each.number), _consulted(each)) for each in found if wanted(each)]


def _consulted(each: Consultation) -> str:
    told = {"number": each.number, "asked": Asked(each.asked).label, "name": masked_party(each).name}
    return _("第 %(number)d 次：%(asked)s %(name)s") % told + f"，{each.sent_on.isoformat()}"


def _open_disputes(application: Application) -> list[Choice]:
    return _disputes(Dispute.objects.filter(application=application, result="").order_by("number"))


def _lost(application: Application) -> list[Choice]:
    return _disputes(access.lost(application))


def _disputes(found: Iterable[Dispute]) -> list[Choice]:
    return [
        (str(each.number), f"{each.number}. {DisputeKind(each.kind).label} {each.body} {each.docket}") for each in found
    ]


def _items(application: Application) -> list[Choice]:
    """One item is the first, and needs no choice."""
    found = list(Item.objects.filter(application=application).order_by("number"))
    return [(str(each.number), f"{each.number}. {each.text[:30]}") for each in found] if len(found) > 1 else []


_LISTS: dict[str, tuple[str, Callable[[Application], list[Choice]]]] = {
    "consult_received": ("consultation", _unsigned),
    "consult_answered": ("consultation", _unanswered),
    "consult_lapsed": ("consultation", _unclosed),
    "dispute_result": ("dispute", _open_disputes),
    "answer_anew": ("dispute", _lost),
    "need_no_answer": ("dispute", _lost),
    "look_for": ("item", _items),
    "decide": ("item", _items),
}
