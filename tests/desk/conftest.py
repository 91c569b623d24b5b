"""The small city of the cases, with its people at their desks; the pages take the time of day themselves."""

import re
from collections.abc import Callable
from datetime import datetime
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from tests.cases.conftest import City, city

__all__ = ["city"]

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(scope="module")
def at() -> datetime:
    """When the first test of a file began: the others find the same city standing."""
    return timezone.now()


@pytest.fixture
def sit(city: City) -> Callable[[str], Client]:
    """The browser of somebody who has signed in."""

    def seated(username: str) -> Client:
        client = Client()
        client.force_login(city.people[username], backend=BACKEND)
        return client

    return seated


def words(response: HttpResponse) -> str:
    """What a person reads on a page, in one line; what stands in inputs is not part of it."""
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def inputs(response: HttpResponse) -> dict[str, str]:
    """The hidden inputs of a page by name; the last one of each name."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', response.content.decode())
    return {unescape(name): unescape(value) for name, value in found}
