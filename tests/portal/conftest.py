"""The small city, seen from outside: nobody signs in."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from tests.cases.conftest import City, city
from yihaotong.cases import actions
from yihaotong.cases.models import Case

__all__ = ["city"]


@pytest.fixture
def at() -> datetime:
    return timezone.now()


@pytest.fixture
def page_token() -> Callable[..., str]:
    """The token of a form that was opened a minute ago, as the page would have given it out."""

    def token(age: timedelta = timedelta(minutes=1)) -> str:
        return signing.dumps([str(uuid4()), (timezone.now() - age).timestamp()], salt="portal.file")

    return token


@pytest.fixture
def proven(city: City) -> Callable[[Case], Client]:
    """The browser of the citizen who has shown his query code."""

    def opened(case: Case) -> Client:
        client = Client()
        client.post("/track/", {"order_no": case.order_no, "code": actions.query_code(case.order_no)})
        return client

    return opened
