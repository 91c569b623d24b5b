"""One house: catalogue, documents and articles with the same staff, a row in force, and what each does in its turn."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.utils.timezone import get_default_timezone, localdate

from tests.articles.conftest import Press
from tests.catalogue.conftest import Office as Catalogue
from tests.catalogue.conftest import office as catalogue
from tests.documents.conftest import Office as Registry
from yihaotong.accounts.rules import Actor, Role
from yihaotong.articles import actions
from yihaotong.articles.models import Article
from yihaotong.catalogue import access as rows
from yihaotong.catalogue import actions as catalogue_actions
from yihaotong.catalogue.models import Row
from yihaotong.catalogue.rules.codes import Light
from yihaotong.documents import access as documents
from yihaotong.documents.models import Document

__all__ = ["at", "catalogue", "house"]

#: The people of the catalogue's office under the names that the steps of articles and documents call them by.
AS = {"first": "first_reviewer", "second": "second_reviewer", "third": "third_reviewer"}
HEADS = {"head": "first_reviewer", "signer": "chief"}
#: Longer than twenty working days.
LATE = timedelta(days=60)


class _Press(Press):
    def by(self, username: str) -> Actor:
        return super().by(AS.get(username, username))


class _RecordsRoom(Registry):
    def actor(self, name: str) -> Actor:
        return super().actor(HEADS.get(name, name))


@dataclass
class House:
    """The three areas with one staff, and one row of the catalogue in force."""

    catalogue: Catalogue
    press: _Press
    records_room: _RecordsRoom
    row: Row

    def signed(self) -> Document:
        return self.records_room.to("signed", section="STUDY")

    def released(self, document: Document | None, **changed: Any) -> Article:
        """Written by the officer for the row, from the document, three times reviewed, released."""
        said = {"row_key": self.row.key, "document_key": document.key if document else ""} | changed
        article = self.press.write("officer", **said)
        self.press.submit(article, by="officer")
        for who in ("first", "second", "third"):
            self.press.review(article, who)
        return self.press.release(article)

    def withdrawn(self, article: Article) -> Article:
        now = self.press.fresh(article)
        return actions.withdraw(
            now, actor=self.press.by("chief"), at=self.press.at, expect=now.version, reason="内容有误"
        )

    def light(self, days: timedelta) -> Light:
        return rows.standing_of(self.row, self.press.at + days).standing.light

    def late(self) -> list[int]:
        return [each.pk for each in documents.overdue(self.press.at + LATE)]

    def shown(self) -> list[str]:
        return [each.key for each in rows.public_items(self.row)]


@pytest.fixture
def at() -> datetime:
    """Ten o'clock on the Monday of last week: what is released then is on the pages of now."""
    today = localdate()
    monday = today - timedelta(days=7 + today.weekday())
    return datetime.combine(monday, time(10), get_default_timezone())


@pytest.fixture
def house(catalogue: Catalogue) -> House:
    city = catalogue.city
    for name, role in (
        ("secrecy", Role.SECRECY_OFFICER),
        ("second_reviewer", Role.SECOND_REVIEWER),
        ("third_reviewer", Role.THIRD_REVIEWER),
    ):
        city.hire(name, role, catalogue.study)
    row = catalogue.row_named(catalogue.in_force(), "机构职能")
    records_room = _RecordsRoom(city, city.at)
    catalogue_actions.formed(row.key, records_room.today, "职能调整经批准", actor=city.acting("officer"), at=city.at)
    return House(catalogue, _Press(city), records_room, row)
