"""A letter that was drawn up and does not go out: its number is void, and stays in the register with the reason."""

from yihaotong.accounts.rules import WORKER, Role
from yihaotong.applications.actions.effects.part import Act
from yihaotong.applications.models import Letter
from yihaotong.applications.rules.codes import Stage
from yihaotong.letters import actions as writing


def void_unsent(act: Act, reason: str) -> None:
    """Make void the numbers of replies that wait to be sent; what went out before keeps its own.

    An applicant's own act has no right to the register: there the system does it for him.
    """
    if act.facts.stage is not Stage.SIGNED:
        return
    actor = act.actor if act.actor.roles & {Role.DISCLOSURE_OFFICER, Role.DISCLOSURE_LEADER} else WORKER
    newest = Letter.objects.filter(application=act.application, template="reply").order_by("-pk").first()
    number = newest.drawn.number if newest and newest.drawn else None
    if number and number.voided_at is None:
        writing.void(number, actor=actor, at=act.at, reason=reason)
