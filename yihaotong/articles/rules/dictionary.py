"""数据字典: what each field of the open data is. The data are written field by field from this table, so neither can
say what the other does not."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from yihaotong.articles.rules.codes import Five, Period, Validity
from yihaotong.journal.codes import Code

#: The words a field of type "words" may hold, apart from "".
WORDS: Mapping[str, type[Code]] = {"five": Five, "validity": Validity, "period": Period}


@dataclass(frozen=True)
class Entry:
    """One field of one record: `listed` says whether lists have it, or only the record by itself."""

    record: str
    name: str
    label: str
    type: str
    listed: bool
    meaning: str
    basis: str
    example: str

    @property
    def values(self) -> str:
        """All words it may hold, "" where it is not bound to any."""
        return "、".join(label for _code, label in WORDS[self.name].choices()) if self.type == "words" else ""

    @property
    def told(self) -> dict[str, str]:
        """The entry as a record of the open data itself."""
        told = {**vars(self), "listed": "yes" if self.listed else "no", "values": self.values}
        return {field.name: told[field.name] for field in fields_of("dictionary")}


@cache
def dictionary() -> tuple[Entry, ...]:
    """All fields of all records, each record's in their sequence."""
    with (resources.files("yihaotong.articles") / "data" / "dictionary.csv").open(encoding="utf-8") as file:
        return tuple(_entry(row) for row in csv.DictReader(file))


def _entry(row: Mapping[str, str]) -> Entry:
    texts = {name: value for name, value in row.items() if name != "listed"}
    return Entry(**texts, listed=row["listed"] == "yes")


@cache
def fields_of(record: str, *, whole: bool = True) -> tuple[Entry, ...]:
    """The fields of one record; without `whole` those that lists have."""
    return tuple(each for each in dictionary() if each.record == record and (whole or each.listed))
