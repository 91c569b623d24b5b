"""The documents say what the code does: what it can write itself, it has written, and the rest leads somewhere."""

import argparse
import re

import pytest

from tests import manuals


def test_generated_passages_are_in_step():
    stale = [str(page.relative_to(manuals.ROOT)) for page in manuals.out_of_step()]
    assert not stale, f"out of step, type `make docs`: {', '.join(stale)}"


def test_every_command_setting_move_and_endpoint_is_mentioned():
    missing = manuals.unmentioned()
    assert not missing, "\n".join(missing)


def test_every_setting_read_is_an_administrators_or_internal():
    read = manuals.every_variable_read()
    assert read - set(manuals.INTERNAL) <= set(manuals.ENVIRONMENT)
    assert set(manuals.INTERNAL) <= read


@pytest.mark.parametrize("page", manuals.pages(), ids=lambda page: page.relative_to(manuals.ROOT).as_posix())
def test_every_relative_link_leads_somewhere(page):
    assert manuals.broken_links(page, page.read_text()) == []


@pytest.mark.parametrize("page", manuals.pages(), ids=lambda page: page.relative_to(manuals.ROOT).as_posix())
def test_every_file_that_a_page_names_is_there(page):
    lost = manuals.lost_paths(page, page.read_text())
    assert not lost, "\n".join(lost)


def test_a_file_that_is_not_there_is_found():
    text = "`cases/rules/moves.py` `cases/rules/moves/` `tests/none.py` `gone.py` `a/b.csv` `docs/glossary.md` `x.csv`"
    lost = manuals.lost_paths(manuals.ROOT / "docs" / "glossary.md", text)
    assert [line.split("`")[1] for line in lost] == ["cases/rules/moves.py", "tests/none.py", "gone.py"]


def test_developers_are_shown_every_area_of_the_house():
    told = (manuals.ROOT / "docs" / "develop" / "README.md").read_text().split("```")[1]
    areas = {path.parent.name for path in (manuals.ROOT / "yihaotong").glob("*/__init__.py")}
    missing = sorted(area for area in areas if not re.search(rf"(^|\| ){area}\b", told, re.MULTILINE))
    assert not missing, f"draw into `The house` of docs/develop/README.md: {', '.join(missing)}"


def test_every_generator_has_its_passage():
    told = "".join(page.read_text() for page in manuals.pages())
    assert [name for name in manuals.GENERATORS if f"<!-- generated: {name} -->" not in told] == []


def test_a_broken_link_is_found():
    page = manuals.ROOT / "docs" / "glossary.md"
    text = "[a](glossary.md) [b](missing.md) [c](https://example.org/x) [d](#here) ![e](../pictures/none.png)"
    assert [line.split(": ")[1] for line in manuals.broken_links(page, text)] == [
        "missing.md",
        "../pictures/none.png",
    ]


def test_a_stale_passage_is_rewritten():
    old = "before\n<!-- generated: life -->\nold\n<!-- end -->\nafter\n"
    new = manuals.generated(old)
    assert "stateDiagram" in new
    assert "\nold\n" not in new
    assert new.startswith("before\n")
    assert new.endswith("<!-- end -->\nafter\n")
    assert manuals.generated(new) == new


def test_a_passage_nobody_writes_is_an_error():
    with pytest.raises(KeyError):
        manuals.generated("<!-- generated: nonsense -->\n<!-- end -->")


def test_an_option_is_written_as_it_is_typed():
    parser = argparse.ArgumentParser()
    options = [
        parser.add_argument("--pause", nargs=2, metavar=("停", "复")),
        parser.add_argument("--json", action="store_true"),
        parser.add_argument("--port", type=int),
        parser.add_argument("file"),
    ]
    assert [manuals.as_typed(option) for option in options] == ["--pause 停 复", "--json", "--port PORT", "FILE"]


@pytest.mark.parametrize(
    "text", ["os.environ['YIHAOTONG_X']", "os.environ.get('YIHAOTONG_X', '')", "os.getenv('YIHAOTONG_X')"]
)
def test_a_read_of_the_environment_is_seen(text):
    assert manuals.read_environment(manuals.Source("yihaotong/x.py", text)) == {"YIHAOTONG_X"}
