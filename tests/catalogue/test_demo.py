"""The catalogue of the demo city: the seed's size, every light lit, the next version on its way."""

import tomllib
from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from django.utils.timezone import localdate, make_aware

from yihaotong.accounts import actions as hiring
from yihaotong.accounts.models import Unit
from yihaotong.accounts.rules import IMPORTER, Role, UnitKind
from yihaotong.catalogue import access
from yihaotong.catalogue.models import Version
from yihaotong.catalogue.rules.codes import Light
from yihaotong.project.demo import catalogue

#: The seed names four of the nine columns of the portal.
SEED = {"概况信息", "部门文件", "重点工作", "12345月报"}
PEOPLE = {
    "gongkai1": (Role.DISCLOSURE_OFFICER, "YC-YP"),
    "gkfz1": (Role.DISCLOSURE_LEADER, "YC-YP"),
    "nigao1": (Role.DRAFTER, "YC-YP"),
    "nigaoban1": (Role.DRAFTER, "YC-BG"),
    "nigaohua1": (Role.DRAFTER, "YC-HW"),
    "zhengwuban1": (Role.SUPERVISING_OFFICE, "SZFB"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("today", [date(2026, 11, 23), date(2027, 2, 1)])
def test_the_demo_city_has_the_catalogue_of_the_seed(today: date) -> None:
    at = make_aware(datetime.combine(today, datetime.min.time())) - timedelta(days=70) + timedelta(hours=9)
    _people(at)
    now = make_aware(datetime.combine(today, datetime.min.time())) + timedelta(hours=10)
    assert catalogue.stock(today, at) == 10
    groups = access.choices(now)
    assert [(name, len(rows)) for name, rows in groups] == [("机构信息", 7), ("业务工作", 3)]
    lights = Counter(each.standing.light for each in access.standings(now))
    assert all(lights[light] for light in Light), lights
    draft = access.version_being_made()
    assert draft is not None
    assert (draft.progress, len(access.unconfirmed(draft))) == ("confirming", 2)
    assert Version.objects.get(pk=1).released_at < make_aware(datetime.combine(localdate(now), datetime.min.time()))


def test_the_nine_columns_are_mapped_and_say_where_they_come_from() -> None:
    told = tomllib.loads(catalogue._FILE.read_text())
    columns = {each["name"]: each["from"] for each in told["column"]}
    assert len(columns) == 9
    assert {name for name, source in columns.items() if source == "seed"} == SEED
    used = {row["column"] for heading in told["heading"] for row in heading["row"]}
    assert used == set(columns)


def _people(at: datetime) -> None:
    units: dict[str, Unit] = {}
    for code, kind in (("YC", UnitKind.CENTRE), *((f"YC-{each}", UnitKind.CENTRE) for each in ("YP", "BG", "HW"))):
        units[code] = _unit(code, kind, units.get("YC"), at)
    units["SZFB"] = _unit("SZFB", UnitKind.DEPARTMENT, units["YC"], at)
    for login, (role, unit) in PEOPLE.items():
        person = hiring.create_person(login, actor=IMPORTER, at=at, name=f"测试{login}")
        hiring.appoint(person, actor=IMPORTER, at=at, role=role, unit=units[unit])


def _unit(code: str, kind: UnitKind, parent: Unit | None, at: datetime) -> Unit:
    return hiring.create_unit(
        code, actor=IMPORTER, at=at, name=f"示例{code}", kind=kind, parent=parent, since=date(2012, 6, 1)
    )
