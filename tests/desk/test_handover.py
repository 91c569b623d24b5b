"""交班 on its pages: what one leaves is the other's, and strangers find nothing."""

import re
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tests.cases.conftest import City
from tests.desk.conftest import words
from yihaotong.accounts.models import DutyShift
from yihaotong.accounts.rules import Role
from yihaotong.cases import actions
from yihaotong.cases.actions import emergencies as alarms
from yihaotong.cases.models import Draft, FollowUp, Handover

Sit = Callable[[str], Client]


@pytest.fixture
def token(city: City) -> uuid.UUID:
    city.hire("night", Role.OPERATOR, city.centre)
    found = uuid.uuid4()
    actions.save_draft(found, {"body": "半句话"}, owner=city.people["operator"], at=city.at)
    return found


def test_from_one_operator_to_the_next(city: City, sit: Sit, token: uuid.UUID) -> None:
    case, client = city.file(), sit("operator")
    assert client.post(f"/desk/cases/{case.order_no}/follow-up/", {"note": "下午回电"}).status_code == 302
    assert "待跟进 下午回电" in re.sub(r"交班 ", "", words(client.get("/desk/")))
    page = client.get("/desk/handover/")
    assert "半句话" in words(page)
    assert "下午回电" in words(page)
    assert case.order_no in words(page)
    mark = FollowUp.objects.get()
    sent = {"draft": str(token), "follow_up": str(mark.token), "receiver": str(city.people["night"].pk)}
    answer = client.post("/desk/handover/", sent)
    made = Handover.objects.get()
    assert answer.headers["Location"] == f"/desk/handover/{made.pk}/"
    assert "1 份草稿" in words(client.get(f"/desk/handover/{made.pk}/"))
    assert "已交给 测试night，还没接" in words(client.get("/desk/"))
    night = sit("night")
    assert "等您接班 测试operator 交给您的" in words(night.get("/desk/"))
    assert "下午回电" in words(night.get(f"/desk/handover/{made.pk}/"))
    assert sit("shift_leader").get(f"/desk/handover/{made.pk}/").status_code == 404
    assert client.post(f"/desk/handover/{made.pk}/accept/").status_code == 404
    assert night.post(f"/desk/handover/{made.pk}/accept/").status_code == 302
    assert "等您接班" not in words(night.get("/desk/"))
    done = night.post(f"/desk/cases/{case.order_no}/follow-up/", {"do": "done"})
    assert done.status_code == 302
    assert FollowUp.objects.get().done_at


def test_an_open_emergency_is_ticked_and_stands_on_the_receivers_page(city: City, sit: Sit, token: uuid.UUID) -> None:
    emergency = alarms.raise_emergency(actor=city.acting("operator"), at=city.at, submission=uuid.uuid4())
    client = sit("operator")
    assert f'name="emergency" value="{emergency.pk}"' in client.get("/desk/handover/").content.decode()
    sent = {"emergency": [str(emergency.pk), "x"], "receiver": str(city.people["night"].pk)}
    assert client.post("/desk/handover/", sent).status_code == 302
    made = Handover.objects.get()
    page = words(sit("night").get(f"/desk/handover/{made.pk}/"))
    assert "1 件紧急情况" in page
    assert "由我跟进的紧急情况" in page
    assert city.people["night"].name in words(client.get(f"/desk/emergencies/{emergency.pk}/"))
    assert 'name="emergency"' not in client.get("/desk/handover/").content.decode(), "listed, and no longer his to give"


@pytest.mark.parametrize("sent", [{}, {"receiver": "x"}, {"receiver": "999999", "draft": "nonsense"}])
def test_a_handover_without_a_receiver_is_refused(city: City, sit: Sit, token: uuid.UUID, sent: dict[str, str]) -> None:
    answer = sit("operator").post("/desk/handover/", sent | {"draft": str(token)})
    assert answer.status_code == 422
    assert "请选择交给谁" in words(answer)
    assert Draft.objects.get().owner == city.people["operator"]


