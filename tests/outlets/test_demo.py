"""The demo city's outlets come in through the same actions as everybody's."""

from tests.outlets.conftest import Office
from yihaotong.accounts.rules import Role
from yihaotong.disclosure.city import organ
from yihaotong.outlets import access, verifying
from yihaotong.project.demo import outlets


def test_it_is_believable_and_whole(office: Office):
    office.press.city.hire("gongkai1", Role.DISCLOSURE_OFFICER, office.press.city.centre)
    for _ in range(4):
        office.press.released(outlets="site,wechat,weibo", source=organ().name)
    today = office.at.date()
    assert outlets.stock(today, office.at) == 114
    assert access.to_carry().count() == 3
    figures = access.count_by_outlet(today.year)
    assert figures["weibo"][1] == 20
    assert access.to_take_down().count() == 0
    assert list(verifying.check()) == []
