"""What is still missing, whether it may still be asked for, and what is lawful now (条例 art. 30): for the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from yihaotong.applications import access
from yihaotong.applications.models import Application
from yihaotong.applications.rules.codes import AT_WORK, Stage
from yihaotong.applications.rules.intake import of_contact, sounds_like_putting_right
from yihaotong.clock import missed

#: Once it was examined, nothing that lacks is asked for any more.
_BEFORE_WORK = frozenset({Stage.UNCONFIRMED, Stage.EXAMINING, Stage.TO_CORRECT})


@dataclass(frozen=True)
class Correcting:
    """`lacking`: what is missing. `until`: when the time of the one notice ends or ended, None where it was not sent;
    `over`: it has ended. `put_right`: perhaps no request at all, but a record to be put right (art. 41)."""

    lacking: Sequence[str]
    until: datetime | None
    over: bool
    put_right: bool

    @property
    def says(self) -> bool:
        return bool(self.lacking or self.until or self.put_right)


def standing(application: Application, lacking: Sequence[str], at: datetime) -> Correcting | None:
    """None where nothing of this matters any more. One query."""
    stage = Stage(application.stage)
    until = access.correction_until(application) if stage is Stage.EXAMINING else None
    put_right = stage in AT_WORK | {Stage.UNCONFIRMED} and sounds_like_putting_right(application.description)
    found = Correcting(lacking if stage in _BEFORE_WORK else (), until, missed(until, at), put_right)
    return found if found.says else None


def doubts(move: str, values: Mapping[str, str]) -> list[str]:
    """What was taken down as it was written, and is probably wrong: said, and no reason to refuse."""
    return [words for _field, words in of_contact(values)] if move in {"correct", "correct_more", "supplement"} else []
