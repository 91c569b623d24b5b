"""Chromium for the journeys: Debian's own, cut off from everything but this machine."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests import packages

ROOT = Path(__file__).resolve().parent.parent
SHOTS = ROOT / "var" / "shots"
PACKAGES = ("chromium", "fonts-noto-cjk")
#: A desk and a telephone.
WIDTHS = {1440: 900, 390: 844}
FLAGS = (
    "--no-sandbox",  # as root, and in most containers, Chromium refuses to start with it
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Not a byte leaves the machine, whatever a page or the browser itself may ask for.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
FAILED_LOADS = tuple(
    f"Failed to load resource: {why}" for why in ("the server responded", "net::ERR_INTERNET_DISCONNECTED")
)
#: Playwright's synchronous interface runs an event loop, and Django then refuses the database. Our code is not in it.
UNSAFE = "DJANGO_ALLOW_ASYNC_UNSAFE"


def installed() -> Path | None:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    return Path(found) if found else None


def program() -> Path:
    """Chromium's path; installs Debian's package when we may, raises packages.Missing when there is still none."""
    here = installed() or (installed() if packages.install(PACKAGES) else None)
    if here is None:
        raise packages.Missing("Chromium", PACKAGES)
    return here


@contextmanager
def chromium() -> Iterator[Browser]:
    # Only while the browser is there: everywhere else Django's warning is right.
    os.environ[UNSAFE] = "1"
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program(), headless=True, args=list(FLAGS))
            yield browser
            browser.close()
    finally:
        del os.environ[UNSAFE]


class Complaints:
    """What a page complained of: uncaught errors, and what its own security policy refused."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def listen(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.heard.append(f"{page.url}: {error}"))
        page.on("console", lambda message: self._console(page, message))

    def _console(self, page: Page, message: ConsoleMessage) -> None:
        # A refused page (404, 403) is logged as a failed load, and so is a network that a test has switched off;
        # whether that is right is the test's own question.
        if message.type == "error" and not message.text.startswith(FAILED_LOADS):
            self.heard.append(f"{page.url}: {message.text}")


def screenshot(page: Page, name: str) -> list[Path]:
    """Two pictures of the whole page in var/shots, at the width of a desk and of a telephone; their paths."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    before = page.viewport_size
    paths = []
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        paths.append(SHOTS / f"{name}-{width}.png")
        page.screenshot(path=paths[-1], full_page=True, animations="disabled", caret="hide")
    if before:
        page.set_viewport_size(before)
    return paths
