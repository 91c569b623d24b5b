"""The WSGI application that gunicorn serves."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yihaotong.project.settings")
_django = get_wsgi_application()
# With its addresses the code of every page is there before the workers fork: Django would load it in each of them,
# while the first visitor waits.
get_resolver().url_patterns  # noqa: B018


def application(asked: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Django, with a way to say in the middle of a long answer that this process is at work and not stuck."""
    if alive is not None:
        asked["yihaotong.alive"] = alive
    return _django(asked, start_response)


#: Tells the server that this process is alive; set in each of gunicorn's workers.
alive: Callable[[], None] | None = None
