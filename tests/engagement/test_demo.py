"""The demo city's 解读回应参与 comes in through the same actions as everybody's."""

import pytest

from tests.engagement.conftest import Office
from yihaotong.accounts.rules import Role
from yihaotong.engagement import access
from yihaotong.engagement.models import SignUp
from yihaotong.project.demo import engagement

pytestmark = pytest.mark.django_db


def test_it_is_believable_and_whole(office: Office) -> None:
    office.press.city.hire("gongkai1", Role.DISCLOSURE_OFFICER, office.press.city.centre)
    office.press.released(title="关于开展“政府开放日”活动的通知")
    assert engagement.stock(office.at.date(), office.at) == 11
    assert SignUp.objects.count() == 1
    waiting = {each.SORT for each in access.waiting_for(office.press.by("officer"))}
    assert waiting == {"interpretation", "budget", "proposal", "opinion"}
