"""A machine that calls: its token, and its way of calling."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client as Browser

from tests.cases.conftest import City, city
from yihaotong.accounts import actions as hiring
from yihaotong.accounts.rules import IMPORTER, Role, Scope

__all__ = ["city"]


@dataclass
class Caller:
    """One API client; `post` and `get` answer (status, body), `ask` the whole answer."""

    token: str

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "", **headers: str) -> HttpResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        authorized = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return Browser().generic(method, f"/api/v1{path}", body, kind, headers=authorized | named)

    def post(self, path: str, body: Any, **headers: str) -> tuple[int, dict[str, Any]]:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        answer = self.ask("POST", path, data, "application/json", **headers)
        return answer.status_code, json.loads(answer.content)

    def get(self, path: str) -> tuple[int, dict[str, Any]]:
        answer = self.ask("GET", path)
        return answer.status_code, json.loads(answer.content)


@pytest.fixture
def caller(city: City) -> Caller:
    _, token = hiring.create_client("城管系统", actor=IMPORTER, at=city.at, unit=city.centre, scopes=list(Scope))
    return Caller(token)


@pytest.fixture
def unit_caller(city: City) -> Caller:
    """The water unit's own system: it handles what is sent to the unit, and may do all a client can."""
    roles = [Role.CLIENT, Role.HANDLER]
    _, token = hiring.create_client(
        "供水系统", actor=IMPORTER, at=city.at, unit=city.water, roles=roles, scopes=list(Scope)
    )
    return Caller(token)


@pytest.fixture
def other(city: City) -> Caller:
    _, token = hiring.create_client("另一系统", actor=IMPORTER, at=city.at, unit=city.centre)
    return Caller(token)
