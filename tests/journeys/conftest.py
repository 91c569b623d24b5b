"""People in front of real browsers. Everybody signs in through the page, as he would."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.cases.conftest import City, city
from yihaotong.accounts import actions as hiring
from yihaotong.accounts.rules import IMPORTER

__all__ = ["city"]

PASSWORD = "Four-classes-2026"


@pytest.fixture(scope="module")
def at() -> datetime:
    """When the first journey of a file began: the others find the same city standing."""
    return timezone.now()


@pytest.fixture
def seat(city: City, live_server: LiveServer, open_page: Callable[..., Page]) -> Callable[..., Page]:
    """`seat("dispatcher")`: a browser of his own, with him signed in and his desk open."""

    known: set[str] = set()

    def seated(username: str, width: int = 1440, *, service_worker: bool = True) -> Page:
        if username not in known:  # a new password ends every session of its owner
            hiring.set_password(city.people[username], actor=IMPORTER, at=city.at, password=PASSWORD)
            known.add(username)
        page = open_page(width, service_worker=service_worker)
        page.goto("/desk/")
        sign_in(page, username)
        page.wait_for_url(re.compile(r"/desk/(disclosure/)?$"))
        return page

    return seated


def sign_in(page: Page, username: str) -> None:
    page.get_by_label("登录名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
