"""The demo city's 年报: last year's before the public in time, this year's in the making with last year's problems."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.utils.timezone import make_aware

from yihaotong.accounts.access import actor_of
from yihaotong.accounts.models import Person
from yihaotong.accounts.rules import Actor
from yihaotong.annual import actions
from yihaotong.annual.models import Problem
from yihaotong.articles import access as reading
from yihaotong.articles import actions as articles
from yihaotong.articles.models import Article
from yihaotong.articles.rules.codes import Gate
from yihaotong.articles.rules.contents import fields_of
from yihaotong.catalogue import access as catalogue
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused

_OFFICER, _COLLEAGUE, _LEADER = "gongkai1", "gongkai2", "gkfz1"
_REVIEWERS = ("yishen1", "ershen1", "sanshen1")
_PASSED = {gate.value: "pass" for gate in Gate} | {"proofread": "on"}
_ROW = "政府信息公开工作年度报告"
#: A report is told of as it was in January: its people act then, though the city stands for some weeks only.
_LAST_DAY = (1, 31)
_LAST_PROBLEMS = (
    ("解读的形式不够多样，图表、视频解读偏少（模拟）", "重要文件同步制作图文解读（模拟）"),
    ("个别栏目更新不够及时（模拟）", "每月自查，栏目更新落实到人（模拟）"),
)
_THIS_PROBLEM = ("建议提案复文公开的比例还可以提高（模拟）", "复文与公开属性同步审查（模拟）")
_DONE = {"outcome": "done", "evidence": "本年主要文件都有解读，其中一半以上配有图表（模拟）"}


def stock(today: date, at: datetime) -> int:
    """Release the report of the last year whose 31 January is over, begin the next one's; the year of the first."""
    year = today.year - 1 if (today.month, today.day) > _LAST_DAY else today.year - 2
    office = _Office(at)
    first = [office.problem(year, *each) for each in _LAST_PROBLEMS]
    office.report(year)
    actions.begin(year + 1, **office.who(_OFFICER, at))
    actions.settle_problem(first[0], _DONE, **office.who(_OFFICER, at), expect=first[0].version)
    actions.enter_problem(year + 1, _said(*_THIS_PROBLEM), **office.who(_OFFICER, at))
    return year


def _said(words: str, measure: str) -> dict[str, str]:
    return {"words": words, "measure": measure}


class _Office:
    """Acts as the people of the office."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        logins = (_OFFICER, _COLLEAGUE, _LEADER, *_REVIEWERS)
        people = Person.objects.filter(username__in=logins)
        self.people: Mapping[str, Actor] = {each.username: actor_of(each, at) for each in people}

    def who(self, login: str, at: datetime) -> dict[str, Any]:
        return {"actor": self.people[login], "at": at}

    def problem(self, year: int, words: str, measure: str) -> Problem:
        return actions.enter_problem(year, _said(words, measure), **self.who(_OFFICER, _in_january(year, 6)))

    def report(self, year: int) -> None:
        """From the draft to the public, in January."""
        report = actions.begin(year, **self.who(_OFFICER, _in_january(year, 8)))
        sent = {"on": _in_january(year, 20).date().isoformat(), "receipt": "示例回执（模拟）"}
        steps = (("finish", _OFFICER, 12), ("check", _COLLEAGUE, 14), ("approve", _LEADER, 16))
        for name, login, day in (*steps, ("submit", _OFFICER, 20), ("offer", _OFFICER, 20)):
            who = self.who(login, _in_january(year, day))
            report = actions.move(report, name, **who, expect=report.version, data=sent if name == "submit" else {})
        article = reading.by_key(report.article)
        if article is not None:
            self.release(article, year)

    def release(self, article: Article, year: int) -> None:
        """The row of the catalogue, a reason for what the checks ask about, three reviews."""
        rows = {row.name: row.key for row in catalogue.rows_in_force(self.at)}
        found = fields_of(reading.content_of(reading.latest_of(article)))
        fields = found | {"outlets": "site,portal", "row_key": rows[_ROW]}
        officer = self.who(_OFFICER, _in_january(year, 21))
        actor, on = officer["actor"], officer["at"]
        article = articles.revise(article, fields, **officer, expect=None, note="补目录条目", sure=True)
        try:
            articles.submit(_fresh(article), actor=actor, at=on, expect=None)
        except Refused as warned:
            found_at: Any = warned.facts.get("found", ())
            reasons = {each.fingerprint: "单位对外公布的联系方式" for each in found_at}
            articles.submit(_fresh(article), actor=actor, at=on, expect=None, reasons=reasons)
        for day, login in enumerate(_REVIEWERS, 22):
            here = _fresh(article)
            articles.review(here, _PASSED, **self.who(login, _in_january(year, day)), expect=here.version)
        articles.release(_fresh(article), **self.who(_OFFICER, _in_january(year, 26)), expect=None)
        lines = Line.objects.filter(subject=article.key, kind="article.release")
        actions.follow_articles(list(lines), _in_january(year, 26))


def _in_january(year: int, day: int) -> datetime:
    """A morning of the January after a year."""
    return make_aware(datetime.combine(date(year + 1, 1, day), time(10)))


def _fresh(article: Article) -> Article:
    return Article.objects.select_related("latest", "standing__version").get(pk=article.pk)
