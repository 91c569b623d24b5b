"""`yihaotong import` as it is typed, and as it is killed."""

import json
import os
import random
import select
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.blank import lay
from tests.cases.conftest import City, city
from tests.cases.imports import letter, letters, write
from yihaotong.cases.models import Case, Import
from yihaotong.project import cli

__all__ = ["city"]

ROOT = Path(__file__).resolve().parent.parent.parent
KEYS = {"read", "accepted", "rejected", "already_present", "seconds", "rejects_file"}


def told(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> dict[str, Any]:
    capsys.readouterr()
    assert cli.main(["import", *words, "--json"]) == code
    return json.loads(capsys.readouterr().out)


def test_it_tells_what_became_of_the_file(city: City, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write([*letters(5, replied=2), letter(9, 留言时间="改天")], tmp_path / "来信.jsonl")
    first = told(capsys, str(path))
    assert KEYS.issubset(first)
    assert [first[key] for key in ("read", "accepted", "rejected", "already_present")] == [6, 5, 1, 0]
    assert first["by_stage"] == {"archived": 2, "filed": 3}
    assert "留言时间" in Path(first["rejects_file"]).read_text(encoding="utf-8-sig")
    again = told(capsys, str(path))
    assert [again[key] for key in ("accepted", "rejected", "already_present")] == [0, 1, 5]
    assert told(capsys, str(write(letters(1), tmp_path / "x.jsonl")))["rejects_file"] is None


def test_columns_are_mapped_on_the_command_line(city: City, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.csv"
    path.write_text("号,群众说的\n1,路灯不亮\n")
    assert told(capsys, str(path), "--map", "号=number", "--map", "群众说的=body", "--channel", "phone", "--live")[
        "live"
    ]
    assert (Case.objects.get().channel, Case.objects.get().historical) == ("phone", False)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "没有认出任何列"),
        (["--map", "群众说的=text"], "没有“text”这个字段"),
        (["--map", "天书=body"], "天书"),
        (["--map", "body"], "列名=字段"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused_in_words(
    words: list[str], said: str, city: City, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "x.csv"
    path.write_text("号,群众说的\n1,路灯不亮\n")
    assert cli.main(["import", str(path), *words]) == 1
    assert said in capsys.readouterr().err
    assert not Import.objects.exists()


def test_nothing_but_rejects_is_exit_code_1(city: City, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write([letter(number, 留言时间="改天") for number in range(3)], tmp_path / "x.jsonl")
    assert told(capsys, str(path), code=1)["rejected"] == 3
    assert cli.main(["import", str(tmp_path / "nowhere.csv")]) == 1
    assert "nowhere.csv" in capsys.readouterr().err


def test_in_words(city: City, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write([letter(1, 点赞数=1), letter(2, 留言时间="改天")], tmp_path / "x.jsonl")
    assert cli.main(["import", str(path)]) == 0
    said = capsys.readouterr()
    assert "导入 1 件" in said.out
    assert "没有用到的列（原样留存）：点赞数" in said.out
    assert "有 1 行没有导入" in said.err


# --- killed ---------------------------------------------------------------------------------------------------------


def command(home: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "yihaotong.project.cli", *words]


def environment(home: Path) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {"YIHAOTONG_HOME": str(home)}


def typed(home: Path, *words: str) -> str:
    done = subprocess.run(
        command(home, *words), cwd=ROOT, env=environment(home), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def killed(home: Path, path: Path, rows: int) -> bool:
    """Start the import, kill it once so many rows are in the rejects file; whether it was killed before its end."""
    running = subprocess.Popen(
        command(home, "import", str(path), "--json"),
        cwd=ROOT,
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert running.stdout is not None
    try:
        while running.poll() is None:
            found = next(home.glob("imports/*-rejects.csv"), None)
            if found and found.stat().st_size >= rows:
                running.send_signal(signal.SIGKILL)
                break
            select.select([running.stdout], [], [], 0.001)
        return running.wait() == -signal.SIGKILL
    finally:
        running.stdout.close()


def test_killed_again_and_again_it_ends_as_an_undisturbed_run(tmp_path: Path) -> None:
    rows = [*letters(4000, replied=1500), letter(17, 留言详情="编号重复"), letter(18, 答复意见="x", 答复时间="改天")]
    rows += [letter(100_000 + number, 留言时间="改天") for number in range(300)]
    random.shuffle(rows)
    path = write(rows, tmp_path / "来信.jsonl")
    calm, stormy = tmp_path / "calm", tmp_path / "stormy"
    lay(calm)
    typed(calm, "setup")
    shutil.copytree(calm, stormy)
    wanted = json.loads(typed(calm, "import", str(path), "--json"))
    whole = Path(wanted["rejects_file"]).stat().st_size
    kills = sum(killed(stormy, path, random.randrange(1, whole)) for _ in range(3))
    assert kills
    got = json.loads(typed(stormy, "import", str(path), "--json"))
    same = ("read", "accepted", "rejected", "already_present", "by_stage", "source")
    assert {key: got[key] for key in same} == {key: wanted[key] for key in same}
    assert Path(got["rejects_file"]).read_bytes() == Path(wanted["rejects_file"]).read_bytes()
    again = json.loads(typed(stormy, "import", str(path), "--json"))
    assert (again["accepted"], again["rejected"]) == (0, wanted["rejected"])
    assert again["already_present"] == wanted["accepted"] + wanted["already_present"]
