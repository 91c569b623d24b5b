"""`yihaotong deadline`."""

import argparse
import json
import subprocess
import sys

import pytest

from yihaotong.clock import national
from yihaotong.project.commands import deadline

EXAMPLE = ["--at", "2019-09-27T16:40+08:00", "--limit", "5wd"]


def run(*argv: str) -> int:
    parser = argparse.ArgumentParser(prog="yihaotong deadline")
    deadline.add_arguments(parser)
    return deadline.run(parser.parse_args([*map(str, argv)]))


def answer(capsys, *argv: str) -> dict:
    assert run(*EXAMPLE, *argv, "--json") == 0
    return json.loads(capsys.readouterr().out)


def test_json_is_exactly_four_things(capsys):
    told = answer(capsys, "--now", "2019-10-08T09:00+08:00")
    assert list(told) == ["due", "remaining", "provisional", "derivation"]
    assert told["due"] == "2019-10-10T23:59:59+08:00"
    assert told["provisional"] is False
    assert told["remaining"] == {
        "overdue": False,
        "paused": False,
        "working_days": 2,
        "seconds": 226_799,
        "text": "还剩 2 个工作日 · 周四 24:00 前",
    }
    assert {key for step in told["derivation"] for key in step} == {"at", "effect", "count", "why", "basis"}


def test_without_now_it_is_the_present(capsys):
    assert answer(capsys)["remaining"]["overdue"] is True


@pytest.mark.parametrize(
    ("argv", "due"),
    [
        (["--pause", "2019-10-09T10:00+08:00", "2019-10-11T09:00+08:00"], "2019-10-12T23:59:59+08:00"),
        (["--pause", "2019-10-08T10:00+08:00", "-"], None),
        (["--extend", "10wd"], "2019-10-23T23:59:59+08:00"),
        (["--extend", "5wd", "--extend", "5wd"], "2019-10-23T23:59:59+08:00"),
        (["--restart", "2019-09-30T09:00+08:00"], "2019-10-12T23:59:59+08:00"),
        (["--count-first-day"], "2019-10-09T23:59:59+08:00"),
        (["--limit", "4wh"], "2019-09-29T11:10:00+08:00"),
        (["--limit", "15d", "--roll"], "2019-10-12T23:59:59+08:00"),
        (["--limit", "3d"], "2019-09-30T23:59:59+08:00"),
        (["--at", "2019-06-04T10:00+08:00", "--limit", "3wd", "--region", "64"], "2019-06-12T23:59:59+08:00"),
        (
            ["--at", "2019-06-04T10:00+08:00", "--limit", "3wd", "--region", "64", "--ignore-region"],
            "2019-06-10T23:59:59+08:00",
        ),
    ],
)
def test_arguments(capsys, argv, due):
    assert answer(capsys, *argv)["due"] == due


def test_hours_and_regions_may_be_files(capsys, tmp_path):
    (tmp_path / "hours.csv").write_text("season,first_day,weekdays,opens,closes,basis\n全年,01-01,,08:00,20:00,x\n")
    (tmp_path / "65.csv").write_text("date,kind,name,basis,verified\n2019-10-08,holiday,地方节日,x,yes\n")

    assert answer(capsys, "--limit", "4wh", "--hours", tmp_path / "hours.csv")["due"] == "2019-09-29T08:40:00+08:00"
    assert answer(capsys, "--region", tmp_path / "65.csv")["due"] == "2019-10-11T23:59:59+08:00"


def test_a_moment_without_zone_is_chinese_time_and_the_answer_says_so(capsys):
    told = answer(capsys, "--at", "2019-09-27 16:40")
    assert told["due"] == "2019-10-10T23:59:59+08:00"
    assert "未写时区，按北京时间 +08:00" in told["derivation"][0]["why"]
    assert "未写时刻，按 00:00" in answer(capsys, "--at", "2019-09-27")["derivation"][0]["why"]
    assert "未写" not in answer(capsys)["derivation"][0]["why"]


def test_a_provisional_date_says_so(capsys):
    year = max(national().years) + 1
    assert run("--at", f"{year}-03-01T09:00+08:00", "--limit", "5wd") == 0
    assert "暂定" in capsys.readouterr().out


def test_people_read_chinese(capsys):
    assert run(*EXAMPLE, "--now", "2019-10-08T09:00+08:00", "--basis", "某办法第九条") == 0
    told = capsys.readouterr().out
    assert told.startswith("到期：2019-10-10 星期四 24:00\n剩余：还剩 2 个工作日 · 周四 24:00 前\n说明：\n")
    assert "2019-09-29        计入  9-29 调休上班，计第1日" in told
    assert "某办法第九条" in told
    assert run(*EXAMPLE, "--pause", "2019-10-08T09:00+08:00", "-") == 0
    assert capsys.readouterr().out.startswith("到期：停表中，未定")


@pytest.mark.parametrize(
    ("argv", "named"),
    [
        (["--at", "yesterday"], "--at"),
        (["--at", "2019-13-27T16:40"], "--at"),
        (["--at", "1900-01-01T16:40"], "--at"),
        (["--at", "２０１９-09-27"], "--at"),
        (["--limit", "5"], "--limit"),
        (["--limit", ""], "--limit"),
        (["--limit", "0wd"], "--limit"),
        (["--extend", "2h"], "--extend"),
        (["--extend", "x"], "--extend"),
        (["--restart", "2019-09-01T00:00+08:00"], "--restart"),
        (["--pause", "2019-10-09T10:00+08:00", "2019-10-09T10:00+08:00"], "--pause"),
        (["--pause", "2019-10-09T10:00+08:00", "2019-10-08T10:00+08:00"], "--pause"),
        (["--pause", "-", "2019-10-08T10:00+08:00"], "--pause"),
        (["--pause", "2019-10-08T10:00+08:00"], "--pause"),
        (["--region", "99"], "--region"),
        (["--hours", "/nowhere.csv"], "--hours"),
        (["--limit", "4wh", "--count-first-day"], "--count-first-day"),
        (["--limit", "24h", "--roll"], "--roll"),
        (["--now", "2400-01-01"], "--now"),
    ],
)
def test_bad_input_leaves_with_2_and_names_the_argument(capsys, argv, named):
    try:
        left = run(*EXAMPLE, *argv)
    except SystemExit as refused:  # what argparse itself refuses
        left = refused.code
    told = capsys.readouterr()
    assert left == 2
    assert named in told.err.splitlines()[-1]
    assert told.out == ""


def test_no_database_and_no_framework_is_needed():
    """The clock and its command pull in neither Django nor anything else from outside the standard library."""
    script = (
        "import sys; before = set(sys.modules); import yihaotong.project.commands.deadline;"
        "print(sorted(name for name in set(sys.modules) - before"
        " if name.split('.')[0] not in sys.stdlib_module_names | {'yihaotong'}))"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
