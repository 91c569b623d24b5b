"""Rules for every file of the repository, whatever it is written in."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.house_rules import ROOT

#: Made by tools or by running; none of it is in the repository.
MADE = {".git", ".venv", "var", "results", "__pycache__"}
PLANS = re.compile(r"(_SUMMARY|_REPORT|PLAN|TODO|NOTES)\.md$", re.IGNORECASE)
#: Where packages come from is the machine's business: a lock names versions and hashes only.
REGISTRY = re.compile(r"--(extra-)?index-url|--find-links|--trusted-host|^index-url|\[tool\.uv\.index", re.MULTILINE)


def files() -> Iterator[Path]:
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        made = any(part in MADE or (part.startswith(".") and part.endswith("_cache")) for part in parts)
        if path.is_file() and not made and ".hypothesis" not in parts:
            yield path


def texts() -> Iterator[tuple[str, str]]:
    for path in files():
        try:
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:  # a picture
            continue


def places_named(text: str, checkout: Path, home: Path) -> list[str]:
    """Paths of somebody's own machine: this checkout, this user's home, anybody's home."""
    own = "|".join(re.escape(str(path)) for path in (checkout, home) if len(path.parts) > 1)
    pattern = rf"(?<![\w.])(?:(?:{own})(?![\w-])|/home/\w+|/Users/\w+)"
    return re.findall(pattern, text)


def test_no_file_names_the_machine_it_was_written_on():
    named = {path: found for path, text in texts() if (found := places_named(text, ROOT, Path.home()))}
    assert named == {}


def test_no_file_names_a_package_registry():
    watched = [(path, text) for path, text in texts() if path.endswith((".lock", ".toml", ".txt", ".cfg", "Makefile"))]
    assert watched
    assert [path for path, text in watched if REGISTRY.search(text)] == []


def test_no_plans_lie_about():
    assert [path.name for path in ROOT.iterdir() if PLANS.search(path.name)] == []


#: In two parts, because this very file must pass, too.
ANNA = "/ho" + "me/anna"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see /srv/build/city/README.md", ["/srv/build/city"]),
        ("cd /srv/build/city", ["/srv/build/city"]),
        (f"the file x in {ANNA}", [ANNA]),
        ("/var/lib/anna/.cache", ["/var/lib/anna"]),
        ("https://example.org/srv/build/cities", []),
        ("../home/pages and /usr/lib/postgresql", []),
    ],
)
def test_a_place_of_somebodys_machine_is_seen(text, found):
    assert places_named(text, Path("/srv/build/city"), Path("/var/lib/anna")) == found
