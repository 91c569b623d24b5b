"""Places, categories and routes of a city, entered from tables."""

import json
from pathlib import Path

import pytest

from tests.cases.conftest import City, city
from yihaotong.dispatch import shipped
from yihaotong.dispatch.models import Category, Place, RoutingRule
from yihaotong.journal.models import Line
from yihaotong.project import cli

__all__ = ["city"]
pytestmark = pytest.mark.django_db
PLACES = "level,code,name,parent\ncity,9901,青山市,\ndistrict,990101,东区,9901\nstreet,990101001,城东街道,990101\n"
CATEGORIES = "code,parent,name,service_class,lifeline,street_may_handle,since,until\n"


def load(tmp_path: Path, what: str, text: str) -> int:
    table = tmp_path / "t.csv"
    table.write_text(text, encoding="utf-8-sig")
    return cli.main(["catalogue", what, str(table), "--json"])


def test_places_are_entered_once_and_changed_by_the_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert load(tmp_path, "places", PLACES) == 0
    assert json.loads(capsys.readouterr().out) == {"added": 3, "changed": 0, "same": 0}
    assert load(tmp_path, "places", PLACES.replace("东区", "东城区")) == 0
    assert json.loads(capsys.readouterr().out) == {"added": 0, "changed": 1, "same": 2}
    assert Place.objects.get(pk="990101").name == "东城区"
    assert {line.actor for line in Line.objects.all()} == {"system:console"}


def test_a_table_of_a_few_places_leaves_them_under_their_parents(tmp_path: Path) -> None:
    assert load(tmp_path, "places", PLACES) == 0
    assert load(tmp_path, "places", "level,code,name,parent\nstreet,990101001,城关街道,990101\n") == 0
    changed = Place.objects.get(pk="990101001")
    assert (changed.name, changed.parent_id) == ("城关街道", "990101")


def test_what_ships_is_entered_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["catalogue", "categories", "--shipped"]) == 0
    assert f"新增 {len(shipped.categories())}" in capsys.readouterr().out
    assert Category.objects.exclude(parent=None).exists()
    assert cli.main(["catalogue", "categories"]) == 1
    assert "FILE 和 --shipped 写一个" in capsys.readouterr().err


def test_routes_name_units_categories_and_places(city: City, tmp_path: Path) -> None:
    assert load(tmp_path, "places", PLACES) == 0
    assert load(tmp_path, "categories", f"{CATEGORIES}99,,杂项,administrative,,,2020-01-01,\n") == 0
    assert load(tmp_path, "routes", "category,place,unit,precedence\n99,990101,WATER,\n") == 0
    assert RoutingRule.objects.filter(category="99", place="990101", unit=city.water).exists()


@pytest.mark.parametrize(
    ("what", "text", "said"),
    [
        ("places", PLACES.replace("street,", "strasse,"), "第 4 行“level”列：“strasse”应为 city、district"),
        ("places", PLACES.replace("东区", ""), "第 3 行“name”列：要填"),
        ("places", PLACES + "city,9901,青山市,\n", "第 5 行“code”列：与第 2 行重复"),
        ("places", PLACES.replace("990101001,", "880101001,"), "880101001：地点代码须以上级代码开头"),
        (
            "places",
            PLACES.replace("990101001,城东街道,990101", "990103001,城东街道,990103"),
            "上级（parent）“990103”不存在",
        ),
        ("places", PLACES.replace("青山市,", "青山市,9901"), "9901：上级（parent）“9901”不存在，或就是它自己"),
        ("places", PLACES + 'street,990101002,"' + "长" * 10_001 + '",990101\n', "t.csv 第 5 行读不了：有一格太长"),
        ("places", "a,b\n1,2\n", "第 1 行应写列名 level,code,name,parent"),
        ("places", "", "第 1 行应写列名"),
        ("categories", f"{CATEGORIES}99,,杂项,both,,,2020-01-01,\n", "第 2 行“service_class”列：“both”应为"),
        ("categories", f"{CATEGORIES}99,,杂项,social,y,,2020-01-01,\n", "第 2 行“lifeline”列：“y”应为 yes、no"),
        ("categories", f"{CATEGORIES}99,,杂项,social,,,2020/1/1,\n", "第 2 行“since”列：“2020/1/1”应为日期"),
        ("categories", f"{CATEGORIES}9901,99,杂项,social,,,2020-01-01,\n", "9901：上级类别不存在"),
        ("routes", "category,place,unit,precedence\n99,9901,WATER,first\n", "第 2 行“precedence”列：“first”应为整数"),
        ("routes", "category,place,unit,precedence\n99,9901,WATER,32768\n", "第 2 行“precedence”列：应至多为 32767"),
        ("routes", "category,place,unit,precedence\n99,9901,WATER," + "9" * 5_000 + "\n", "应至多为 32767"),
        ("routes", "category,place,unit,precedence\n99,9901,NOBODY,1\n", "NOBODY：派单目录中的单位不存在或已撤销"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_entered(
    what: str, text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert load(tmp_path, what, text) == 1
    assert said in capsys.readouterr().err
    assert not Place.objects.exists()
    assert not Category.objects.exists()
    assert not Line.objects.exists()


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["catalogue", "places", str(tmp_path / "none.csv")]) == 1
    assert "none.csv：须是 UTF-8 的 CSV 文件" in capsys.readouterr().err
    (tmp_path / "gbk.csv").write_bytes(PLACES.encode("gbk"))
    assert cli.main(["catalogue", "places", str(tmp_path / "gbk.csv")]) == 1
    assert "UTF-8" in capsys.readouterr().err
