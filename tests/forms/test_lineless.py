"""Tables without lines: figures by their places, and what cannot be told left out."""

from typing import Any

from yihaotong.forms.opening.lineless import Lineless
from yihaotong.forms.rules.grids import Grid


def line(top: float, label: str, figures: list[str]) -> list[dict[str, Any]]:
    """Seven columns 40 points apart, from 200."""
    places = [(20.0, label), *((200.0 + 40 * place, text) for place, text in enumerate(figures))]
    return [{"text": text, "x0": x, "x1": x + 8, "top": top, "bottom": top + 8} for x, text in places if text]


def rows(*lines: list[dict[str, Any]]) -> list[list[str]]:
    found, _ = Lineless().grids([word for each in lines for word in each])
    return [
        [cell.text for cell in grid.line(number)]
        for _, grid in found
        if isinstance(grid, Grid)
        for number in range(len(grid.rows))
    ]


HEAD = line(80, "", ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"])
NEW = line(100, "一、本年新收政府信息公开申请数量", list("2000002"))
LEFT = line(160, "四、结转下年度继续办理", list("1000001"))


def test_blanks_and_words_stand_in_their_columns() -> None:
    carried = line(120, "二、上年结转政府信息公开申请数量", ["1", "", "", "", "", "", "1"])
    granted = line(140, "（一）予以公开", ["叁", "0", "", "/", "0", "0", "3"])
    assert [row[1:] for row in rows(HEAD, NEW, carried, granted, LEFT)] == [
        list("2000002"),
        ["1", "", "", "", "", "", "1"],
        ["叁", "0", "", "/", "0", "0", "3"],
        list("1000001"),
    ]


def test_what_lies_between_two_columns_is_not_guessed() -> None:
    astray = line(120, "二、上年结转政府信息公开申请数量", ["1", "", "", "", "", "", "1"])
    astray[1]["x0"], astray[1]["x1"] = 220.0, 228.0
    assert [row[0] for row in rows(HEAD, NEW, astray, LEFT)] == [NEW[0]["text"], LEFT[0]["text"]]
