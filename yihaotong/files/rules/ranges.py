"""RFC 9110 §14: which part of a file a player asks for. One range; a request for several gets the whole."""

import re

from yihaotong.journal.refusal import Refused

_ONE = re.compile(r"bytes=(\d*)-(\d*)")


def wanted(header: str, size: int) -> tuple[int, int] | None:
    """(first, last) byte, both included; None for the whole file. Raises Refused("range") for a part beyond its end."""
    match = _ONE.fullmatch(header.strip())
    if match is None or match.group(0) == "bytes=-":
        return None
    first, last = (int(part[:18]) if part else None for part in match.groups())
    if first is None:
        if not last or not size:
            raise Refused("range", "没有这一段")
        return max(0, size - last), size - 1
    if first >= size or (last is not None and last < first):
        raise Refused("range", "没有这一段")
    return first, min(size - 1, size - 1 if last is None else last)
