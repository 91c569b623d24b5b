"""The demo city's 监督保障 comes in through the same actions as everybody's."""

from datetime import timedelta

from tests.cases.conftest import City
from yihaotong.accounts import actions as hiring
from yihaotong.accounts.rules import IMPORTER, Role, UnitKind
from yihaotong.project.demo import scrutiny
from yihaotong.scrutiny import access, ballots
from yihaotong.scrutiny.models import Matter, Round

_STAFF = {
    "gongkai1": Role.DISCLOSURE_OFFICER,
    "gongkai2": Role.DISCLOSURE_OFFICER,
    "gkfz1": Role.DISCLOSURE_LEADER,
    "nigao1": Role.DRAFTER,
    "nigaoban1": Role.DRAFTER,
    "nigaohua1": Role.DRAFTER,
    "baomi1": Role.SECRECY_OFFICER,
}


def test_it_is_believable_and_whole(city: City) -> None:
    since = (city.at - timedelta(days=800)).date()
    kind, parent = UnitKind.CENTRE, city.centre
    unit = hiring.create_unit("YC-BG", actor=IMPORTER, at=city.at, name="办公室", kind=kind, parent=parent, since=since)
    for login, role in _STAFF.items():
        city.hire(login, role, unit)
    city.hire("zhengwuban1", Role.SUPERVISING_OFFICE, city.water)
    assert scrutiny.stock(city.at.date(), city.at) == 5
    assert {"closed", "rectifying", "registered"} <= set(Matter.objects.values_list("progress", flat=True))
    found = ballots.results_of(Round.objects.get())
    assert found[0].n == scrutiny._BALLOTS
    assert access.waiting_for(city.acting("gongkai2")).exists()
