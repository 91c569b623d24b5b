"""Whether a city's own file (`YIHAOTONG_CITY`) can be worked with: every value, and every table that it names.

Looked at before a command does anything, since a limit that cannot be read would fail every filing later.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from yihaotong.annual.rules import own
from yihaotong.applications.rules import local
from yihaotong.cases.rules import profiles
from yihaotong.cases.rules.codes import Satisfaction
from yihaotong.clock import hours
from yihaotong.dispatch import shipped
from yihaotong.outlets.rules import machines
from yihaotong.portal import layout
from yihaotong.project.environment import BadSetting, why

Reader = Callable[[Any], object]
_PREFIX = re.compile(r"[A-Z][A-Z0-9-]{0,7}")
_REGION = re.compile(r"[0-9]{2,12}")


def check(city: Mapping[str, Any], path: Path) -> None:
    """Raises BadSetting naming the place in the file and what to write there."""
    wrong = next(_wrong(city), None)
    if wrong:
        raise BadSetting(f"城市设置文件 {path} 里 {wrong}。请改正后再运行")


def _wrong(city: Mapping[str, Any]) -> Iterator[str]:
    for section in city:
        if section not in _KEYS:
            yield f"有不认识的 [{section}]，可以写的是 {'、'.join(f'[{each}]' for each in _KEYS)}"
    for section, keys in _KEYS.items():
        given = city.get(section, {})
        if isinstance(given, dict):
            yield from _wrong_in(section, keys, given)
        else:
            yield f"{section} 应写成 [{section}] 一节"


def _wrong_in(section: str, keys: Mapping[str, Reader], given: Mapping[str, Any]) -> Iterator[str]:
    for key in _NEEDED.get(section, ()):
        if key not in given:
            yield f"[{section}] 缺少 {key}"
    for key, value in given.items():
        if key not in keys:
            yield f"[{section}] 有不认识的 {key}，可以写的是 {'、'.join(keys)}"
        elif said := _said(keys[key], value):
            yield f"[{section}] {key}：{said}"


def _said(read: Reader, value: Any) -> str:
    try:
        read(value)
    except UnicodeDecodeError:
        return f"{value} 不是 UTF-8 文件"
    except OSError as error:
        return f"{value} 读不了（{why(error)}）"
    except ValueError as error:
        return str(error)
    return ""


def _text(value: Any) -> None:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{value!r} 应为加引号的文字")


def _flag(value: Any) -> None:
    if not isinstance(value, bool):
        raise ValueError(f"{value!r} 应为 true 或 false")


def _whole(least: int, most: int) -> Reader:
    def read(value: Any) -> None:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise ValueError(f"{value!r} 应为 {least} 到 {most} 的整数")

    return read


def _megabytes(value: Any) -> None:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value < float("inf"):
        raise ValueError(f"{value!r} 应为大于 0 的数（MB）")


def _matching(pattern: re.Pattern[str], wanted: str) -> Reader:
    def read(value: Any) -> None:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise ValueError(f"{value!r} 应为{wanted}")

    return read


def _profile(value: Any) -> None:
    _text(value)
    profiles.read(Path(value))


def _hours(value: Any) -> None:
    _text(value)
    hours(value)


def _hours_of_units(value: Any) -> None:
    if not isinstance(value, dict):
        raise ValueError('应写作 { "单位代码" = "作息文件" }')
    for path in value.values():
        _hours(path)


def _words(value: Any) -> None:
    _text(value)
    shipped.read_speech(Path(value))


def _layouts(value: Any) -> None:
    _text(value)
    if not Path(value).is_dir():
        raise ValueError(f"{value} 不是目录")
    for path in sorted(Path(value).glob("*.csv")):
        layout.read(path)


def _levels(value: Any) -> None:
    codes = [each.value for each in Satisfaction]
    if not isinstance(value, dict) or not value or not set(value) <= set(codes):
        raise ValueError(f'应写作 {{ {codes[0]} = "…" }}，代码可用 {"、".join(codes)}')
    for word in value.values():
        _text(word)


#: Every place in the file and how it is read. The demo's file (project/demo/city.toml) says what each means.
_KEYS: Mapping[str, Mapping[str, Reader]] = {
    "centre": {"name": _text, "short_name": _text, "phone": _text, "demo": _flag},
    "cases": {
        "prefix": _matching(_PREFIX, "大写字母开头的 1 到 8 位字母、数字或连字符"),
        "archive_after_days": _whole(0, 3650),
        "reopen_within_days": _whole(0, 3650),
        "uncontacted_at_percent": _whole(0, 100),
        "evidence_for_solved": _flag,
        "profile": _profile,
    },
    "dispatch": {"words": _words},
    "evaluation": {"levels": _levels},
    "map": {"layouts": _layouts},
    "hours": {"default": _hours, "units": _hours_of_units},
    "calendar": {"region": _matching(_REGION, '加引号的行政区划代码，如 "64"')},
    "calls": {"exchange": _flag, "unit_sees_number": _flag, "number": _text},
    "disclosure": {
        **dict.fromkeys(("organ", "short_name", "section", "index_prefix", "reply_word", "supervising_office"), _text),
        **dict.fromkeys(
            ("review_body", "court", "address", "postcode", "phone", "fax", "email", "site", "hours", "payment"), _text
        ),
        **dict.fromkeys(("site_name", "site_domain", "site_code", "site_icp", "site_police"), _text),
        **dict.fromkeys(("sponsor", "operator"), _text),
        **dict.fromkeys(("count_receipt_day", "in_own_name", "check_links"), _flag),
        "principal": _text,
        "limits": local.read,
    },
    "inspection": {"address": _text, "services": _flag},
    "annual": {**dict.fromkeys(own.TEXTS, _text), "outlets": own.check_outlets},
    "outlets": {"machines": machines.check},
    "files": {
        **dict.fromkeys(("file_mb", "video_mb", "request_mb"), _megabytes),
        **dict.fromkeys(("from_public", "whole"), _whole(0, 1_000_000)),
    },
}
_NEEDED = {
    "centre": ("name", "short_name", "phone", "demo"),
    "cases": ("prefix", "archive_after_days"),
    "calendar": ("region",),
}
