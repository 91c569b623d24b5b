"""The demo city's articles: some out, one corrected, one withdrawn, the others on their way through 三审三校."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.utils.timezone import make_aware

from yihaotong.accounts.access import actor_of
from yihaotong.accounts.models import Person, Unit
from yihaotong.accounts.rules import Actor
from yihaotong.articles import access, actions
from yihaotong.articles.models import Article
from yihaotong.articles.rules.codes import Gate
from yihaotong.articles.rules.contents import fields_of
from yihaotong.articles.rules.rolls import RollKind
from yihaotong.catalogue import access as catalogue
from yihaotong.disclosure import city

_FILE = Path(__file__).resolve().parent / "data" / "articles.toml"
_OFFICER, _LEADER = "gongkai1", "gkfz1"
_REVIEWERS = {"first": "yishen1", "second": "ershen1", "third": "sanshen1"}
_LEVELS = tuple(_REVIEWERS)
_PEOPLE = (_OFFICER, _LEADER, *_REVIEWERS.values(), "nigao1", "nigaoban1", "nigaohua1")
_PASSED = {gate.value: "pass" for gate in Gate} | {"proofread": "on"}
#: How many levels it has passed at each end.
_PASSES = {"draft": 0, "first": 0, "sent_back": 1, "second": 1, "third": 2, "asked": 1}
_KEPT = ("title", "keywords", "five", "outlets")


def stock(today: date, at: datetime) -> int:
    """Write articles as the people of the office do; how many. Those whose row the catalogue lacks are left out."""
    told = tomllib.loads(_FILE.read_text())
    press = _Press(today, at)
    press.leaders(told["leaders"]["lines"])
    written = [press.article(row) for row in told["article"]]
    press.slip(told["slip"])
    return sum(each is not None for each in written)


class _Press:
    """Times count from half past nine of a day, an hour between two acts, so that all of it lies in the window."""

    def __init__(self, today: date, at: datetime) -> None:
        self.today, self.since = today, at
        self.units = {unit.code: unit for unit in Unit.objects.filter(code__startswith="YC")}
        people = Person.objects.filter(username__in=_PEOPLE)
        self.people: Mapping[str, Actor] = {each.username: actor_of(each, at + timedelta(days=1)) for each in people}
        morning = make_aware(datetime.combine(today, time(9)))
        groups = catalogue.choices(morning)
        self.rows = {name: key for _head, below in groups for key, name in below}
        self.moment = morning

    def who(self, login: str) -> dict[str, Any]:
        """For the next act, half an hour after the last."""
        self.moment += timedelta(minutes=30)
        return {"actor": self.people[login], "at": self.moment}

    def held(self, login: str, article: Article) -> dict[str, Any]:
        return self.who(login) | {"expect": Article.objects.values_list("version", flat=True).get(pk=article.pk)}

    def leaders(self, lines: str) -> None:
        self.moment = max(self.since + timedelta(days=1), self._morning(60))
        actions.set_roll(RollKind.LEADERS, lines, expect=0, reason="首次录入", **self.who(_OFFICER))

    def _morning(self, days: int) -> datetime:
        return make_aware(datetime.combine(self.today - timedelta(days=days), time(8, 30)))

    def article(self, row: Mapping[str, Any]) -> Article | None:
        if row["row"] not in self.rows:
            return None
        begun = max(row["formed"] - 1, 1)
        self.moment = max(self.since + timedelta(days=1), self._morning(begun))
        fields = {name: row[name] for name in _KEPT} | {
            "body": row["body"],
            "row_key": self.rows[row["row"]],
            "formed_on": (self.today - timedelta(days=row["formed"])).isoformat(),
            "source": city.organ().name,
            "validity": "in_force",
            "period": "permanent",
        }
        article = actions.write_article(fields, unit=self.units[row["unit"]], sure=True, **self.who(row["author"]))
        if name := row.get("attachment"):
            file = ContentFile(row["table"].encode(), name=name)
            article = actions.attach_file(article, file, **self.held(row["author"], article))
        if row["to"] != "draft":
            self.on_its_way(article, row)
        return article

    def on_its_way(self, article: Article, row: Mapping[str, Any]) -> None:
        actions.submit(article, **self.held(row["author"], article))
        self.passed(article, _LEVELS[: _PASSES.get(row["to"], len(_LEVELS))])
        match row["to"]:
            case "sent_back":
                failed = _PASSED | {row["gate"]: "fail", f"{row['gate']}_words": row["words"]}
                self.review(article, "second", failed)
            case "asked":
                asked = {"whom": "secrecy", "question": row["question"]}
                actions.ask(self.fresh(article), asked, **self.held(_REVIEWERS["second"], article))
            case "approved" if row.get("scheduled"):
                when = make_aware(datetime.combine(self.today + timedelta(days=2), time(9, 30)))
                actions.schedule(self.fresh(article), release_at=when, **self.held(_OFFICER, article))
            case "released" | "corrected" | "withdrawn":
                self.out(article, row)

    def passed(self, article: Article, levels: tuple[str, ...]) -> None:
        for level in levels:
            self.review(article, level, _PASSED)

    def review(self, article: Article, level: str, answers: Mapping[str, str]) -> None:
        actions.review(self.fresh(article), answers, **self.held(_REVIEWERS[level], article))

    def fresh(self, article: Article) -> Article:
        return Article.objects.select_related("latest", "standing__version").get(pk=article.pk)

    def out(self, article: Article, row: Mapping[str, Any]) -> None:
        actions.release(article, **self.held(_OFFICER, article))
        if outlet := row.get("appears"):
            actions.appear(article, {"outlet": outlet, "address": "头条"}, **self.who(_OFFICER))
        if row["to"] == "withdrawn":
            actions.withdraw(self.fresh(article), reason=row["why"], **self.held(_LEADER, article))
        if row["to"] == "corrected":
            actions.correct(self.fresh(article), reason=row["why"], **self.held(_OFFICER, article))
            self.moment += timedelta(hours=16)
            fields = fields_of(access.content_of(access.latest_of(self.fresh(article))))
            fields["body"] = fields["body"].replace(row["before"], row["after"])
            actions.revise(article, fields, note="更正集合地点", **self.held(row["author"], article))
            actions.submit(article, **self.held(row["author"], article))
            self.passed(article, _LEVELS)
            actions.release(article, **self.held(_OFFICER, article))

    def slip(self, told: Mapping[str, Any]) -> None:
        article = Article.objects.filter(standing__version__title=told["article"]).first()
        if article is None:
            return
        said = {name: value for name, value in told.items() if name != "article"}
        self.moment = self._morning(2)
        day = (self.today - timedelta(days=2)).isoformat()
        actions.note_slip(article, said | {"found_on": day}, **self.who(_OFFICER))
