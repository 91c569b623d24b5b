"""The small city of the cases with those who score: two supervisors, a shift leader, work of a finished week."""

from datetime import datetime, timedelta

import pytest
from django.utils.timezone import localtime

from tests.cases.conftest import WAY, City, city
from yihaotong.accounts.rules import WORKER, Role
from yihaotong.cases.models import Case
from yihaotong.quality import access, actions
from yihaotong.quality.models import Draw, Sample
from yihaotong.quality.rules.codes import ItemKind, Per, Work
from yihaotong.quality.rules.sampling import last_whole
from yihaotong.quality.rules.sheets import Content

__all__ = ["city"]


@pytest.fixture
def at(at: datetime) -> datetime:
    """Two weeks before: a line is never written before its act."""
    return at - timedelta(days=14)


@pytest.fixture
def quality(city: City) -> City:
    """The city with a shift leader and two supervisors."""
    for username, role in (("shift_leader", Role.SHIFT_LEADER), ("second", Role.SUPERVISOR)):
        if username not in city.people:
            city.hire(username, role, city.centre)
    return city


def week_of(at: datetime) -> tuple:
    return last_whole(Per.WEEK, localtime(at).date() + timedelta(days=7))


def worked(city: City, count: int = 1, **filed: str) -> list[Case]:
    """Some cases on their whole way, all of this week."""
    cases = []
    for _ in range(count):
        case = city.file(**filed)
        for name, by, data in WAY:
            case = city.move(case, name, by, data)
        cases.append(case)
    return cases


def drawn(city: City) -> Draw:
    """The draw of the week in which `city.at` lies, once it is over."""
    draw = actions.begin_draw(Per.WEEK, *week_of(city.at), actor=WORKER, at=later(city))
    # The numbers of lines lie far apart on a PostgreSQL that many tests have used: one turn may not reach the end.
    turns = (actions.continue_draw(draw, at=later(city)) for _ in range(50))
    assert any(turns)
    return draw


def later(city: City) -> datetime:
    return city.at + timedelta(days=8)


def sample_of(city: City, work: Work, username: str) -> Sample:
    return Sample.objects.select_related("case").get(work=work.value, person=city.people[username])


def full(content: Content) -> dict[str, int]:
    """The best answers there are."""
    return {item.code: 5 if item.kind is ItemKind.GRADE else 0 for item in content.items}


def scored(
    city: City, sample: Sample, by: str, at: datetime | None = None, *, said: str = "例如第二句", **changed: int
):
    """Score a sample; `changed` are answers by item that are not the best, `said` what is noted of them and of all."""
    content = access.content_for(sample)[1]
    answers = full(content) | changed
    notes = dict.fromkeys(changed, said)
    at = at or later(city)
    draft = actions.keep_answers(sample, actor=city.acting(by), at=at, answers=answers, notes=notes, note=said)
    score = actions.submit(draft, actor=city.acting(by), at=at)
    sample.refresh_from_db()
    return score
