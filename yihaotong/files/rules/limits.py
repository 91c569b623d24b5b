"""How much may be handed in, in bytes and pieces."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from yihaotong.files.rules.kinds import Form
from yihaotong.journal.refusal import Refused

_MB = 1_000_000


@dataclass(frozen=True)
class Limits:
    """`file` and `video`: bytes of one file; `request`: bytes of one submit; `from_public` and `whole`: files of one
    case that the public side may add, and all together."""

    file: int = 20 * _MB
    video: int = 100 * _MB
    request: int = 200 * _MB
    from_public: int = 9
    whole: int = 50

    def of(self, form: Form | None) -> int:
        """The bytes that one file may have; None is before its kind is known."""
        return max(self.file, self.video) if form in (None, Form.VIDEO) else self.file


def read(table: Mapping[str, Any]) -> Limits:
    """The limits of a city's file: `file_mb`, `video_mb`, `request_mb`, `from_public`, `whole`; the rest as shipped."""
    given = {
        name: int(float(table[f"{name}_mb"]) * _MB) for name in ("file", "video", "request") if f"{name}_mb" in table
    }
    given |= {name: int(table[name]) for name in ("from_public", "whole") if name in table}
    return Limits(**given)


def check_size(size: int, limits: Limits, form: Form | None = None) -> None:
    """Raises Refused("too-large")."""
    most = limits.of(form)
    if size > most:
        raise Refused("too-large", f"文件有 {in_words(size)}，最大 {in_words(most)}")


def in_words(size: int) -> str:
    """1.2 MB, 340 KB, 12 字节."""
    if size >= _MB:
        return f"{size / _MB:.1f} MB".replace(".0 ", " ")
    return f"{max(1, round(size / 1000))} KB" if size >= 1000 else f"{size} 字节"
