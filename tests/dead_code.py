"""What nobody uses: vulture over the product, told of the uses it cannot see, in templates and in dotted strings.

Tests do not count as users: what only a test calls is not needed by anybody.
"""

import re
import sys
from collections.abc import Iterable
from fnmatch import fnmatchcase
from keyword import iskeyword
from pathlib import Path

from vulture import Vulture
from vulture.core import Item

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = ROOT / "yihaotong"
TAG = re.compile(r"\{[{%](.*?)[}%]\}", re.DOTALL)
NAME = re.compile(r"[A-Za-z_]\w*")
DOTTED = re.compile(r"[\"'](yihaotong(?:\.\w+)+)[\"']")
#: What is looked at. Fields, members of an enumeration and constants are data: their users are the database and people.
KINDS = {"class", "function", "method", "property", "import", "unreachable_code"}
#: What is called from outside our code, each group with who calls; `path:name` or a name alone.
FOREIGN = {
    "the door of an area: the page for it may come later, its tests keep it right": ["*/actions*:*", "*/access.py:*"],
    "Django, from an app's configuration": ["*Config", "ready"],
    "Django, from a model or a migration": ["Meta", "Migration", "*/migrations/*:*"],
    "Django, of a middleware": ["process_exception"],
    "Django, of an upload handler": ["files/quota.py:*"],
    "Django, of a user, a password validator, a hasher": ["get_help_text", "validate", "has_perm", "has_module_perms"],
    "Django's template engine, by decorator": ["*/templatetags/*:*"],
    "ninja, by decorator": ["api/*:*"],
    "gunicorn, from its configuration": ["project/gunicorn.py:*"],
}


def unused(product: Path = PRODUCT) -> list[str]:
    """One line for each thing defined in the product and used nowhere in it."""
    vulture = Vulture()
    vulture.scavenge([str(product)])
    for path in product.rglob("templates/**/*.*"):
        said = (name for tag in TAG.findall(path.read_text()) for name in NAME.findall(tag))
        _count_as_used(vulture, said, path)
    for path in product.rglob("*.py"):
        _count_as_used(vulture, (part for text in DOTTED.findall(path.read_text()) for part in text.split(".")), path)
    return [
        f"{_place(item, product)}:{item.first_lineno}: unused {item.typ} {item.name}"
        for item in vulture.get_unused_code(min_confidence=60)
        if item.typ in KINDS and not _foreign(f"{_place(item, product)}:{item.name}")
    ]


def _count_as_used(vulture: Vulture, names: Iterable[str], path: Path) -> None:
    vulture.scan("\n".join(sorted({name for name in names if not iskeyword(name)})), filename=path)


def _place(item: Item, product: Path) -> str:
    return Path(item.filename).relative_to(product).as_posix()


def _foreign(place: str) -> bool:
    name = place.rpartition(":")[2]
    patterns = [pattern for group in FOREIGN.values() for pattern in group]
    return any(fnmatchcase(place if ":" in pattern else name, pattern) for pattern in patterns)


def main() -> int:
    found = unused()
    print("\n".join(found) or "nothing lies idle")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
