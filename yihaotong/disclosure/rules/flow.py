"""依申请公开办理流程图: the steps of a request as the public reads them, data in flow.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).resolve().parent / "flow.toml"


@dataclass(frozen=True)
class Step:
    """One step; `limit` "" where the law gives none."""

    title: str
    text: str
    basis: str
    limit: str = ""


@cache
def steps() -> tuple[Step, ...]:
    return tuple(Step(**row) for row in tomllib.loads(_FILE.read_text())["step"])
