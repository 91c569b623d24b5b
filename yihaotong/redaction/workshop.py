"""Where results are made: a directory for each making below YIHAOTONG_HOME/redaction, gone when it is done."""

import shutil
from pathlib import Path

from django.conf import settings


def directory(redaction: int, version: int) -> Path:
    """Of one making: marks that were changed since have another one, so no page of theirs is taken for a new one."""
    return Path(settings.HOME) / "redaction" / f"{redaction}-{version}"


def open_for(redaction: int, version: int) -> Path:
    place = directory(redaction, version)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def clear(redaction: int) -> None:
    """Remove what any making of this redaction has left."""
    for place in (Path(settings.HOME) / "redaction").glob(f"{redaction}-*"):
        shutil.rmtree(place, ignore_errors=True)
