"""The pages of 发布渠道 for staff, through HTTP: each form once, each refusal on its page, lists with a budget."""

import io
from datetime import datetime, time, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.timezone import get_default_timezone, localdate

from tests.outlets.conftest import Office
from yihaotong.journal.models import Line
from yihaotong.outlets.models import Delivery, Elsewhere, HandOver


@pytest.fixture
def at() -> datetime:
    """Ten o'clock on the Monday of last week: what is released then is on the pages of now."""
    today = localdate()
    return datetime.combine(today - timedelta(days=7 + today.weekday()), time(10), get_default_timezone())


def signed_in(office: Office, who: str) -> Client:
    client = Client()
    client.force_login(office.press.city.people[who], "django.contrib.auth.backends.ModelBackend")
    return client


def text(response) -> str:
    return response.content.decode()


def test_an_article_goes_out_and_comes_back_on_its_page(office: Office):
    officer = signed_in(office, "officer")
    assert "没有等着发布的" in text(officer.get("/desk/outlets/"))
    article = office.released("site,wechat,weibo,board")
    page = f"/desk/outlets/articles/{article.pk}/"
    assert page in text(officer.get("/desk/outlets/"))
    told = text(officer.get(page))
    assert "复制摘要" in told
    assert "【热线受理情况通报（第 12 期）】" in told
    assert officer.get(f"{page}board/").content.startswith(b"%PDF")
    each = office.one(article, "wechat")
    act = f"/desk/outlets/deliveries/{each.pk}/"
    assert "请填写" in text(officer.post(f"{act}receipt/", {"version": 1, "address": ""}))
    assert officer.post(f"{act}receipt/", {"version": 9, "address": "https://a.example.org"}).status_code == 422
    for address in ("不是网址", "javascript:alert(1)"):
        assert "须是 http" in text(officer.post(f"{act}receipt/", {"version": 1, "address": address}))
    assert officer.post(f"{act}receipt/", {"version": 1, "address": "https://mp.example.org/l"}).status_code == 302
    assert "改正网址" in text(officer.get(page))
    assert officer.post(f"{act}readdress/", {"version": 2, "address": "https://mp.example.org/1"}).status_code == 302
    assert [each.address for each in article.appearances.filter(outlet="wechat", gone_at=None)] == [
        "https://mp.example.org/1"
    ]
    office.withdraw(article)
    told = text(officer.get(page))
    assert "还没有全部撤下" in told
    assert "可能已有人发了而没登记" in told
    assert "待撤下" in text(officer.get(reverse("desk:disclosure:today")))
    seen = {"seen_at": f"{office.at:%Y-%m-%dT%H:%M}", "seen": "打开已删除", "seen_by": "王䶮", "sure": "on"}
    for each in Delivery.objects.filter(progress="recalled"):
        act = f"/desk/outlets/deliveries/{each.pk}/gone/"
        assert officer.post(act, seen | {"version": each.version, "sure": ""}).status_code == 422
        assert officer.post(act, seen | {"version": each.version}).status_code == 302
    assert "各渠道都已撤下" in text(officer.get(page))
    assert officer.post(f"{page}certificate/").content.startswith(b"%PDF")
    line = Line.objects.filter(kind="outlets.certify").get()
    assert line.facts["after"]["whole"] is True
    assert signed_in(office, "drafter").get(page).status_code == 404


def test_the_old_post_of_a_corrected_article_is_asked_for_by_its_address(office: Office):
    officer, old = signed_in(office, "officer"), "https://mp.example.org/old"
    article = office.released("site,wechat")
    office.receipt(article, "wechat", old)
    office.corrected(article, title="热线受理情况通报（更正）", outlets="site,wechat")
    page, asked = f"/desk/outlets/articles/{article.pk}/", f"更正：旧版还在 {old}，请替换或删除"
    for place in (page, "/desk/outlets/", reverse("desk:disclosure:today")):
        assert asked in text(officer.get(place))
    office.receipt(article, "wechat", "https://mp.example.org/new", 2)
    each = office.one(article, "wechat")
    # As records of earlier days have it.
    Delivery.objects.filter(pk=each.pk).update(progress="superseded", recalled_at=None, due_at=None, why="")
    for place in (page, "/desk/outlets/", reverse("desk:disclosure:today")):
        assert asked in text(officer.get(place))
    seen = {"seen_at": f"{office.at:%Y-%m-%dT%H:%M}", "seen": "打开已删除", "seen_by": "王䶮", "sure": "on"}
    act = f"/desk/outlets/deliveries/{each.pk}/gone/"
    assert officer.post(act, seen | {"version": each.version}).status_code == 302
    assert asked not in text(officer.get(page))


