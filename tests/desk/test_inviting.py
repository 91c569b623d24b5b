"""From the hotline to 依申请公开: a form filled in for the requester, which he alone sends."""

import re

from django.test import Client

from tests.cases.conftest import City
from tests.desk.conftest import inputs, words
from yihaotong.applications.models import Application, Invitation


def test_a_case_leads_to_a_form_that_its_requester_sends(city: City, sit) -> None:
    case = city.file(body="想要供热补贴的办法")
    operator, page = sit("operator"), f"/desk/cases/{case.order_no}/"
    assert "引导依申请公开" in words(operator.get(page))
    assert operator.get(f"{page}invite/").status_code == 302
    assert not Invitation.objects.exists()
    told = operator.post(f"{page}invite/")
    assert "须由他本人看过、提交才算申请" in words(told)
    address = re.search(r"http://[^/]+(/disclosure/applications/invited/[^<]+)<", told.content.decode())
    assert address
    assert not Application.objects.exists(), "the desk files nothing"
    assert "引导依申请公开 " in words(operator.get(page))
    himself = Client()
    form = himself.get(address[1])
    assert "想要供热补贴的办法" in form.content.decode()
    sent = {"description": "想要供热补贴的办法", "kind": "natural"}
    assert himself.post(address[1], sent | inputs(form)).status_code == 302
    assert Application.objects.get().hotline_no == case.order_no


def test_others_are_not_offered_it(city: City, sit) -> None:
    case = city.to("in_hand")
    page = f"/desk/cases/{case.order_no}/"
    handler = sit("handler")
    assert "引导依申请公开" not in words(handler.get(page))
    assert handler.post(f"{page}invite/").status_code == 404
    assert sit("operator").post("/desk/cases/YC20000101000001/invite/").status_code == 404
