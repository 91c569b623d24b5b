"""Machines that may call: admitting one (its token is shown once), what its token opens, shutting it out."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yihaotong.accounts import actions
from yihaotong.accounts.access import unit_names
from yihaotong.accounts.models import ROLE_LABELS, Client
from yihaotong.accounts.rules import CLIENT_ROLES, USUAL_SCOPES, Role, Scope
from yihaotong.desk.gate import Visit
from yihaotong.desk.setup import wording
from yihaotong.desk.setup.forms import Groups, Input, Kind, end_of
from yihaotong.desk.setup.frame import only, show
from yihaotong.desk.setup.lists import page_of
from yihaotong.desk.setup.sheets import Sheet, send, with_answer
from yihaotong.desk.setup.unit_acts import named
from yihaotong.desk.setup.wording import SCOPE_LABELS

KEEPERS = (Role.SECURITY_ADMIN,)
_SCOPES: Groups = [("", [(scope.value, f"{SCOPE_LABELS.get(scope, scope.value)}（{scope.value}）") for scope in Scope])]
_ROLES: Groups = [("", [(role.value, ROLE_LABELS[role]) for role in Role if role in CLIENT_ROLES])]


@only(*KEEPERS)
def clients(request: HttpRequest, visit: Visit) -> HttpResponse:
    """All machines with their unit, scopes and end."""
    page = page_of(Client.objects.select_related("unit"), "name", request.GET, chosen={})
    units = unit_names([client.unit_id for client in page.rows], localdate(visit.at))
    rows = [(each, units[each.unit_id], _scopes(each), _last(each), _standing(each, visit)) for each in page.rows]
    return show(request, visit, "clients.html", {"page": page, "rows": rows})


def _last(client: Client) -> datetime | None:
    """The last second on which its token opens anything: 24:00 of a day, not 00:00 of the next."""
    return client.until - timedelta(seconds=1) if client.until else None


def _scopes(client: Client) -> list[str]:
    return [str(SCOPE_LABELS.get(scope, scope.value)) for scope in Scope if scope.value in client.scopes]


def _standing(client: Client, visit: Visit) -> str:
    if not client.is_active:
        return _("已停用")
    return _("已到期") if client.until is not None and client.until <= visit.at else _("在用")


@only(*KEEPERS)
def new_client(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Admit a machine; the answer to the form is the only page that ever shows its token."""
    inputs = (
        Input("name", _("名称"), required=True, longest=80, hint=_("如：城管系统")),
        Input(
            "unit", _("所属单位"), Kind.SELECT, required=True, groups=wording.units(visit.actor, localdate(visit.at))
        ),
        Input(
            "roles",
            _("岗位"),
            Kind.SEVERAL,
            required=True,
            groups=_ROLES,
            hint=_("接口用户登记工单；承办人代所属单位办理"),
        ),
        Input("scopes", _("权限范围"), Kind.SEVERAL, required=True, groups=_SCOPES),
        Input("until", _("令牌用到哪天（含当日）"), Kind.DAY, hint=_("不填为长期；建议每年更换")),
    )

    def act(given: dict[str, Any], _expect: int | None) -> tuple[Client, str]:
        return actions.create_client(
            given["name"],
            actor=visit.actor,
            at=visit.at,
            unit=named(visit.actor, given["unit"], "unit"),
            roles=[Role(role) for role in given["roles"]],
            scopes=[Scope(scope) for scope in given["scopes"]],
            until=end_of(given["until"]),
        )

    usual = ",".join(scope.value for scope in USUAL_SCOPES)
    sheet = Sheet(
        "create",
        _("登记接口用户"),
        _("登记并取令牌"),
        inputs,
        act,
        values={"roles": Role.CLIENT.value, "scopes": usual},
        judged=(
            (("name",), actions.check_client_name),
            (("until",), lambda until: actions.check_until(end_of(until), visit.at)),
        ),
    )
    sent = send(request, [sheet]) if request.method == "POST" else None
    if sent is not None and not sent.status:
        client, token = sent.result
        return show(request, visit, "client_token.html", {"client": client, "token": token})
    return show(
        request, visit, "client_new.html", {"sheet": sent.sheet if sent else sheet}, status=sent.status if sent else 200
    )


@only(*KEEPERS)
def client(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """One machine and its acts."""
    here = Client.objects.select_related("unit").filter(pk=number).first()
    if here is None:
        raise Http404
    sent = send(request, _acts(here, visit)) if request.method == "POST" else None
    if sent is not None and not sent.status:
        messages.success(request, _("已保存：%(what)s。") % {"what": sent.sheet.title})
        return redirect("desk:setup:client", number)
    context = {
        "client": here,
        "unit": here.unit.name_on(localdate(visit.at)),
        "roles": [ROLE_LABELS[Role(role)] for role in here.roles],
        "scopes": _scopes(here),
        "last": _last(here),
        "condition": _standing(here, visit),
        "acts": with_answer(_acts(here, visit), sent),
    }
    return show(request, visit, "client.html", context, status=sent.status if sent else 200)


def _acts(here: Client, visit: Visit) -> list[Sheet]:
    if not here.is_active:
        return []
    reason = Input("reason", _("原因"), required=True)

    def scopes(given: dict[str, Any], _expect: int | None) -> Client:
        chosen = [Scope(scope) for scope in given["scopes"]]
        return actions.set_scopes(here, actor=visit.actor, at=visit.at, scopes=chosen, reason=given["reason"])

    def revoke(given: dict[str, Any], _expect: int | None) -> Client:
        return actions.revoke_client(here, actor=visit.actor, at=visit.at, reason=given["reason"])

    boxes = Input("scopes", _("权限范围"), Kind.SEVERAL, required=True, groups=_SCOPES)
    return [
        Sheet(
            "scopes",
            _("改权限范围"),
            _("保存"),
            (boxes, reason),
            scopes,
            says=_("两秒内在各进程生效"),
            values={"scopes": ",".join(here.scopes)},
        ),
        Sheet(
            "revoke",
            _("停用"),
            _("停用这个接口用户"),
            (reason,),
            revoke,
            says=_("令牌两秒内失效，不能恢复；需要时另行登记"),
            quiet=True,
        ),
    ]
