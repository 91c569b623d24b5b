"""What nobody uses: vulture over the product, told of the uses it cannot see, in templates and in dotted strings.

Tests do not count as users: what only a test calls is not needed by anybody.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
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
    found = [
        f"{_place(item, product)}:{item.first_lineno}: unused {item.typ} {item.name}"
        for item in vulture.get_unused_code(min_confidence=60)
        if item.typ in KINDS and not _foreign(f"{_place(item, product)}:{item.name}")
    ]
    return sorted([*found, *idle_exports(product)])


def idle_exports(product: Path) -> list[str]:
    """What a module offers in `__all__` and neither uses itself nor anybody takes from it: to vulture it is used.

    A package speaks for its modules: what one of them uses is offered with reason.
    """
    trees = {path: ast.parse(path.read_text()) for path in sorted(product.rglob("*.py"))}
    taken = {each for path, tree in trees.items() for each in _taken(tree, path.read_text())}
    found = []
    for path, tree in trees.items():
        place, line, names = path.relative_to(product).as_posix(), *_offered(tree)
        own = [each for each in trees if path.parent in each.parents] if path.name == "__init__.py" else [path]
        used = {name for each in own for name in _used(trees[each])}
        module = place.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        idle = [name for name in names if name not in used and (module, name) not in taken]
        found += [f"{place}:{line}: unused export {name}" for name in idle if not _foreign(f"{place}:{name}")]
    return found


def _used(tree: ast.Module) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def _offered(tree: ast.Module) -> tuple[int, list[str]]:
    """The names in `__all__`, with their line."""
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id="__all__")], value=ast.List(elts=names) | ast.Tuple(elts=names)):
                return node.lineno, [str(each.value) for each in names if isinstance(each, ast.Constant)]
    return 0, []


def _taken(tree: ast.Module, text: str) -> Iterator[tuple[str, str]]:
    """Module and name of what a file takes from others: `from a import b`, `a.b` of an imported a, "yihaotong.a.b"."""
    modules: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for each in node.names:
                module = _inside(node.module)
                yield module, each.name
                modules[each.asname or each.name] = f"{module}.{each.name}".strip(".")
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            yield modules[node.value.id], node.attr
    for dotted in DOTTED.findall(text):
        module, _dot, name = _inside(dotted).rpartition(".")
        yield module, name


def _inside(module: str) -> str:
    return module.removeprefix(PRODUCT.name).removeprefix(".")


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
