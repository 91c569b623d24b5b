"""What a key may be, and how long it is remembered. Plain Python."""

import re
from dataclasses import dataclass
from datetime import timedelta

from yihaotong.journal.refusal import Refused

#: A client that has not tried again after so long has forgotten the key itself.
KEPT_FOR = timedelta(days=7)
LONGEST_KEY = 200
_KEY = re.compile(rf"[!-~]{{1,{LONGEST_KEY}}}")


@dataclass(frozen=True)
class Answer:
    """What was answered: the HTTP code, and the body as the face gave it to us (sealed, since it may name a person)."""

    code: int
    body: bytes


def check_key(key: str) -> str:
    """The key, if it is one: 1 to 200 visible ASCII characters. Raises Refused("bad-key")."""
    if not _KEY.fullmatch(key):
        raise Refused("bad-key", f"Idempotency-Key 须是 1–{LONGEST_KEY} 个可见的 ASCII 字符", "Idempotency-Key")
    return key


def check_same(digest: bytes, kept: bytes) -> None:
    """Refuse a key that comes back with something else. Raises Refused("key-reused")."""
    if digest != kept:
        raise Refused("key-reused", "这个 Idempotency-Key 已用于另一个请求，请换一个新的", "Idempotency-Key")
