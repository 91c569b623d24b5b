"""What a check found: by table, row, column and values, in plain Chinese."""

from dataclasses import dataclass
from typing import Literal

Weight = Literal["error", "warning"]


@dataclass(frozen=True)
class Finding:
    """`rule`: the code of handbook C3 or one of ours (docs/desk/report-check.md). `table` None: the report as a whole.
    `row`, `column`: the printed words. `values`: as written."""

    rule: str
    weight: Weight
    table: int | None
    row: str
    column: str
    words: str
    values: tuple[str, ...] = ()
