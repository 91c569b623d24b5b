"""The schematic map: arranged by hand where a file says so, a grid elsewhere, plain links everywhere."""

import re
from itertools import combinations
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.cases.conftest import City
from tests.desk.conftest import words
from yihaotong.accounts.rules import IMPORTER
from yihaotong.dispatch import actions as catalogue
from yihaotong.dispatch.rules import PlaceLevel, PlaceRow
from yihaotong.portal import layout

SHIPPED = Path(layout.__file__).parent / "layouts" / "6401.csv"
DISTRICTS = [
    ("640104", "兴庆区"),
    ("640105", "西夏区"),
    ("640106", "金凤区"),
    ("640121", "永宁县"),
    ("640122", "贺兰县"),
    ("640181", "灵武市"),
]


def corners(tile: layout.Tile) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in tile.points.split())]


def middle(tile: layout.Tile) -> tuple[float, float]:
    points = corners(tile)
    return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)


def test_the_districts_lie_as_they_do_on_the_ground() -> None:
    drawing = layout.drawn(DISTRICTS, layout.read(SHIPPED), "640106001")
    at = {tile.name: middle(tile) for tile in drawing.tiles}
    assert at["西夏区"][0] < at["金凤区"][0] < at["兴庆区"][0], "west to east"
    assert at["贺兰县"][1] < at["金凤区"][1] < at["永宁县"][1], "north to south"
    assert at["灵武市"][0] > at["永宁县"][0]
    assert [tile.name for tile in drawing.tiles if tile.chosen] == ["金凤区"]
    assert {tile.address for tile in drawing.tiles if tile.address} == {
        "银川经济技术开发区",
        "银川综合保税区",
        "苏银产业园",
    }


def test_no_tile_lies_on_another_and_all_are_in_the_drawing() -> None:
    drawing = layout.drawn(DISTRICTS, layout.read(SHIPPED), "")
    for one, other in combinations(drawing.tiles, 2):
        (x1, y1), (x2, y2) = middle(one), middle(other)
        assert (x1 - x2) ** 2 + (y1 - y2) ** 2 > 75**2
    for tile in drawing.tiles:
        assert all(0 <= x <= layout.WIDTH and 0 <= y <= drawing.height for x, y in corners(tile))


def test_a_city_with_a_district_more_gets_a_grid() -> None:
    drawing = layout.drawn([*DISTRICTS, ("640199", "新区")], layout.read(SHIPPED), "")
    assert len(drawing.tiles) == 7
    assert not drawing.paths


names = st.text(alphabet="东西南北街镇乡社区居委会", min_size=1, max_size=30)


@given(st.lists(names, max_size=80))
def test_a_grid_holds_every_place_once_within_its_frame(given_names: list[str]) -> None:
    places = [(f"{number:06d}", name) for number, name in enumerate(given_names)]
    drawing = layout.drawn(places, [], "")
    assert [tile.code for tile in drawing.tiles] == [code for code, _name in places]
    assert [tile.name for tile in drawing.tiles] == given_names
    for tile in drawing.tiles:
        assert all(0 <= x <= layout.WIDTH and 0 <= y <= drawing.height for x, y in corners(tile))
        assert "".join(line for _y, line in tile.lines) == layout.short(tile.name)
    assert len({middle(tile) for tile in drawing.tiles}) == len(places)


@pytest.mark.parametrize("row", ["tile,1,x,0,", "somewhere,1,0,0,", "tile,1"])
def test_a_broken_layout_names_its_row(tmp_path: Path, row: str) -> None:
    path = tmp_path / "1.csv"
    path.write_text(f"kind,code,x,y,label\n{row}\n")
    with pytest.raises(ValueError, match="第 2 行"):
        layout.read(path)


@pytest.fixture
def streets(city: City) -> City:
    rows = [
        PlaceRow("640104001", PlaceLevel.STREET, "北街街道", "640104"),
        PlaceRow("640104001001", PlaceLevel.COMMUNITY, "槐树社区居委会", "640104001"),
    ]
    catalogue.load_places(rows, actor=IMPORTER, at=city.at)
    return city


def test_by_plain_links_from_the_city_to_a_community_and_into_the_form(streets: City) -> None:
    client = Client()
    address = "/file/place/"
    for expected in ("640104", "640104001", "640104001001"):
        source = client.get(address).content.decode()
        found = re.search(rf'href="(/file/place/\?place={expected})#map"', source)
        assert found, expected
        address = found[1]
    page = client.get(address)
    assert "就选槐树社区居委会，去写内容" in words(page)
    form = client.get("/file/", {"place": "640104001001"}).content.decode()
    assert '<option value="640104001001" selected>' in form


def test_every_place_of_the_drawing_is_in_the_list_beside_it(streets: City) -> None:
    source = Client().get("/file/place/?place=640104").content.decode()
    assert re.search(r'<ul class="place-list">.*?place=640104001#map">北街街道', source)


@pytest.mark.parametrize("code", ["", "nonsense", "999999", "\x00", "640104' OR 1=1", "6" * 5000])
def test_a_place_that_is_none_shows_the_city(city: City, code: str) -> None:
    answer = Client().get("/file/place/", {"place": code})
    assert answer.status_code == 200
    assert "示例市" in words(answer)


def test_a_city_without_a_gazetteer_says_so(db: None) -> None:
    assert "这里还没有地名可选" in words(Client().get("/file/place/"))
    assert Client().get("/file/").status_code == 200
    assert Client().get("/file/steps/").status_code == 200
