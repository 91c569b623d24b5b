"""What is found, in which order, and who may look at what."""

from datetime import timedelta

import pytest

from tests.knowledge.conftest import Shelf, refused_code
from yihaotong.accounts.rules import IMPORTER
from yihaotong.dispatch import actions as catalogue
from yihaotong.dispatch.rules import PlaceLevel, PlaceRow
from yihaotong.knowledge import access, actions
from yihaotong.knowledge.models import Bulletin, Entry
from yihaotong.knowledge.rules import matching


def codes(found) -> list[str]:
    return [each.code for each in found]


def test_the_best_match_comes_first_and_among_equals_the_most_used(shelf):
    at = shelf.city.at
    water = shelf.in_force(question="小区停水怎么办", asked="")
    bill = shelf.in_force(question="水费怎么缴", asked="")
    other = shelf.in_force(question="大面积停水怎么办", asked="")
    assert codes(access.find("小区停水", at)) == [water.code, other.code]
    assert codes(access.find("停水", at)) == [other.code, water.code]
    actions.count_uses({water.code: 3, bill.code: 9})
    assert codes(access.find("停水", at)) == [water.code, other.code]
    assert codes(access.find("怎么", at)) == [bill.code, water.code, other.code]
    assert codes(access.find("水", at, limit=2)) == [bill.code, water.code]
    assert codes(access.most_used(at, limit=2)) == [bill.code, water.code]


def test_another_way_of_asking_finds_as_well_as_the_question(shelf):
    entry = shelf.in_force()
    for typed in ("家里没水", "水管没水了怎么办呀", entry.code.lower(), "停水，家里"):
        assert codes(access.find(typed, shelf.city.at)) == [entry.code], typed
    for typed in ("", "  ", "，。", "公积金", "K999999", "B000001"):
        assert access.find(typed, shelf.city.at) == [], typed


def test_a_long_story_finds_the_answer_in_it(shelf):
    entry = shelf.in_force(question="小区停水怎么办", asked="")
    shelf.in_force(question="公积金怎么提取", asked="")
    story = (
        "我是东区某某小区的住户，昨天夜里十一点左右小区停水，到现在早上了还没有来水，老人孩子都没办法洗漱，请帮忙问问。"
    )
    assert codes(access.find(story, shelf.city.at)) == [entry.code]


def test_common_words_alone_still_find(shelf, monkeypatch):
    monkeypatch.setattr(matching, "COMMON", 2)
    entries = [shelf.in_force(question=f"停水怎么办{letter}", asked="") for letter in "甲乙丙"]
    actions.count_uses({entries[1].code: 1})
    assert codes(access.find("停水怎么办", shelf.city.at)) == [entries[n].code for n in (1, 2, 0)]
    assert codes(access.find("停水怎么办甲", shelf.city.at)) == [entries[0].code]


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, True),
        ({"valid_from": 1}, False),
        ({"valid_from": 0, "valid_until": 0}, True),
        ({"valid_until": -1}, False),
        ({"valid_until": 0}, True),
    ],
)
def test_an_entry_holds_from_its_first_day_to_the_end_of_its_last(shelf, changed, found):
    day = shelf.city.at.date()
    shelf.in_force(**{name: (day + timedelta(days=days)).isoformat() for name, days in changed.items()})
    assert bool(access.find("停水", shelf.city.at)) is found


@pytest.fixture
def places(city):
    rows = [
        PlaceRow("640105", PlaceLevel.DISTRICT, "西区", "6401"),
        PlaceRow("640104001", PlaceLevel.STREET, "北街", "640104"),
    ]
    catalogue.load_places(rows, actor=IMPORTER, at=city.at)


@pytest.mark.parametrize(
    ("held", "place", "found"),
    [
        ([], "640105", True),
        (["640104"], "640104", True),
        (["640104"], "640104001", True),
        (["640104"], "640105", False),
        (["640104001"], "640104", True),
        (["640104001"], "6401", True),
        (["640104", "640105"], "640105", True),
        (["640104"], "", True),
    ],
)
def test_what_holds_for_a_place(shelf, places, held, place, found):
    shelf.in_force(places=held)
    shelf.announce(places=held)
    assert bool(access.find("停水", shelf.city.at, place=place)) is found
    assert bool(access.bulletins_in_force(shelf.city.at, place=place)) is found


