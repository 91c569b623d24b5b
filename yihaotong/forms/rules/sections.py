"""The six sections of a report, from its paragraphs."""

import re
from collections.abc import Iterable

from yihaotong.forms.rules.report import Section
from yihaotong.forms.rules.words import plain

_HEADING = re.compile(
    r"^([一二三四五六])、?(总体情况|概述|主动公开|收到和处理|(?:因)?(?:政府)?信息公开.{0,12}行政复议|行政复议|.{0,12}存在的?(?:的)?(?:主要)?问题|.{0,4}其他(?:需要)?报告)"
)
_LONGEST_HEADING = 45


def sections(paragraphs: Iterable[str]) -> tuple[Section, ...]:
    """What stands before the first heading is a section without one."""
    found: list[tuple[str, list[str]]] = [("", [])]
    for paragraph in paragraphs:
        text = plain(paragraph)
        if not text:
            continue
        if len(text) <= _LONGEST_HEADING and _HEADING.match(text):
            found.append((paragraph.strip(), []))
        else:
            found[-1][1].append(paragraph.strip())
    return tuple(Section(heading, tuple(body)) for heading, body in found if heading or body)
