"""What somebody types into a move is kept: every field of every row of the table is read by what the move writes."""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from yihaotong.cases.actions import filing
from yihaotong.cases.actions.effects import COLUMNS, RECORDS
from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.cases.rules.moves import MOVES, Move

Function = Callable[..., Any]

#: A case comes into being by an action of its own, which builds the case and its requester.
OWN_WAY: dict[str, tuple[Function, ...]] = {"file": (filing._build, filing._requester)}


def effects_of(move: str) -> list[Function]:
    return [*OWN_WAY.get(move, ()), *(table[move] for table in (COLUMNS, RECORDS) if move in table)]


def unkept(move: Move, effects: Iterable[Function]) -> list[str]:
    """What to do about each field that no effect reads. A file is kept by the act that takes it in."""
    read = {name for effect in effects for name in fields_read(effect, data_of(effect), move.fields)}
    return [
        f"the move `{move.name}` asks for `{field.name}` ({field.label}) and nothing keeps it: read "
        f"data[{field.name!r}] in its effect, RECORDS[{move.name!r}] (a record of its own, or `remark`) or "
        f"COLUMNS[{move.name!r}] in "
        "cases/actions/effects/, in the part that is called as the row's in cases/rules/moves/; then tell it in "
        "desk/story.py"
        for field in move.fields
        if field.name not in read and not move.uploads
    ]


def data_of(function: Function) -> str:
    """What an effect calls the cleaned fields."""
    return next(name for name in inspect.signature(function).parameters if name.strip("_") in {"data", "cleaned"})


def fields_read(function: Function, data: str, fields: Iterable[Field]) -> Iterator[str]:
    """The names looked up in `data` by a function, and by those it hands `data` on to."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    for node in ast.walk(tree):
        match node:
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str(field))) if name == data:
                yield field
            case ast.keyword(arg=None, value=ast.Name(id=name)) if name == data:
                yield from (each.name for each in fields)
            case ast.comprehension(iter=ast.Tuple(elts=names)):
                yield from (each.value for each in names if isinstance(each, ast.Constant))
            case ast.Call(func=ast.Name(id=called), args=handed):
                yield from _further(function, called, handed, data, fields)


def _further(
    function: Function, called: str, handed: list[ast.expr], data: str, fields: Iterable[Field]
) -> Iterator[str]:
    other = inspect.unwrap(function).__globals__.get(called)
    places = [place for place, each in enumerate(handed) if isinstance(each, ast.Name) and each.id == data]
    if places and inspect.isfunction(other):
        yield from fields_read(other, list(inspect.signature(other).parameters)[places[0]], fields)


@pytest.mark.parametrize("move", MOVES.values(), ids=lambda move: move.name)
def test_every_field_of_a_move_is_kept(move: Move) -> None:
    lost = unkept(move, effects_of(move.name))
    assert not lost, "\n".join(lost)


def test_every_effect_is_of_a_move() -> None:
    assert {*COLUMNS, *RECORDS} <= set(MOVES)


def _keeps_all(keeper, case, data, actor, at):
    return {"made": dict(**data)}


def _hands_on(keeper, case, data, actor, at):
    return _reads(case, data)


def _reads(_case, given):
    return given["note"]


def _reads_some(keeper, case, data, at):
    return {name: data[name] for name in ("note", "code")}


def _only_names(keeper, case, data, actor, at):
    return {"note": "written nowhere"}


@pytest.mark.parametrize(
    ("effects", "lost"),
    [
        ([], ["code", "note"]),
        ([_keeps_all], []),
        ([_hands_on], ["code"]),
        ([_reads_some], []),
        ([_only_names], ["code", "note"]),
    ],
)
def test_a_field_that_nothing_reads_is_found(effects: list[Function], lost: list[str]) -> None:
    row = MOVES["void"]
    said = unkept(row, effects)
    assert sorted(field.name for field in row.fields if f"asks for `{field.name}`" in "".join(said)) == lost
    assert all("RECORDS['void']" in each and "desk/story.py" in each for each in said)


def test_the_sample_row_has_text_that_could_be_lost() -> None:
    assert Kind.TEXT in {field.kind for field in MOVES["void"].fields}
