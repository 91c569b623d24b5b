"""The demo city's words: enough of them, no blank left open, nothing that could be somebody's."""

import re
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from yihaotong.cases.rules.codes import Outcome, RequestType, Urgency
from yihaotong.cases.rules.moves import MOVES
from yihaotong.dispatch import shipped
from yihaotong.project.demo import texts
from yihaotong.project.demo.life import DAYS, plan
from yihaotong.project.demo.office import after_work, at_desk
from yihaotong.project.demo.plans import Setting
from yihaotong.project.demo.texts import WORDS, Blanks, Matter

COMMUNITIES = {row.code: row.name for row in shipped.places() if row.level == "community"}
EDGE = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)


def texts_of(matter: Matter) -> list[str]:
    return [*matter.titles, *matter.bodies, *matter.wants, *(reply["text"] for reply in matter.replies)]


def test_there_are_many_different_matters_from_many_categories():
    matters = texts.matters()
    assert len(matters) >= 60
    assert len({matter.category[:2] for matter in matters}) >= 12
    bodies = [body for matter in matters for body in matter.bodies]
    assert len(set(bodies)) == len(bodies) >= 120


@pytest.mark.parametrize("matter", texts.matters(), ids=lambda matter: matter.category)
def test_a_matter_uses_codes_that_exist_and_blanks_that_can_be_filled(matter: Matter):
    leaves = {row.code for row in shipped.categories() if row.parent}
    assert matter.category in leaves
    RequestType(matter.type)
    assert not matter.urgency or Urgency(matter.urgency)
    assert all(Outcome(reply["outcome"]) for reply in matter.replies)
    blanks = Blanks(Random(1), EDGE.date(), district="640104", community="崇安社区", rare="䶮")
    blanks |= {"visit": "11月20日", "checked": "11月21日"}
    for text in texts_of(matter):
        assert not re.search(r"[{}]", blanks.fill(text))


def test_title_body_and_reply_of_a_number_belong_together():
    """As many as there are bodies, or fewer that are taken in turn; more would never be seen."""
    for matter in texts.matters():
        for parts in (matter.titles, matter.wants, matter.replies):
            assert 0 < len(parts) <= len(matter.bodies), matter.category


def test_numbers_are_nobodys():
    chance = Random(1)
    for _ in range(200):
        assert re.fullmatch(r"154\d{8}", texts.mobile(chance))
    blanks = Blanks(chance, EDGE.date(), district="640104", community="崇安社区", rare="䶮")
    assert set(blanks["plate"]) & set("IO"), "a real plate holds neither I nor O"
    assert int(blanks["line"]) > 900


def test_names_hold_rare_characters_beyond_the_basic_plane():
    rare = WORDS["names"]["rare"]
    assert "䶮" in rare
    assert any(ord(character) > 0xFFFF for character in rare)


# --- plans ---

SETTING = Setting(EDGE, COMMUNITIES)


def test_the_same_seed_makes_the_same_plans_and_another_does_not():
    assert plan(40, SETTING, 42) == plan(40, SETTING, 42)
    assert plan(40, SETTING, 42) != plan(40, SETTING, 43)


def test_a_case_is_the_same_however_many_there_are():
    few = {life.number: life for life in plan(10, SETTING, 42)}
    many = {life.number: life for life in plan(60, SETTING, 42)}
    assert all(many[number] == life for number, life in few.items())


def test_nothing_happens_before_its_filing_or_after_the_edge():
    for life in plan(300, SETTING, 42):
        moments = [life.filed_at, *(step.at for step in life.steps)]
        assert moments == sorted(moments)
        assert EDGE - timedelta(days=DAYS + 1) < life.filed_at
        assert moments[-1] <= EDGE
        assert [step.move for step in life.steps if step.move not in MOVES] == []


def test_three_hundred_cases_do_not_look_copied():
    lives = plan(300, SETTING, 42)
    assert len({life.filing["body"] for life in lives}) > 270
    assert len({life.filing["category"] for life in lives}) > 60
    names = {life.filing.get("name", "") for life in lives}
    assert any(set(name) & set(WORDS["names"]["rare"]) for name in names)
    assert any(life.filing["anonymous"] for life in lives)
    assert any(life.filing["secrecy"] == "confidential" for life in lives)


def test_nobody_who_could_not_be_spoken_to_is_spoken_to():
    for life in plan(300, SETTING, 42):
        if life.filing["anonymous"]:
            assert [step.move for step in life.steps if step.move == "contact"] == []
            assert all(texts.to_nobody(step.data["text"]) for step in life.steps if step.move == "reply")


def test_heating_is_complained_of_in_winter_only():
    summer = Setting(datetime(2026, 7, 15, 8, tzinfo=UTC), COMMUNITIES)
    assert not [life for life in plan(300, summer, 42) if life.filing["category"] in ("0101", "0102")]
    assert [life for life in plan(300, SETTING, 42) if life.filing["category"] == "0101"]


# --- hours ---


def test_office_time_skips_the_night_and_the_weekend():
    friday = datetime(2026, 11, 20, 9, 55, tzinfo=UTC)  # 17:55 in the city
    monday = after_work(friday, 60)
    assert monday.astimezone(UTC).date() == datetime(2026, 11, 23, tzinfo=UTC).date()
    assert after_work(monday, 0) == monday


def test_the_desk_opens_every_day():
    saturday_night = datetime(2026, 11, 21, 15, tzinfo=UTC)  # 23:00 in the city
    assert at_desk(saturday_night, 10) == datetime(2026, 11, 21, 23, 40, tzinfo=UTC)
    noon = datetime(2026, 11, 22, 4, tzinfo=UTC)
    assert at_desk(noon, 10) == noon + timedelta(minutes=10)
    evening = datetime(2026, 11, 22, 13, 50, tzinfo=UTC)  # 21:50: ten minutes are left of the day
    assert at_desk(evening, 20) == datetime(2026, 11, 22, 23, 40, tzinfo=UTC)
