"""Several files of one request at once: one that is refused does not take the others with it."""

from collections.abc import Iterable
from datetime import datetime

from yihaotong.accounts.rules import Actor
from yihaotong.applications.actions.attaching import Upload, attach
from yihaotong.applications.models import Application
from yihaotong.cases.actions.attaching import Attached, NotKept
from yihaotong.files.rules.names import shown
from yihaotong.journal.refusal import Refused


def attach_all(
    application: Application,
    uploads: Iterable[Upload],
    *,
    actor: Actor,
    at: datetime,
    supplied: bool = False,
    via: str = "",
) -> Attached:
    """Attach each for itself, as `attach` does; what was kept, and what was refused with its reason."""
    done = Attached()
    for number, upload in enumerate(uploads, 1):
        try:
            done.kept.append(attach(application, upload, actor=actor, at=at, supplied=supplied, via=via))
        except Refused as refusal:
            done.refused.append(NotKept(_called(upload.name or "", number), refusal))
    return done


def _called(name: str, number: int) -> str:
    """What a refused file is called on the page: its own name with its own extension, made harmless."""
    stem, _dot, extension = name.rpartition(".")
    plain = extension.isascii() and extension.isalnum() and len(extension) <= 5
    return shown(stem, extension, number) if stem and plain else shown(name, "", number).rstrip(".")
