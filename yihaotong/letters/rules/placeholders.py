"""占位: what a template leaves open, {申请人} and the like; every one has a description here."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib import resources

#: Filled from the letterhead in every letter; a template need not declare them.
OF_LETTERHEAD: Mapping[str, str] = {
    "机关名称": "organ",
    "机关简称": "short_name",
    "联系电话": "phone",
    "通信地址": "address",
    "邮政编码": "postcode",
}
_ENDED_TWICE = re.compile("[。；]。")
_NAMED = re.compile(r"\{([^{}\n]*)\}")


@dataclass(frozen=True)
class Placeholder:
    """One of them: what it stands for, how long its value may be, an example for previews."""

    name: str
    says: str
    example: str
    longest: int = 200


@cache
def known() -> Mapping[str, Placeholder]:
    """All there are, by name, in the order of the file."""
    text = resources.files("yihaotong.letters").joinpath("data/placeholders.toml").read_text(encoding="utf-8")
    return {name: Placeholder(name, **row) for name, row in tomllib.loads(text).items()}


def named_in(text: str) -> list[str]:
    """The names between braces, in their order, each as often as it stands there."""
    return _NAMED.findall(text)


def left_over(text: str) -> str:
    """The brace that has no partner, with what stands around it; "" where all is well."""
    rest = _NAMED.sub(lambda found: " " * len(found.group()), text)
    place = next((at for at, letter in enumerate(rest) if letter in "{}"), -1)
    return text[max(0, place - 4) : place + 9] if place >= 0 else ""


def nearest(name: str, among: Iterable[str]) -> str:
    """The name that was probably meant, "" if none is near."""
    return next(iter(get_close_matches(name.strip(), list(among), 1, 0.4)), "")


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled; a value is never looked through for further ones. Where both the value
    and the template end the sentence, it ends once."""
    written = _NAMED.sub(lambda found: values.get(found.group(1), ""), text)
    return _ENDED_TWICE.sub("。", written)
