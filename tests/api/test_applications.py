"""A platform hands over requests for information: once each, in step with it, and nobody else's business."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.api.conftest import Caller
from tests.cases.conftest import City
from yihaotong.accounts import actions as hiring
from yihaotong.accounts.rules import IMPORTER, Role, Scope
from yihaotong.api.examples import APPLICATION
from yihaotong.applications import actions
from yihaotong.applications.models import Application
from yihaotong.applications.rules.codes import Channel, Stage
from yihaotong.journal.models import Line

PATH = "/applications"


def body(**changed: object) -> dict[str, object]:
    return dict(APPLICATION) | {"received_at": (timezone.now() - timedelta(days=1)).isoformat()} | changed


def another(city: City, name: str, *scopes: Scope, unit: object = None) -> Caller:
    unit = unit or city.centre
    _, token = hiring.create_client(name, actor=IMPORTER, at=city.at, unit=unit, scopes=list(scopes))
    return Caller(token)


def test_handed_over_twice_it_is_one_and_its_state_is_read_back(caller: Caller) -> None:
    code, first = caller.post(PATH, body())
    assert code == 201
    it = Application.objects.get()
    assert (it.channel, it.stage, it.registered_by.split(":")[0]) == (Channel.PLATFORM, Stage.EXAMINING, "client")
    assert first["number"] == it.number
    assert (first["stage"], first["concluded_on"], first["reply_type"]) == ("examining", None, None)
    assert first["due_at"] > first["received_on"]
    code, again = caller.post(PATH, body(their_stage="办理中"))
    assert (code, again) == (200, first)
    assert caller.get(f"{PATH}/{APPLICATION['platform_no']}") == (200, first)
    assert Application.objects.count() == 1
    assert Line.objects.filter(kind="application.register").get().facts["via"] == "api"


def test_nothing_personal_is_read_back(caller: Caller) -> None:
    caller.post(PATH, body())
    answer = caller.ask("GET", f"{PATH}/{APPLICATION['platform_no']}").content.decode()
    for hidden in ("李示例", "13951000002", APPLICATION["description"]):
        assert str(hidden) not in answer


def test_withdrawn_there_it_is_withdrawn_here_and_counted(caller: Caller) -> None:
    caller.post(PATH, body())
    code, gone = caller.post(PATH, body(their_stage="已撤回"))
    assert (code, gone["stage"], gone["reply_type"]) == (200, "withdrawn", "R16")
    assert gone["concluded_on"] == timezone.localdate().isoformat()


def test_one_key_sent_twice_is_answered_with_the_same_words(caller: Caller) -> None:
    sent = body()
    first = caller.post(PATH, sent, Idempotency_Key="k-1")
    assert caller.post(PATH, sent, Idempotency_Key="k-1") == first
    assert first[0] == 201


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"platform_no": ""}, "missing", "platform_no"),
        ({"received_at": "2999-01-01T00:00:00+08:00"}, "out-of-range", "received_at"),
        ({"received_at": "昨天"}, "not-a-moment", "received_at"),
        ({"received_at": "2026-11-20T09:30:00"}, "no-zone", "received_at"),
        ({"kind": "alien"}, "not-a-choice", "kind"),
        ({"phone": "1" * 101}, "too-long", "phone"),
        ({"platform_no": "x" * 61}, "too-long", "platform_no"),
        ({"platform_no": "a\x00b"}, "unusable-character", "platform_no"),
        ({"colour": "red"}, "unknown-field", "colour"),
        ({"description": "", "name": "", "phone": ""}, "nothing-in-it", "description"),
    ],
)
def test_what_is_wrong_is_named(changed: dict[str, object], code: str, field: str, caller: Caller) -> None:
    status, problem = caller.post(PATH, body(**changed))
    assert (status, problem["code"], problem["field"]) == (422, code, field)
    assert not Application.objects.exists()


def test_a_moment_ahead_is_refused(caller: Caller) -> None:
    ahead = (timezone.now() + timedelta(hours=1)).isoformat()
    assert caller.post(PATH, body(received_at=ahead))[1]["code"] == "in-the-future"


def test_its_own_unit_reads_it_and_nobody_else(caller: Caller, city: City) -> None:
    path = f"{PATH}/{APPLICATION['platform_no']}"
    caller.post(PATH, body())
    beside = another(city, "同一单位", Scope.APPLICATIONS_HAND_OVER)
    stranger = another(city, "别的单位", Scope.APPLICATIONS_HAND_OVER, unit=city.water)
    without = another(city, "没有范围", Scope.CASES_READ)
    assert beside.get(path)[0] == 200
    assert stranger.get(path)[0] == 404
    assert stranger.post(PATH, body(their_stage="已撤回"))[1]["code"] == "platform-no-taken"
    assert without.get(path)[1]["code"] == "scope-missing"
    assert without.post(PATH, body())[1]["code"] == "scope-missing"
    assert Caller("").get(path)[0] == 401
    assert caller.get(f"{PATH}/none")[0] == 404
    assert Application.objects.get().stage == Stage.EXAMINING


def test_what_a_clerk_entered_from_a_file_the_platform_takes_up(caller: Caller, city: City) -> None:
    city.hire("officer", Role.DISCLOSURE_OFFICER, city.centre)
    now = timezone.now()
    row = body(received_at=now - timedelta(days=1))
    row["platform_due"] = None
    actions.hand_over({k: v for k, v in row.items() if v is not None}, actor=city.acting("officer"), at=now)
    assert caller.get(f"{PATH}/{APPLICATION['platform_no']}")[0] == 404
    code, told = caller.post(PATH, body(their_stage="办理中"))
    assert (code, told["number"]) == (200, Application.objects.get().number)
    assert caller.get(f"{PATH}/{APPLICATION['platform_no']}")[0] == 200
