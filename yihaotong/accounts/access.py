"""Reading units and people: who somebody is at an instant, what lies below a unit, whom to call at night."""

import hashlib
from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db.models import Q, QuerySet

from yihaotong.accounts import rules
from yihaotong.accounts.models import Client, DutyShift, Person, Post, Unit, UnitName
from yihaotong.accounts.rules import Actor, Admitted, Duty, Held, OnDuty, Role, UnitKind
from yihaotong.journal.readings import asked_once, each_asked_once
from yihaotong.journal.statements import LookUp

#: These see every unit and every colleague: the hotline's desk, those who analyse it, those who administer it.
_SEE_ALL = rules.CENTRE_DESK | rules.ADMINISTRATORS | {Role.MAYOR_OFFICE, Role.IMPORTER, Role.WORKER, Role.RULE}
_SEE_BELOW = (Role.HANDLER, Role.UNIT_LEADER, Role.ANALYST, Role.DISCLOSURE_OFFICER)


def valid_at(at: datetime) -> Q:
    """Posts that hold at an instant: since ≤ at < until, at a unit that still exists."""
    return Q(since__lte=at, unit__dissolved_on=None) & (Q(until=None) | Q(until__gt=at))


def actor_of(person: Person, at: datetime) -> Actor:
    """The person with the posts valid at `at`. A deactivated person has none, and a post gives nothing at a kind of
    unit that has no such seat: it was entered before the table said so. One query."""
    if not person.is_active:
        return Actor(person.key, person.name)
    posts = Post.objects.filter(valid_at(at), person=person).order_by("pk").values_list("role", "unit_id", "unit__kind")
    held = (Held(Role(role), unit_id) for role, unit_id, kind in posts if role in rules.SEATS[UnitKind(kind)])
    return Actor(person.key, person.name, tuple(held))


def holders(roles: Iterable[Role], at: datetime, units: Collection[int] | None = None) -> list[int]:
    """The ids of the active people who hold one of these roles at `at`, where it has a seat: everywhere, or at these
    units. One query."""
    wanted = frozenset(roles)
    seated = Q(pk__in=[])
    for kind, seats in rules.SEATS.items():
        if here := sorted(role.value for role in wanted & seats):
            seated |= Q(unit__kind=kind.value, role__in=here)
    posts = Post.objects.filter(valid_at(at), seated, person__is_active=True)
    if units is not None:
        posts = posts.filter(unit__in=list(units))
    return list(posts.order_by("person").values_list("person", flat=True).distinct())


def actor_of_client(client: Client) -> Actor:
    """The machine with its roles at its unit; a revoked one has none."""
    roles = client.roles if client.is_active else []
    return Actor(client.key, client.name, tuple(Held(Role(role), client.unit_id) for role in roles))


def names_of(keys: Iterable[str]) -> dict[str, str]:
    """The names behind the actor keys of journal lines, for a page. At most two queries for all.

    A citizen is "诉求人" and nothing else: who he is lies sealed. So is the visitor who has just filed.
    """
    wanted = set(keys)
    return _others(wanted) | {key: name for key, (name, _login) in _people(wanted).items()}


def names_apart(keys: Iterable[str]) -> dict[str, str]:
    """As `names_of`; where two people of this list have one name, each with his login behind it."""
    wanted = set(keys)
    return _others(wanted) | rules.told_apart(_people(wanted))


def names_with_logins(keys: Iterable[str]) -> dict[str, str]:
    """As `names_of`, each person with his login behind his name: for the record, where names come up one by one."""
    wanted = set(keys)
    return _others(wanted) | {key: rules.with_login(*each) for key, each in _people(wanted).items()}


