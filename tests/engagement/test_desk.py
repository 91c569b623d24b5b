"""The pages of 解读回应参与 for staff, through HTTP: each form once, each refusal on its page, lists with a budget."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from tests.engagement.conftest import FIELDS, Office
from yihaotong.engagement.models import Activity, Budget, Interpretation, Opinion, Proposal
from yihaotong.engagement.rules.codes import Sort

pytestmark = pytest.mark.django_db
HOME = "/desk/engagement/"


@pytest.fixture
def at():
    return timezone.now() - timedelta(days=1)


def signed_in(office: Office, who: str) -> Client:
    client = Client()
    client.force_login(office.press.city.people[who], "django.contrib.auth.backends.ModelBackend")
    return client


def text(response: Any) -> str:
    return str(response.content.decode())


def test_every_sort_is_entered_amended_and_read(office: Office) -> None:
    officer = signed_in(office, "officer")
    moments = {"starts_at": "2090-01-01T09:00", "found_at": f"{office.at - timedelta(hours=3):%Y-%m-%dT%H:%M}"}
    for sort in Sort:
        data = office.fields(sort)
        data |= {name: value for name, value in moments.items() if name in data}
        assert officer.get(f"{HOME}{sort}/new/").status_code == 200
        wrong = officer.post(f"{HOME}{sort}/new/", data | {"title": "", "year": "", "unit": "NOWHERE"})
        assert wrong.status_code == 422, sort
        made = officer.post(f"{HOME}{sort}/new/", data)
        assert made.status_code == 302, text(made)
        page = text(officer.get(made.url))
        assert "经过" in page
        assert officer.get(f"{made.url}amend/").status_code == 200
        assert officer.post(f"{made.url}amend/", data | {"version": "1"}).status_code == 302, sort
        assert officer.post(f"{made.url}amend/", data | {"version": "1"}).status_code == 422, "stale"
        assert officer.get(f"{HOME}{sort}/").status_code == 200
    assert officer.get(f"{HOME}nonsense/").status_code == 404
    counted = [model.objects.count() for model in (Interpretation, Budget, Proposal, Activity, Opinion)]
    assert counted == [1, 1, 1, 1, 1]


def test_moves_and_bindings_on_the_page(office: Office) -> None:
    record = office.enter(Sort.BUDGET, running_costs="")
    officer, path = signed_in(office, "officer"), f"{HOME}budget/{record.pk}/"
    said = {"version": "1", "released_on": office.ago(0), "link": "https://www.example.gov.cn/2"}
    refused = officer.post(f"{path}release/", said)
    assert (refused.status_code, "机关运行经费的说明" in text(refused)) == (409, True)
    assert officer.post(f"{path}bind/", {"version": "1", "article": "99", "bond": "release"}).status_code == 422
    article = office.press.released(title="2019 年部门预算")
    told = office.fields(Sort.BUDGET) | {"version": "1"}
    assert officer.post(f"{path}amend/", told).status_code == 302
    bound = {"version": "2", "article": str(article.pk), "bond": "release"}
    assert officer.post(f"{path}bind/", bound).status_code == 302
    page = text(officer.get(path))
    assert "2019 年部门预算" in page
    record.refresh_from_db()
    assert record.progress == "released"
    number = record.pk and page.partition("/unbind/")[2].partition("/")[0]
    assert officer.post(f"{path}unbind/{number}/", {"version": str(record.version)}).status_code == 302
    record.refresh_from_db()
    assert (record.progress, record.released_on) == ("approved", None)


def test_who_signed_up_is_opened_once_and_pictures_have_captions(office: Office) -> None:
    activity = office.activity(
        sign_up_until=timezone.now() + timedelta(days=2), starts_at=timezone.now() + timedelta(3)
    )
    office.sign_up(activity)
    officer, path = signed_in(office, "officer"), f"{HOME}activity/{activity.pk}/"
    assert "13951000001" not in text(officer.get(path))
    assert "13951000001" in text(officer.post(f"{path}sign-ups/"))
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(picture, "PNG")

    def upload(caption: str) -> Any:
        file = SimpleUploadedFile("a.png", picture.getvalue())
        return officer.post(f"{path}pictures/", {"file": file, "caption": caption}, follow=True)

    assert "请填写“图片说明”" in text(upload(""))
    page = text(upload("市民观摩大厅"))
    assert 'alt="市民观摩大厅"' in page
    row = activity.pictures.get()
    assert officer.get(f"{path}pictures/{row.pk}/").status_code == 302
    assert officer.post(f"{path}pictures/{row.pk}/drop/").status_code == 302
    assert not activity.pictures.exists()


def test_a_table_names_each_row_at_fault_and_is_taken_once(office: Office) -> None:
    officer, path = signed_in(office, "officer"), f"{HOME}proposal/import/"
    head = "类别,年度,编号,题目,交办日期,答复日期,办理结果,公开属性,公开属性的理由,满意度\n"
    good = (
        "建议,2019,第1号,改进回访,2019/3/1,2019-05-20,A,全文公开,,满意\n"
        "提案,２０１９年,第2号,多语服务,2019年3月5日,,,,,\n"
    )
    bad = (
        "议案,2019,第3号,甲,2019-03-01,,,,,\n"
        "提案,2019,第4号,乙,三月,,,,,\n"
        "提案,2019,第5号,丙,2019-03-01,2019-04-01,B,不予公开,,\n"
    )

    def send(words: str) -> Any:
        return officer.post(path, {"file": SimpleUploadedFile("t.csv", words.encode())}, follow=True)

    assert officer.get(path).status_code == 200
    page = text(send(head + good + bad))
    assert [words in page for words in ("有 2 行不对", "“议案”不认识", "“三月”不是日期")] == [True] * 3
    assert "请写明理由" in text(send(head + good + bad.splitlines()[2]))
    assert "缺少这几列：类别" in text(send("年度,编号\n2019,1\n"))
    assert Proposal.objects.count() == 0
    assert "登记 2 件，0 件以前已登记" in text(send(head + good))
    assert "登记 0 件，2 件以前已登记" in text(send(head + good))
    assert list(Proposal.objects.order_by("pk").values_list("progress", "satisfaction", "late")) == [
        ("content", "content", False),
        ("received", "", True),
    ]
    held = "名称,日期,地点,举办单位,到场人数,活动情况\n政府开放日,2019-11-19,指挥中心,市网信局、市指挥中心,23,观摩\n"
    told = officer.post(f"{HOME}activity/import/", {"file": SimpleUploadedFile("t.csv", held.encode())})
    assert told.status_code == 302
    activity = Activity.objects.get()
    assert (activity.attended, activity.joint_hosts) == (23, ["市网信局", "市指挥中心"])


def test_lists_have_a_budget_and_today_tells_what_waits(office: Office) -> None:
    officer = signed_in(office, "officer")

    def asked() -> int:
        with CaptureQueriesContext(connection) as ran:
            assert officer.get(f"{HOME}proposal/").status_code == 200
        return len(ran)

    office.enter(Sort.PROPOSAL)
    asked()
    few = asked()
    for number in range(20, 30):
        office.enter(Sort.PROPOSAL, number=f"第{number}号")
    assert asked() == few
    page = text(officer.get("/desk/disclosure/"))
    assert FIELDS[Sort.PROPOSAL]["title"] in page
