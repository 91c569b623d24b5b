"""`journal verify` as a person or a monitor runs it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cases.conftest import City, city
from yihaotong.cases.models import Case
from yihaotong.project import cli

__all__ = ["city"]

ROOT = Path(__file__).resolve().parent.parent.parent


def typed(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "-m", "yihaotong.project.cli", *words],
        cwd=ROOT,
        env=environment | {"YIHAOTONG_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_rewritten_case_is_named_with_its_line(city: City, capsys: pytest.CaptureFixture[str]) -> None:
    case = city.file()
    assert cli.main(["journal", "verify"]) == 0
    Case.objects.update(body="没有这回事")
    capsys.readouterr()
    assert cli.main(["journal", "verify"]) == 1
    assert case.order_no in capsys.readouterr().out
    assert cli.main(["journal", "verify", "--json"]) == 1
    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert problem["kind"] == "record-changed"
    assert problem["line"]


@pytest.mark.parametrize("there", [True, False])
def test_where_there_is_no_database_it_says_so_and_leaves_nothing_behind(there: bool, tmp_path: Path) -> None:
    home = tmp_path / "wrong"
    if there:
        home.mkdir()
    done = typed(home, "journal", "verify")
    assert done.returncode == 2
    assert str(home) in done.stderr
    assert "Traceback" not in done.stderr
    assert list(home.iterdir()) == [] if there else not home.exists()


def test_a_database_without_our_tables_is_no_journal(tmp_path: Path) -> None:
    (tmp_path / "city.sqlite3").touch()
    done = typed(tmp_path, "journal", "verify")
    assert done.returncode == 2
    assert str(tmp_path) in done.stderr
    assert "Traceback" not in done.stderr
