"""Lines of the public lists, links beside one another, the head of an item: drawn here, since a template took most of a
page's time for them."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from yihaotong.search.rules.highlighting import Piece


class Line(Protocol):
    """One line of a list: `title` and `passage` in pieces, `name` the whole title."""

    @property
    def number(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def title(self) -> Iterable[Piece]: ...
    @property
    def passage(self) -> Iterable[Piece]: ...
    @property
    def unit(self) -> str: ...
    @property
    def formed_on(self) -> date: ...
    @property
    def corrected(self) -> bool: ...


class Way(Protocol):
    """A link that changes what a list shows; `here`: it shows this now."""

    @property
    def label(self) -> str: ...
    @property
    def query(self) -> str: ...
    @property
    def here(self) -> bool: ...


def lines(rows: Iterable[Line], below: str) -> SafeString:
    """名称 | 责任部门 | 生成日期, one row each; `below`: the address that the numbers of items lie under."""
    corrected = f' <span class="tag">{escape(_("已更正"))}</span>'
    drawn = []
    for row in rows:
        unit, passage = escape(row.unit), _pieces(row.passage)
        below_title = f'<p class="site-passage">{passage}</p>' if passage else ""
        drawn.append(
            f'<tr><td><a href="{below}{row.number}/" title="{escape(row.name)}">{_pieces(row.title)}</a>'
            f"{corrected if row.corrected else ''}{below_title}</td>"
            f'<td><span class="site-unit" title="{unit}">{unit}</span></td>'
            f'<td class="num">{row.formed_on:%Y-%m-%d}</td></tr>'
        )
    return mark_safe("\n".join(drawn))  # noqa: S308 — every part was escaped


def _pieces(pieces: Iterable[Piece]) -> str:
    return "".join(f"<mark>{escape(each.text)}</mark>" if each.hit else escape(each.text) for each in pieces)


def head(told: Iterable[tuple[str, str]]) -> SafeString:
    """Labels and values of an item's head; what has no value is left out."""
    drawn = (f"<div><dt>{escape(label)}</dt><dd>{escape(value)}</dd></div>" for label, value in told if value)
    return mark_safe("".join(drawn))  # noqa: S308 — every part was escaped


def tags(told: Iterable[tuple[str, str]]) -> SafeString:
    """The tags of a page, by name."""
    drawn = (f'<meta name="{escape(name)}" content="{escape(value)}">' for name, value in told)
    return mark_safe("".join(drawn))  # noqa: S308 — every part was escaped


def ways(told: Iterable[Way]) -> SafeString:
    """Links beside one another."""
    drawn = (
        f'<a href="?{escape(each.query or "row=")}"{_HERE if each.here else ""}>{escape(each.label)}</a>'
        for each in told
    )
    return mark_safe(" ".join(drawn))  # noqa: S308 — every part was escaped


_HERE = ' aria-current="true"'
