"""Records whose words stand outside the journal, held against the lines that vouch for them by a digest: for whoever
rewrites a record behind the application's back and leaves its line alone.

Of several lines about one place the last counts. Lines erased by law say nothing, and nothing is asked of them. A line
that says what no act of ours would write is named, and the others are looked at all the same.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from yihaotong.journal.models import Line
from yihaotong.journal.verifying import Problem

_CHUNK = 500
#: The digest of a place that nothing is vouched for any more.
NOTHING = ""
#: What comes of reading what nobody of ours wrote.
_GARBAGE = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
#: A record that cannot be read: no line vouches for that.
_UNREADABLE = "?"


def by_subject(line: Line, after: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """A line that tells `text_sm3` vouches for its subject."""
    if "text_sm3" in after:
        yield line.subject, str(after["text_sm3"])


@dataclass(frozen=True)
class Vouched:
    """One sort of records. A place is the subject of a line, or begins with it and a dot: "guide:3", "article:12.4".
    What stands between colon and dot is the record's key, a number unless `key` says otherwise.

    `area`: what subjects begin with, before the colon; `word`: what a person calls such a record; `digests`: of these
    places those that exist, each with its digest made anew; `places`: all that a line must vouch for; `told`: the
    places that a line speaks of with their digests, `NOTHING` where it vouches no longer.
    """

    area: str
    word: str
    digests: Callable[[Sequence[str]], Mapping[str, str]]
    places: Callable[[], Iterable[str]] = tuple
    told: Callable[[Line, Mapping[str, Any]], Iterable[tuple[str, str]]] = by_subject
    key: str = "[0-9]{1,18}"

    def check(self) -> Iterator[Problem]:
        """Every difference: a record gone, changed, or added without a line; and every line that cannot be read."""
        walk = _Walk(self)
        walk.on()
        for line in walk.garbled:
            yield Problem("line-unreadable", f"日志 {line} 里关于{self.word}的内容读不懂：写坏了，或被改过", line=line)
        wrong = list(self._differing(walk.asked()))
        added = [place for place in self.places() if not walk.knows(place)]
        if not wrong and not added:
            return
        # Looked at once more: what was written in between, another run will see whole.
        before = walk.newest
        walk.on()
        still = [(place, line) for place, line, _there in wrong if walk.last[place][0] == line and line <= before]
        for place, line, there in self._differing([(place, *walk.last[place]) for place, line in still]):
            yield self._problem(place, line, there=there)
        for place in added:
            if not walk.knows(place):
                yield Problem("record-added", f"{self.word} {place} 没有一行日志提到")

    def _differing(self, asked: Sequence[tuple[str, int, str]]) -> Iterator[tuple[str, int, bool]]:
        """Of places with line and digest those that differ now, with whether they exist."""
        for some in (asked[first : first + _CHUNK] for first in range(0, len(asked), _CHUNK)):
            found = self._made([place for place, _line, _digest in some])
            for place, line, digest in some:
                if found.get(place) != digest:
                    yield place, line, place in found

    def _made(self, places: Sequence[str]) -> Mapping[str, str]:
        """The digests of these places; one by one where a record among them cannot be read."""
        try:
            found = self.digests(places)
            return {place: found[place] for place in places if place in found}
        except _GARBAGE:
            if len(places) == 1:
                return dict.fromkeys(places, _UNREADABLE)
        half = len(places) // 2
        return {**self._made(places[:half]), **self._made(places[half:])}

    def heard(self, line: Line) -> list[tuple[str, str]]:
        """What a line tells. Raises what comes of garbage."""
        told = list(self.told(line, _after(line)))
        for place, _digest in told:
            if not re.fullmatch(rf"{self.area}:{self.key}(\..*)?", place, re.DOTALL):
                raise ValueError(place)
        return told

    def _problem(self, place: str, line: int, *, there: bool) -> Problem:
        if there:
            return Problem("record-changed", f"{self.word} {place} 的内容与日志 {line} 的摘要不符", line=line)
        return Problem("record-missing", f"{self.word} {place} 已不存在，日志 {line} 记有", line=line)


@dataclass
class _Walk:
    """The lines of one sort, read up to `newest`: by place the last line that tells of it, with the digest."""

    of: Vouched
    newest: int = 0
    last: dict[str, tuple[int, str]] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    garbled: list[int] = field(default_factory=list)

    def on(self) -> None:
        """Read what there is beyond."""
        lines = Line.objects.filter(subject__startswith=f"{self.of.area}:", pk__gt=self.newest).order_by("pk")
        for line in lines.iterator(_CHUNK):
            self.newest = line.pk
            if line.erased:
                self.silent.add(line.subject)
                continue
            try:
                told = self.of.heard(line)
            except _GARBAGE:
                self.garbled.append(line.pk)
                continue
            for place, digest in told:
                self.last[place] = (line.pk, digest)

    def asked(self) -> list[tuple[str, int, str]]:
        """The places whose record must be there, as it was, each with line and digest."""
        told = [(place, *line) for place, line in self.last.items() if _subject(place) not in self.silent]
        return [each for each in told if each[2] != NOTHING]

    def knows(self, place: str) -> bool:
        return place in self.last or _subject(place) in self.silent


def _subject(place: str) -> str:
    return place.partition(".")[0]


def _after(line: Line) -> Mapping[str, Any]:
    """Empty for a line that was tampered with: that is the chain's finding."""
    try:
        after = line.facts.get("after")
    except (ValueError, AttributeError, RecursionError):
        return {}
    return after if isinstance(after, dict) else {}