def _people(keys: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Name and login of the people among these keys. One query, none without people."""
    ids = _ids(keys, "person")
    found = Person.objects.filter(pk__in=ids).values_list("pk", "name", "username") if ids else ()
    return {f"person:{pk}": (name, login) for pk, name, login in found}


def _others(keys: Iterable[str]) -> dict[str, str]:
    """The names of all that are no people; one query at most."""
    names = {key: rules.SYSTEM_NAMES.get(key, rules.CITIZEN_NAME) for key in keys}
    if clients := _ids(keys, "client"):
        names |= {f"client:{pk}": name for pk, name in Client.objects.filter(pk__in=clients).values_list("pk", "name")}
    return names


#: So many people of one name are looked for.
_NAMESAKES = 200


def actors_named(typed: str) -> list[str]:
    """The actor keys of the people and machines whose name contains this, or who sign in by it. Two queries."""
    people = Person.objects.filter(Q(name__contains=typed) | Q(username=typed.lower())).values_list("pk", flat=True)
    clients = Client.objects.filter(name__contains=typed).values_list("pk", flat=True)
    system = [key for key, name in rules.SYSTEM_NAMES.items() if typed in name]
    return [
        *(f"person:{pk}" for pk in people[:_NAMESAKES]),
        *(f"client:{pk}" for pk in clients[:_NAMESAKES]),
        *system,
    ]


def _ids(keys: Iterable[str], kind: str) -> list[int]:
    parts = (key.partition(":") for key in keys)
    return [int(rest) for name, _colon, rest in parts if name == kind and rest.isdigit()]


def name_of(actor_key: str) -> str:
    """The name behind one actor key."""
    return names_of([actor_key])[actor_key]


def token_digest(token: str) -> str:
    """The form in which a token is kept: SHA-256, hexadecimal. A random 32-byte token needs no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


_client = LookUp(
    lambda digest: Client.objects.filter(token_sha256=digest, is_active=True).values_list(
        "pk", "name", "unit", "roles", "scopes", "until"
    ),
    keep=2.0,  # seconds that a revoked token may still open the door of another process
)


def client_for_token(token: str, at: datetime) -> Admitted | None:
    """The client with this token if it is active and valid at `at`, or None for whatever else was sent.

    The look-up by digest tells nothing through its timing; what cannot be a token asks the database nothing.
    """
    row = _client(token_digest(token)) if rules.looks_like_token(token) else None
    if row is None:
        return None
    client_id, name, unit_id, roles, scopes, until = row
    if until is not None and until <= at:
        return None
    actor = Actor(f"client:{client_id}", name, tuple(Held(Role(role), unit_id) for role in roles))
    return Admitted(actor, frozenset(scopes))


def units_under(unit_ids: Iterable[int]) -> frozenset[int]:
    """These units and all below them, dissolved ones included: their old cases stay in sight. One query."""
    return _under(frozenset(unit_ids))


@asked_once
def _under(unit_ids: frozenset[int]) -> frozenset[int]:
    wanted = Q()
    for unit_id in unit_ids:
        wanted |= Q(path__contains=f"/{unit_id}/")
    return frozenset(Unit.objects.filter(wanted).values_list("pk", flat=True)) if wanted else frozenset()


def units_visible_to(actor: Actor) -> QuerySet[Unit]:
    """The units somebody may look at in lists: all for the centre's desk, one's own and those below for a unit."""
    if actor.roles & _SEE_ALL:
        return Unit.objects.all()
    return Unit.objects.filter(pk__in=units_under(actor.units_as(*_SEE_BELOW)))


def people_visible_to(actor: Actor, at: datetime) -> QuerySet[Person]:
    """The people who hold a post at `at` in a unit that `actor` sees; administrators see those without one, too."""
    if actor.roles & (rules.ADMINISTRATORS | {Role.IMPORTER}):
        return Person.objects.all()
    posts = Post.objects.filter(valid_at(at), unit__in=units_visible_to(actor))
    return Person.objects.filter(pk__in=posts.values("person"))


def unit_for(actor: Actor, unit_id: int) -> Unit:
    """One unit that `actor` may look at. Raises Unit.DoesNotExist for a stranger."""
    return units_visible_to(actor).get(pk=unit_id)


def person_for(actor: Actor, person_id: int, at: datetime) -> Person:
    """One person whom `actor` may look at. Raises Person.DoesNotExist for a stranger."""
    return people_visible_to(actor, at).get(pk=person_id)


def open_units() -> QuerySet[Unit]:
    """The units that exist today, in the order of the tree, with their names at hand for name_on."""
    return Unit.objects.filter(dissolved_on=None).order_by("level", "code").prefetch_related("names")


def unit_names(unit_ids: Iterable[int], on: date) -> dict[int, str]:
    """What each of these units was called on a day, by id, for lists. One query however many they are."""
    return {pk: rules.name_on(spans, on).name for pk, spans in _spans(unit_ids).items()}


def unit_names_then(moments: Iterable[tuple[int, date]]) -> dict[tuple[int, date], str]:
    """What each unit was called on the day that goes with it: a page about 2018 shows the names of 2018."""
    wanted = set(moments)
    spans = _spans(unit_id for unit_id, _ in wanted)
    return {(unit_id, on): rules.name_on(spans[unit_id], on).name for unit_id, on in wanted}


def short_unit_names(unit_ids: Iterable[int], on: date) -> dict[int, str]:
    """The short names on a day, by id, for narrow columns."""
    return {pk: rules.name_on(spans, on).short_name for pk, spans in _spans(unit_ids).items()}


@each_asked_once
def _spans(unit_ids: frozenset[int]) -> dict[int, list[rules.NameSpan]]:
    """All names of each unit, without the units: every page names some, the lists of choices name them all."""
    named = UnitName.objects.filter(unit__in=unit_ids).order_by()
    spans: dict[int, list[rules.NameSpan]] = {}
    for each in named.values("unit_id", "name", "short_name", "since", "until"):
        span = rules.NameSpan(each["name"], each["short_name"], each["since"], each["until"])
        spans.setdefault(each["unit_id"], []).append(span)
    return spans


def on_duty(unit: Unit, at: datetime) -> OnDuty | None:
    """Whom to call for a unit at an instant, and why him: see rules.reach. Two queries."""
    chain = rules.ancestors(unit.path)[::-1]
    night_phones = dict(Unit.objects.filter(pk__in=chain).values_list("pk", "night_phone"))
    shifts: dict[int, tuple[str, int]] = {}
    running = DutyShift.objects.filter(unit__in=chain, starts_at__lte=at, ends_at__gt=at).order_by("starts_at", "pk")
    for unit_id, phone, person_id in running.values_list("unit_id", "phone", "person_id"):
        shifts.setdefault(unit_id, (phone, person_id))
    return rules.reach(_duty(unit_id, shifts.get(unit_id), night_phones[unit_id]) for unit_id in chain)


def _duty(unit_id: int, shift: tuple[str, int] | None, night_phone: str) -> Duty:
    if shift is None:
        return Duty(unit_id, night_phone=night_phone)
    return Duty(unit_id, shift_phone=shift[0], person_id=shift[1], night_phone=night_phone)
