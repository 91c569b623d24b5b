"""The command line as a person types it, in processes of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from yihaotong.project import cli

ROOT = Path(__file__).resolve().parent.parent.parent


def typed(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "yihaotong.project.cli", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_the_overview_lists_every_command() -> None:
    shown = typed("--help")
    assert shown.returncode == 0
    for name in cli.names():
        assert name in shown.stdout.split()


@pytest.mark.parametrize("name", cli.names())
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main([name, "--help"])
    assert left.value.code == 0
    assert f"yihaotong {name}" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words", [[], ["fly"], ["journal"], ["journal", "burn"], ["deadline"], ["serve", "--port", "x"]]
)
def test_what_is_not_understood_fails_with_words(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(words)
    assert left.value.code == 2
    assert capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["deadline"], "还缺少：--at"),
        (["journal", "burn"], "没有“burn”，可以是"),
        (["serve", "--workers", "x"], "--workers：“x”不是网页进程数"),
        (["serve", "--workers", "0"], "--workers：“0”不是网页进程数：应为 1 到 512 的整数"),
        (["serve", "--nonsense"], "看不懂：--nonsense"),
        (["serve", "--port"], "--port：后面要写一个值"),
    ],
)
def test_a_mistake_is_told_in_chinese(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(words)
    told = capsys.readouterr().err
    assert said in told
    assert told.startswith("用法：yihaotong ")


def test_a_deadline_needs_neither_django_nor_a_database() -> None:
    program = (
        "import sys; from yihaotong.project.cli import main; "
        "code = main(['deadline', '--at', '2019-09-27T16:40+08:00', '--limit', '5wd', '--json']); "
        "loaded = [m for m in sys.modules if m.startswith('django.db')]; print(loaded, file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert json.loads(done.stdout)["due"] == "2019-10-10T23:59:59+08:00"
    assert done.stderr.strip() == "[]"


@pytest.mark.django_db
def test_journal_verify_speaks_json_and_by_its_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["journal", "verify", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["ok"] is True
    assert cli.main(["journal", "backlog", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["pending"] == 0


@pytest.mark.parametrize(
    ("given", "said"), [((), "yihaotong demo\n"), (("PORT=8650",), "yihaotong demo --port 8650\n")]
)
def test_make_demo_takes_a_port(given: tuple[str, ...], said: str) -> None:
    words = ["make", "-n", "--no-print-directory", "demo", *given]
    told = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    assert f"{told.stdout.rstrip()}\n".endswith(said)
