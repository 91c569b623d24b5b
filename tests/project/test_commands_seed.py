"""`yihaotong seed` in batches: what is typed, what is said, what is there afterwards."""

import json

import pytest

from yihaotong.cases.models import Case
from yihaotong.journal.models import Line, Pending
from yihaotong.project import cli
from yihaotong.project.commands import seed
from yihaotong.project.demo import city

pytestmark = pytest.mark.django_db


def test_a_city_is_filled_once_and_grows(capsys: pytest.CaptureFixture[str]):
    assert cli.main(["seed", "--cases", "60", "--bulk", "--json"]) == 0
    said = capsys.readouterr()
    told = json.loads(said.out)
    assert (told["cases"], told["added"]) == (60, 60)
    assert told["lines"] == Line.objects.filter(kind__startswith="case.").count()
    assert told["seconds"] >= 0
    assert told["built"]["token"]
    assert "约需磁盘" in said.err
    assert not Pending.objects.exists()

    assert cli.main(["seed", "--cases", "60", "--bulk", "--json"]) == 0
    again = json.loads(capsys.readouterr().out)
    assert (again["added"], again["lines"], "built" in again) == (0, 0, False)

    assert cli.main(["seed", "--cases", "70", "--bulk"]) == 0
    words = capsys.readouterr().out
    assert "新增 10 件" in words
    assert "搜索索引由后台进程" in words
    assert Case.objects.count() == 70

    assert cli.main(["seed", "--cases", "5"]) == 2
    assert "已有 70 件" in capsys.readouterr().err
    assert Case.objects.count() == 70


@pytest.mark.parametrize("written", ["-1", "x", "1e6", "1.5", "", "١٢", "99999999999"])
def test_what_is_no_number_of_cases_gets_a_word(written: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as left:
        cli.main(["seed", f"--cases={written}"])
    assert left.value.code == 2
    assert "不是件数" in capsys.readouterr().err
    assert not city.present()


def test_nothing_in_bulk_is_nothing_to_do(capsys: pytest.CaptureFixture[str]):
    assert cli.main(["seed", "--cases", "0", "--bulk"]) == 2
    assert "至少 1 件" in capsys.readouterr().err
    assert not city.present()


def test_what_it_takes_is_said_beforehand():
    gigabytes, minutes = seed.needed(1_000_000, "sqlite")
    assert 4 < gigabytes < 20
    assert 20 < minutes < 120
    assert seed.needed(1, "postgresql")[1] == 1


@pytest.mark.parametrize(
    ("added", "seconds", "line"),
    [
        (0, 0, "[--------------------]   0%  0/1000 件  日志 0 行  0 件/秒  还需 0 分 0 秒"),
        (250, 1, "[#####---------------]  25%  250/1000 件  日志 2500 行  250 件/秒  还需 0 分 3 秒"),
        (500, 250, "[##########----------]  50%  500/1000 件  日志 5000 行  2 件/秒  还需 4 分 10 秒"),
        (1000, 10, "[####################] 100%  1000/1000 件  日志 10000 行  100 件/秒  还需 0 分 0 秒"),
    ],
)
def test_the_progress_says_how_far_how_fast_and_how_long_still(added: int, seconds: float, line: str):
    assert seed.progress_of(added, 1000, added * 10, seconds) == line


def test_off_a_terminal_ten_lines_are_enough(capsys: pytest.CaptureFixture[str]):
    meter = seed.Meter(5000, 0.0)
    for added in range(50, 5001, 50):
        meter.tell(added, added)
    assert len(capsys.readouterr().err.splitlines()) == 10
