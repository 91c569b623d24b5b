"""One move over a selection, through the pages."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.cases.conftest import City
from tests.desk.conftest import inputs, words
from yihaotong.accounts.rules import IMPORTER
from yihaotong.cases.models import BulkAct, Case, Leg
from yihaotong.dispatch import actions as catalogue
from yihaotong.dispatch.rules import CategoryRow, RouteRow, ServiceClass
from yihaotong.journal.models import Line

Sit = Callable[[str], Client]


def marks(page: HttpResponse) -> list[str]:
    return re.findall(r'name="case" value="([^"]+)"', page.content.decode())


def begin_address(page: HttpResponse) -> str:
    found = re.search(r'action="(/desk/bulk/[0-9a-f-]{36}/)"', page.content.decode())
    assert found
    return found[1]


def test_marked_cases_are_dispatched_together_after_one_question(city: City, sit: Sit) -> None:
    cases = [city.file() for _ in range(3)]
    client = sit("dispatcher")
    listed = client.get("/desk/queue/filed/")
    assert len(marks(listed)) == 3
    page = client.post(
        "/desk/bulk/", {"move": "dispatch", "case": marks(listed)[:2], "back": "/desk/queue/filed/"}, follow=True
    )
    assert "派单：2 件" in words(page)
    assert Case.objects.filter(stage="filed").count() == 3
    assert len(marks(page)) == 2
    answer = client.post(begin_address(page), {"move": "dispatch", "case": marks(page), "unit": "WATER"})
    assert answer.status_code == 302
    report = client.get(answer.headers["Location"])
    assert "2 件已办" in words(report)
    assert cases[0].order_no in words(report)
    assert Leg.objects.count() == 2
    again = client.post(begin_address(page), {"move": "dispatch", "case": marks(page), "unit": "WATER"})
    assert again.headers["Location"] == answer.headers["Location"]
    assert client.get(answer.headers["Location"]).status_code == 200
    assert Leg.objects.count() == 2
    assert "批量派单 2 件" in words(client.get("/desk/bulk/"))
    assert sit("supervisor").get(answer.headers["Location"]).status_code == 404


def test_a_dispatch_together_asks_for_no_category_and_each_case_keeps_its_own(city: City, sit: Sit) -> None:
    """What one is about is nobody else's category: neither the form asks for it nor a forged one is heeded."""
    cases = [city.file(category="0101"), city.file(category="")]
    client = sit("dispatcher")
    chosen = [f"{case.order_no}:{case.version}" for case in cases]
    page = client.post("/desk/bulk/", {"move": "dispatch", "case": chosen}, follow=True)
    assert 'name="unit"' in page.content.decode()
    assert 'name="category"' not in page.content.decode()
    sent = {"move": "dispatch", "case": chosen, "unit": "WATER", "category": "0101"}
    assert "2 件已办" in words(client.post(begin_address(page), sent, follow=True))
    assert list(Case.objects.order_by("pk").values_list("category", flat=True)) == ["0101", ""]


def test_the_question_says_which_will_be_refused_and_the_report_says_why(city: City, sit: Sit) -> None:
    case, gone = city.file(), city.to("in_hand")
    client = sit("dispatcher")
    chosen = [f"{case.order_no}:{case.version}", f"{gone.order_no}:{gone.version}", "YC20000101000001:1"]
    page = client.post(
        "/desk/bulk/", {"move": "dispatch", "case": [*chosen, "nonsense", "a:b", ":", "x:-1"]}, follow=True
    )
    assert "派单：3 件" in words(page)
    assert "其中 1 件现在的环节不能派单" in words(page)
    answer = client.post(begin_address(page), {"move": "dispatch", "case": marks(page), "unit": "WATER"}, follow=True)
    told = words(answer)
    assert "1 件已办" in told
    assert "2 件没有办成" in told
    assert "工单现在是“办理中”，不能派单" in told
    assert f"/desk/cases/{gone.order_no}/" in answer.content.decode()


def test_what_is_wrong_in_the_form_comes_back_with_the_selection(city: City, sit: Sit) -> None:
    case = city.to("replied")
    client = sit("reviewer")
    page = client.post("/desk/bulk/", {"move": "send_back", "case": f"{case.order_no}:{case.version}"}, follow=True)
    data = {"move": "send_back", "case": marks(page), "reason": "perfunctory", "note": ""}
    wrong = client.post(begin_address(page), data)
    assert wrong.status_code == 422
    assert "请填写“要补什么”" in words(wrong)
    assert marks(wrong) == marks(page)
    assert begin_address(wrong) == begin_address(page)
    assert BulkAct.objects.count() == 0


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({"move": "dispatch"}, "请先在列表里勾选工单"),
        ({"move": "reply", "case": "YC1:1"}, "须逐件办理"),
        ({"move": "sing", "case": "YC1:1"}, "请选择要做的动作"),
        ({"case": "YC1:1"}, "请选择要做的动作"),
        ({"move": "approve", "case": "YC1:1"}, "您的岗位不能审核通过"),
        ({"move": "dispatch", "case": [f"YC{number}:1" for number in range(501)]}, "一次最多 500 件"),
    ],
)
def test_what_cannot_be_asked_leads_back_with_the_reason(city: City, sit: Sit, posted: dict, said: str) -> None:
    page = sit("dispatcher").post("/desk/bulk/", posted | {"back": "/desk/cases/?stage=filed"}, follow=True)
    assert page.redirect_chain[0][0] == "/desk/cases/?stage=filed"
    assert said in words(page)


