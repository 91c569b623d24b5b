"""Citizens who file one matter after the other and keep every receipt, whatever happens to the server meanwhile.

Each matter is sent with a submission id until a receipt comes, as a person presses the button again, so that in the end
it must be there exactly once.
"""

import http.client
import json
import re
import threading
import time
import urllib.error
import urllib.request
import uuid
from abc import abstractmethod
from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from urllib.parse import urlencode

from bench.load import Connection, request
from bench.matters import Matter, matters

RECEIPT = re.compile(r"/receipt/([A-Z]+\d{14,})/")
PAGES = 8
READING = 2.1  # seconds


@dataclass(frozen=True)
class Attempt:
    """One request. `outcome` is the status, or "broken"; `order_no` is there when it brought a receipt."""

    marker: str
    began: float
    ended: float
    outcome: str
    order_no: str


class Citizen(threading.Thread):
    """Files until told to stop; `attempts` is complete once the thread has ended."""

    channel = ""

    def __init__(self, name: str, port: int, seed: int) -> None:
        super().__init__(name=f"{self.channel}-{name}", daemon=True)
        self.port = port
        self.matters = matters(5000, seed)
        self.attempts: list[Attempt] = []
        self.stopping = threading.Event()

    def run(self) -> None:
        for number, matter in enumerate(self.matters):
            marker = f"{self.name}-{number}"
            submission = str(uuid.uuid4())
            while not self.stopping.is_set() and not self.attempt(marker, submission, matter):
                time.sleep(0.1)
            if self.stopping.is_set():
                return

    def attempt(self, marker: str, submission: str, matter: Matter) -> bool:
        """Whether this attempt brought a receipt."""
        began = time.monotonic()
        try:
            outcome, order_no = self.file(marker, submission, matter)
        except (OSError, http.client.HTTPException) as error:
            outcome, order_no = f"broken: {type(error).__name__}", ""
        self.attempts.append(Attempt(marker, began, time.monotonic(), outcome, order_no))
        return bool(order_no)

    @abstractmethod
    def file(self, marker: str, submission: str, matter: Matter) -> tuple[str, str]:
        """Send the matter once; status and order number ("" without)."""


class ApiCitizen(Citizen):
    channel = "api"

    def __init__(self, name: str, port: int, seed: int, token: str) -> None:
        super().__init__(name, port, seed)
        self.connection = Connection(port)
        self.headers = {"Authorization": f"Bearer {token}"}

    def file(self, marker: str, submission: str, matter: Matter) -> tuple[str, str]:
        body = json.dumps({**filing(marker, matter), "submission": submission})
        status, reply = self.connection.exchange(request("/api/v1/cases", self.headers, body))
        return status, json.loads(reply)["order_no"] if status in {"200", "201"} else ""


class PortalCitizen(Citizen):
    """Fills the web form in: takes the page's hidden fields, posts, follows the redirect to the receipt's page.

    The portal refuses forms sent within two seconds, so this citizen has a few pages open at a time.
    """

    channel = "portal"

    def __init__(self, name: str, port: int, seed: int) -> None:
        super().__init__(name, port, seed)
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.opened: list[dict[str, str]] = []
        self.form: tuple[str, bytes] = ("", b"")

    def file(self, marker: str, submission: str, matter: Matter) -> tuple[str, str]:  # noqa: ARG002 — the page has one
        if self.form[0] != marker:
            filled_in = {**self.page(), **filing(marker, matter)}
            self.form = (marker, urlencode(filled_in).encode())
        status, address, _ = self.open(self.form[1])
        if status in {"403", "422"}:
            self.form = ("", b"")  # refused: a person opens the page anew
        found = RECEIPT.search(address)
        return status, found.group(1) if found else ""

    def page(self) -> dict[str, str]:
        """The hidden fields of a page that has been open for long enough."""
        if not self.opened:
            fresh = [self.hidden_fields() for _ in range(PAGES)]
            time.sleep(READING)
            self.opened = fresh
        return self.opened.pop(0)

    def hidden_fields(self) -> dict[str, str]:
        status, _, text = self.open(None)
        if status != "200":
            raise ConnectionError(f"the form's page: {status}")
        fields = HiddenFields()
        fields.feed(text)
        return fields.found

    def open(self, form: bytes | None) -> tuple[str, str, str]:
        """Status, final address and text."""
        address = f"http://127.0.0.1:{self.port}/file/"
        try:
            with self.browser.open(address, form, timeout=60) as response:
                return str(response.status), response.url, response.read().decode()
        except urllib.error.HTTPError as error:
            return str(error.code), "", ""


def filing(marker: str, matter: Matter) -> dict[str, str]:
    """What both ways ask for. The title is made from the first line of the body, so the marker becomes the title."""
    body = f"{marker}\n{matter.body}"
    return {"body": body, "request_type": "complaint", "name": matter.name, "phone": matter.phone}


class HiddenFields(HTMLParser):
    """Names and values of all hidden inputs of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "input" and attributes.get("type") == "hidden" and attributes.get("name"):
            self.found[attributes["name"]] = attributes.get("value", "")


def outcomes(citizens: list[Citizen]) -> Counter[str]:
    return Counter(f"{one.channel} {attempt.outcome}" for one in citizens for attempt in one.attempts)


def receipts(citizens: list[Citizen]) -> dict[str, str]:
    """Marker to order number, of every receipt that reached its citizen."""
    return {attempt.marker: attempt.order_no for one in citizens for attempt in one.attempts if attempt.order_no}
