"""`yihaotong knowledge import` and `export`: the report for people and for machines."""

import csv
import json
from pathlib import Path

import pytest

from tests.knowledge.conftest import Shelf, city, shelf
from yihaotong.knowledge.models import Entry
from yihaotong.project.cli import main

__all__ = ["city", "shelf"]


def written(path: Path, rows: list[list[str]]) -> str:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["问题", "答复口径"], *rows])
    return str(path)


def test_an_import_says_what_entered_and_names_each_reject(
    shelf: Shelf, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    file = written(tmp_path / "a.csv", [["停水怎么办", "打热线"], ["水费怎么缴", ""]])
    assert main(["knowledge", "import", file, "--unit", "WATER", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    reject = {"row": 3, "column": "答复口径", "reason": "请填写“答复口径”"}
    assert told == {"added": 1, "changed": 0, "same": 0, "rejects": [reject]}
    assert main(["knowledge", "import", file, "--unit", "NOWHERE"]) != 0
    assert Entry.objects.count() == 1


def test_an_export_is_imported_again_without_a_change(shelf: Shelf, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    shelf.in_force(places=["640104"])
    target = str(tmp_path / "out.csv")
    assert main(["knowledge", "export", target]) == 0
    capsys.readouterr()
    assert main(["knowledge", "import", target, "--unit", "EAST"]) == 0
    assert "新增 0 条，更新 0 条，相同 1 条，拒绝 0 行" in capsys.readouterr().out
