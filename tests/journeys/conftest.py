"""People in front of real browsers."""

import os
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests import browser as chromium
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
        # At the same door as on the page, which is looked at where that is the matter: two pages less for each of 200.
        door = Client()
        door.post("/desk/login/", {"username": username, "password": PASSWORD})
        cookie = door.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        page.goto("/desk/")
        page.wait_for_url(re.compile(r"/desk/(disclosure/)?$"))
        return page

    return seated


@pytest.fixture
def screenshot() -> Callable[[Page, str], list[Path]]:
    """`screenshot(page, name)`: as anywhere, but only where pictures are asked for: two whole pages take a second."""
    return chromium.screenshot if os.environ.get("YIHAOTONG_PICTURES") else lambda page, name: []


def sign_in(page: Page, username: str) -> None:
    page.get_by_label("登录名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
