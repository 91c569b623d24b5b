"""`client`: a token for a machine, shown once; and the example of docs/api, made with such a token."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from tests.cases.conftest import City, city
from yihaotong.accounts.access import client_for_token
from yihaotong.accounts.models import Client
from yihaotong.accounts.rules import IMPORTER, Actor, Role
from yihaotong.dispatch import actions as catalogue
from yihaotong.dispatch.rules import CategoryRow, ServiceClass
from yihaotong.journal.models import Line
from yihaotong.project import cli

__all__ = ["city"]

DOCUMENT = Path(__file__).resolve().parent.parent.parent / "docs" / "api" / "README.md"


@pytest.fixture
def guarded(city: City) -> City:
    city.hire("guard", Role.SECURITY_ADMIN, city.centre)
    return city


def create(capsys: pytest.CaptureFixture[str], *more: str) -> str:
    """The token that a new client is given."""
    assert cli.main(["client", "create", "城管系统", "--unit", "WATER", "--by", "guard", *more]) == 0
    return capsys.readouterr().out.strip().rpartition("：")[2]


def actor_behind(token: str) -> Actor | None:
    admitted = client_for_token(token, timezone.now())
    return admitted.actor if admitted else None


def test_the_token_opens_the_door_and_is_kept_nowhere(guarded: City, capsys: pytest.CaptureFixture[str]) -> None:
    token = create(capsys)
    actor = actor_behind(token)
    assert actor
    assert actor.roles == {Role.CLIENT}
    assert actor.units_as(Role.CLIENT) == {guarded.water.pk}
    line = Line.objects.get(kind="client.create")
    assert line.actor == guarded.people["guard"].key
    assert token not in f"{line.payload} {list(Client.objects.values())}"


def test_a_client_may_have_both_roles(guarded: City, capsys: pytest.CaptureFixture[str]) -> None:
    actor = actor_behind(create(capsys, "--role", "client", "--role", "handler"))
    assert actor
    assert actor.roles == {Role.CLIENT, Role.HANDLER}


def test_scopes_and_an_end_are_given_shown_and_changed(guarded: City, capsys: pytest.CaptureFixture[str]) -> None:
    day = str(guarded.at.date() + timedelta(days=30))
    more = ["--scope", "cases:read", "--scope", "changes:read", "--until", day, "--json"]
    assert cli.main(["client", "create", "城管系统", "--unit", "WATER", "--by", "guard", *more]) == 0
    made = json.loads(capsys.readouterr().out)
    assert (made["scopes"], made["until"][:10]) == (["cases:read", "changes:read"], day)
    admitted = client_for_token(made["token"], timezone.now())
    assert admitted
    assert admitted.scopes == {"cases:read", "changes:read"}
    words = ["client", "scopes", "城管系统", "--by", "guard", "--scope", "cases:file", "--reason", "只登记"]
    assert cli.main(words) == 0
    capsys.readouterr()
    assert cli.main(["client", "list", "--json"]) == 0
    (listed,) = json.loads(capsys.readouterr().out)["clients"]
    assert listed == {name: value for name, value in made.items() if name != "token"} | {"scopes": ["cases:file"]}


def test_a_revoked_client_is_out_and_listed_as_such(guarded: City, capsys: pytest.CaptureFixture[str]) -> None:
    token = create(capsys)
    assert cli.main(["client", "list"]) == 0
    assert "城管系统\tWATER\t" in (listed := capsys.readouterr().out)
    assert "在用" in listed
    assert cli.main(["client", "revoke", "城管系统", "--by", "guard", "--reason", "合同到期"]) == 0
    assert actor_behind(token) is None
    assert Line.objects.get(kind="client.revoke").facts["reason"] == "合同到期"
    capsys.readouterr()
    assert cli.main(["client", "list"]) == 0
    assert "已停用" in (listed := capsys.readouterr().out)
    assert token not in listed


@pytest.mark.parametrize(
    "words",
    [
        ["create", "另一系统", "--unit", "NOBODY", "--by", "guard"],
        ["create", "另一系统", "--unit", "WATER", "--by", "nobody"],
        ["create", "另一系统", "--unit", "WATER", "--by", "handler"],
        ["create", "城管系统", "--unit", "WATER", "--by", "guard"],
        ["revoke", "另一系统", "--by", "guard", "--reason", "x"],
        ["revoke", "城管系统", "--by", "system_admin", "--reason", "x"],
    ],
)
def test_what_may_not_be_is_refused_in_words(
    words: list[str], guarded: City, capsys: pytest.CaptureFixture[str]
) -> None:
    token = create(capsys)
    assert cli.main(["client", *words]) == 1
    assert capsys.readouterr().err.startswith("yihaotong client: ")
    assert Client.objects.count() == 1
    assert actor_behind(token)


def test_the_example_of_the_document_is_answered_as_it_says(guarded: City, capsys: pytest.CaptureFixture[str]) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    sent = json.loads(re.search(r"-d '(\{.*?\})'", text, re.DOTALL)[1])  # type: ignore[index]
    said = json.loads(re.search(r"```json\n(.*?)```", text, re.DOTALL)[1])  # type: ignore[index]
    catalogue.load_categories(
        [
            CategoryRow("10", "市政", None, ServiceClass.ADMINISTRATIVE, guarded.at.date() - timedelta(days=400)),
            CategoryRow(
                sent["category"], "照明", "10", ServiceClass.ADMINISTRATIVE, guarded.at.date() - timedelta(400)
            ),
        ],
        actor=IMPORTER,
        at=guarded.at,
    )
    answer = Browser().post(
        "/api/v1/cases",
        json.dumps(sent),
        content_type="application/json",
        headers={"Authorization": f"Bearer {create(capsys)}"},
    )
    body: dict[str, Any] = json.loads(answer.content)
    assert answer.status_code == 201, body
    own = {"order_no", "query_code", "filed_at", "due_at"}  # these differ from filing to filing
    assert {name: value for name, value in body.items() if name not in own} == {
        name: value for name, value in said.items() if name not in own
    }
    assert body.keys() == said.keys()
    assert all(len(str(body[name])) >= 8 for name in own)
