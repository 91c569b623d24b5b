"""A post of the disclosure office counts at the centre and its sections; at a street it is another organ's."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.cases.conftest import City, city
from yihaotong.accounts.models import Person, Post
from yihaotong.accounts.rules import Role

__all__ = ["city"]


def seen(person: Person) -> tuple[int, bool]:
    client = Client()
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    page = client.get("/desk/disclosure/").status_code
    return page, "政务公开" in client.get("/desk/password/").content.decode()


@pytest.mark.parametrize(
    ("role", "where", "inside"),
    [
        (Role.DISCLOSURE_OFFICER, "centre", True),
        (Role.DISCLOSURE_LEADER, "centre", True),
        (Role.SUPERVISING_OFFICE, "water", True),
        (Role.HANDLER, "water", False),
    ],
)
def test_who_is_let_in(city: City, role: Role, where: str, inside: bool) -> None:
    person = city.hire("somebody", role, getattr(city, where))
    assert seen(person) == ((200, True) if inside else (404, False))


@pytest.mark.parametrize("where", ["street", "water"])
def test_an_officer_of_another_organ_is_a_stranger(city: City, where: str) -> None:
    """His post was entered before there was no seat for it."""
    unit = getattr(city, where)
    person = city.hire("somebody", Role.HANDLER, unit)
    Post.objects.create(
        person=person, role=Role.DISCLOSURE_OFFICER.value, unit=unit, since=city.at - timedelta(days=400)
    )
    assert seen(person) == (404, False)
