"""The columns of a new or amended record, sort by sort, out of what was filled in."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime

from yihaotong.accounts.rules import Actor
from yihaotong.articles import access as articles
from yihaotong.articles.models import Article
from yihaotong.cases.rules.numbers import whole
from yihaotong.disclosure.city import organ
from yihaotong.engagement.models import Binding, Interpretation, Record
from yihaotong.engagement.rules import activities, life, opinions, papers, proposals
from yihaotong.engagement.rules.codes import Bond, Sort
from yihaotong.journal.refusal import Refused
from yihaotong.redaction.rules.finding import find_personal

#: What is said of a record that is there already, and at which field.
TWICE = {Sort.BUDGET: "这一年的这一种已经登记过", Sort.PROPOSAL: "这一年这个编号的已经登记过"}
ONCE = {Sort.BUDGET: "year", Sort.PROPOSAL: "number"}
#: Columns that a later act has set, and amending the words leaves alone.
FIXED = frozenset({"counts", "counts_from"})


def article_of(typed: str, actor: Actor, name: str) -> Article:
    """The article with this 索引号, or the number in its address, as far as he sees it. Raises
    Refused("no-such-article")."""
    named = typed.strip().removeprefix("article:")
    number = whole(named)
    mine = articles.visible_to(actor)
    found = mine.filter(pk=number).first() if number else mine.filter(index_number=named).first() if named else None
    told = articles.by_key(found.key) if found else None
    if told is None:
        raise Refused("no-such-article", "没有这个索引号的稿件，请对照稿件页标题上面的索引号", name)
    return told


def title_of(article: Article) -> str:
    version = article.standing.version if article.standing else article.latest
    return version.title if version else article.key


def public_day(article: Article) -> Any:
    """The day on which it was first released, if the public can read it now."""
    return localtime(article.shown.first_at).date() if article.is_public else None


def policy_of(said: dict[str, Any], actor: Actor) -> Article | None:
    """The policy as one of our articles; what it says of itself goes where nothing was filled in."""
    if said["policy"] in (None, ""):
        return None
    article = article_of(str(said["policy"]), actor, "policy")
    said["policy_title"] = said["policy_title"] or title_of(article)
    said["policy_organ"] = said["policy_organ"] or organ().name
    said["policy_on"] = said["policy_on"] or public_day(article)
    return article


def bind_policy(record: Record, article: Article, actor: Actor, at: datetime) -> None:
    Binding.objects.create(
        subject=record.key,
        article=article.key,
        bond=Bond.POLICY.value,
        at=at,
        by=actor.key,
        public_on=public_day(article),
    )


def keep_policy(record: Interpretation, said: dict[str, Any]) -> None:
    """What is left empty while amending stays as the bound article has told it."""
    if Binding.objects.filter(subject=record.key, bond=Bond.POLICY.value).exists():
        for name in ("policy_title", "policy_organ", "policy_on"):
            said[name] = said[name] or getattr(record, name)


def _interpretation(said: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    papers.check_policy(said["policy_title"], said["policy_organ"])
    if said["policy_on"] and said["policy_on"] > localtime(at).date():
        raise Refused("out-of-range", "政策公开日期在今天之后", "policy_on")
    life.check_link(said["policy_link"], "policy_link")
    texts = ("title", "policy_title", "policy_organ", "policy_number", "policy_link", "policy_on", "interpreted_by")
    return {name: said[name] for name in (*texts, *papers.SECTIONS)} | {"form": said["form"].value}


def _budget(said: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    papers.check_year(said["year"])
    _not_later(said["approved_on"], at, "approved_on")
    told = {name: said[name] for name in ("year", "approved_on", "approved_by", "running_costs")}
    return told | {"kind": said["kind"].value, "title": papers.budget_title(organ().name, said["year"], said["kind"])}


def _proposal(said: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    papers.check_year(said["year"])
    _not_later(said["received_on"], at, "received_on")
    _impersonal(said["title"])
    told = {name: said[name] for name in ("year", "number", "title", "co_units", "received_on")}
    codes = {name: said[name].value for name in ("kind", "proposer", "part")}
    counts = {"counts": proposals.limit_of(said["kind"]).value, "counts_from": said["received_on"]}
    return told | codes | counts


def _activity(said: Mapping[str, Any], _at: datetime) -> dict[str, Any]:
    activities.check_times(said["starts_at"], said["ends_at"], said["sign_up_until"])
    texts = ("title", "starts_at", "ends_at", "place", "notice", "capacity", "sign_up_until")
    hosts = "\n".join(each.strip() for each in said["hosts"].splitlines() if each.strip())
    return {name: said[name] for name in texts} | {"kind": said["kind"].value, "hosts": hosts}


def _opinion(said: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    opinions.check_found(said["found_at"], at)
    life.check_link(said["source_link"], "source_link")
    _impersonal(said["title"])
    told = {name: said[name] for name in ("title", "found_at", "source_link", "text")}
    return told | {name: said[name].value for name in ("source", "grade")}


BUILDERS: Mapping[Sort, Callable[[Mapping[str, Any], datetime], dict[str, Any]]] = {
    Sort.INTERPRETATION: _interpretation,
    Sort.BUDGET: _budget,
    Sort.PROPOSAL: _proposal,
    Sort.ACTIVITY: _activity,
    Sort.OPINION: _opinion,
}


def _not_later(day: Any, at: datetime, name: str) -> None:
    if day > localtime(at).date():
        raise Refused("out-of-range", "日期在今天之后", name)


def _impersonal(title: str) -> None:
    """A title is read by all who find the list, and goes into reminders. Raises Refused("personal")."""
    if found := next(iter(find_personal(title)), None):
        raise Refused("personal", f"标题里像是有{found.kind.label}，列表和提醒里人人看得到，请删去", "title")
