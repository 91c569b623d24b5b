"""XML, written so that no text can break it."""

import re
from typing import Any

from lxml import etree

#: What XML 1.0 cannot hold, not even escaped (W3C XML 1.0, production 2).
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

#: lxml ships no types.
Element = Any


def clear(text: object) -> str:
    """A text without what XML cannot hold."""
    return _FORBIDDEN.sub("", str(text))


def add(parent: Element, tag: str, text: object = "", **attributes: object) -> Element:
    """A child with a text and attributes; nothing of them is markup."""
    child = etree.SubElement(parent, tag, {name: clear(value) for name, value in attributes.items()})
    if text != "":
        child.text = clear(text)
    return child


def document(root: Element) -> bytes:
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return written
