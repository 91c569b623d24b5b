"""`yihaotong seed --profile yinchuan-2019`: every fact of the public report, once; no other city is touched."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from yihaotong.accounts.actions import create_unit
from yihaotong.accounts.rules import IMPORTER, UnitKind
from yihaotong.annual import access as annual
from yihaotong.annual.models import Problem
from yihaotong.annual.rules.drafted import as_form
from yihaotong.articles.models import Article
from yihaotong.catalogue import access as catalogue
from yihaotong.chronicle import access
from yihaotong.chronicle.models import StatedFigure
from yihaotong.disclosure import access as office
from yihaotong.engagement import access as engagement
from yihaotong.forms.rules import c3
from yihaotong.journal.refusal import Refused
from yihaotong.outlets.access import count_by_outlet
from yihaotong.project.demo.yinchuan import loading
from yihaotong.project.demo.yinchuan.articles import pieces
from yihaotong.project.demo.yinchuan.people import LAST, STANDING, told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _city(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command speaks as the city that it loads, for good; a test only while it runs."""
    monkeypatch.setattr(settings, "CITY", settings.CITY)
    monkeypatch.setenv("YIHAOTONG_CITY", str(Path(loading.__file__).with_name("city.toml")))


def test_the_items_of_the_portal_are_those_of_the_report() -> None:
    found = list(pieces(told("articles")))
    assert len(found) == len({each.title for each in found}) == 48
    known = next(each for each in found if "第25周、26周" in each.title)
    assert (str(known.released), "42172" in known.body) == ("2019-07-16", True)
    assert all(each.formed <= each.released and each.released.year == 2019 for each in found)


def test_every_fact_of_the_report_is_there_and_once() -> None:
    loaded = loading.load()
    assert (loaded.added, loaded.articles, loaded.elsewhere) == (True, 48, 139)
    assert loading.load() == loading.Loaded(**vars(loaded) | {"added": False})
    assert office.organisation_on(LAST).head.name == "王兵"
    assert office.organisation_on(LAST).office.unit_name == "信息研判科"
    at = Article.objects.latest("moved_at").moved_at
    assert len(catalogue.rows_in_force(at)) == 10
    outlets = count_by_outlet(2019)
    assert [sum(outlets[code]) for code in ("portal", "weibo", "wechat", "answers")] == [48, 97, 40, 2]
    stated = {each.measure: each.words for each in access.stated_in(2019)}
    for measure, words in {
        "hotline.received": "890649",
        "hotline.invalid": "35784",
        "hotline.closed": "846542",
        "hotline.closing_rate": "95.05",
        "hotline.satisfaction": "69.52",
        "hotline.special": "31",
        "opinions.received": "432",
        "opinions.closed": "427",
        "opinions.open": "5",
        "opinions.satisfaction": "97",
    }.items():
        assert stated[measure] == words, measure
    totals = access.totals(2019)
    assert [totals[name].words for name in ("media", "batches", "persons")] == [
        "600 余篇（条）",
        "90 余批次",
        "2000 余人次",
    ]
    assert [(each.rank, each.of_how_many) for each in access.evaluations_in(2019)][:2] == [(5, 335), (1, None)]
    events = (engagement.interpretations_in, engagement.budgets_in, engagement.activities_in)
    assert [len(each(2019)) for each in events] == [1, 2, 1]
    assert Problem.objects.filter(year=2019).count() == 3
    assert len(access.statements_on(LAST)) == 6
    check_the_report()
    against = {(each.matter, key.partition(":")[0]) for each, key, _words in access.contradictions(at)}
    assert ("administrative", "stated") in against, "规范性文件 2/2/2 beside 不承担行政职能 (handbook §0.15)"


def check_the_report() -> None:
    """The yardstick: the report of this city says all that the public one says, and names that one's slips."""
    told = annual.report_of(2019)
    form = as_form(told)
    lines = [told.title, *(each for section in form.sections for each in (section.heading, *section.paragraphs))]
    text = plain("\n".join(lines))
    facts = (Path(__file__).with_name("yardstick.txt")).read_text(encoding="utf-8").splitlines()
    assert [each for each in facts if each[:1] != "#" and plain(each) not in text] == []
    sentences = [each for each in re.split("[。；\n]", "\n".join(lines)) if len(each) > 12]
    assert len(sentences) == len(set(sentences)), "nothing is said twice"
    printed = {place[1:]: each.printed for place, each in told.cells.items()}
    assert {printed["normative", column] for column in ("made", "released", "total_released")} == {"2"}
    assert {value for (row, _column), value in printed.items() if row != "normative"} == {"0"}
    assert len(told.cells) == 22 + 7 * 23 + 15, "table 3 to its end, table 4"
    assert not c3.check(form)
    assert not told.findings
    assert {each.kind for each in annual.slips(told)} == {
        "near-and-over", "breakdown", "unit", "powerless", "months", "column-name"
    }  # fmt: skip


def plain(text: str) -> str:
    return "".join(text.split())


def test_another_city_is_left_alone() -> None:
    create_unit("YC", actor=IMPORTER, at=STANDING, name="某市", kind=UnitKind.CENTRE, parent=None, since=LAST)
    with pytest.raises(Refused) as refused:
        loading.load()
    assert refused.value.code == "another-city"
    assert not StatedFigure.objects.exists()
