"""One journal line per record changed; and whether somebody changed it since a page was shown."""

from datetime import datetime
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from yihaotong.accounts.access import name_of
from yihaotong.accounts.rules import Actor
from yihaotong.journal import actions as journal
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused


def record(kind: str, subject: str, actor: Actor, at: datetime, **what: Any) -> None:
    journal.record(kind, subject=subject, actor=actor.key, at=at, **what)


def newest_line(subject: str) -> int:
    """The id of the last line about a subject, 0 for none: the version of what a page of it shows."""
    return Line.objects.filter(subject=subject).order_by("-pk").values_list("pk", flat=True).first() or 0


def check_seen(subject: str, expect: int | None) -> None:
    """Refuse an act by somebody who has not seen the newest change: `expect` is `newest_line` as his page had it.

    None: whoever acts did not look at a page. Call it with the subject's row locked. Raises Refused("stale").
    """
    newest = newest_line(subject)
    if expect is None or newest == expect:
        return
    line = Line.objects.get(pk=newest)
    when = localtime(line.at)
    message = _("刚才 %(who)s 于 %(when)s 改过，下面已是最新内容，请看过再改") % {
        "who": name_of(line.actor),
        "when": f"{when:%-m月%-d日 %H:%M}",
    }
    raise Refused("stale", message, who=line.actor, at=line.at)
