"""The figures an assessment takes from the other areas, each with numbers that a clerk counts on his fingers."""

from datetime import datetime, timedelta

import pytest
from django.utils.timezone import localtime

from tests.applications.conftest import Office as Answering
from tests.applications.conftest import office as answering
from tests.applications.conftest import on
from tests.articles.house import House, at, catalogue, house
from tests.disclosure.conftest import Workroom, workroom
from tests.documents.conftest import DRAFT, WITHHELD
from yihaotong.accounts.models import Unit
from yihaotong.articles import actions as articles
from yihaotong.catalogue import actions as rows
from yihaotong.documents import access as documents
from yihaotong.documents.models import Document, OaImport, OaRow
from yihaotong.documents.rules.coverage import whole
from yihaotong.scrutiny.rules.figures import Figure, figures

__all__ = ["answering", "at", "catalogue", "house", "workroom"]

pytestmark = pytest.mark.django_db
MOMENT = timedelta(seconds=1)


def count(code: str, moment: datetime, unit: Unit, until: datetime | None = None) -> tuple[Figure, list[str]]:
    """The figure of the year of a moment, and what its rows counted as."""
    found = figures()[code].reckoner(localtime(moment).year, unit.pk, until or moment)
    return found, [row.counted for row in found.rows]


def parts(figure: Figure) -> tuple[int, int]:
    return figure.numerator, figure.denominator


def test_the_share_of_rows_fulfilled(house: House) -> None:
    """The section of affairs answers for one row, the budget: approved, so due in twenty days."""
    affairs, at = house.catalogue.affairs, house.press.at
    budget = house.catalogue.row_named(house.row.version, "预算决算")
    rows.formed(budget.key, house.records_room.today, "预算经批准", actor=house.press.by("officer"), at=at)
    due = at + timedelta(days=21)
    assert count("catalogue.fulfilled", at, affairs)[0].value is None, "nothing is due yet"
    missing, told = count("catalogue.fulfilled", due, affairs)
    assert (parts(missing), missing.value, told) == ((0, 1), 0, ["未落实"])
    house.released(None, row_key=budget.key)
    kept, told = count("catalogue.fulfilled", due, affairs)
    assert (parts(kept), kept.value, told, kept.rows[0].title) == ((1, 1), 100, ["已落实"], "预算决算")


def test_documents_covered(house: House) -> None:
    """Two of ours, one of them not public, and two of an OA list, one of them without a review: three of four."""
    study, at = house.catalogue.study, house.press.at
    house.signed()
    house.records_room.to("signed", section="STUDY", **WITHHELD)
    run = OaImport.objects.create(name="a", path="a", sha256="0", by="person:1", at=at)
    for number, reviewed in enumerate((True, False), start=1):
        OaRow.objects.create(
            key=f"no:示发{number}",
            title=f"旧文 {number}",
            doc_no=f"示发{number}",
            dated_on=house.records_room.today,
            section=study,
            label="proactive",
            is_labelled=True,
            is_reviewed=reviewed,
            run=run,
            row=number,
        )
    found, told = count("documents.covered", at, study)
    assert (parts(found), found.value, told) == ((3, 4), 75, ["有", "有", "有", "缺保密审查"])
    first = house.records_room.today.replace(month=1, day=1)
    every = whole(documents.tallies(first, house.records_room.today))
    assert parts(found) == (every.done, every.every), "the page of documents counts the same"
    assert DRAFT["title"] not in [row.title for row in found.rows], "what is not public is named by its number"
    assert parts(count("documents.covered", at, house.catalogue.affairs)[0]) == (0, 0)


def test_public_documents_that_were_not_on_the_web_in_time(house: House) -> None:
    study = house.catalogue.study
    in_time, late, never = house.signed(), house.signed(), house.signed()
    due = Document.objects.get(pk=never.pk).release_due_at
    assert due is not None
    assert count("documents.unreleased", due, study)[0].value is None, "the last second is in time"
    house.released(in_time)
    Document.objects.filter(pk=late.pk).update(released_at=due + timedelta(days=3), article_key="article:99")
    found, told = count("documents.unreleased", due, study, due + MOMENT)
    day = localtime(due + timedelta(days=3)).date()
    assert (parts(found), found.value, told) == ((2, 3), 2, [f"晚上网（{day}）", "没有上网"])


def test_errors_found_after_release(house: House) -> None:
    study, press = house.catalogue.study, house.press
    article, _other = house.released(None), house.released(None, title="另一条信息")
    slip = {"gate": "wording", "level": "second", "stakes": "slight", "found_by": "citizen", "words": "漏字"}
    told = slip | {"found_on": house.records_room.today.isoformat()}
    articles.note_slip(article, told, actor=press.by("officer"), at=press.at)
    found, told_rows = count("articles.slips", press.at, press.city.centre, press.at + MOMENT)
    assert (parts(found), found.value, told_rows) == ((1, 2), 1, ["文字关，二审二校"])
    assert found.rows[0].key == article.key
    assert count("articles.slips", press.at, study)[0].value is None


def test_requests_answered_in_time(answering: Answering) -> None:
    """Received on 3 March 2025: until 31 March. One answered in time, one late, one not at all, one next year."""
    section = Unit.objects.get(code="YC-YP")
    good, bad, _open, later = (answering.register("2025-03-03") for _ in range(4))
    answering.sent(good, "2025-03-10")
    answering.sent(bad, "2025-04-28")
    answering.sent(later, "2026-01-05")
    found, told = count("applications.in_time", on("2025-12-30"), section)
    assert (parts(found), found.value, told) == ((1, 2), 50, ["按期", "超期"])
    assert parts(count("applications.in_time", on("2025-04-01"), section)[0]) == (1, 1)
    assert parts(count("applications.in_time", on("2025-12-30"), answering.centre)[0]) == (0, 0)
    assert parts(count("applications.in_time", on("2026-12-30"), section)[0]) == (0, 1)


def test_tasks_out_of_superiors_documents(workroom: Workroom) -> None:
    """Four for one section: done, overdue, not due yet, dropped: one of two."""
    directive = workroom.directive()
    done, overdue, ahead, dropped = (
        workroom.clause(directive, place=place, unit="DESK", due_on=workroom.day(days))
        for place, days in (("一", 3), ("二", 3), ("三", 6), ("四", 3))
    )
    workroom.move(done, "report", "drafter", evidence="已办")
    workroom.move(done, "accept", "officer")
    workroom.move(dropped, "drop", "chief", note="上级已收回")
    due = workroom.city.at + timedelta(days=3)
    found, told = count("disclosure.tasks", due, workroom.desk, due + timedelta(days=1))
    assert (parts(found), found.value, told) == ((1, 2), 50, ["已完成", "办理中"])
    assert [row.key for row in found.rows] == [done.key, overdue.key]
    assert ahead.due_on > localtime(due + timedelta(days=1)).date()
    early, _told = count("disclosure.tasks", due, workroom.desk, due - timedelta(days=1))
    assert parts(early) == (1, 1), "what is done before counts at once"
