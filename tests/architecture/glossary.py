"""docs/glossary.md as data: which words name things here, which never do, and which belong to somebody else."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from itertools import pairwise

from tests.architecture.house_rules import ROOT, Source

PAGE = ROOT / "docs" / "glossary.md"
FOREIGN = "## Words of other trades"
LATER = "*later*"


@dataclass(frozen=True)
class Term:
    chinese: str
    names: tuple[str, ...]
    never: tuple[str, ...]
    note: str


def _rows(text: str, columns: int) -> Iterator[list[str]]:
    """The cells of every table row, without headings and rulers."""
    lines = text.splitlines()
    headings = {line for line, following in pairwise(lines) if re.fullmatch(r"\|[-|: ]+\|", following)}
    for line in lines:
        if line.startswith("|") and line not in headings and not re.fullmatch(r"\|[-|: ]+\|", line):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if len(cells) != columns:
                raise ValueError(f"docs/glossary.md: not {columns} cells: {line}")
            yield cells


def _names(cell: str) -> tuple[str, ...]:
    return tuple(re.findall(r"`([^`]+)`", cell))


@cache
def terms() -> tuple[Term, ...]:
    ours, _, _ = PAGE.read_text().partition(FOREIGN)
    return tuple(
        Term(chinese, _names(names), tuple(word.strip() for word in never.split(",") if word.strip()), note)
        for chinese, names, never, note in _rows(ours, 4)
    )


@cache
def foreign() -> tuple[str, ...]:
    _, _, theirs = PAGE.read_text().partition(FOREIGN)
    return tuple(name for names, _ in _rows(theirs, 2) for name in _names(names))


def words(identifier: str) -> list[str]:
    """`CallBackClerk`, `call_back_clerk` → call, back, clerk."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", identifier)]


@cache
def banned_in(identifier: str) -> str | None:
    """The banned synonym inside an identifier, with the word to use; None if there is none."""
    if any(fnmatchcase(identifier, pattern) for pattern in foreign()):
        return None
    said = f"_{'_'.join(words(identifier))}_"
    for term in terms():
        for synonym in term.never:
            if f"_{synonym}_" in said or f"_{synonym}s_" in said:
                return f"{identifier}: not “{synonym}” but {' or '.join(term.names)} ({term.chinese})"
    return None


def identifiers(source: Source) -> Iterator[tuple[int, str]]:
    """Every name that this file gives: modules, classes, functions, arguments, variables, attributes."""
    yield 1, source.parts[-1]
    for node in source.nodes:
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield node.lineno, name
            case ast.arg(arg=name):
                yield node.lineno, name
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield node.lineno, name
            case ast.alias(asname=str(name)):
                yield node.lineno, name


def spoken(source: Source) -> set[str]:
    """Every word this file uses as a name or as a short string: what a glossary may claim to be in the code."""
    said = {source.parts[-1], *source.parts}
    for node in source.nodes:
        match node:
            case ast.Constant(value=str(text)) if text.isidentifier():
                said.add(text)
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
                said.add(name)
            case ast.keyword(arg=str(name)):
                said.add(name)
    return said | {name for _, name in identifiers(source)}
