"""What an administrator sets wrongly is one Chinese sentence that names it; `--help` works in spite of it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from yihaotong.project import cli

ROOT = Path(__file__).resolve().parent.parent.parent
REFUSING = "postgres://nobody:geheim@127.0.0.1:1/city"


def typed(home: Path, words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    own = {"YIHAOTONG_HOME": str(home / "data"), "DATABASE_URL": "", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "yihaotong.project.cli", *words.split()]
    return subprocess.run(
        command, cwd=home, capture_output=True, text=True, check=False, env={**os.environ, **own, **variables}
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "file").write_text("")
    (tmp_path / "broken.toml").write_text("[cases")
    (tmp_path / "gbk.toml").write_bytes('[centre]\nname = "中心"'.encode("gbk"))
    return tmp_path


@pytest.mark.parametrize(
    ("words", "name", "value", "said"),
    [
        ("setup", "DATABASE_URL", "nonsense", "DATABASE_URL 不是一个地址"),
        ("setup", "DATABASE_URL", "mysql://me:geheim@host/city", "DATABASE_URL 以 mysql:// 开头，只能用 PostgreSQL"),
        ("setup", "DATABASE_URL", "postgres://me:geheim@host:port/city", "DATABASE_URL 里的主机或端口看不懂"),
        ("setup", "DATABASE_URL", "postgres://me:geheim@host", "DATABASE_URL 没有写库名"),
        ("setup", "DATABASE_URL", REFUSING, "连不上 DATABASE_URL 指的 PostgreSQL"),
        ("client list", "DATABASE_URL", REFUSING, "连不上 DATABASE_URL 指的 PostgreSQL"),
        ("setup", "YIHAOTONG_HOME", "/proc/city", "数据目录 /proc/city 用不了"),
        ("serve", "YIHAOTONG_HOME", "file", "用不了（它不是目录），请把 YIHAOTONG_HOME 改成"),
        ("setup", "YIHAOTONG_HOME", "file/below", "用不了（路径中间有一段不是目录）"),
        ("setup", "YIHAOTONG_CITY", "none.toml", "YIHAOTONG_CITY 指的文件 none.toml 读不了（没有这个文件或目录）"),
        ("serve", "YIHAOTONG_CITY", "broken.toml", "YIHAOTONG_CITY 指的文件 broken.toml 不是 TOML"),
        ("setup", "YIHAOTONG_CITY", "gbk.toml", "YIHAOTONG_CITY 指的文件 gbk.toml 不是 UTF-8"),
        ("setup", "YIHAOTONG_PACE", "fast", "YIHAOTONG_PACE 现在写的是“fast”"),
        ("setup", "YIHAOTONG_HTTPS", "yes", "YIHAOTONG_HTTPS 现在写的是“yes”，应为 1 或 0"),
    ],
)
def test_what_is_set_wrongly_is_one_sentence(words: str, name: str, value: str, said: str, home: Path) -> None:
    done = typed(home, words, **{name: value})
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.startswith(f"yihaotong {words.split(maxsplit=1)[0]}: ")
    assert len(done.stderr.splitlines()) == 1
    assert "geheim" not in done.stderr


@pytest.mark.parametrize("words", ["--help", "serve --help", "journal verify --help"])
def test_help_works_whatever_is_set_and_leaves_nothing_behind(words: str, home: Path) -> None:
    before = sorted(home.iterdir())
    done = typed(home, words, DATABASE_URL="nonsense", YIHAOTONG_CITY="none.toml", YIHAOTONG_HOME="/proc/city")
    assert done.returncode == 0
    assert done.stdout.startswith("用法：yihaotong ")
    assert sorted(home.iterdir()) == before


def test_a_directory_nobody_can_write_in_is_named(home: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    (home / "shut").mkdir(mode=0o500)
    done = typed(home, "setup", YIHAOTONG_HOME="shut")
    assert (done.returncode, "没有权限" in done.stderr) == (2, True)


def test_a_database_file_that_is_none_is_named(home: Path) -> None:
    (home / "data").mkdir()
    (home / "data" / "city.sqlite3").write_text("no database " * 200)
    done = typed(home, "journal verify")
    assert done.returncode == 2
    assert "city.sqlite3 打不开" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_database_without_tables_is_told_from_one_that_is_ready(home: Path) -> None:
    (home / "data").mkdir()
    (home / "data" / "city.sqlite3").touch()
    done = typed(home, "person create xitong1 --name 张三 --role system_admin")
    assert (done.returncode, "先运行 yihaotong setup" in done.stderr) == (2, True)


@pytest.mark.parametrize("command", ["setup", "seed --cases 0", "serve --port 1"])
def test_a_limit_that_cannot_be_read_starts_nothing(command: str, home: Path) -> None:
    heading = "clock,request_type,urgency,unit_kind,limit,basis,basis_kind,verified"
    (home / "p.csv").write_text(f"{heading}\nhandle,,,,5xx,本市规定,local_rule,yes\n")
    shipped = (ROOT / "yihaotong" / "project" / "demo" / "city.toml").read_text()
    (home / "city.toml").write_text(shipped.replace("[cases]", f'[cases]\nprofile = "{home / "p.csv"}"'))
    done = typed(home, command, YIHAOTONG_CITY="city.toml")
    assert done.returncode == 2
    assert "[cases] profile：p.csv 第 2 行“限”（limit 列）" in done.stderr
    assert not (home / "data" / "city.sqlite3").exists() or (home / "data" / "city.sqlite3").stat().st_size == 0


def test_every_founding_command_is_a_command() -> None:
    assert set(cli.names()) >= cli.FOUNDING | cli.PURE
