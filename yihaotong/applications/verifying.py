"""What the journal says of requests, against their record: where each stands, since when, until when, and its words.

Lines from before `record_sm3` vouch for what they told then; see actions.digests for what it covers.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from yihaotong.applications.actions.digests import records_sm3
from yihaotong.applications.models import Application, Clock, Event
from yihaotong.applications.rules.codes import Stage
from yihaotong.applications.rules.life import PRESSING
from yihaotong.cases.rules.wording import written
from yihaotong.journal.models import Line
from yihaotong.journal.rules.chain import canonical, instant, sm3
from yihaotong.journal.verifying import Problem
from yihaotong.journal.vouching import NOTHING, Vouched

_REGISTERED, _RECOMPUTED = "application.register", "application.recompute"
#: Other lines tell by that name when somebody who was asked had received it.
_RECEIVED = (_REGISTERED, "application.confirm")
_FILED = ("number", "channel", "kind")


def check() -> Iterator[Problem]:
    """Every request whose stage, dates, clocks, words or events are not as its lines say; none without a line."""
    return Vouched("application", "依申请公开", _digests, _places, _told).check()


def _places() -> Iterator[str]:
    return (f"application:{number}.stage" for number in Application.objects.values_list("pk", flat=True).iterator())


# --- what the lines tell ---------------------------------------------------------------------------------------------


def _told(line: Line, after: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for part, digest in _parts(line, after):
        yield f"{line.subject}.{part}", digest


def _parts(line: Line, after: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if "stage" in after:
        yield "stage", str(after["stage"])
    if line.kind in _RECEIVED and after.get("received_on"):
        yield "received_on", str(after["received_on"])
    if line.kind == _REGISTERED:
        yield "filed", "|".join(after[name] for name in _FILED)
        yield "description", after["text_sm3"]
    if after.get("described"):
        yield "description", NOTHING
    if "clocks" in after or line.kind == _RECOMPUTED:
        yield "clocks", canonical(dict(after["clocks"])) if "clocks" in after else NOTHING
    if "words_sm3" in after and "event" in after:
        yield str(after["event"]), _made(after["words_sm3"], line)
    if "record_sm3" in after:
        yield "record", str(after["record_sm3"])


def _made(words: str, line: Line) -> str:
    return "|".join((words, line.kind, instant(line.at), line.actor))


# --- what the record says --------------------------------------------------------------------------------------------


def _digests(places: Sequence[str]) -> Mapping[str, str]:
    wanted: dict[str, set[int]] = defaultdict(set)
    for place in places:
        number, _dot, part = place.partition(":")[2].partition(".")
        wanted["event" if part.isdecimal() else part].add(int(number))
    found = dict(_columns(set().union(*wanted.values())))
    found |= {f"application:{number}.record": digest for number, digest in records_sm3(wanted["record"]).items()}
    for event in Event.objects.filter(application__in=wanted["event"]):
        made = (sm3(event.words.encode()).hex(), f"application.{event.move}", instant(event.at), event.by)
        found[f"application:{event.application_id}.{event.seq}"] = "|".join(made)
    return found


def _columns(numbers: set[int]) -> Iterator[tuple[str, str]]:
    running: dict[int, list[Clock]] = defaultdict(list)
    for clock in Clock.objects.filter(application__in=numbers, met_at=None, dropped_at=None).order_by("place"):
        running[clock.application_id].append(clock)
    for each in Application.objects.filter(pk__in=numbers):
        yield f"{each.key}.stage", each.stage
        yield f"{each.key}.received_on", str(each.received_on)
        yield f"{each.key}.filed", "|".join(getattr(each, name) for name in _FILED)
        yield f"{each.key}.description", sm3(each.description.encode()).hex()
        yield f"{each.key}.clocks", _clocks(each, running[each.pk])


def _clocks(application: Application, running: Sequence[Clock]) -> str:
    """The running clocks, as lines tell them; "" where the request is not due with the nearest one of its stage."""
    pressing = {kind.value for kind in PRESSING.get(Stage(application.stage), ())}
    dues = [clock.due_at for clock in running if clock.kind in pressing and clock.due_at]
    if application.due_at != min(dues, default=None):
        return ""
    return canonical({clock.kind: written(clock.due_at) for clock in running})
