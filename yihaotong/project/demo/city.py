"""The units of the city and the people in them, entered through the same actions as by hand."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import cycle, islice
from pathlib import Path
from random import Random

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils.timezone import localtime, make_aware

from yihaotong.accounts import actions as accounts
from yihaotong.accounts.models import Client, DutyShift, Person, Post, Unit
from yihaotong.accounts.rules import IMPORTER, Role, Scope, UnitKind
from yihaotong.dispatch import actions as dispatch
from yihaotong.dispatch import shipped
from yihaotong.dispatch.models import Place
from yihaotong.dispatch.shipped import read_table
from yihaotong.project.demo import disclosing, knowledge
from yihaotong.project.demo.texts import WORDS

DATA = Path(__file__).resolve().parent / "data"
ROOT = "YC"
SEED = 42
#: Everybody's password in the demo city. It opens nothing but simulated data.
PASSWORD = "Yinchuan-12345"  # noqa: S105 — public on purpose: the start-up of the demo prints it
#: The city's people have held their posts since before the first simulated case.
STANDING = timedelta(days=70)
#: The roster is written from the night before `today` on.
NIGHTS = 8
NIGHT_BEGINS, NIGHT_ENDS = time(18), time(8, 30)
ON_ROSTER = (UnitKind.CENTRE, UnitKind.DISTRICT, UnitKind.ZONE, UnitKind.DEPARTMENT, UnitKind.ENTERPRISE)
HANDLERS = {UnitKind.STREET: 1, UnitKind.COMMUNITY: 1}
CLIENT_NAME = "智慧银川 APP（模拟）"


@dataclass(frozen=True)
class Built:
    """What building the city added; `token` is the API client's, shown this once."""

    units: int
    people: int
    posts: int
    shifts: int
    token: str


def present() -> bool:
    """Whether the city stands; it is built whole or not at all."""
    return Unit.objects.filter(code=ROOT).exists()


@transaction.atomic
def build(today: date, *, standing: timedelta = STANDING) -> Built:
    """Build the city as it stands on `today`, in one transaction: half a city would be worse than none.

    Its people have held their posts for as long as `standing` says.
    """
    at = make_aware(datetime.combine(today, time(9))) - standing
    dispatch.load_places(shipped.places(), actor=IMPORTER, at=at)
    dispatch.load_categories(shipped.categories(), actor=IMPORTER, at=at)
    units = _units(at)
    dispatch.load_routes(shipped.routes(DATA / "routes.csv"), actor=IMPORTER, at=at)
    staff = _Staff(at)
    staff.desk(units)
    for unit, login in units.values():
        staff.of_unit(unit, login)
    _roster(today, at)
    knowledge.stock(today, at)
    disclosing.stock(today, at)
    _client, token = accounts.create_client(CLIENT_NAME, actor=IMPORTER, at=at, unit=units[ROOT][0], scopes=list(Scope))
    return Built(len(units), Person.objects.count(), Post.objects.count(), DutyShift.objects.count(), token)


def api_client() -> Client:
    return Client.objects.get(name=CLIENT_NAME)


# --- units -----------------------------------------------------------------------------------------------------------

Units = dict[str, tuple[Unit, str]]


def _units(at: datetime) -> Units:
    """Every unit by its code, with the stem of its people's login names."""
    units: Units = {}
    for number, row in enumerate(_rows()):
        parent = units[row["parent"]][0] if row["parent"] else None
        unit = accounts.create_unit(
            row["code"],
            actor=IMPORTER,
            at=at,
            name=row["name"],
            short_name=row["short_name"],
            kind=UnitKind(row["kind"]),
            parent=parent,
            since=date.fromisoformat(row["since"]),
            area_code=row["area_code"],
            # A community is reached at night through its street.
            night_phone="" if row["kind"] == UnitKind.COMMUNITY else f"0951-000{number:04d}",
            requires_leader_signature=row["leader_signs"] == "yes",
        )
        units[unit.code] = unit, row["login"]
    for row in read_table(DATA / "renamings.csv"):
        since = date.fromisoformat(row["since"])
        accounts.rename_unit(
            units[row["code"]][0],
            actor=IMPORTER,
            at=at,
            since=since,
            name=row["name"],
            short_name=row["short_name"],
            reason=row["reason"],
        )
    return units


