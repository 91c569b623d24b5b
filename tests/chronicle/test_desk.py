"""The pages of 大事记, through HTTP: each form once, each refusal on its page, the lists with a budget."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.cases.conftest import City
from tests.chronicle.test_rules import MEDIA, RANKING, STATED
from yihaotong.chronicle import actions
from yihaotong.chronicle.models import MediaReport, NotApplicable
from yihaotong.chronicle.rules.codes import Kind
from yihaotong.chronicle.rules.ledgers import LEDGERS, cleaned
from yihaotong.chronicle.rules.tables import Line

pytestmark = pytest.mark.django_db
MEDIA_OF_2019 = "/desk/chronicle/media/?year=2019"


@pytest.fixture
def at():
    return timezone.now() - timedelta(days=1)


def signed_in(city: City, who: str) -> Client:
    client = Client()
    client.force_login(city.people[who], "django.contrib.auth.backends.ModelBackend")
    return client


def text(response) -> str:
    return response.content.decode()


def test_an_entry_at_the_desk(office: City, django_assert_max_num_queries) -> None:
    drafter = signed_in(office, "drafter")
    assert "这一年还没有登记" in text(drafter.get(MEDIA_OF_2019))
    wrong = drafter.post("/desk/chronicle/media/new/", MEDIA | {"on": ""})
    assert (wrong.status_code, "一号接听" in text(wrong)) == (422, True)
    made = drafter.post("/desk/chronicle/media/new/", MEDIA)
    corrected = drafter.post(f"{made.url}correct/", MEDIA | {"count": "3", "reason": "一共三篇"})
    assert corrected.status_code == 302
    assert "看更正后的" in text(drafter.get(made.url))
    assert "一共三篇" in text(drafter.get(corrected.url))
    assert drafter.post(f"{corrected.url}withdraw/", {}).status_code == 422
    assert drafter.post(f"{made.url}withdraw/", {"reason": "重了"}).status_code == 422, "it was corrected already"
    other = signed_in(office, "other_drafter")
    assert "更正、撤销" not in text(other.get(corrected.url))
    assert drafter.post(f"{corrected.url}withdraw/", {"reason": "重了"}).status_code == 302
    rows = [MEDIA | {"theme": f"报道 {number}"} for number in range(60)]
    lines = [Line(2, cleaned(LEDGERS[Kind.MEDIA], row, office.at.date())) for row in rows]
    actions.enter_lines(Kind.MEDIA, lines, actor=office.acting("officer"), at=office.at)
    with django_assert_max_num_queries(14):
        page = text(drafter.get(MEDIA_OF_2019))
    assert page.count("data-row") == 50
    assert "page=2" in page
    assert text(drafter.get(f"{MEDIA_OF_2019}&original=repost&q=报道")).count("data-row") == 0
    assert text(drafter.get(f"{MEDIA_OF_2019}&original=own&media_kind=x&q=报道 7")).count("data-row") == 1


def test_a_table_goes_out_and_comes_in_again(office: City) -> None:
    officer = signed_in(office, "officer")
    actions.enter(Kind.MEDIA, MEDIA | {"link": "https://example.org/1"}, actor=office.acting("officer"), at=office.at)
    out = b"".join(signed_in(office, "above").get("/desk/chronicle/media/export/?year=2019").streaming_content)
    assert officer.post("/desk/chronicle/media/import/", {}).status_code == 422
    again = {"file": SimpleUploadedFile("t.csv", out)}
    assert officer.post("/desk/chronicle/media/import/", again).status_code == 302
    assert MediaReport.objects.count() == 1
    spoilt = out.replace(b"2019-05-20", "二〇一九".encode())
    wrong = officer.post("/desk/chronicle/media/import/", {"file": SimpleUploadedFile("t.csv", spoilt)})
    assert (wrong.status_code, "有 1 行不对" in text(wrong)) == (422, True)


def test_statements_and_the_year(office: City) -> None:
    drafter, boss = signed_in(office, "drafter"), signed_in(office, "boss")
    said = {"matter": "fees", "reason": "本中心不收费", "basis": "三定规定", "since": "2019-01-01"}
    assert drafter.post("/desk/chronicle/statements/new/", said | {"reason": ""}).status_code == 422
    url = drafter.post("/desk/chronicle/statements/new/", said).url
    assert "不涉及：行政事业性收费" in text(boss.get("/desk/disclosure/"))
    assert boss.post(f"{url}refuse/", {"version": "1"}).status_code == 422
    assert boss.post(f"{url}approve/", {"version": "7"}).status_code == 409
    assert boss.post(f"{url}approve/", {"version": "1"}).status_code == 302
    assert boss.post(f"{url}nonsense/", {}).status_code == 404
    officer = office.acting("officer")
    actions.enter(Kind.STATED, STATED | {"measure": "fees.items", "label": "收费项目"}, actor=officer, at=office.at)
    actions.enter(Kind.EVALUATION, RANKING | {"of_how_many": "335"}, actor=officer, at=office.at)
    year = text(drafter.get("/desk/chronicle/?year=2019"))
    for words in ("收费项目", "335 个中第 5", "可能不一致"):
        assert words in year
    assert "1 条要核对" in text(drafter.get("/desk/chronicle/statements/"))
    end = {"version": "2", "until": "2019-01-01", "note": "收费了"}
    assert boss.post(f"{url}end/", end).status_code == 302
    assert NotApplicable.objects.get().until is not None
    assert "已结束" in text(drafter.get(url))
    assert text(drafter.get("/desk/chronicle/?year=9999")).count("年大事记") > 0
    assert drafter.get("/desk/chronicle/weather/").status_code == 404
