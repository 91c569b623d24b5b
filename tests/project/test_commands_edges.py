"""Commands whose reader goes away, and ports that are none."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from yihaotong.project import cli, home

ROOT = Path(__file__).resolve().parent.parent.parent


def test_a_reader_that_has_read_enough_makes_no_traceback() -> None:
    command = [
        sys.executable,
        "-m",
        "yihaotong.project.cli",
        "deadline",
        "--at",
        "2019-09-27",
        "--limit",
        "60d",
        "--json",
    ]
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(command, cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert done.stderr == ""
    assert done.returncode == cli.READER_GONE


@pytest.mark.parametrize("command", ["serve", "demo"])
@pytest.mark.parametrize("port", ["99999", "65536", "0", "-1", "http"])
def test_a_port_that_is_none_is_refused_in_words(command: str, port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main([command, f"--port={port}"])
    assert left.value.code == 2
    assert port in capsys.readouterr().err


def test_the_data_directory_is_its_owners_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIHAOTONG_HOME", str(tmp_path / "a" / "city"))
    assert home.web_key()
    for path in (home.directory(), home.keys()):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
