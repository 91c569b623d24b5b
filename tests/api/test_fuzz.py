"""schemathesis over the OpenAPI document: what it allows, and what it does not, is answered without a fault, with the
code, the content type and the shape that the document promises. The same requests in every run."""

import os
from collections.abc import Iterator
from functools import cache

import hypothesis
import pytest
import schemathesis
from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from tests.api.conftest import Caller
from tests.cases.conftest import City
from yihaotong.api.v1 import api

load_all_checks()
#: Left out: what the document cannot say. A number that exists nowhere is valid and not found; a category must exist; a
#: form's "yes" is taken for true.
ASKED = [
    CHECKS.get_one(name)
    for name in (
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
        "unsupported_method",
    )
]
#: Requests of each sort for each operation; a person who has the time sets more.
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "12"))
OPERATIONS = sorted(
    f"{method.upper()} {path}" for path, methods in api.get_openapi_schema()["paths"].items() for method in methods
)


@cache
def _served() -> schemathesis.BaseSchema:
    """Read once: schemathesis looks through our whole source for values to try."""
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


@pytest.fixture
def described(unit_caller: Caller, city: City) -> Iterator[schemathesis.BaseSchema]:
    """The document as served. The requests stay in the transaction of the test: none of them ends its connection."""
    for each in (signals.request_started, signals.request_finished):
        each.disconnect(close_old_connections)
    yield _served()
    for each in (signals.request_started, signals.request_finished):
        each.connect(close_old_connections)


def test_the_document_is_valid_openapi(described: schemathesis.BaseSchema) -> None:
    described.validate()
    assert {each.ok().label for each in described.get_all_operations()} == set(OPERATIONS)


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("label", OPERATIONS)
def test_every_request_is_answered_as_the_document_says(
    label: str, mode: GenerationMode, described: schemathesis.BaseSchema, unit_caller: Caller, city: City
) -> None:
    operation = described.find_operation_by_label(label)
    assert operation
    real = city.to("in_hand").order_no
    headers = {"Authorization": f"Bearer {unit_caller.token}"}

    @hypothesis.settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode), known=hypothesis.strategies.booleans())
    def answered(case: schemathesis.Case, known: bool) -> None:
        if known:
            _make_real(case, real)
        case.call_and_validate(headers=headers, checks=ASKED)

    answered()


def _make_real(case: schemathesis.Case, order_no: str) -> None:
    """Put in what a document cannot know: a number that exists, a telephone that could be one."""
    if "order_no" in case.path_parameters:
        case.path_parameters["order_no"] = order_no
    elif case.method == "POST" and isinstance(case.body, dict):
        for name in ("category", "place", "anonymous", "occurred_at"):
            case.body.pop(name, None)
        case.body["phone"] = "13951000001"
