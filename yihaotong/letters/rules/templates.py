"""The templates that ship: one file each in data/templates, with basis, text and the placeholders it may use."""

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources

from yihaotong.journal.refusal import Refused

#: The parts of a template that the office edits, with their labels; the text has one paragraph a line.
PARTS: Mapping[str, str] = {"title": "标题", "addressee": "主送", "text": "正文", "note": "附注"}


@dataclass(frozen=True)
class Content:
    """What the office may edit."""

    title: str
    addressee: str
    text: str
    note: str = ""

    @property
    def paragraphs(self) -> list[str]:
        return self.text.split("\n")

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True)
class Template:
    """One letter that the office writes. `replies`: the reply codes (handbook B4) it serves.

    `required` must stand in every version and have a value in every letter; a paragraph that names an `optional` one
    is left out where that has no value.
    """

    code: str
    name: str
    basis: tuple[str, ...]
    required: tuple[str, ...]
    optional: tuple[str, ...]
    shipped: Content
    replies: tuple[str, ...] = ()

    @property
    def open(self) -> tuple[str, ...]:
        return (*self.required, *self.optional)


@cache
def templates() -> Mapping[str, Template]:
    """All of them by code, in the order in which an application meets them (`rank` of the file)."""
    found = []
    for file in resources.files("yihaotong.letters").joinpath("data/templates").iterdir():
        if file.name.endswith(".toml"):
            row = tomllib.loads(file.read_text(encoding="utf-8"))
            found.append((row["rank"], _read(file.name.removesuffix(".toml"), row)))
    return {template.code: template for _rank, template in sorted(found, key=lambda each: each[0])}


def template(code: str) -> Template:
    """Raises Refused("no-such-template")."""
    try:
        return templates()[code]
    except KeyError:
        raise Refused("no-such-template", f"没有代码为“{code}”的文书模板", "template") from None


def for_reply(reply: str) -> list[Template]:
    """The templates that serve a reply code ("R6")."""
    return [each for each in templates().values() if reply in each.replies]


def _read(code: str, row: Mapping[str, object]) -> Template:
    def texts(name: str) -> tuple[str, ...]:
        kept = row.get(name, [])
        return tuple(str(each) for each in kept) if isinstance(kept, list) else ()

    content = Content(
        title=str(row["title"]),
        addressee=str(row["addressee"]),
        text=str(row["text"]).strip("\n"),
        note=str(row.get("note", "")),
    )
    return Template(
        code, str(row["name"]), texts("basis"), texts("required"), texts("optional"), content, texts("replies")
    )
