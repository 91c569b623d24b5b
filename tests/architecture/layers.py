"""The layers, read from the import contract in pyproject.toml, so that they stand in one place."""

import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "yihaotong"


def contracts() -> dict[str, dict[str, Any]]:
    text = (ROOT / "pyproject.toml").read_text()
    return {contract["id"]: contract for contract in tomllib.loads(text)["tool"]["importlinter"]["contracts"]}


def heights() -> dict[str, int]:
    """Each area's height above the ground; areas on one line share a height and may not use one another."""
    lines = contracts()["layers"]["layers"]
    return {area.strip(" ()"): height for height, line in enumerate(reversed(lines)) for area in line.split("|")}


def area_of(module: str) -> str | None:
    """The area of a module of ours ("yihaotong.cases.models" → "cases"); None for anybody else's."""
    package, _, rest = module.partition(".")
    return rest.split(".")[0] if package == PACKAGE and rest else None


def may_use(user: str, used: str) -> bool:
    """Whether area `user` may refer to area `used`: itself, or a lower layer. KeyError for an area without a place."""
    height = heights()
    return user == used or height[used] < height[user]
