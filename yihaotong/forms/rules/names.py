"""By which words a row or a column is known, whatever their small differences (data/names.csv)."""

import csv
import re
from functools import cache
from importlib import resources

from yihaotong.forms.rules.words import bare

#: Organs explain rows in brackets: 规章（设区的市、自治州人民政府应提供相关数据）.
_EXPLAINED = re.compile(r"\([^()]*\)?")
_LONGEST = 60


@cache
def _names() -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    text = resources.files(__package__).joinpath("data", "names.csv").read_text(encoding="utf-8")
    found: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    for line in csv.DictReader(text.splitlines()):
        found.setdefault(line["kind"], []).append((line["id"], re.compile(line["pattern"])))
    return found


def named(kind: str, written: str) -> str:
    """The id of what is written: `kind` is row2, row3, row4, group3, column2, column3 or column4. "" if none."""
    text = _EXPLAINED.sub("", bare(written))
    if not text or len(text) > _LONGEST:
        return ""
    return next((name for name, pattern in _names()[kind] if pattern.search(text)), "")
