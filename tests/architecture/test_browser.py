"""The browser of the journeys: it sees our pages, hears their complaints, and reaches nothing else."""

import struct

import pytest
from playwright.sync_api import Error

from tests.browser import WIDTHS, Complaints, screenshot

pytestmark = pytest.mark.journey


def width_of(picture):
    """The width in pixels that a PNG's header states."""
    return struct.unpack(">I", picture.read_bytes()[16:20])[0]


def test_a_page_of_ours_opens_without_complaint(page):
    answer = page.goto("/")
    assert answer.status == 200


def test_a_picture_is_taken_at_both_widths(page):
    page.goto("/")
    pictures = screenshot(page, "test-both-widths")
    try:
        assert [width_of(picture) for picture in pictures] == list(WIDTHS)
    finally:
        for picture in pictures:
            picture.unlink()


def test_nothing_outside_this_machine_is_reached(page):
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://example.org/")


def test_a_refused_script_and_an_error_are_heard(browser, live_server):
    complaints = Complaints()
    page = browser.new_page(base_url=live_server.url)
    complaints.listen(page)
    page.goto("/")
    page.evaluate("() => { setTimeout(() => { throw new Error('heard') }) }")
    page.evaluate("() => document.head.append(Object.assign(document.createElement('script'), {text: 'x()'}))")
    page.wait_for_function("() => true")
    page.close()
    assert any("heard" in line for line in complaints.heard)
    assert any("Content Security Policy" in line for line in complaints.heard)


def test_two_people_do_not_share_a_session(open_page):
    first, second = open_page(), open_page(width=390)
    first.goto("/")
    first.context.add_cookies([{"name": "who", "value": "first", "url": first.url}])
    second.goto("/")
    assert "first" not in second.evaluate("document.cookie")