def test_a_category_narrows_by_its_own_code_or_its_parents(shelf):
    entry = shelf.in_force()
    for category, expected in (("0101", [entry.code]), ("01", [entry.code]), ("02", [])):
        assert codes(access.find("停水", shelf.city.at, category=category)) == expected
        assert codes(access.most_used(shelf.city.at, category=category)) == expected


@pytest.mark.parametrize("code", ["K999999", "B999999", "T000001", "停水", ""])
def test_what_was_never_there_is_not_quoted(shelf, code):
    assert refused_code(lambda: access.quoted(code, shelf.city.at)) == "no-such-entry"


def test_a_draft_is_not_quoted_either(shelf):
    entry = shelf.draft()
    assert refused_code(lambda: access.quoted(entry.code, shelf.city.at)) == "no-such-entry"


def test_only_public_bulletins_go_to_the_portal(shelf):
    shelf.announce()
    public = shelf.announce(title="道路封闭", public="on")
    assert access.public_bulletins(shelf.city.at) == [public]


def test_who_sees_which_entry(shelf):
    draft, released = shelf.draft(), shelf.in_force()
    everything, public = {draft, released}, {released}
    seen = {
        "handler": everything,
        "leader": everything,
        "supervisor": everything,
        "shift_leader": everything,
        "operator": public,
        "street_handler": public,
        "analyst": public,
        "system_admin": set(),
    }
    for name, expected in seen.items():
        actor = shelf.city.acting(name)
        assert set(access.entries_visible_to(actor)) == expected, name
        if draft not in expected:
            with pytest.raises(Entry.DoesNotExist):
                access.entry_for(actor, draft.code)


def test_who_sees_which_bulletin(shelf):
    waiting = shelf.announce(by="handler")
    shelf.announce()
    with pytest.raises(Bulletin.DoesNotExist):
        access.bulletin_for(shelf.city.acting("operator"), waiting.code)
    assert access.bulletin_for(shelf.city.acting("leader"), waiting.code) == waiting
    assert access.bulletins_visible_to(shelf.city.acting("system_admin")).count() == 0


def test_finding_asks_as_often_for_many_as_for_few(shelf, queries):
    for number in range(3):
        shelf.in_force(question=f"停水怎么办{number}")
    with queries() as few:
        access.find("停水", shelf.city.at)
    for number in range(20):
        shelf.in_force(question=f"停水多久{number}")
    with queries() as many:
        assert len(access.find("停水", shelf.city.at)) == 10
    assert len(few) == len(many) <= 4


def test_what_a_story_asks_about_weighs_more_than_how_it_asks(shelf: Shelf) -> None:
    water = shelf.in_force(question="家里停水了怎么办", asked="小区没水\n突然停水\n自来水停了几点来")
    for question, asked in (
        ("家里停电了怎么办", "小区没电\n突然停电\n电什么时候来"),
        ("停气了什么时候通", "天然气停了\n没有燃气\n燃气停气通知"),
        ("小区停暖了什么时候恢复", "突然停暖\n暖气全凉了\n供热管道漏水"),
        ("城乡居民医保什么时候缴、交多少", "医保缴费时间\n居民医保多少钱"),
    ):
        shelf.in_force(question=question, asked=asked)
    told = "示例小区的居民反映，家里从昨天晚上突然停水，现在还没来，请问什么时候能来，老人在家怎么办，希望尽快恢复"
    found = [each.code for each in access.find(told, shelf.city.at)]
    assert found[0] == water.code
    assert "医保" not in "".join(each.question for each in access.find(told, shelf.city.at))
    assert access.find("什么时候", shelf.city.at), "with nothing else said, it is looked for all the same"
