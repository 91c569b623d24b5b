"""One function makes every move of the table."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localtime

from yihaotong.accounts.access import name_of
from yihaotong.accounts.rules import Actor
from yihaotong.applications import access
from yihaotong.applications.actions.clocks import rebuild
from yihaotong.applications.actions.digests import record_sm3
from yihaotong.applications.actions.effects import EFFECTS, Act, Effect
from yihaotong.applications.actions.letters import prepare
from yihaotong.applications.actions.telling import tell
from yihaotong.applications.models import Application, Event
from yihaotong.applications.rules import moves
from yihaotong.applications.rules.codes import Stage
from yihaotong.applications.rules.conditions import CONDITIONS
from yihaotong.applications.rules.moves import APPLICANT_FIELDS, Move
from yihaotong.applications.rules.situation import check_day
from yihaotong.cases.rules.fields import clean
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.journal.rules.chain import sm3
from yihaotong.letters import access as letters

#: What says who the applicant is, or whom we asked, never stands in an event.
_SEALED = frozenset(field.name for field in APPLICANT_FIELDS) | {"party", "party_contact"}
#: Moves whose typed words stand in a letter as the organ's own; what they repeat of others is no word of ours.
_IN_LETTERS = frozenset(
    {"ask_correction", "ask_reasons", "consult", "propose_extension", "take_back_charge", "give_up"}
    | {"rule", "decide", "propose"}
)
#: Moves that have an action of their own: they are refused here.
_OWN_WAY = frozenset({"register", "attach"})


def move(
    application: Application,
    name: str,
    *,
    actor: Actor,
    at: datetime,
    data: Mapping[str, Any] | None = None,
    expect: int | None = None,
    via: str = "",
) -> Application:
    """Make one move of the table on a request and return the request as it is afterwards.

    `expect` is the version the person had on the screen; without it, the one in `application`. Raises Refused:
    "no-such-move", "wrong-stage", "wrong-role", "stale" (somebody acted in between: who, when, what), or what the
    fields and the conditions of the move say. Nothing has changed then, and nothing is in the journal.
    """
    row = moves.move_named(name)
    if name in _OWN_WAY:
        raise Refused("own-way", f"“{row.label}”不在这里办理")
    if row.versioned and row.by & actor.roles and expect not in (None, application.version):
        raise stale(application)
    moves.check(row, Stage(application.stage), actor.roles)
    if not access.reaches(application, actor):
        raise Refused("out-of-reach", f"这件申请不归您办“{row.label}”")
    cleaned = clean(row.fields, data or {})
    _check_printable(name, cleaned)
    with transaction.atomic():
        _lock(application, row)
        facts = access.situation(application, actor, at)
        on: date = (cleaned[row.day] if row.day else None) or facts.today
        check_day(on, facts, move=name, field=row.day)
        if name in CONDITIONS:
            CONDITIONS[name](facts, cleaned)
        act = Act(application, cleaned, actor, at, on, facts)
        effect = EFFECTS[name](act) if name in EFFECTS else Effect()
        _keep(act, row, effect, via)
    return access.fresh(application)


def _check_printable(name: str, cleaned: Mapping[str, Any]) -> None:
    """A letter repeats what others wrote as far as it can; our own words are written so that it can print them.

    Raises Refused("no-glyph") naming the field.
    """
    for field, value in cleaned.items() if name in _IN_LETTERS else ():
        if isinstance(value, str) and field not in _SEALED and (strange := letters.unprintable([value])):
            listed = "、".join(f"“{each}”" for each in strange[:5])
            raise Refused("no-glyph", f"文书里印不出这些字符：{listed}，请改写或者删去", field)


def _lock(application: Application, row: Move) -> None:
    """Compare and set: it is still as the person saw it, and nobody else moves it until this transaction ends."""
    same = Application.objects.filter(pk=application.pk, stage=application.stage)
    if row.versioned:
        touched = same.filter(version=application.version).update(version=F("version") + 1)
    else:
        touched = same.update(version=F("version"))
    if not touched:
        raise stale(application)


def _keep(act: Act, row: Move, effect: Effect, via: str) -> None:
    application, before = act.application, act.facts.stage
    target = effect.target or row.target
    columns = dict(effect.columns)
    on = effect.on or act.on
    if target:
        columns |= {"stage": target.value, "moved_at": act.at, "stage_on": on}
    if columns:
        Application.objects.filter(pk=application.pk).update(**columns)
    event = keep_event(application, row, act, effect, on)
    due = rebuild(application, target or before)
    after: dict[str, Any] = {"stage": target.value} if target else {}
    after |= {"event": event.seq, "words_sm3": sm3(event.words.encode()).hex(), "clocks": due, **effect.told}
    if letter := prepare(application, row.name, event, actor=act.actor, at=act.at):
        after["letter"] = letter.template
    after["record_sm3"] = record_sm3(application)
    journal.record(
        f"application.{row.name}",
        subject=application.key,
        actor=act.actor.key,
        at=act.at,
        before={"stage": before.value} if target else None,
        after=after,
        via=via,
    )
    tell(application, row.name, actor=act.actor, at=act.at, moved=target is not None)


@dataclass(frozen=True)
class _Typed:
    """Everything typed into a move as text, without what says who somebody is."""

    data: Mapping[str, Any]

    def __str__(self) -> str:
        said = {
            name: _plain(value)
            for name, value in self.data.items()
            if name not in _SEALED and value not in ("", None, False, ())
        }
        return json.dumps(said, ensure_ascii=False, sort_keys=True)


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [str(each) for each in value]
    return value if isinstance(value, int) else str(value)


def keep_event(application: Application, row: Move, act: Act, effect: Effect, on: date) -> Event:
    """The next event of its life. Of two at once the row's lock lets one go first."""
    seq = Event.objects.filter(application=application).count() + 1
    return Event.objects.create(
        application=application,
        seq=seq,
        move=row.name,
        at=act.at,
        by=act.actor.key,
        on=on,
        number=effect.number,
        kind=effect.kind,
        days=effect.days,
        counts=effect.counts,
        words=str(_Typed(act.data)),
        note=effect.note,
    )


def stale(application: Application) -> Refused:
    """What happened since the page was loaded, in words: who, when, what."""
    line = access.history(application).filter(kind__startswith="application.").last()
    stage = Stage(Application.objects.values_list("stage", flat=True).get(pk=application.pk))
    if line is None:
        return Refused("stale", f"申请现在是“{stage.label}”，请看过再办")
    name = line.kind.removeprefix("application.")
    label = moves.MOVES[name].done if name in moves.MOVES else name
    when, who = localtime(line.at), name_of(line.actor)
    message = f"这件申请刚有变动：{who} 于 {when:%-m月%-d日 %H:%M} {label}，现在是“{stage.label}”。请看过再办"
    return Refused("stale", message, who=who, at=line.at, move=label, stage=stage.value)
