"""The style sheet that we send holds the rules that our pages use, and no others."""

from tests import stylesheet


def test_the_sheet_is_what_our_pages_use() -> None:
    assert stylesheet.USED.read_text() == stylesheet.sheet(), "type: .venv/bin/python -m tests.stylesheet --write"


def test_a_rule_goes_when_no_page_names_its_class() -> None:
    assert stylesheet.used("body:not(.no-such-class) .btn:hover")
    assert stylesheet.used("a")
    assert not stylesheet.used(".btn .no-such-class")