def test_only_a_shift_leader_reaches_what_another_left(city: City, sit: Sit, token: uuid.UUID) -> None:
    address = f"/desk/handover/?from={city.people['operator'].pk}"
    assert sit("night").get(address).status_code == 404
    leader = sit("shift_leader")
    left = "不当班的人留下的 测试operator"
    assert left not in words(leader.get("/desk/")), "whoever has just saved a draft is at his desk"
    Draft.objects.update(saved_at=city.at - timedelta(hours=3))
    assert left in words(leader.get("/desk/"))
    assert "转交测试operator留下的" in words(leader.get(address))
    sent = {"from": city.people["operator"].pk, "draft": str(token), "receiver": city.people["night"].pk}
    assert leader.post("/desk/handover/", sent).status_code == 302
    assert Draft.objects.get().owner == city.people["night"]
    assert leader.get("/desk/handover/?from=999999").status_code == 404


@pytest.mark.parametrize("address", ["/desk/handover/", "/desk/handover/void/", "/desk/handover/1/"])
def test_who_takes_no_calls_hands_nothing_over(city: City, sit: Sit, address: str) -> None:
    assert sit("dispatcher").get(address).status_code == 404


def test_void_cases_are_looked_at_again(city: City, sit: Sit) -> None:
    for _ in range(30):
        city.move(city.file(), "void", "operator", {"code": "silent"})
    leader = sit("shift_leader")
    page = leader.get("/desk/handover/void/").content.decode()
    found = re.findall(r'name="case" value="(\w+)"', page)
    if found:  # one in ten of thirty: seldom none
        assert leader.post("/desk/handover/void/", {"case": found[0]}).status_code == 302
        assert found[0] not in re.findall(r'value="(\w+)"', leader.get("/desk/handover/void/").content.decode())
    assert leader.post("/desk/handover/void/", {"case": "nonsense"}).status_code == 302


def test_until_it_is_taken_it_can_be_had_back(city: City, sit: Sit, token: uuid.UUID) -> None:
    emergency = alarms.raise_emergency(actor=city.acting("operator"), at=city.at, submission=token, what="有人被困")
    client = sit("operator")
    assert "半句话 " in words(client.get("/desk/handover/"))
    sent = {"draft": str(token), "emergency": str(emergency.pk), "receiver": str(city.people["night"].pk)}
    client.post("/desk/handover/", sent)
    made = Handover.objects.get()
    page = words(client.get("/desk/"))
    assert "有人被困" in page, "still to be seen through by whoever gave it, until somebody has it"
    assert "已交给 测试night，还没接" in page
    assert sit("night").post(f"/desk/handover/{made.pk}/take-back/").status_code == 404
    assert "已收回" in words(client.post(f"/desk/handover/{made.pk}/take-back/", follow=True))
    assert actions.open_draft(token, owner=city.people["operator"])["body"] == "半句话"
    emergency.refresh_from_db()
    assert emergency.owner == city.people["operator"]
    night = sit("night")
    assert "等您接班" not in words(night.get("/desk/"))
    assert "已经收回" in words(night.get(f"/desk/handover/{made.pk}/"))
    assert "已经收回" in words(night.post(f"/desk/handover/{made.pk}/accept/", follow=True))
    assert "已经收回" in words(client.post(f"/desk/handover/{made.pk}/take-back/", follow=True))


def test_who_is_on_shift_stands_apart(city: City, sit: Sit, token: uuid.UUID) -> None:
    assert "值班表上没有排" in sit("operator").get("/desk/handover/").content.decode()
    DutyShift.objects.create(
        unit=city.centre, person=city.people["night"], starts_at=city.at, ends_at=city.at + timedelta(hours=8)
    )
    assert '<optgroup label="现在当班"><option' in sit("operator").get("/desk/handover/").content.decode()


def test_a_shift_leader_sees_what_he_passed_on_for_another_and_has_it_back(
    city: City, sit: Sit, token: uuid.UUID
) -> None:
    leader, night = sit("shift_leader"), city.people["night"]
    Draft.objects.update(saved_at=city.at - timedelta(hours=3))
    sent = {"from": city.people["operator"].pk, "draft": str(token), "receiver": night.pk}
    answer = leader.post("/desk/handover/", sent, follow=True)
    assert answer.status_code == 200
    page = words(answer)
    assert "测试operator 交给 测试night" in page
    assert "已交给 测试night" in page
    assert "现在收回，东西还是测试operator的。" in page
    assert "半句话" not in page, "what is in it is not his to read"
    made = Handover.objects.get()
    page = words(leader.post(f"/desk/handover/{made.pk}/take-back/", follow=True))
    assert "已收回，又是测试operator的了。" in page
    assert Draft.objects.get().owner == city.people["operator"]
    assert sit("dispatcher").get(f"/desk/handover/{made.pk}/").status_code == 404
    assert "东西还是您的" not in words(leader.get(f"/desk/handover/{made.pk}/"))


