"""Who is at the desk: the one door of every staff page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from yihaotong.accounts import access as accounts
from yihaotong.accounts.models import Person
from yihaotong.accounts.rules import Actor
from yihaotong.desk import signing

#: A session is prolonged at most this often (seconds), so that reading a page costs no write.
_PROLONG_AFTER = 60
_SEEN = "seen"
#: GB/T 22239-2019 §8.1.4 身份鉴别 a: a password that somebody else has set is changed before anything else.
OWN_PASSWORD = "desk:password"  # noqa: S105 — the name of an address

P = ParamSpec("P")


@dataclass(frozen=True)
class Visit:
    """One visit to one page: who, with which posts, at what moment. Every act of the page happens at `at`."""

    person: Person
    actor: Actor
    at: datetime


def staff(view: Callable[Concatenate[HttpRequest, Visit, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let signed-in people pass; ask everybody else to sign in, keeping what he sent. Nothing is cached."""

    @wraps(view)
    @never_cache
    def gated(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        person = request.user
        if not isinstance(person, Person):
            return signing.ask(request)
        if person.must_change_password and request.path != reverse(OWN_PASSWORD):
            return redirect(OWN_PASSWORD)
        at = timezone.now()
        _prolong(request, at)
        return view(request, Visit(person, accounts.actor_of(person, at), at), *args, **kwargs)

    return gated


def _prolong(request: HttpRequest, at: datetime) -> None:
    """GB/T 22239-2019 §8.1.4 身份鉴别 b ends *idle* sessions: one that is used begins anew."""
    if at.timestamp() - request.session.get(_SEEN, 0) > _PROLONG_AFTER:
        request.session[_SEEN] = at.timestamp()
