"""Entering a matter: by a citizen from a page, or by the office, a section, the supervising office by its own route."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from yihaotong.accounts.rules import Actor, Role
from yihaotong.cases.rules.fields import clean
from yihaotong.journal.refusal import Refused
from yihaotong.reminders.access import holders
from yihaotong.reminders.actions import remind
from yihaotong.reminders.rules import Kind as Reminder
from yihaotong.scrutiny import access, clocks
from yihaotong.scrutiny.actions import living
from yihaotong.scrutiny.actions.limits import recount
from yihaotong.scrutiny.models import Matter, Term
from yihaotong.scrutiny.rules import matters, tables
from yihaotong.scrutiny.rules.codes import Origin, Progress, Wrong
from yihaotong.scrutiny.rules.tables import LimitKind, OriginRow
from yihaotong.vault import actions as vault


def register(data: Mapping[str, Any], *, actor: Actor, at: datetime, submission: UUID | None = None) -> Matter:
    """Enter a matter; its receipt is the number and `query_code`. The same form twice is one matter.

    Raises Refused: "wrong-role" for an origin that is not his to enter, "personal" for a title with somebody's data in
    it, and what the fields say.
    """
    if submission and (earlier := access.sent_with(submission)):
        return earlier
    try:
        return _register(data, actor, at, submission)
    except IntegrityError:
        # Two presses at once: the second gets what the first has made.
        if submission and (earlier := access.sent_with(submission)):
            return earlier
        raise


@transaction.atomic
def _register(data: Mapping[str, Any], actor: Actor, at: datetime, submission: UUID | None) -> Matter:
    public = Role.CITIZEN in actor.roles
    said = clean(matters.PUBLIC_FIELDS if public else matters.STAFF_FIELDS, data)
    row = _origin(Origin.COMPLAINT.value if public else said["origin"], actor)
    matter = _built(said, row, actor, at, submission)
    matter.save(force_insert=True)
    number = f"JD{localtime(at):%Y%m%d}{matter.pk:06d}"
    Matter.objects.filter(pk=matter.pk).update(number=number)
    matter.number = number
    _start(matter, at, said)
    recount(matter)
    words = {name: said[name] for name in ("body", "about_title")}
    living.keep_step(
        matter.key, "register", actor=actor, at=at, words={}, before="", after=matter.progress, sealed=False
    )
    facts = {"route": matter.route, "origin": matter.origin, "wrong": matter.wrong, "about": matter.about}
    living.line("register", matter.key, actor=actor, at=at, before="", after=matter.progress, words=words, **facts)
    _tell(matter, at)
    return matter


def _origin(code: str, actor: Actor) -> OriginRow:
    row = next((each for each in tables.origins().values() if each.origin == code), None)
    if row is None:
        raise Refused("not-a-choice", "请从列出的来源里选", "origin")
    if not row.by & actor.roles:
        raise Refused("wrong-role", f"您的岗位不登记“{row.origin.label}”", "origin")
    return row


def _built(said: Mapping[str, Any], row: OriginRow, actor: Actor, at: datetime, submission: UUID | None) -> Matter:
    token, wrong = uuid4(), Wrong(said["wrong"])
    contact = {name: said[name] for name in ("name", "contact") if said[name]}
    return Matter(
        number=token.hex[:30],
        token=token,
        submission=submission,
        route=row.route.value,
        origin=row.origin.value,
        wrong=wrong.value,
        urgent=tables.is_urgent(wrong),
        title=_title(said, wrong, row.origin, at),
        body=said["body"],
        about=matters.check_page_key(said["about"]),
        about_title=said["about_title"],
        source=said.get("source", ""),
        paper=said.get("paper", ""),
        contact=vault.seal(json.dumps(contact, ensure_ascii=False), context=contact_context(token))
        if contact
        else None,
        progress=Progress.REGISTERED.value,
        registered_at=at,
        registered_by=actor.key,
    )


def _title(said: Mapping[str, Any], wrong: Wrong, origin: Origin, at: datetime) -> str:
    """In the words of whoever enters it for the office; of what a citizen sends we make it ourselves."""
    if "title" not in said:
        return matters.title_of(wrong, origin, localtime(at).date())
    matters.check_title(said["title"], said["name"])
    return " ".join(said["title"].split())


def contact_context(token: UUID) -> str:
    return f"scrutiny-contact:{token.hex}"


def _start(matter: Matter, at: datetime, said: Mapping[str, Any]) -> None:
    kinds = [LimitKind.ACCEPT, *([LimitKind.SECURE] if matter.urgent else [])]
    due_on = said.get("due_on")
    if due_on is None:
        kinds.append(LimitKind.ANSWER)
    elif due_on < localtime(at).date():
        raise Refused("out-of-range", "限期在今天之前", "due_on")
    else:
        Term.objects.bulk_create([clocks.set_by_paper(matter.key, LimitKind.ANSWER, at, due_on, said["paper"])])
    living.start(matter.key, kinds, at=at)


def _tell(matter: Matter, at: datetime) -> None:
    """What exposes somebody is said to the whole office at once, across the page; the rest waits in its list."""
    kind, roles = Reminder.SCRUTINY, matters.OFFICE
    words = f"新的监督事项 {matter.number}：{matter.title}"
    if matter.urgent:
        kind, roles = Reminder.EMERGENCY, matters.VERIFYING
        words = f"{matter.number}：有人反映页面泄露了个人信息，请马上撤下，再办别的"
    remind(holders(roles, at), kind, subject=matter.key, words=words, at=at)
