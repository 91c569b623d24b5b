"""What the pages of documents share: the door, the ways between them, names of people and sections."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from yihaotong.accounts.access import short_unit_names
from yihaotong.accounts.rules import DISCLOSURE_POSTS, Actor, Role
from yihaotong.catalogue import access as catalogue
from yihaotong.desk.disclosure.frame import only as of_office
from yihaotong.desk.disclosure.frame import show as show_in_office
from yihaotong.desk.gate import Visit
from yihaotong.documents import access
from yihaotong.documents.models import Document
from yihaotong.documents.rules.codes import State
from yihaotong.documents.rules.labels import Label
from yihaotong.documents.rules.moves import WRITERS
from yihaotong.documents.rules.who import KEEPERS

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Visit, P], HttpResponseBase]
#: The leader of the organ itself signs too; of other units none finds these pages.
READERS = DISCLOSURE_POSTS | {Role.UNIT_LEADER}
FIGURES = KEEPERS | {Role.SUPERVISING_OFFICE}

#: The pages with who finds them.
_WAYS = (
    ("home", _("公文"), READERS),
    ("rechecks", _("定期复核"), KEEPERS),
    ("coverage", _("覆盖率"), FIGURES),
    ("lists", _("OA 清单"), KEEPERS),
    ("deliveries", _("移送"), KEEPERS),
)


def only(*roles: Role) -> Callable[[View[P]], Callable[..., HttpResponseBase]]:
    """As the office's own door; a unit's leader passes only if he leads the organ."""

    def around(view: View[P]) -> Callable[..., HttpResponseBase]:
        @of_office(*(roles or READERS))
        @wraps(view)
        def guarded(request: HttpRequest, visit: Visit, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not access.reads(visit.actor):
                raise Http404
            return view(request, visit, *args, **kwargs)

        return guarded

    return around


def show(
    request: HttpRequest, visit: Visit, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    here = request.resolver_match.url_name if request.resolver_match else ""
    parts = [
        (f"desk:documents:{name}", label, name == here) for name, label, roles in _WAYS if roles & visit.actor.roles
    ]
    around = {"parts": parts if len(parts) > 1 else [], "may_draft": may_draft(visit.actor)}
    return show_in_office(request, visit, f"desk/documents/{template}", around | context, status=status)


def may_draft(actor: Actor) -> bool:
    return bool(actor.roles & WRITERS)


def section_names(visit: Visit, numbers: Iterable[int]) -> dict[int, str]:
    """Today's short names of these sections. One query."""
    return short_unit_names(set(numbers), localtime(visit.at).date())


def row_names(at: datetime) -> dict[str, str]:
    """The second-level rows of the catalogue in force: their names by their keys. One query."""
    return {key: name for _heading, rows in catalogue.choices(at) for key, name in rows}


def state_of(document: Document) -> str:
    return State(document.state).label


def label_of(document: Document) -> str:
    return Label(document.label).label if document.label else ""
