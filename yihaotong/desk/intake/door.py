"""Who may be here, and what every page and piece of the intake reads in the same way."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from yihaotong.cases.rules.codes import SpecialLine
from yihaotong.cases.rules.emergencies import SCRIPTS, Danger
from yihaotong.cases.rules.moves import MOVES
from yihaotong.desk.gate import Visit

FILE = MOVES["file"]
FIELDS = {each.name: each for each in FILE.fields}

P = ParamSpec("P")


def filing(
    view: Callable[Concatenate[HttpRequest, Visit, P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """These pages exist for those who may file; for everybody else there is nothing here."""

    @wraps(view)
    def guarded(request: HttpRequest, visit: Visit, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not FILE.by & visit.actor.roles:
            raise Http404
        return view(request, visit, *args, **kwargs)

    return guarded


def token_of(written: str) -> UUID:
    """The form's own token; a fresh one for anything that is none."""
    try:
        return UUID(written)
    except ValueError:
        return uuid4()


def away() -> dict[str, object]:
    """What a page has ready for an alarm that cannot go out: what is asked of everybody, and whom to put him through
    to."""
    return {"away_script": SCRIPTS[Danger.OTHER], "away_lines": SpecialLine.choices()}


def empty() -> HttpResponse:
    """A piece of a page with nothing in it."""
    return HttpResponse("")
