"""The rules of the house that no linter knows, each a small function over one file's syntax tree.

What ruff knows is in pyproject.toml: late imports (PLC0415), broad excepts (BLE), the present moment (TID251, DTZ),
complexity (C90). The layers are import-linter's. Both are shown to catch what they should in this directory, too.
"""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]
CODE = ("yihaotong", "tests", "bench", "tools")
LONGEST_FUNCTION = 50
LONGEST_FILE = 400
FACES = {"project", "desk", "portal", "api", "channels"}

#: A field that only one place may assign, because a rule stands at its door.
GUARDED = {"stage": "yihaotong/cases/actions"}
#: Writes outside `actions`, each with its reason.
WRITERS = {
    "yihaotong/files/pictures.py": "a picture is saved to a file; no record is",
    "yihaotong/letters/rendering/docx.py": "a package is saved to bytes; no record is",
    "yihaotong/annual/rendering/docx.py": "a package is saved to bytes; no record is",
    "yihaotong/redaction/engines/pictures.py": "a picture is saved to bytes; no record is",
    "yihaotong/journal/sealing.py": "the sealer is the journal's own machinery and writes no act",
    "yihaotong/journal/consuming.py": "a consumer's place in the chain is the journal's own bookkeeping",
    "yihaotong/jobs/schedule.py": "a timer's next run is the worker's own bookkeeping",
}
#: Reads of the clock inside an area, each with its reason.
CLOCK_READERS = {
    "yihaotong/journal/heads.py": "a head says when it was written to the file, which is no act's time",
}
#: Where a module is looked up by its name.
IMPORTERS = {"yihaotong/project/cli.py": "finds the commands in their directory"}

BULK = {"bulk_create", "bulk_update", "get_or_create", "update_or_create"}
WRITING_SQL = re.compile(r"\s*(insert|update|delete|truncate)\b", re.IGNORECASE)
VAGUE_MODULES = {"base", "common", "core", "lib", "misc", "stuff", "things"} | {
    word + plural for word in ("helper", "manager", "service", "util") for plural in ("", "s")
}
VAGUE_FUNCTION = re.compile(r"^_*((do|process)|(do|handle|process)_(all|data|input|it|items?|object|stuff|things?))$")
VAGUE_CLASS = re.compile(r"(Helper|Manager|Processor|Service|Util|Utils)$")


@dataclass(frozen=True)
class Source:
    """One Python file; `path` is relative to the repository, with slashes."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(self.tree))

    @cached_property
    def parts(self) -> tuple[str, ...]:
        return PurePosixPath(self.path).with_suffix("").parts

    @property
    def product(self) -> bool:
        return self.parts[0] == "yihaotong"

    @property
    def migration(self) -> bool:
        return "migrations" in self.parts

    @property
    def face(self) -> bool:
        return self.product and len(self.parts) > 1 and self.parts[1] in FACES

    def calls(self) -> Iterator[ast.Call]:
        return (node for node in self.nodes if isinstance(node, ast.Call))


@dataclass(frozen=True)
class Hit:
    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


Rule = Callable[[Source], Iterator[tuple[ast.AST | int, str]]]


def sources() -> Iterator[Source]:
    """One after another, so that a tree can be let go once it has been looked at."""
    files = (path for top in CODE for path in sorted((ROOT / top).rglob("*.py")))
    return (Source(path.relative_to(ROOT).as_posix(), path.read_text()) for path in files)


def broken(rule: Rule, source: Source) -> list[Hit]:
    return [
        Hit(source.path, place if isinstance(place, int) else getattr(place, "lineno", 1), message)
        for place, message in rule(source)
    ]


def dotted(node: ast.AST) -> str:
    """`a.b.c` of a chain of names; calls in between are written as their function: `Case.objects.filter.update`."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    if isinstance(node, ast.Call):
        return dotted(node.func)
    return node.id if isinstance(node, ast.Name) else ""


def writes_only_in_actions(source: Source) -> Iterator[tuple[ast.AST, str]]:
    """Every write of a record is in `<area>/actions`: there it is atomic, asks the rules and writes its line."""
    if not source.product or source.migration or source.path in WRITERS or "actions" in source.parts[2:3]:
        return
    for call in source.calls():
        if isinstance(call.func, ast.Attribute) and _writes(call, call.func):
            yield call, f"{dotted(call.func)}() writes; a write is an action's work"


def _writes(call: ast.Call, function: ast.Attribute) -> bool:
    named_only = bool(call.keywords) and not call.args
    match function.attr:
        case "update" | "create":  # a dictionary and a digest are updated with a positional argument
            return named_only
        case "delete":
            return not call.args and not call.keywords
        case "save":
            return not dotted(function.value).endswith("session")
        case "execute" | "executemany":
            return bool(call.args) and bool(WRITING_SQL.match(_constant(call.args[0])))
        case name:
            return name in BULK


def _constant(node: ast.AST) -> str:
    if isinstance(node, ast.JoinedStr) and node.values:
        node = node.values[0]
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def guarded_fields_have_one_writer(source: Source) -> Iterator[tuple[ast.AST, str]]:
    if not source.product or source.migration:
        return
    for node in source.nodes:
        for name in _assigned(node):
            home = GUARDED.get(name)
            if home and not source.path.startswith(home):
                yield node, f".{name} is written by {home} only"


