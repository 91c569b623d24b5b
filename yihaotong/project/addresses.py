"""Addresses as somebody may type them: with a NUL in them, or where only a form is taken."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

_READS = frozenset({"GET", "HEAD"})
_NUL = "%00"
#: Where programs read, which judge every parameter by their own rules.
_OWN_RULES = ("/api/", "/disclosure/data/", "/disclosure/feed.")


class PlainAddresses:
    """Answers for every page what PostgreSQL would answer with an error, and what Django leaves without a word.

    Programs have their own: api.shape, portal.opendata.parameters.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(_OWN_RULES):
            return self.get_response(request)
        if "\0" in request.path:  # no address of ours holds it, and PostgreSQL takes it in no text
            return render(request, "404.html", status=HTTPStatus.NOT_FOUND)
        request.META["QUERY_STRING"] = _without_nul(request.META.get("QUERY_STRING", ""))
        answer = self.get_response(request)
        return _told(request, answer) if isinstance(answer, HttpResponseNotAllowed) else answer


def _without_nul(query: str) -> str:
    """As if it had not been typed: what is left is judged as any other filter."""
    while _NUL in query:
        query = query.replace(_NUL, "")
    return query


def _told(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """The page for somebody who typed the address of a form; programs of our pages read the number alone."""
    if request.method not in _READS:
        return answer
    page = render(request, "405.html", status=HTTPStatus.METHOD_NOT_ALLOWED)
    page.headers["Allow"] = answer.headers["Allow"]
    return page
