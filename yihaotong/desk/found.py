"""What an address names, for whoever may know of it; for everybody else there is nothing there."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404

from yihaotong.cases import access
from yihaotong.cases.models import Case
from yihaotong.desk.gate import Visit

P = ParamSpec("P")
Record = TypeVar("Record")


def or_404(find: Callable[P, Record], *args: P.args, **kwargs: P.kwargs) -> Record:
    """What `find` (of some area's `access`) gives. Raises Http404 where it raises ObjectDoesNotExist."""
    try:
        return find(*args, **kwargs)
    except ObjectDoesNotExist:
        raise Http404 from None


def case_or_404(visit: Visit, order_no: str) -> Case:
    """The case with this number, if this visitor may see it. Raises Http404."""
    return or_404(access.case_for, visit.actor, order_no)
