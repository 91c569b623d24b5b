"""What an article consists of, as data; its canonical form, and the digest that reviewers sign for.

The digest is over every field and over the SHA-256 of every file: who changes one byte of an attachment has changed
the article.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from yihaotong.articles.rules.codes import Five, Outlet, Period, Validity
from yihaotong.cases.rules.fields import Field, Kind, clean

#: The head of an item as Yinchuan prints it (handbook B1), the outlets of art. 23, the body.
FIELDS: tuple[Field, ...] = (
    Field("title", "名称", required=True, longest=120),
    Field("row_key", "所属目录条目", longest=60, hint="主动公开基本目录里的条目；发布前必选"),
    Field(
        "body",
        "正文",
        Kind.TEXT,
        required=True,
        longest=60_000,
        hint="空一行分段；# 标题；| 表 | 格 |；[文字](网址)；![图片说明](附件名)",
    ),
    Field("summary", "内容概述", Kind.TEXT, longest=400),
    Field("keywords", "关键词", longest=100, hint="用空格或顿号分开"),
    Field("document_key", "来源公文", longest=60, hint="由公文转来的填它的编号，须为主动公开并已过保密审查"),
    Field("document_number", "文号", longest=60, hint="如 银指发〔2026〕12号；没有文号的不填"),
    Field("formed_on", "生成日期", Kind.DATE, hint="形成或变更之日；20 个工作日内公开（条例第二十六条）"),
    Field("source", "来源", longest=60, hint="本单位的写本单位名称，转载的写原发布机构"),
    Field("author", "作者", longest=60),
    Field("five", "所属“五公开”", Kind.CHOICE, choices=Five),
    Field("validity", "效力状态", Kind.CHOICE, choices=Validity),
    Field("period", "公开时限", Kind.CHOICE, choices=Period),
    Field("outlets", "发布渠道", Kind.CODES, choices=Outlet, hint="本站总要发布；别处发布后逐一登记"),
)
BY_NAME: Mapping[str, Field] = {field.name: field for field in FIELDS}
NOTE = Field("note", "改了什么", longest=200)

#: What must be there when it goes out; while it is a draft it may still lack.
NEEDED = ("row_key", "formed_on", "source", "validity", "period")


@dataclass(frozen=True)
class Attachment:
    """A file of a version: its key in `files`, the name shown, what vouches for its bytes."""

    key: str
    name: str
    sha256: str
    media: str
    size: int


def checked(data: Mapping[str, Any]) -> dict[str, Any]:
    """The fields in JSON's types. Raises Refused naming the first at fault."""
    return {name: _plain(value) for name, value in clean(FIELDS, data).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [str(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def content(fields: Mapping[str, Any], attachments: Iterable[Attachment]) -> dict[str, Any]:
    """Fields and attachments as one content; files in the sequence in which they are shown."""
    return {**fields, "attachments": [vars(each) for each in attachments]}


def attachments_of(content: Mapping[str, Any]) -> list[Attachment]:
    return [Attachment(**each) for each in content.get("attachments", ())]


def fields_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in the form, without the files."""
    return {name: content.get(name, [] if field.kind is Kind.CODES else "") for name, field in BY_NAME.items()}


def canonical(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(written: str) -> str:
    """SHA-256 of a canonical content, in hex."""
    return hashlib.sha256(written.encode()).hexdigest()


def plain_text(content: Mapping[str, Any]) -> str:
    """What a search looks through."""
    parts = ("title", "document_number", "keywords", "summary", "body")
    return "\n".join(str(content.get(part, "")) for part in parts)


def shown(field: Field, value: Any) -> str:
    """A value in words."""
    if field.kind is Kind.CODES:
        return "、".join(field.choices(each).label for each in value or []) if field.choices else ""
    if field.choices and value:
        return field.choices(value).label
    return str(value or "")