@pytest.mark.parametrize(
    ("queue", "query", "count"), [("", "stage=filed", 3), ("filed", "", 3), ("filed", "urgency=emergency", 1)]
)
def test_the_whole_list_is_chosen_by_its_address(city: City, sit: Sit, queue: str, query: str, count: int) -> None:
    city.file(urgency="emergency")
    for _ in range(2):
        city.file()
    city.to("closed")
    page = sit("dispatcher").post(
        "/desk/bulk/", {"move": "dispatch", "everything": "1", "queue": queue, "query": query}, follow=True
    )
    assert f"派单：{count} 件" in words(page)
    assert len(marks(page)) == count


def test_another_posts_queue_cannot_be_chosen(city: City, sit: Sit) -> None:
    city.to("replied")
    posted = {"move": "dispatch", "everything": "1", "queue": "replied"}
    assert "请先在列表里勾选工单" in words(sit("dispatcher").post("/desk/bulk/", posted, follow=True))


def test_a_long_selection_goes_on_by_itself_and_by_a_button(city: City, sit: Sit) -> None:
    cases = [city.file() for _ in range(60)]
    client = sit("dispatcher")
    chosen = [f"{case.order_no}:1" for case in cases]
    page = client.post("/desk/bulk/", {"move": "dispatch", "case": chosen}, follow=True)
    assert "派单：60 件" in words(page)
    address = begin_address(page)
    client.post(address, {"move": "dispatch", "case": chosen, "unit": "WATER"})
    report = client.get(address)
    assert "25 件已办" in words(report)
    assert "35 件待办" in words(report)
    assert 'hx-trigger="load' in report.content.decode()
    assert Leg.objects.count() == 25
    part = client.post(address, {}, headers={"HX-Request": "true"})
    assert "50 件已办" in words(part)
    assert "<h1" not in part.content.decode()
    assert client.post(address, {}).status_code == 302
    assert "60 件已办" in words(client.get(address))
    assert Line.objects.filter(kind="case.dispatch").count() == 60


def test_the_report_costs_the_same_for_two_and_for_fifty(city: City, sit: Sit, queries: Callable) -> None:
    client = sit("dispatcher")
    counts = []
    for more in (2, 25):
        chosen = [f"{city.file().order_no}:1" for _ in range(more)]
        page = client.post("/desk/bulk/", {"move": "dispatch", "case": chosen}, follow=True)
        client.post(begin_address(page), {"move": "dispatch", "case": chosen, "unit": "WATER"})
        with queries() as seen:
            client.get(begin_address(page))
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_who_may_do_nothing_together_sees_no_boxes(city: City, sit: Sit) -> None:
    city.file()
    assert marks(sit("arbiter").get("/desk/cases/")) == []
    assert marks(sit("dispatcher").get("/desk/cases/?stage=closed")) == []
    assert "form_owner" in inputs(sit("dispatcher").get("/desk/cases/"))


def test_the_form_and_the_report_are_read_at_their_own_address_and_read_again(city: City, sit: Sit) -> None:
    case, client = city.file(), sit("dispatcher")
    posted = {"move": "dispatch", "case": f"{case.order_no}:1", "back": "/desk/queue/filed/"}
    asked = client.post("/desk/bulk/", posted)
    assert asked.status_code == 302, "nothing that was sent is sent again by Back or by a reload"
    address = asked.headers["Location"]
    form = client.get(address)
    assert begin_address(form) == address
    assert 'href="/desk/queue/filed/"' in form.content.decode()
    assert marks(client.get(address)) == marks(form) == [f"{case.order_no}:1"]
    assert BulkAct.objects.count() == 0
    assert sit("supervisor").get(address).status_code == 404
    client = sit("dispatcher")
    address = client.post("/desk/bulk/", posted).headers["Location"]
    done = client.post(address, {"move": "dispatch", "case": marks(form), "unit": "WATER"})
    assert done.status_code == 302
    assert "1 件已办" in words(client.get(address))


