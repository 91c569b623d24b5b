"""`almanac enter`: into a layer that somebody reckons with, or not at all."""

from pathlib import Path

import pytest

from tests.cases.conftest import City, city
from yihaotong.almanac import access
from yihaotong.almanac.models import Entry
from yihaotong.project import cli

__all__ = ["city"]

DAY = "2026-12-24"


@pytest.fixture
def days(tmp_path: Path) -> str:
    path = tmp_path / "days.csv"
    path.write_text(f"date,kind,name,basis\n{DAY},off,停办,测试\n", encoding="utf-8")
    return str(path)


def enter(layer: str, days: str) -> int:
    return cli.main(["almanac", "enter", layer, days, "--by", "system_admin", "--reason", "测试"])


def test_a_unit_is_named_by_its_code(city: City, days: str) -> None:
    assert enter("unit:WATER", days) == 0
    assert Entry.objects.get().layer == f"unit:{city.water.pk}"
    calendar = access.calendar(unit=str(city.water.pk))
    assert DAY in {entry.date.isoformat() for layer in calendar.layers for entry in layer.entries}


@pytest.mark.parametrize("layer", ["region:64", "nation"])
def test_the_citys_own_layers_are_taken(layer: str, city: City, days: str) -> None:
    assert enter(layer, days) == 0
    assert Entry.objects.get().layer == layer


@pytest.mark.parametrize("layer", ["unit:NOBODY", "unit:", "unit:1234567", "region:99", "region:", "city", ""])
def test_a_layer_nobody_reckons_with_is_refused(
    layer: str, city: City, days: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert enter(layer, days) == 1
    assert capsys.readouterr().err.startswith("yihaotong almanac: ")
    assert not Entry.objects.exists()


@pytest.mark.parametrize(("by", "said"), [("supervisor", "不能进行此项操作"), ("nobody", "没有登录名")])
def test_who_may_not_on_the_page_may_not_here(
    by: str, said: str, city: City, days: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["almanac", "enter", "nation", days, "--by", by, "--reason", "测试"]) == 1
    assert said in capsys.readouterr().err
    assert not Entry.objects.exists()


@pytest.mark.parametrize("row", ["2026-12-24,off,停办", "2026-12-24,closed,停办,测试", "24.12.,off,停办,测试", ""])
def test_rows_are_judged_as_on_the_page_and_named(
    row: str, city: City, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "wrong.csv"
    path.write_text(f"date,kind,name,basis\n{row}\n", encoding="utf-8")
    assert enter("nation", str(path)) == 1
    assert "第 1 行" in (said := capsys.readouterr().err) or "一次录入" in said
    assert not Entry.objects.exists()
