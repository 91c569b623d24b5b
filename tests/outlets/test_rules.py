"""Rules of outlets: what each is given, what counts as gone, where a machine may be, which rows can be used."""

import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from yihaotong.articles.rules.codes import Outlet
from yihaotong.journal.refusal import Refused
from yihaotong.outlets.rules import elsewhere, gone, machines, tables, texts
from yihaotong.outlets.rules.codes import LimitKind, Placed
from yihaotong.outlets.rules.elsewhere import Item, RowFault
from yihaotong.outlets.rules.gone import Look

_TODAY = date(2019, 12, 31)


def _content(**changed: Any) -> dict[str, Any]:
    return {"title": "通报", "summary": "本期概况。", "body": "正文。", "attachments": []} | changed


def test_every_outlet_is_data_with_its_basis():
    assert list(tables.outlets()) == [each.value for each in Placed]
    assert [row.label for row in tables.outlets().values()] == [each.label for each in Placed]
    assert {each.value: each.label for each in Outlet}.items() <= {each.value: each.label for each in Placed}.items()
    assert all("第二十" in row.basis for row in tables.outlets().values())
    assert set(tables.limits()) == set(LimitKind)


# --- texts -----------------------------------------------------------------------------------------------------------


def test_a_draft_for_wechat_carries_nothing_that_it_does_not_take():
    body = (
        "# 一、总体\n\n<script>alert(1)</script> 见[原文](https://example.org/a?b=1&c=2)。\n\n![图“一”](a.png)\n\n"
        "| 类 | 数 |\n|---|---|\n| <b> | 3 |\n\n- 甲\n- 乙"
    )
    draft = texts.wechat(_content(body=body, summary="长。" * 100))
    assert "<script" not in draft.text
    assert "&lt;script&gt;" in draft.text
    assert not any(sign in draft.text for sign in ("<a ", "href", "<img", "src=", "class=", "<b>"))
    assert "原文（https://example.org/a?b=1&amp;c=2）" in draft.text
    assert draft.pictures == ("a.png",)
    assert len(draft.digest) == 120
    assert [said[:4] for said in draft.said] == ["摘要原有", "正文里 ", "1 张图"]
    assert not draft.wrong


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [({"title": "题" * 64}, ""), ({"title": "题" * 65}, "标题有 65 字"), ({"body": "正" * 20_001}, "正文连格式")],
)
def test_what_is_too_long_for_wechat_is_said(changed: dict[str, str], wrong: str):
    assert texts.wechat(_content(**changed)).wrong.startswith(wrong)


@pytest.mark.parametrize(
    ("text", "length"),
    [("", 0), ("中文", 2), ("ab", 1), ("abc", 2), ("见 https://example.org/" + "x" * 300, 12), ("𠮷", 1)],
)
def test_a_text_is_counted_as_weibo_counts_it(text: str, length: int):
    assert texts.weibo_length(text) == length


@pytest.mark.parametrize("size", [10, 1_900, 1_980, 5_000])
def test_a_text_for_weibo_fits_and_keeps_its_link(size: int):
    draft = texts.weibo(_content(summary="概" * size), "https://example.org/a/1/")
    assert draft.counts <= 2_000
    assert draft.text.startswith("【通报】概")
    assert draft.text.endswith(" 全文：https://example.org/a/1/")
    assert bool(draft.said) == ("…" in draft.text) == (size > 1_980)


# --- machines --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ip", "public", "private"),
    [
        ("203.0.114.1", True, True),
        ("10.0.0.1", False, True),
        ("127.0.0.1", False, True),
        ("192.168.3.4", False, True),
        ("::1", False, True),
        ("::ffff:10.0.0.1", False, True),
        ("169.254.169.254", False, False),
        ("fe80::1", False, False),
        ("224.0.0.1", False, False),
        ("::", False, False),
    ],
)
def test_where_a_machine_may_be(ip: str, public: bool, private: bool):
    assert machines.may_reach(ip, private=False) is public
    assert machines.may_reach(ip, private=True) is private


