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
