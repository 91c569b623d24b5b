"""The documentation page and its examples: each is carried out as it is shown, against a running city."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from tests.architecture.house_rules import ROOT, dotted
from tests.cases.conftest import City
from yihaotong.accounts import actions as hiring
from yihaotong.accounts.rules import CLIENT_ROLES, IMPORTER, Role, Scope
from yihaotong.api.description import TAGS
from yihaotong.api.documentation import SCOPES
from yihaotong.api.examples import EXAMPLES, FILING
from yihaotong.api.problems import PROBLEMS
from yihaotong.api.schemas import documented_moves
from yihaotong.api.v1 import api
from yihaotong.cases import access
from yihaotong.cases.models import Case
from yihaotong.cases.rules import moves
from yihaotong.dispatch import actions as catalogue
from yihaotong.dispatch.rules import CategoryRow, ServiceClass

#: Where a refusal may come from that a client of the API is answered with.
SPEAKERS = ("api", "once", "search", "files", "cases/rules", "cases/lists", "cases/changes.py", "cases/actions")
#: Refusals in there that no address of the API can lead to.
ELSEWHERE = {
    "files/rules/ranges.py": "a part of a file is asked for at its own address, outside the API",
    "cases/actions/drafts.py": "drafts are the desk's",
    "cases/actions/emergencies.py": "raising one has its own test (test_emergencies); the rest is the desk's",
    "cases/actions/offline.py": "calls without the network are the desk's",
    "cases/rules/emergencies.py": "emergencies are the desk's",
    "cases/rules/offline.py": "calls without the network are the desk's",
    "cases/actions/tracking.py": "the citizen's way to his case",
    "cases/actions/batches.py": "import is a command and a page of the desk",
    "cases/actions/importing": "import is a command and a page of the desk",
    "cases/rules/importing": "import is a command and a page of the desk",
    "cases/actions/bulk_acts.py": "bulk acts are the desk's",
    "cases/actions/exporting.py": "exports are the desk's",
    "cases/actions/saving.py": "saved lists are the desk's",
    "cases/actions/keeping.py": "saved lists are the desk's",
    "cases/rules/lists.py": "saved lists and bulk acts are the desk's",
    "cases/rules/columns.py": "columns are the desk's",
    "cases/actions/calendars.py": "calendars are set up at the desk",
    "cases/actions/profiles.py": "profiles are set up at the desk",
    "cases/rules/choosing.py": "profiles are set up at the desk",
    "cases/rules/trying.py": "profiles are set up at the desk",
    "cases/actions/succeeding.py": "units are dissolved at the desk",
    "cases/actions/handover.py": "drafts are handed over at the desk",
    "cases/rules/handover.py": "drafts are handed over at the desk",
    "cases/rules/sealed_content.py": "sealed content is opened at the desk",
    "cases/actions/sealed_content.py": "sealed content is opened at the desk, and no client declines a case",
    "cases/actions/evidence.py": "evidence is taken out at the desk",
    "cases/rules/identity.py": "opening an identity and being put through are the desk's",
}


#: What the centre does between two examples, before the operation named.
BY_THE_CENTRE = {
    "move_return": ("dispatch", "dispatcher", {"unit": "WATER"}),
    "move_sign": ("overrule", "arbiter", {"reason": "灯杆编号已补"}),
}


@pytest.fixture
def at() -> datetime:
    """The running city takes the time of day itself."""
    return timezone.now()


@pytest.fixture
def lamps(city: City) -> City:
    """The city with the category of the example."""
    since = date(2012, 6, 1)
    rows = [
        CategoryRow("07", "市政", None, ServiceClass.ADMINISTRATIVE, since),
        CategoryRow(FILING["category"], "照明", "07", ServiceClass.ADMINISTRATIVE, since),
    ]
    catalogue.load_categories(rows, actor=IMPORTER, at=city.at)
    return city


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["curl", "python"])
def test_every_example_is_answered_as_it_is_shown(
    language: str, lamps: City, live_server: LiveServer, tmp_path: Path
) -> None:
    if language == "curl" and shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    roles = [Role.CLIENT, Role.HANDLER]
    _, token = hiring.create_client(
        "示例", actor=IMPORTER, at=lamps.at, unit=lamps.water, roles=roles, scopes=list(Scope)
    )
    handler = str(lamps.people["handler"].pk)
    reader = {**os.environ, "BASE": live_server.url, "TOKEN": token, "PERSON": handler, "no_proxy": "*"}
    for example in EXAMPLES:
        if step := BY_THE_CENTRE.get(example.operation):
            case = access.case_for(lamps.acting(step[1]), reader["ORDER_NO"])
            lamps.move(case, *step, at=timezone.now())
        typed = f'{example.curl}\nprintf %s "$ORDER_NO" >&2'
        words = ["sh", "-c", typed] if language == "curl" else [sys.executable, "-c", example.python]
        done = subprocess.run(words, cwd=tmp_path, env=reader, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, (example, done.stderr)
        answer = json.loads(done.stdout)
        assert "code" not in answer, (example, answer)
        # In a shell the first example sets the variable itself.
        reader.setdefault("ORDER_NO", done.stderr if language == "curl" else answer.get("order_no", ""))
    case = Case.objects.get()
    assert (case.stage, case.urgency, case.returns, case.handler_id) == ("replied", "emergency", 1, int(handler))


def test_the_examples_say_what_the_centre_does_at_the_desk() -> None:
    assert {example.operation for example in EXAMPLES if example.desk} == set(BY_THE_CENTRE)
    for example in EXAMPLES:
        if step := BY_THE_CENTRE.get(example.operation):
            assert moves.MOVES[step[0]].label.removesuffix("退单").removesuffix("单") in example.desk


def test_the_document_names_every_variable_of_the_examples() -> None:
    """In what is copied from the document, and in the page, nothing is used that is not given before."""
    used = {name for example in EXAMPLES for name in re.findall(r"\$([A-Z_]+)", example.curl)}
    text = (ROOT / "docs" / "api" / "README.md").read_text()
    page = (ROOT / "yihaotong" / "api" / "templates" / "api" / "docs.html").read_text()
    assert used == {"BASE", "TOKEN", "ORDER_NO", "PERSON"}
    for name in used - {"ORDER_NO"}:
        assert f"export {name}=" in text
        assert f"export {name}=" in page
    assert "export ORDER_NO=" in EXAMPLES[0].curl
    assert "ORDER_NO" in text


def test_every_move_that_a_client_may_make_has_an_example() -> None:
    shown = {example.operation for example in EXAMPLES}
    mine = {f"move_{move.name}" for move in documented_moves() if move.by & CLIENT_ROLES}
    # A unit whose replies a leader signs: another unit than the one of the examples; and a case is allotted to
    # people, so a client has none to give back.
    assert mine - shown == {"move_propose", "move_give_back"}
    assert "raise_emergency" in shown


def test_there_is_an_example_for_every_subject_and_each_is_of_an_operation() -> None:
    operations = {
        each["operationId"]: each["tags"]
        for methods in api.get_openapi_schema()["paths"].values()
        for each in methods.values()
        if "tags" in each
    }
    shown = {tag for example in EXAMPLES for tag in operations[example.operation]}
    assert shown == set(TAGS)


@pytest.mark.django_db
def test_the_page_needs_nothing_from_elsewhere_and_names_everything() -> None:
    answer = Browser().get(reverse("api:docs"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)
    assert not re.findall(r"<style|\sstyle=|<script(?![^>]*src=)|\son\w+=", page)
    named = set(re.findall(r'id="([^"]+)"', page))
    operations = {
        each["operationId"] for methods in api.get_openapi_schema()["paths"].values() for each in methods.values()
    }
    assert operations <= named
    assert {f"code-{code}" for code in PROBLEMS} <= named
    assert set(re.findall(r'href="#([^"]+)"', page)) <= named
    assert all(f"<code>{name}</code>" in page for name in (*moves.MOVES, *SCOPES))


def test_every_scope_is_explained() -> None:
    assert set(SCOPES) == set(Scope)


def refusals() -> Iterator[tuple[str, str]]:
    """Every code that is written down as one: where, and which."""
    for place in SPEAKERS:
        top = ROOT / "yihaotong" / place
        for path in sorted(top.rglob("*.py")) if top.is_dir() else [top]:
            named = path.relative_to(ROOT / "yihaotong").as_posix()
            if any(named.startswith(other) for other in ELSEWHERE):
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and dotted(node.func) in {"Refused", "problem"}:
                    words = node.args[1 if dotted(node.func) == "problem" else 0]
                    if isinstance(words, ast.Constant) and isinstance(words.value, str):
                        yield named, words.value


def test_no_code_is_used_that_is_not_in_the_table() -> None:
    used = list(refusals())
    assert len({code for _, code in used}) > 40
    assert [(place, code) for place, code in used if code not in PROBLEMS] == []


def test_the_document_for_integrators_lists_every_code() -> None:
    text = (ROOT / "docs" / "api" / "README.md").read_text()
    assert [code for code in PROBLEMS if f"`{code}`" not in text] == []
    assert [scope.value for scope in Scope if f"`{scope.value}`" not in text] == []
