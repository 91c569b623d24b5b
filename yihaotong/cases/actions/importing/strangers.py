"""Words of an export that mean no category, place or unit here: counted, so that somebody can see what is missing."""

from collections import Counter
from collections.abc import Mapping

#: So many words of each kind are named, and so many characters of each; the letters of all others are counted under "".
MOST, LONGEST = 50, 30

Counted = dict[str, dict[str, int]]


def counted(before: Mapping[str, Mapping[str, int]], met: Counter[tuple[str, str]]) -> Counted:
    """Those met before and those of one more batch: {"place": {"某某新区": 12, "": 3}}, the most frequent first."""
    told: Counted = {name: dict(words) for name, words in before.items()}
    for (name, word), letters in met.items():
        words = told.setdefault(name, {})
        key = word[:LONGEST]
        if key not in words and len(words) >= MOST:
            key = ""
        words[key] = words.get(key, 0) + letters
    return {name: dict(sorted(words.items(), key=lambda each: -each[1])) for name, words in told.items()}