def test_lists_are_drawn_up_and_signed_for(office: Office):
    officer, day = signed_in(office, "officer"), localdate(office.at).isoformat()
    article = office.released("site,archive")
    said = {"body": "市图书馆", "since": day, "until": day, "copies": "1"}
    assert officer.post("/desk/outlets/handovers/", said | {"copies": "0"}).status_code == 422
    made = officer.post("/desk/outlets/handovers/", said)
    page = made.url
    assert article.index_number in text(officer.get(page))
    assert officer.get(f"{page}docx/").content.startswith(b"PK")
    assert officer.get(f"{page}xlsx/").content.startswith(b"PK")
    early = {"version": 1, "received_on": "2001-01-01", "received_by": "签收人"}
    assert officer.post(page, early).status_code == 422
    assert officer.post(page, early | {"received_on": localdate().isoformat()}).status_code == 302
    assert HandOver.objects.get().received_by == "签收人"
    office.withdraw(article)
    each = office.one(article, "archive")
    assert officer.get(f"/desk/outlets/deliveries/{each.pk}/notice/").content.startswith(b"%PDF")


def test_items_elsewhere_are_entered_imported_and_counted(office: Office):
    officer, year = signed_in(office, "officer"), localdate(office.at).year
    said = {"outlet": "weibo", "on": f"{year}-01-05", "title": "=1+1<b>", "whose": "repost", "link": "ftp://x"}
    assert "不是 http" in text(officer.post("/desk/outlets/elsewhere/new/", said))
    assert officer.post("/desk/outlets/elsewhere/new/", said | {"link": ""}).status_code == 302
    item = Elsewhere.objects.get()
    table = f"渠道,日期,标题\n微信,{year}-01-06,甲\n微信,坏,乙\n"
    wrong = officer.post("/desk/outlets/elsewhere/import/", {"file": SimpleUploadedFile("t.csv", table.encode())})
    assert wrong.status_code == 422
    assert "有 1 行不对" in text(wrong)
    for content, status in ((b"", 422), (b"%PDF-1.4", 422), (table.replace("坏", f"{year}-01-07").encode(), 302)):
        file = io.BytesIO(content)
        file.name = "t.csv"
        assert officer.post("/desk/outlets/elsewhere/import/", {"file": file}).status_code == status
    told = text(officer.get(f"/desk/outlets/figures/?year={year}&outlet=weibo"))
    assert "=1+1&lt;b&gt;" in told
    assert officer.get("/desk/outlets/elsewhere/?year=abc&outlet=%00&page=-1").status_code == 200
    assert "甲" in text(officer.get(f"/desk/outlets/elsewhere/?year={year}&outlet=wechat"))
    page = f"/desk/outlets/elsewhere/{item.pk}/"
    assert officer.post(page, {"seen": "打开已删除", "seen_by": "王䶮"}).status_code == 422
    assert officer.post(page, {"seen": "打开已删除", "seen_by": "王䶮", "sure": "on"}).status_code == 302


def test_the_lists_ask_as_much_for_two_as_for_ten(office: Office, django_assert_max_num_queries):
    officer = signed_in(office, "officer")
    for _ in range(6):
        office.released("site,wechat,weibo")
    for page in ("/desk/outlets/", "/desk/outlets/elsewhere/", "/desk/outlets/figures/"):
        with django_assert_max_num_queries(30):
            officer.get(page)
