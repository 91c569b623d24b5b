"""The city's own file: every value and every table that it names is looked at before anything starts."""

import copy
import tomllib
from pathlib import Path
from typing import Any

import pytest

from yihaotong.project import city_file, environment
from yihaotong.project.environment import BadSetting

SHIPPED = tomllib.loads((Path(environment.__file__).parent / "demo" / "city.toml").read_text(encoding="utf-8"))
_LOCAL = {"value": "15wd", "basis_kind": "local_rule", "basis": "《示例市规定》第十二条"}
WHERE = Path("/etc/yihaotong/city.toml")


def told(section: str, **values: Any) -> str:
    city = copy.deepcopy(SHIPPED)
    city.setdefault(section, {}).update(values)
    with pytest.raises(BadSetting) as refused:
        city_file.check(city, WHERE)
    return str(refused.value)


def test_the_file_that_ships_is_right() -> None:
    city_file.check(SHIPPED, WHERE)


@pytest.mark.parametrize(
    ("section", "values", "said"),
    [
        ("cases", {"prefix": "银川"}, "[cases] prefix：'银川' 应为大写字母开头的 1 到 8 位"),
        ("cases", {"archive_after_days": "30"}, "[cases] archive_after_days：'30' 应为 0 到 3650 的整数"),
        ("cases", {"archive_after_day": 30}, "[cases] 有不认识的 archive_after_day"),
        ("cases", {"uncontacted_at_percent": True}, "应为 0 到 100 的整数"),
        ("cases", {"evidence_for_solved": "true"}, "应为 true 或 false"),
        ("cases", {"profile": "/none/p.csv"}, "[cases] profile：/none/p.csv 读不了（没有这个文件或目录）"),
        ("centre", {"name": " "}, "应为加引号的文字"),
        ("hours", {"default": "/none/h.csv"}, "[hours] default：找不到作息时间文件 /none/h.csv"),
        ("hours", {"units": "SZ"}, "应写作"),
        ("hours", {"units": {"SZ": "/none/h.csv"}}, "[hours] units：找不到作息时间文件"),
        ("calendar", {"region": 64}, "应为加引号的行政区划代码"),
        ("evaluation", {"levels": {"good": "好"}}, "[evaluation] levels：应写作"),
        ("dispatch", {"words": "/none/w.csv"}, "[dispatch] words：/none/w.csv 读不了（没有这个文件或目录）"),
        ("map", {"layouts": "/none"}, "[map] layouts：/none 不是目录"),
        ("files", {"file_mb": 0}, "应为大于 0 的数"),
        ("disclosure", {"limits": 20}, "[disclosure] limits：应写成 [disclosure.limits] 一节"),
        ("disclosure", {"limits": {"answer": _LOCAL}}, "[disclosure] limits：answer：没有这项时限，可以写的是 reply、"),
        ("disclosure", {"limits": {"reply": "15wd"}}, "limits：reply：应写作 {"),
        ("disclosure", {"limits": {"reply": _LOCAL | {"basis": " "}}}, "limits：reply：basis 写明依据"),
        ("disclosure", {"limits": {"reply": _LOCAL | {"basis_kind": "custom"}}}, "limits：reply：basis_kind 只能是"),
        ("disclosure", {"limits": {"reply": _LOCAL | {"value": "21wd"}}}, "limits：reply：21wd 超过政府信息公开条例"),
        ("disclosure", {"limits": {"reply": _LOCAL | {"value": "20d"}}}, "limits：reply：value 须与 20wd 用同样的单位"),
        ("disclosure", {"limits": {"extension_most": _LOCAL | {"value": 21}}}, "limits：extension_most：21 超过"),
        ("disclosure", {"limits": {"payment": _LOCAL}}, "limits：payment：政府信息公开信息处理费管理办法"),
        ("disclosure", {"limits": {"correction_days": _LOCAL | {"value": 40}}}, "limits：correction_days：40 超过"),
        ("disclosure", {"limits": {"late_payment": _LOCAL}}, "limits：late_payment：value 只能是 refuse、accept"),
        ("nonsense", {"a": 1}, "有不认识的 [nonsense]"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_place(section: str, values: dict[str, Any], said: str) -> None:
    message = told(section, **values)
    assert said in message
    assert str(WHERE) in message


@pytest.mark.parametrize(("section", "key"), [("centre", "name"), ("cases", "prefix"), ("calendar", "region")])
def test_what_is_needed_is_missed(section: str, key: str) -> None:
    city = copy.deepcopy(SHIPPED)
    del city[section][key]
    with pytest.raises(BadSetting, match=rf"\[{section}\] 缺少 {key}"):
        city_file.check(city, WHERE)


@pytest.mark.parametrize(
    ("section", "key", "text", "said"),
    [
        ("hours", "default", "season,first_day,weekdays,opens,closes,basis\n全年,01-01,,8点,12:00,x\n", "“8点”看不懂"),
        ("hours", "default", "nothing\n", "第一行应为 season,first_day"),
        ("cases", "profile", "clock\nhandle\n", "第 2 行"),
        ("dispatch", "words", "name\nx\n", "第 1 行应写列名 category,words,details"),
    ],
)
def test_a_table_that_it_names_is_read(section: str, key: str, text: str, said: str, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text(text, encoding="utf-8")
    message = told(section, **{key: str(table)})
    assert said in message
    assert f"[{section}] {key}：" in message


def test_a_drawing_that_it_names_is_read(tmp_path: Path) -> None:
    (tmp_path / "3301.csv").write_text("kind,code,x,y,label\ntile,330101,left,1,\n")
    assert "3301.csv 第 2 行" in told("map", layouts=str(tmp_path))


def test_a_table_in_another_charset_is_told(tmp_path: Path) -> None:
    table = tmp_path / "p.csv"
    table.write_bytes("clock,limit\nhandle,五天\n".encode("gbk"))
    assert "不是 UTF-8 文件" in told("cases", profile=str(table))