def test_what_a_city_says_of_machines_is_read_or_refused_in_words(tmp_path: Path):
    key = tmp_path / "key"
    key.write_bytes(b"0123456789abcdef")
    good = {"address": "https://portal.example.org/api", "key": str(key), "public": "https://www.example.org/"}
    machines.check({"portal": good})
    machine = machines.read({"portal": good})["portal"]
    assert machine.item_url("article-1") == "https://portal.example.org/api/article-1"
    given = [
        "https://www.example.org/a",
        "https://www.example.org.evil/a",
        "https://www.example.org/../a",
        "http://10.1/",
    ]
    assert [machine.gives(address) for address in given] == [True, False, False, False]
    wrong: list[tuple[Any, str]] = [
        ("x", "应写作"),
        ({"site": good}, "没有渠道 site"),
        ({"portal": good | {"more": 1}}, "须写 address 和 key"),
        ({"portal": good | {"address": "ftp://x/"}}, "address 应为"),
        ({"portal": good | {"address": "https://u:p@x/"}}, "address 应为"),
        ({"portal": good | {"public": "https://www.example.org"}}, "应以 / 结尾"),
        ({"portal": good | {"private": "yes"}}, "private 是 true"),
    ]
    for value, said in wrong:
        with pytest.raises(ValueError, match=said):
            machines.check(value)
    key.write_bytes(b"short")
    with pytest.raises(ValueError, match="不足 16 字节"):
        machines.check({"portal": good})


def test_the_example_in_the_manual_is_read(tmp_path: Path):
    written = Path("docs/desk/outlets.md").read_text(encoding="utf-8")
    told = tomllib.loads(written.partition("```toml\n")[2].partition("```")[0])
    assert list(machines.read(told["outlets"]["machines"])) == ["portal"]


def test_the_wait_between_tries_doubles_up_to_an_hour():
    waits = [machines.wait_after(attempts) / timedelta(minutes=1) for attempts in (1, 2, 3, 7, 500)]
    assert waits == [1, 2, 4, 60, 60]


@pytest.mark.parametrize(
    ("codes", "found", "said"),
    [
        ((410, 410, 404), True, "普通读者"),
        ((410, 410, 200), False, "缓存里还有"),
        ((410, 200, 200), False, "绕过缓存"),
        ((0, 410, 410), False, "连不上"),
        ((410, 410, 302), False, "答 302"),
        ((410, 403, 410), False, "答 403"),
    ],
)
def test_gone_is_what_nobody_gets_any_more(codes: tuple[int, int, int], found: bool, said: str):
    ways = (False, False, True)
    looks = tuple(
        Look("https://x/1", way, code, words="" if code else "连不上") for way, code in zip(ways, codes, strict=True)
    )
    told = gone.conclude(looks)
    assert told[0] is found
    assert said in told[1]
    assert gone.conclude(())[0] is False


# --- items elsewhere -------------------------------------------------------------------------------------------------

_ROW = {"渠道": "政务微博", "日期": "2019-06-05", "标题": " 热线  知识 ", "原创/转发": "转发", "链接": "https://w.cn/1"}


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({}, ""),
        ({"日期": "2019年6月5日"}, ""),
        ({"日期": "2019/6/5 12:30"}, ""),
        ({"原创/转发": ""}, ""),
        ({"渠道": "抖音"}, "渠道"),
        ({"日期": "2019-02-30"}, "日期"),
        ({"日期": "2020-01-01"}, "日期"),
        ({"日期": 43621}, "日期"),
        ({"标题": ""}, "标题"),
        ({"标题": "长" * 201}, "标题"),
        ({"链接": "javascript:alert(1)"}, "链接"),
        ({"原创/转发": "也许"}, "原创/转发"),
    ],
)
def test_a_row_is_taken_or_its_column_named(changed: dict[str, Any], column: str):
    read = elsewhere.read_row(7, _ROW | changed, _TODAY)
    if column:
        assert isinstance(read, RowFault)
        assert (read.number, read.column) == (7, column)
    else:
        assert read == Item(
            "weibo", date(2019, 6, 5), "热线 知识", "https://w.cn/1", bool(changed.get("原创/转发") == "")
        )


def test_a_table_without_its_columns_is_refused():
    with pytest.raises(Refused) as told:
        elsewhere.check_columns(["渠道", "链接"])
    assert "日期、标题" in told.value.message
