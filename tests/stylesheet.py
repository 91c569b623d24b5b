"""The part of Tabler's style sheet that our pages use: `python -m tests.stylesheet --write`.

The whole sheet (tools/tabler) is 630 kB, of which a telephone would download, parse and throw away nine tenths. A rule
stays if one of its selectors asks for no class that our pages never name; a class counts as named when its word, or the
beginning of it before a hyphen that a value follows, stands anywhere in our templates, scripts or Python.
"""

import argparse
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import tinycss2

from tests.architecture.house_rules import ROOT

WHOLE = ROOT / "tools" / "tabler" / "tabler.min.css"
USED = ROOT / "yihaotong" / "project" / "static" / "vendor" / "tabler" / "tabler.css"
_PACKAGE = ROOT / "yihaotong"
_WORD = re.compile(r"[A-Za-z][\w-]*")
_CLASS = re.compile(r"\.((?:[\w-]|\\.)+)")
_NOT = re.compile(r":not\([^()]*\)")
#: Rules that hold other rules.
_NESTS = frozenset({"media", "supports", "layer"})


@cache
def words() -> frozenset[str]:
    """Every word of our templates, scripts and Python that might name a class."""
    found: set[str] = set()
    for pattern in ("**/*.html", "**/*.py", "project/static/yihaotong/*.js"):
        for file in _PACKAGE.glob(pattern):
            found.update(_WORD.findall(file.read_text()))
    return frozenset(found)


@cache
def named(klass: str) -> bool:
    parts = klass.split("-")
    beginnings = ("-".join(parts[:number]) + "-" for number in range(1, len(parts)))
    return klass in words() or any(each in words() for each in beginnings)


def used(selector: str) -> bool:
    """Whether a selector may meet something of ours."""
    return all(named(each.replace("\\", "")) for each in _CLASS.findall(_NOT.sub("", selector)))


def _selectors(prelude: Iterable[Any]) -> Iterator[str]:
    """The selectors of a rule; a comma within brackets does not part them."""
    part: list[Any] = []
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            yield tinycss2.serialize(part).strip()
            part = []
        else:
            part.append(token)
    yield tinycss2.serialize(part).strip()


def pruned(rules: Iterable[Any]) -> str:
    kept = []
    for rule in rules:
        if rule.type == "qualified-rule":
            if selectors := [each for each in _selectors(rule.prelude) if used(each)]:
                kept.append(f"{','.join(selectors)}{{{tinycss2.serialize(rule.content)}}}")
        elif rule.type == "at-rule" and rule.content is not None and rule.lower_at_keyword in _NESTS:
            if inner := pruned(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)):
                kept.append(f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{inner}}}")
        elif rule.type == "at-rule":
            kept.append(rule.serialize())
    return "\n".join(kept)


def sheet() -> str:
    """What `USED` must hold: Tabler's own head, and the rules that are used."""
    whole = WHOLE.read_text()
    head = whole[whole.index("/*!") : whole.index("*/") + 2]
    rules = tinycss2.parse_stylesheet(whole, skip_comments=True, skip_whitespace=True)
    return f"{head}\n{pruned(rules)}\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write it anew")
    if parser.parse_args().write:
        USED.write_text(sheet())
    return 0 if USED.read_text() == sheet() else 1


if __name__ == "__main__":
    raise SystemExit(main())
