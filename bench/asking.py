"""A reader who asks the application as the web server would, without a socket.

Django's own test client connects its signals anew for every request and leaves a finalizer behind each time; after some
thousand requests the collector walks over them for a tenth of a second, which the page would be charged with.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.test import Client, RequestFactory

from yihaotong.project.wsgi import application

#: Sent back as a cookie and as a header, as the pages' own scripts do.
_CSRF = "b" * 32


#: Of a file that is sent piece by piece, so many bytes show that it is on its way with its first rows.
_ON_ITS_WAY = 1000


@dataclass(frozen=True)
class Answer:
    """`waited`: milliseconds until the page was there, or the file on its way; `whole`: until its last byte."""

    status: int
    body: bytes
    waited: float
    whole: float

    @property
    def a_file(self) -> bool:
        return self.waited < self.whole


class Browser:
    """Signed in as one person, or as nobody; `holds`: what nobody's session has proved to be his own."""

    def __init__(self, person: Any = None, holds: Mapping[str, Any] | None = None) -> None:
        cookies = {"csrftoken": _CSRF}
        if holds:
            session = SessionStore()
            session.update(dict(holds))
            session.save()
            cookies["sessionid"] = str(session.session_key)
        if person:
            door = Client()
            door.force_login(person, "django.contrib.auth.backends.ModelBackend")
            cookies |= {name: morsel.value for name, morsel in door.cookies.items()}
        self._requests = RequestFactory(
            SERVER_NAME="127.0.0.1",
            HTTP_COOKIE="; ".join(f"{name}={value}" for name, value in cookies.items()),
            HTTP_X_CSRFTOKEN=_CSRF,
        )

    def get(self, address: str) -> Answer:
        return self._answer(self._requests.get(address).environ)

    def post(self, address: str, data: Mapping[str, str]) -> Answer:
        return self._answer(self._requests.post(address, data).environ)

    def _answer(self, environ: dict[str, Any]) -> Answer:
        statuses: list[str] = []
        began, body, waited = time.perf_counter(), b"", 0.0
        reply = application(environ, lambda status, _headers: statuses.append(status))
        try:
            pieces = iter(reply)
            for piece in pieces:
                body += piece
                if len(body) >= _ON_ITS_WAY:
                    break
            waited = _since(began)
            rest = b"".join(pieces)
            return Answer(int(statuses[0].split()[0]), body + rest, waited, _since(began) if rest else waited)
        finally:
            reply.close()  # type: ignore[attr-defined]  # every answer of Django's has it


def _since(began: float) -> float:
    """Milliseconds."""
    return (time.perf_counter() - began) * 1000
