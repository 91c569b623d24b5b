"""From a request to the hotline, after R9 and at his wish; from the hotline to a request, which he alone files."""

import json
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.timezone import localtime

from yihaotong.accounts.rules import VISITOR, WORKER, Actor, Role
from yihaotong.applications.identities import unseal
from yihaotong.applications.models import Application, Invitation
from yihaotong.applications.rules.intake import is_phone
from yihaotong.applications.rules.tables import given
from yihaotong.cases import access as cases
from yihaotong.cases import actions as casework
from yihaotong.cases.actions.filing import Filed
from yihaotong.cases.identities import unseal as unseal_requester
from yihaotong.cases.models import Case
from yihaotong.cases.rules.codes import Channel, RequestType
from yihaotong.clock import missed
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.vault import actions as vault

#: Who at the desk of the hotline may offer somebody a form that is filled in.
MAY_INVITE = frozenset({Role.OPERATOR, Role.SHIFT_LEADER, Role.DISPATCHER})


def file_case(application: Application, body: str, *, at: datetime) -> Filed:
    """The case that he wishes for, filed as his own (条例 art. 39 points him to the right way)."""
    identity = unseal(application.applicant)
    # A telephone that nobody can dial is none: the case cannot ring back, and says so by being anonymous.
    reached = is_phone(identity.phone)
    data = {
        "body": body or application.description,
        "request_type": RequestType.INQUIRY.value,
        **({"name": identity.name, "phone": identity.phone} if reached else {"anonymous": True}),
    }
    return casework.file(data, actor=VISITOR, at=at, channel=Channel.PORTAL, simulated=application.simulated)


@transaction.atomic
def invite(case: Case, *, actor: Actor, at: datetime) -> Invitation:
    """A form filled in from a hotline case, under an address that only its requester is given. He files it, or nobody.

    Raises Refused("wrong-role" | "out-of-reach").
    """
    if not actor.roles & MAY_INVITE:
        raise Refused("wrong-role", "您的岗位不能引导依申请公开")
    if not cases.visible_to(actor).filter(pk=case.pk).exists():
        raise Refused("out-of-reach", "这张工单不归您办理")
    token = uuid4()
    requester = unseal_requester(case.requester)
    filled = {"name": requester.name, "phone": requester.phone, "description": case.body}
    invitation = Invitation.objects.create(
        token=token,
        case=case,
        sealed=vault.seal(json.dumps(filled, ensure_ascii=False), context=_context(token)),
        made_at=at,
        until=_until(at),
        made_by=actor.key,
    )
    journal.record("application.invite", subject=case.key, actor=actor.key, at=at)
    return invitation


def _until(at: datetime) -> datetime:
    """24:00 of the last day on which the form may be opened and sent."""
    last = localtime(at) + timedelta(days=given("invitation_days").number)
    return last.replace(hour=23, minute=59, second=59, microsecond=0)


def filled_in(token: UUID, *, at: datetime) -> dict[str, str]:
    """What stands in the form under this address.

    Raises Refused("no-invitation" | "used-already" | "invitation-over").
    """
    invitation = _open(token, at)
    return dict(json.loads(vault.unseal(invitation.sealed, context=_context(token))))


def sweep(at: datetime) -> None:
    """Forget what stands in forms whose time is over. For the worker; harmless twice."""
    over = Invitation.objects.filter(application=None, until__lt=at)
    for invitation in over.exclude(sealed=b"").select_related("case"):
        with transaction.atomic():
            if Invitation.objects.filter(pk=invitation.pk, application=None).exclude(sealed=b"").update(sealed=b""):
                journal.record("application.invitation_over", subject=invitation.case.key, actor=WORKER.key, at=at)


def _open(token: UUID, at: datetime) -> Invitation:
    invitation = Invitation.objects.filter(token=token).first()
    if invitation is None:
        raise Refused("no-invitation", "没有这个预填的申请")
    if invitation.application_id is not None:
        raise _used()
    if missed(invitation.until, at):
        last = localtime(invitation.until).date()
        raise Refused(
            "invitation-over",
            f"这份预填的申请表已在 {last.isoformat()} 24:00 过期，预填的内容不再提供。"
            "您可以直接填写申请表，或者再打 12345 要一份新的",
        )
    return invitation


def _used() -> Refused:
    return Refused("used-already", "这个预填的申请已经提交过了")


def use_up(token: UUID, application: Application, *, at: datetime) -> str:
    """The form became this request: the number of the case it came from. In the transaction of the registration.

    Raises Refused("no-invitation" | "used-already" | "invitation-over").
    """
    still = Invitation.objects.filter(token=token, application=None, until__gte=at.replace(microsecond=0))
    # The one statement is the door: of two submissions of the same form at once the other was first.
    if not still.update(application=application, sealed=b""):
        _open(token, at)
        raise _used()
    return str(Invitation.objects.values_list("case__order_no", flat=True).get(token=token))


def _context(token: UUID) -> str:
    return f"invitation:{token.hex}"
