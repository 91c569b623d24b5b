"""A code as it stands in records and in lines of the journal, with the words that a person reads."""

from enum import Enum
from typing import Self


class Code(str, Enum):  # noqa: UP042 — a StrEnum's members are bare strings; these carry their label
    """A stored code with the words a person reads: `Stage.FILED == "filed"`, `Stage.FILED.label == "待派单"`."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    def __str__(self) -> str:
        return str(self.value)

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(member.value, member.label) for member in cls]
