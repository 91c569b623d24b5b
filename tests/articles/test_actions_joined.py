"""What is published, the catalogue and the documents as one: a signed public document, its article, its row."""

import pytest
from django.test import Client
from django.utils.timezone import localdate

from tests.articles.house import LATE, House, at, catalogue, house
from tests.documents.conftest import WITHHELD
from yihaotong.accounts.rules import VISITOR
from yihaotong.articles import actions
from yihaotong.catalogue import access as rows
from yihaotong.catalogue.rules.codes import Light
from yihaotong.documents import access as documents
from yihaotong.documents.models import Document
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused
from yihaotong.reminders.models import Reminder
from yihaotong.scrutiny import actions as scrutiny
from yihaotong.scrutiny.models import Matter

__all__ = ["at", "catalogue", "house"]

pytestmark = pytest.mark.django_db


def test_an_article_from_a_document_fulfils_its_row_and_ends_the_wait(house: House) -> None:
    document = house.signed()
    assert house.late() == [document.pk]
    assert house.light(LATE) is Light.OVERDUE
    article = house.released(document)
    assert article.index_number == document.index_no
    assert house.late() == []
    assert house.light(LATE) is Light.FULFILLED
    assert house.shown() == [article.key]
    kept = Document.objects.get(pk=document.pk)
    assert (kept.article_key, kept.released_at) == (article.key, article.shown.first_at)
    page = Client().get(f"/disclosure/catalogue/rows/{house.row.key}/").content.decode()
    assert f'href="/disclosure/articles/{article.pk}/"' in page


def test_withdrawing_it_undoes_both(house: House) -> None:
    document = house.signed()
    article = house.withdrawn(house.released(document))
    assert house.late() == [document.pk]
    assert house.light(LATE) is Light.OVERDUE
    assert house.shown() == []
    gone = Client().get(f"/disclosure/articles/{article.pk}/")
    assert (gone.status_code, "内容有误" in gone.content.decode()) == (410, True)
    assert Client().get(f"/disclosure/catalogue/rows/{house.row.key}/").status_code == 200


def test_a_correction_keeps_the_first_release(house: House) -> None:
    document = house.signed()
    article = house.released(document)
    now = house.press.fresh(article)
    actions.correct(now, actor=house.press.by("officer"), at=house.press.at, expect=now.version, reason="数字有误")
    assert house.shown() == [article.key], "the old version stays public meanwhile"
    fields = {"row_key": house.row.key, "document_key": document.key, "title": "更正后的标题"}
    house.press.revise(article, by="officer", **fields)
    house.press.submit(article, by="officer")
    for who in ("first", "second", "third"):
        house.press.review(article, who)
    house.press.release(article)
    item = rows.public_items(house.row)[0]
    assert (item.title, item.released_at) == ("更正后的标题", article.shown.first_at)
    assert house.late() == []


def test_a_correction_that_comes_from_another_document_leaves_the_first(house: House) -> None:
    wrong, right = house.signed(), house.signed()
    article = house.released(wrong)
    now = house.press.fresh(article)
    actions.correct(now, actor=house.press.by("officer"), at=house.press.at, expect=now.version, reason="来源填错")
    house.press.revise(article, by="officer", row_key=house.row.key, document_key=right.key)
    house.press.submit(article, by="officer")
    for who in ("first", "second", "third"):
        house.press.review(article, who)
    house.press.release(article)
    told = {each.pk: (each.article_key, each.released_at is not None) for each in Document.objects.all()}
    assert told == {wrong.pk: ("", False), right.pk: (article.key, True)}
    assert house.late() == [wrong.pk], "it is to be seen again that the first is not on the web"


def test_a_leak_is_off_the_page_before_it_is_called_secured(house: House) -> None:
    article = house.released(None)
    complaint = {"wrong": "exposed", "about": article.key, "about_title": "名单", "body": "页面上有电话。"}
    matter = scrutiny.register(complaint, actor=VISITOR, at=house.press.at)

    def secure() -> Matter:
        officer, version = house.press.by("officer"), Matter.objects.get().version
        said = {"actor": officer, "at": house.press.at, "expect": version, "data": {"note": "整页"}}
        return scrutiny.move(Matter.objects.get(pk=matter.pk), "secure", **said)

    with pytest.raises(Refused) as told:
        secure()
    assert told.value.code == "still-public"
    house.withdrawn(article)
    assert secure().secured_at == house.press.at


def test_what_is_no_longer_public_goes_from_the_web_by_itself(house: House) -> None:
    """The label was changed after the release: the article goes, and the document knows that nothing is out."""
    document = house.signed()
    article = house.released(document)
    records_room = house.records_room
    records_room.move(document, "propose_relabel", "drafter", **WITHHELD, note="含排班")
    records_room.move(document, "vet", "secrecy", outcome="exempt", note="内部事务")
    records_room.move(document, "decide_relabel", "signer", decision="agreed", note="同意")
    officer = house.press.by("officer")
    held = Document.objects.get(pk=document.pk)
    assert held.article_key == article.key, "until it is gone"
    assert documents.waiting_for(officer, records_room.today).filter(pk=document.pk).exists()
    assert Reminder.objects.get(subject=document.key, kind="emergency").words.startswith("公文已改为不予公开，网上还有")
    lines = list(Line.objects.order_by("pk"))
    for _twice in range(2):
        actions.follow_documents(lines, house.press.at)
    kept = Document.objects.get(pk=document.pk)
    assert (kept.label, kept.article_key, kept.released_at) == ("withheld", "", None)
    assert not documents.waiting_for(officer, records_room.today).filter(pk=document.pk).exists()
    gone = Client().get(f"/disclosure/articles/{article.pk}/")
    assert (gone.status_code, "来源公文已改为不予公开" in gone.content.decode()) == (410, True)
    assert Line.objects.get(kind="article.withdraw").facts["reason"] == "来源公文已改为不予公开"
    assert house.shown() == []
    assert localdate(house.press.at) < kept.recheck_on