def test_taken_by_the_other_it_is_asked_for_by_name(city: City, sit: Sit, token: uuid.UUID) -> None:
    leader, night = sit("shift_leader"), sit("night")
    sent = {"from": city.people["operator"].pk, "draft": str(token), "receiver": city.people["night"].pk}
    leader.post("/desk/handover/", sent)
    made = Handover.objects.get()
    night.post(f"/desk/handover/{made.pk}/accept/")
    page = words(leader.post(f"/desk/handover/{made.pk}/take-back/", follow=True))
    assert "要回来请让对方再交给测试operator" in page


def test_marked_again_meanwhile_it_can_still_be_had_back(city: City, sit: Sit, token: uuid.UUID) -> None:
    case, client = city.file(), sit("operator")
    client.post(f"/desk/cases/{case.order_no}/follow-up/", {"note": "下午回电"})
    sent = {"follow_up": str(FollowUp.objects.get().token), "receiver": str(city.people["night"].pk)}
    client.post("/desk/handover/", sent)
    client.post(f"/desk/cases/{case.order_no}/follow-up/", {"note": "改到明天"})
    answer = client.post(f"/desk/handover/{Handover.objects.get().pk}/take-back/", follow=True)
    assert "已收回，又是您的了。" in words(answer)
    assert "改到明天" in words(answer)


def test_a_form_with_nothing_to_tick_is_not_shown(city: City, sit: Sit, token: uuid.UUID) -> None:
    actions.discard_draft(token, owner=city.people["operator"])
    emergency = alarms.raise_emergency(actor=city.acting("operator"), at=city.at, submission=token, what="有人被困")
    leader = sit("shift_leader")
    assert f'name="emergency" value="{emergency.pk}"' in leader.get("/desk/handover/").content.decode()
    sent = {"emergency": str(emergency.pk), "receiver": str(city.people["night"].pk)}
    assert "紧急情况还由原来的人跟进。" in words(leader.post("/desk/handover/", sent, follow=True))
    answer = leader.get("/desk/handover/")
    assert "没有要交的草稿和待跟进" in words(answer)
    assert 'name="receiver"' not in answer.content.decode()
    assert "当面说清" in words(answer)
    assert "有人被困" in words(answer), "on the way, and still to be talked over"
    assert "已交给 测试night，还没接" in words(leader.get("/desk/"))
    page = words(leader.post(f"/desk/handover/{Handover.objects.get().pk}/take-back/", follow=True))
    assert "已收回。别人的紧急情况仍由测试operator跟进。" in page
    assert "又是您的了" not in page


def test_what_the_other_handed_on_is_no_longer_called_on_the_way(city: City, sit: Sit, token: uuid.UUID) -> None:
    emergency = alarms.raise_emergency(actor=city.acting("operator"), at=city.at, submission=token, what="有人被困")
    leader, night = sit("shift_leader"), sit("night")
    sent = {"emergency": str(emergency.pk), "receiver": str(city.people["night"].pk)}
    leader.post("/desk/handover/", sent)
    first = Handover.objects.get()
    night.post("/desk/handover/", sent | {"receiver": str(city.people["operator"].pk)})
    second = Handover.objects.latest("pk")
    assert sit("operator").post(f"/desk/handover/{second.pk}/accept/").status_code == 302
    assert "已交给 测试operator，还没接" not in words(leader.get("/desk/"))
    page = words(leader.post(f"/desk/handover/{first.pk}/take-back/", follow=True))
    assert "没有可以收回的" in page
    assert "又是您的了" not in page
    drafts = [str(token), str(uuid.uuid4())]
    actions.save_draft(uuid.UUID(drafts[1]), {"body": "另一份"}, owner=city.people["operator"], at=city.at)
    client = sit("operator")
    client.post("/desk/handover/", {"draft": drafts, "receiver": str(city.people["night"].pk)})
    actions.discard_draft(uuid.UUID(drafts[1]), owner=city.people["night"])
    page = words(client.post(f"/desk/handover/{Handover.objects.latest('pk').pk}/take-back/", follow=True))
    assert "已收回，又是您的了。有 1 件已经办完或又交给了别人，没有收回。" in page