def test_of_the_forms_that_were_left_the_newest_wait(city: City, sit: Sit) -> None:
    case, client = city.file(), sit("dispatcher")
    posted = {"move": "dispatch", "case": f"{case.order_no}:1"}
    left = [client.post("/desk/bulk/", posted).headers["Location"] for _ in range(4)]
    assert [client.get(address).status_code for address in left] == [404, 200, 200, 200]


def test_a_unit_reads_no_number_in_the_titles_of_a_selection(city: City, sit: Sit) -> None:
    case = city.to("dispatched", title="停水 13911112222", phone="13911112222")
    client = sit("handler")
    chosen = {"move": "sign", "case": [f"{case.order_no}:{case.version}"]}
    page = client.post("/desk/bulk/", chosen, follow=True)
    report = client.post(begin_address(page), chosen, follow=True)
    for each in (page, report):
        assert "停水 139****2222" in words(each)
        assert "13911112222" not in each.content.decode()


# --- to whom ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def routed(city: City) -> City:
    """Water has a route of its own; disputes go to the district."""
    rows = [CategoryRow("0107", "消费纠纷", "01", ServiceClass.ADMINISTRATIVE, city.at.date() - timedelta(days=400))]
    catalogue.load_categories(rows, actor=IMPORTER, at=city.at)
    routes = [RouteRow("0101", "6401", "WATER"), RouteRow("0107", "6401", "EAST")]
    catalogue.load_routes(routes, actor=IMPORTER, at=city.at)
    return city


def ask(client: Client, *cases: Case) -> HttpResponse:
    chosen = [f"{case.order_no}:{case.version}" for case in cases]
    return client.post("/desk/bulk/", {"move": "dispatch", "case": chosen}, follow=True)


def test_beside_each_case_stands_whom_the_routes_suggest(routed: City, sit: Sit) -> None:
    page = ask(sit("dispatcher"), routed.file(), routed.file(), routed.file(category="0107"))
    told = words(page)
    assert "建议派往 示例WATER 2 件、示例EAST 1 件" in told
    assert told.count("建议 示例WATER") == 2
    source = page.content.decode()
    assert re.search(r'<optgroup label="推荐"><option value="WATER">.*?<option value="EAST">', source, re.DOTALL)
    assert re.search(r"<form[^>]* data-find", source), "long lists are narrowed by typing, as on the page of a case"


def test_what_should_go_elsewhere_is_said_before_and_is_done_only_when_said_again(routed: City, sit: Sit) -> None:
    water, dispute = routed.file(), routed.file(category="0107")
    client = sit("dispatcher")
    page = ask(client, water, dispute)
    sent = {"move": "dispatch", "case": marks(page), "unit": "WATER"}
    asked = client.post(begin_address(page), sent)
    assert asked.status_code == 422
    assert "建议 示例EAST 1 件" in words(asked)
    notice = words(asked)[words(asked).index("还没有办") :]
    assert dispute.order_no in notice[: notice.index("只派其余 1 件")]
    assert not Leg.objects.exists()
    other = client.post(begin_address(page), sent | {"unit": "NORTH", "told": "WATER"})
    assert other.status_code == 422, "another unit was chosen: nothing was said of that one"
    done = client.post(begin_address(page), sent | {"told": "WATER"}, follow=True)
    assert "2 件已办" in words(done)


def test_only_what_agrees_is_dispatched_and_the_others_stay(routed: City, sit: Sit) -> None:
    water, dispute = routed.file(), routed.file(category="0107")
    client = sit("dispatcher")
    page = ask(client, water, dispute)
    sent = {"move": "dispatch", "case": marks(page), "unit": "WATER", "do": "agreeing"}
    assert "1 件已办" in words(client.post(begin_address(page), sent, follow=True))
    assert Case.objects.get(pk=dispute.pk).stage == "filed"
    assert Case.objects.get(pk=water.pk).stage == "dispatched"


def test_whom_no_route_names_is_nobody_to_be_asked_about(routed: City, sit: Sit) -> None:
    """That a district governs the place is a suggestion, no ground to stop a dispatcher."""
    client = sit("dispatcher")
    page = ask(client, routed.file(category=""))
    assert "建议 示例EAST" in words(page)
    sent = {"move": "dispatch", "case": marks(page), "unit": "WATER"}
    assert client.post(begin_address(page), sent).status_code == 302


def test_asking_costs_the_same_for_two_and_for_thirty(routed: City, sit: Sit, queries: Callable) -> None:
    client = sit("dispatcher")
    counts = []
    for more in (2, 30):
        page = ask(client, *(routed.file(category=each) for _ in range(more // 2) for each in ("0101", "0107")))
        with queries() as seen:
            client.get(begin_address(page))
        with queries() as told:
            sent = {"move": "dispatch", "case": marks(page), "unit": "WATER"}
            assert client.post(begin_address(page), sent).status_code == 422
        counts.append((len(seen), len(told)))
    assert counts[0] == counts[1]
