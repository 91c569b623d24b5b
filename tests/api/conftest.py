"""A machine that calls: its token, and its way of calling."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client as Browser

from tests.cases.conftest import City, city
from yihaotong.accounts import actions as hiring
from yihaotong.accounts.rules import IMPORTER

__all__ = ["city"]


@dataclass
class Caller:
    """One API client; `post` and `get` answer (status, body)."""

    token: str

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    def post(self, path: str, body: Any) -> tuple[int, dict[str, Any]]:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        answer = Browser().post(f"/api/v1{path}", data, content_type="application/json", headers=self._headers())
        return answer.status_code, json.loads(answer.content)

    def get(self, path: str) -> tuple[int, dict[str, Any]]:
        answer = Browser().get(f"/api/v1{path}", headers=self._headers())
        return answer.status_code, json.loads(answer.content)


@pytest.fixture
def caller(city: City) -> Caller:
    _, token = hiring.create_client("城管系统", actor=IMPORTER, at=city.at, unit=city.centre)
    return Caller(token)


@pytest.fixture
def other(city: City) -> Caller:
    _, token = hiring.create_client("另一系统", actor=IMPORTER, at=city.at, unit=city.centre)
    return Caller(token)
