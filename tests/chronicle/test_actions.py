"""Entering, correcting, taking back, whole tables; what does not apply and what contradicts it."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client

from tests.cases.conftest import City
from tests.chronicle.test_rules import MEDIA, STATED
from yihaotong.accounts.rules import Role
from yihaotong.catalogue import actions as catalogue
from yihaotong.catalogue.models import Matter
from yihaotong.chronicle import access, actions
from yihaotong.chronicle.models import MediaReport, NotApplicable, StatedFigure
from yihaotong.chronicle.rules.codes import Kind
from yihaotong.chronicle.verifying import check
from yihaotong.journal.refusal import Refused

pytestmark = pytest.mark.django_db

SAID = {"matter": "fees", "reason": "本中心不收费", "basis": "三定规定", "since": "2019-01-01"}
TABLE = """日期,团组,级别,人数,批次
2019/5/6,甲市考察团,市、县,20,
2019-05-06,甲市考察团,市、县,20,
2019年6月1日,乙省代表团,省（区、市）,,3
"""


def by(office: City, who: str):
    return {"actor": office.acting(who), "at": office.at}


def test_an_entry_is_corrected_by_another_and_both_stay(office: City) -> None:
    first = actions.enter(Kind.MEDIA, MEDIA | {"count": "12"}, **by(office, "drafter"))
    assert first.unit.code == "SEC-A"
    with pytest.raises(Refused, match="登记它的科室"):
        actions.correct(first, MEDIA | {"reason": "错了"}, **by(office, "other_drafter"))
    with pytest.raises(Refused, match="没有什么要更正"):
        actions.correct(first, MEDIA | {"count": "12", "reason": "错了"}, **by(office, "drafter"))
    second = actions.correct(first, MEDIA | {"count": "13", "reason": "漏计一篇"}, **by(office, "officer"))
    assert [each.key for each in access.media_in(2019)] == [second.key]
    assert access.story_of(access.entry_for(office.acting("above"), Kind.MEDIA, second.pk)) == [first]
    with pytest.raises(Refused) as stale:
        actions.correct(MediaReport.objects.get(pk=first.pk), MEDIA | {"reason": "又"}, **by(office, "officer"))
    assert stale.value.code == "stale"
    actions.withdraw(second, {"reason": "不是报道本中心的"}, **by(office, "drafter"))
    assert access.totals(2019)["media"].count == 0
    assert not list(check())
    MediaReport.objects.filter(pk=first.pk).update(count=999)
    assert [problem.kind for problem in check()] == ["record-changed"]


def test_who_may_not_enter_hears_so(office: City) -> None:
    for who in ("boss", "above", "secrecy"):
        with pytest.raises(Refused) as refused:
            actions.enter(Kind.MEDIA, MEDIA, **by(office, who))
        assert refused.value.code == "wrong-role"
    with pytest.raises(MediaReport.DoesNotExist):
        access.entry_for(office.acting("operator"), Kind.MEDIA, 1)


def test_a_figure_of_another_system_stands_once(office: City) -> None:
    first = actions.enter(Kind.STATED, STATED, **by(office, "officer"))
    with pytest.raises(Refused) as twice:
        actions.enter(Kind.STATED, STATED | {"value": "1"}, **by(office, "officer"))
    assert twice.value.code == "twice"
    corrected = actions.correct(first, STATED | {"value": "846543", "reason": "复核"}, **by(office, "officer"))
    assert [(each.key, each.words) for each in access.stated_in(2019)] == [(corrected.key, "846543")]
    assert StatedFigure.objects.count() == 2
    assert not list(check())


def test_a_table_is_read_whole_or_not_at_all_and_once(office: City, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text(TABLE + "2019-07-01,丙,银河系,,\n昨天,丁,其他,,\n", encoding="utf-8")
    read = actions.read_table(Kind.RECEPTION, table, **by(office, "officer"))
    assert [(fault.number, fault.column) for fault in read.faults] == [(5, "级别"), (6, "日期")]
    assert access.receptions_in(2019) == []
    table.write_text(TABLE, encoding="gb18030")
    for entered, known in ((3, 0), (0, 3)):
        read = actions.read_table(Kind.RECEPTION, table, **by(office, "officer"))
        assert (read.entered, read.known) == (entered, known), "two rows that say the same are two"
    totals = access.totals(2019)
    told = [(totals[name].count, totals[name].words, totals[name].unknown) for name in ("batches", "persons")]
    assert told == [(5, "5批次", 0), (40, "40人次", 1)]
    assert not list(check())


def test_a_table_of_figures_never_overwrites_one(office: City, tmp_path: Path) -> None:
    actions.enter(Kind.STATED, STATED, **by(office, "officer"))
    table = tmp_path / "t.csv"
    head = "代码,名称,年度,数值,来源,截至\n"
    table.write_text(f"{head}hotline.closed,办结,2019,1,平台统计,2019-12-31\n", encoding="utf-8")
    read = actions.read_table(Kind.STATED, table, **by(office, "officer"))
    assert [fault.number for fault in read.faults] == [2]
    row = "a.b,数,2019,{},表,2019-12-31\n"
    table.write_text(head + row.format(1) + row.format(2), encoding="utf-8")
    read = actions.read_table(Kind.STATED, table, **by(office, "officer"))
    assert [fault.number for fault in read.faults] == [3]


def test_a_statement_is_approved_by_the_leader_and_ended(office: City) -> None:
    statement = actions.propose(SAID, **by(office, "drafter"))
    with pytest.raises(Refused) as twice:
        actions.propose(SAID, **by(office, "officer"))
    assert twice.value.code == "twice"
    with pytest.raises(Refused):
        actions.decide(statement, {}, approved=True, expect=1, **by(office, "officer"))
    with pytest.raises(Refused, match="为什么不同意"):
        actions.decide(statement, {}, approved=False, expect=1, **by(office, "boss"))
    statement = actions.decide(statement, {}, approved=True, expect=1, **by(office, "boss"))
    with pytest.raises(Refused) as stale:
        actions.drop(statement, expect=1, **by(office, "drafter"))
    assert stale.value.code == "stale"
    assert [each.matter for each in access.statements_on(date(2019, 6, 1))] == ["fees"]
    over = {"until": "2019-06-30", "note": "七月起收费"}
    actions.end(statement, over, expect=2, **by(office, "officer"))
    assert access.statements_on(date(2019, 7, 1)) == []
    actions.propose(SAID | {"since": "2020-01-01"}, **by(office, "officer"))
    assert not list(check())
    NotApplicable.objects.filter(pk=statement.pk).update(reason="别的")
    assert [problem.kind for problem in check()] == ["record-changed"]


def test_what_contradicts_a_statement_is_named(office: City, django_assert_max_num_queries) -> None:
    for matter in ("fees", "administrative"):
        statement = actions.propose(SAID | {"matter": matter}, **by(office, "drafter"))
        actions.decide(statement, {}, approved=True, expect=1, **by(office, "boss"))
    assert access.contradictions(office.at) == []
    version = catalogue.begin(reason="编制", **by(office, "officer"))
    head = catalogue.add_heading(version, "业务工作", expect=1, **by(office, "officer"))
    row = {"name": "收费目录", "content": "目录", "basis": "条例", "article": "20-8", "timing": "长期公开"}
    row["unit"] = str(min(office.acting("drafter").units_as(Role.DRAFTER)))
    key = catalogue.add_row(version, head.key, row, expect=2, **by(office, "officer")).key
    at = office.at + timedelta(hours=1)
    # Its whole way to its release is told in tests/catalogue.
    type(version).objects.filter(pk=version.pk).update(progress="released", released_at=office.at)
    Matter.objects.filter(pk=key).update(since=office.at)
    said = {"title": "行政事业性收费目录", "released_at": at, "formed_on": None, "index_number": "", "url_path": ""}
    catalogue.note_item(key, "article:1", **said, **by(office, "officer"))
    actions.enter(Kind.STATED, STATED | {"measure": "fees.items", "label": "收费项目"}, **by(office, "officer"))
    actions.enter(Kind.MEDIA, MEDIA | {"theme": "行政事业性收费降了"}, **by(office, "officer"))
    with django_assert_max_num_queries(6):
        found = access.contradictions(at)
    both = [
        [told.partition(":")[0] for each, told, _words in found if each.matter == name]
        for name in ("fees", "administrative")
    ]
    assert both == [[key, "article", "stated", "media"]] * 2
    page = Client().get(f"/disclosure/catalogue/rows/{key}/").content.decode()
    assert page.count(SAID["reason"]) == 2, "the row itself says what does not apply"
