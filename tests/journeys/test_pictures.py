"""The picture in the README: a dispatcher's queue and a case, in the demo city. `make docs` takes it."""

from base64 import b64encode
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.browser import SHOTS
from yihaotong.accounts.rules import Role
from yihaotong.project.commands.demo import logins
from yihaotong.project.demo import city, seeding

SIDE_BY_SIDE = """<body style="margin:0;display:flex;gap:24px;align-items:start;padding:24px;background:#dfe5ec">
<style>img{flex:1;min-width:0;box-shadow:0 2px 12px #0004;border-radius:6px}</style>%s</body>"""


@pytest.fixture
def dispatcher(live_server: LiveServer, open_page: Callable[..., Page]) -> Page:
    now = timezone.now()
    seeding.seed(timezone.localdate(now), now=now, count=90, tell=lambda done, total: None)
    page = open_page()
    page.goto("/desk/")
    page.get_by_label("登录名").fill(next(name for role, name, _ in logins(now) if role is Role.DISPATCHER))
    page.get_by_label("密码").fill(city.PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/desk/")
    return page


def test_the_picture_of_the_readme(dispatcher: Page) -> None:
    views = [dispatcher.screenshot(animations="disabled")]
    dispatcher.locator("a[href*='/desk/cases/YC']").first.click()
    dispatcher.wait_for_url("**/desk/cases/YC*/")
    assert dispatcher.get_by_text("模拟").first.is_visible()
    views.append(dispatcher.screenshot(animations="disabled"))
    images = "".join(f'<img src="data:image/png;base64,{b64encode(view).decode()}">' for view in views)
    board = dispatcher.context.browser.new_page(viewport={"width": 1800, "height": 600})
    board.set_content(SIDE_BY_SIDE % images)
    SHOTS.mkdir(parents=True, exist_ok=True)
    board.screenshot(path=SHOTS / "readme-desk.png", full_page=True)
    board.close()
