"""The 48 items of the portal: written, reviewed by three, released on their day of 2019 through the gate, registered
as standing on the government's portal."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from yihaotong.articles import actions
from yihaotong.articles.models import Article
from yihaotong.articles.rules.codes import Gate
from yihaotong.catalogue import access as catalogue
from yihaotong.disclosure import city
from yihaotong.project.demo.yinchuan.people import OFFICER, People, told

_REVIEWERS = ("yishen1", "ershen1", "sanshen1")
_PASSED = {gate.value: "pass" for gate in Gate} | {"proofread": "on"}
_DRAFTERS = {"YC-YP": "nigao1", "YC-BG": "nigaoban1", "YC-HW": "nigaohua1"}


@dataclass(frozen=True)
class Piece:
    title: str
    row: str
    unit: str
    formed: date
    released: date
    body: str


def pieces(data: Mapping[str, Any]) -> Iterator[Piece]:
    """In the order of the file; who loads them sorts by day."""
    day, simulated = date.fromisoformat, data["simulated"]
    monthly = data["monthly"]
    for title, formed in monthly["items"]:
        yield Piece(title, monthly["row"], monthly["unit"], day(formed), day(formed), f"{title}。{simulated}")
    circular = data["circular"]
    for number in range(1, circular["count"] + 1):
        apart = timedelta(days=14) * (number - circular["known"])
        title = circular["title"].format(first=2 * number - 1, second=2 * number)
        body = circular["body"] if not apart else f"{title}。{simulated}"
        formed, released = day(circular["formed"]) + apart, day(circular["released"]) + apart
        yield Piece(title, circular["row"], circular["unit"], formed, released, body)
    for title, row, formed, released, unit in data["other"]["items"]:
        yield Piece(title, row, unit, day(formed), day(released), f"{title}。{simulated}")


def stock(people: People) -> None:
    data = told("articles")
    rows: dict[str, str] = {}
    for place, piece in enumerate(sorted(pieces(data), key=lambda each: each.released)):
        if piece.row not in rows:
            at = people.who(OFFICER, piece.released)["at"]
            rows = {name: key for _head, below in catalogue.choices(at) for key, name in below}
        _release(people, piece, rows[piece.row], data["portal"], minute=place % 50)


def _release(people: People, piece: Piece, row: str, portal: str, *, minute: int) -> None:
    """From the first line to the portal, within the day of its release."""
    fields = {
        "title": piece.title,
        "body": piece.body,
        "row_key": row,
        "formed_on": str(piece.formed),
        "source": city.organ().name,
        "validity": "in_force",
        "period": "permanent",
        "outlets": "site",
    }
    author, on = _DRAFTERS[piece.unit], piece.released
    unit = people.units[piece.unit]
    article = actions.write_article(fields, unit=unit, sure=True, **people.who(author, on, 9, minute))
    actions.submit(article, **people.who(author, on, 10, minute), expect=article.version)
    for hour, login in enumerate(_REVIEWERS, 11):
        article = _fresh(article)
        actions.review(article, _PASSED, **people.who(login, on, hour, minute), expect=article.version)
    article = _fresh(article)
    actions.release(article, **people.who(OFFICER, on, 15, minute), expect=article.version)
    where = {"outlet": "portal", "address": portal}
    actions.appear(_fresh(article), where, **people.who(OFFICER, on, 16, minute))


def _fresh(article: Article) -> Article:
    return Article.objects.select_related("latest", "standing__version").get(pk=article.pk)