def _assigned(node: ast.AST) -> Iterator[str]:
    """Names of attributes that this node sets, also through `setattr` and `QuerySet.update`."""
    targets = node.targets if isinstance(node, ast.Assign) else []
    if isinstance(node, ast.AugAssign | ast.AnnAssign):
        targets = [node.target]
    for target in targets:
        yield from (part.attr for part in ast.walk(target) if isinstance(part, ast.Attribute) and part is target)
    if isinstance(node, ast.Call):
        name = dotted(node.func)
        if name == "setattr" and len(node.args) > 1:
            yield _constant(node.args[1])
        if name.endswith(".update"):
            yield from (word.arg for word in node.keywords if word.arg)


def short_enough(source: Source) -> Iterator[tuple[ast.AST | int, str]]:
    if source.migration:
        return
    lines = source.text.count("\n")
    if lines > LONGEST_FILE:
        yield 1, f"{lines} lines; a file has at most {LONGEST_FILE}"
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > LONGEST_FUNCTION:
                yield node, f"{node.name} has {lines} lines; a function has at most {LONGEST_FUNCTION}"


def names_say_something(source: Source) -> Iterator[tuple[ast.AST | int, str]]:
    for part in set(source.parts[1:]) & VAGUE_MODULES:
        yield 1, f"a module called {part} holds anything; what does a clerk call it?"
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and VAGUE_FUNCTION.match(node.name):
            yield node, f"{node.name} says nothing; which move, which record?"
        if isinstance(node, ast.ClassDef) and VAGUE_CLASS.search(node.name):
            yield node, f"{node.name}: a name that fits everything"


def nothing_happens_behind_the_back(source: Source) -> Iterator[tuple[ast.AST, str]]:
    """No signals, no `save` that does more than save: a consequence is called by name or reads the journal."""
    if not source.product:
        return
    for node in source.nodes:
        for name in _imported(node):
            if re.match(r"(django|axes)\b.*\.(signals|dispatch)\b", name):
                yield node, f"{name}: no signals; a lower area is heard through a journal consumer"
        if isinstance(node, ast.ClassDef):
            for part in node.body:
                if isinstance(part, ast.FunctionDef) and part.name in {"save", "delete", "full_clean"}:
                    yield part, f"{node.name}.{part.name} is overridden; what it does belongs in an action"


def _imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    if isinstance(node, ast.ImportFrom) and node.module:
        yield from (f"{node.module}.{alias.name}" for alias in node.names)


def time_is_an_argument(source: Source) -> Iterator[tuple[ast.AST, str]]:
    """Areas are told the time. What ruff bans by name (`timezone.now`) can also be had in other ways."""
    if not source.product or source.face or source.path in CLOCK_READERS:
        return
    for call in source.calls():
        name = dotted(call.func)
        asked_of_clock = name.endswith(("datetime.now", "datetime.utcnow", "date.today", "time.time", "timezone.now"))
        without_instant = name.endswith(("localdate", "localtime")) and not call.args and not call.keywords
        if asked_of_clock or without_instant:
            yield call, f"{name}() reads the clock; take `at`"


def modules_are_not_looked_up(source: Source) -> Iterator[tuple[ast.AST, str]]:
    if not source.product or source.path in IMPORTERS:
        return
    for call in source.calls():
        if dotted(call.func).endswith(("import_module", "__import__")):
            yield call, "a module imported by its name escapes the import contract"


def tests_use_the_real_thing(source: Source) -> Iterator[tuple[ast.AST, str]]:
    """No behaviour of ours is replaced in a test: not by its dotted name, not through the imported module.

    A number or an empty register may be set: that is data, and the code that reads it stays the real one.
    """
    if source.parts[0] != "tests":
        return
    ours = {name for node in source.nodes for name in _bound_from_the_product(node)}
    for node in source.nodes:
        if any(name.startswith(("unittest.mock", "mock.")) for name in _imported(node)):
            yield node, "no mocks: they prove only that the mock works"
    for call in source.calls():
        if re.search(r"(^|\.)(patch|setattr|delattr|object)$", dotted(call.func)) and _replaces(call.args, ours):
            yield call, "a test does not replace our own code"


def _replaces(words: list[ast.expr], ours: set[str]) -> bool:
    if not words or (
        len(words) > 2 and isinstance(words[-1], ast.Constant | ast.Dict | ast.List | ast.Set | ast.Tuple)
    ):
        return False
    return _constant(words[0]).startswith("yihaotong") or dotted(words[0]).split(".")[0] in ours


def _bound_from_the_product(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("yihaotong"):
        yield from (alias.asname or alias.name for alias in node.names)
    if isinstance(node, ast.Import):
        yield from ((alias.asname or "yihaotong") for alias in node.names if alias.name.startswith("yihaotong"))


def tests_do_not_sleep(source: Source) -> Iterator[tuple[ast.AST, str]]:
    if source.parts[0] != "tests":
        return
    for call in source.calls():
        if dotted(call.func).endswith(("sleep", "wait_for_timeout")):
            yield call, "a test waits for something that happens, not for a while"


RULES: dict[str, Rule] = {
    rule.__name__: rule
    for rule in (
        writes_only_in_actions,
        guarded_fields_have_one_writer,
        short_enough,
        names_say_something,
        nothing_happens_behind_the_back,
        time_is_an_argument,
        modules_are_not_looked_up,
        tests_use_the_real_thing,
        tests_do_not_sleep,
    )
}
