"""One row of the table of addresses: who is answered what. `test_permissions` gathers the rows of all areas."""

from collections.abc import Mapping
from dataclasses import dataclass, field

NOBODY = "nobody"
STRANGER = "stranger"
#: Those who have a part in the disclosure office.
OFFICE = {
    "disclosure_officer",
    "disclosure_leader",
    "drafter",
    "secrecy_officer",
    "first_reviewer",
    "second_reviewer",
    "third_reviewer",
}


@dataclass(frozen=True)
class Row:
    """What an address answers: to those named, to everybody else who is signed in, and to nobody."""

    method: str
    named: Mapping[int, set[str]]
    others: int
    nobody: int
    data: Mapping[str, str] = field(default_factory=dict)
    query: str = ""

    def expected(self, who: str) -> int:
        if who == NOBODY:
            return self.nobody
        return next((status for status, group in self.named.items() if who in group), self.others)


def page(named: Mapping[int, set[str]] | None = None, *, others: int, **more: object) -> Row:
    return Row("get", named or {}, others, 302, **more)


def form(named: Mapping[int, set[str]] | None = None, *, others: int, nobody: int = 401, **more: object) -> Row:
    return Row("post", named or {}, others, nobody, **more)


def public(method: str, status: int, **more: object) -> Row:
    return Row(method, {}, status, status, **more)