def _rows() -> Iterator[dict[str, str]]:
    """The table of units, then a unit for every street and for the communities that are platforms themselves."""
    districts = {}
    for row in read_table(DATA / "units.csv"):
        if row["kind"] == UnitKind.DISTRICT:
            districts[row["area_code"]] = row["code"]
        yield row
    places = dict(Place.objects.values_list("code", "name"))
    for kind, table in ((UnitKind.STREET, "streets.csv"), (UnitKind.COMMUNITY, "communities.csv")):
        for row in read_table(DATA / table):
            code = row["area_code"]
            above = districts[code[:6]] if kind is UnitKind.STREET else f"S{code[:9]}"
            name = places[code]
            yield row | {
                "code": f"S{code}",
                "parent": above,
                "kind": kind.value,
                "name": places[code[:6]] + _office(name) if kind is UnitKind.STREET else places[code[:9]] + plain(name),
                "short_name": plain(name),
                "since": "2012-06-01",
                "leader_signs": "",
            }


def plain(place: str) -> str:
    """What people call a community or village: 掌政村委会 is 掌政村, 崇安社区居委会 is 崇安社区."""
    for body in ("居民委员会", "居委会"):
        if place.endswith(f"社区{body}"):
            return place.removesuffix(body)
    for body in ("村民委员会", "委会"):
        if place.endswith(f"村{body}"):
            return place.removesuffix(body)
    return place


def _office(place: str) -> str:
    """What the body is called that governs a street, a town, a farm."""
    if place.endswith("街道"):
        return f"{place}办事处"
    return f"{place}人民政府" if place.endswith(("镇", "乡")) else place


# --- people ----------------------------------------------------------------------------------------------------------


class _Staff:
    """Enters people, all with the one password, which is checked and hashed once."""

    def __init__(self, at: datetime) -> None:
        validate_password(PASSWORD)
        self.at = at
        self.encoded = make_password(PASSWORD)
        self.chance = Random(SEED)

    def desk(self, units: Units) -> None:
        """The hotline's own people and the administrators, from the table of staff."""
        for row in read_table(DATA / "staff.csv"):
            for number in range(1, int(row["count"]) + 1):
                self._enter(f"{row['login']}{number}", units[row["unit"]][0], Role(row["role"]))

    def of_unit(self, unit: Unit, login: str) -> None:
        """Handlers ("gongre1", "gongre2") and a leader ("gongre.fz"); in a community one person is both."""
        kind = UnitKind(unit.kind)
        if kind is UnitKind.CENTRE and unit.code != ROOT:
            return  # the sections' people are the desk
        if kind is UnitKind.COMMUNITY:
            self._enter(f"{login}1", unit, Role.HANDLER, Role.UNIT_LEADER)
            return
        for number in range(1, HANDLERS.get(kind, 2) + 1):
            self._enter(f"{login}{number}", unit, Role.HANDLER)
        self._enter(f"{login}.fz", unit, Role.UNIT_LEADER)

    def _enter(self, username: str, unit: Unit, *roles: Role) -> None:
        name = self.chance.choice(WORDS["names"]["surnames"]) + self.chance.choice(WORDS["names"]["given"])
        person = accounts.create_person(username, actor=IMPORTER, at=self.at, name=name, encoded_password=self.encoded)
        for role in roles:
            accounts.appoint(person, actor=IMPORTER, at=self.at, role=role, unit=unit)


def _roster(today: date, at: datetime) -> None:
    """The nights around `today`, in turn among the handlers; streets and communities have their night phone only."""
    units = Unit.objects.filter(kind__in=ON_ROSTER, posts__role=Role.HANDLER).distinct().order_by("pk")
    for unit in units.prefetch_related("posts__person"):
        turns = cycle(post.person for post in unit.posts.all() if post.role == Role.HANDLER)
        for night, person in enumerate(islice(turns, NIGHTS), start=-1):
            begins = make_aware(datetime.combine(today + timedelta(days=night), NIGHT_BEGINS))
            ends = make_aware(datetime.combine(localtime(begins).date() + timedelta(days=1), NIGHT_ENDS))
            accounts.put_on_duty(
                unit, actor=IMPORTER, at=at, person=person, phone=unit.night_phone, starts_at=begins, ends_at=ends
            )
