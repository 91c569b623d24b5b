"""The evidence against whoever disturbs the hotline: what is in the pack, what its line says, who may take it."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from openpyxl import load_workbook

from tests.cases.conftest import FILING, City, last_line, refused_code
from yihaotong.cases import actions, evidence
from yihaotong.cases.models import Case
from yihaotong.cases.rules.codes import OutOfScope
from yihaotong.cases.rules.declining import GROUNDS
from yihaotong.journal import sealing
from yihaotong.journal.models import Line, Seal
from yihaotong.journal.rules import chain

DISTURBED = {"code": "oos-7", "note": "一小时内第 12 次来电辱骂"}
OTHER_NUMBER = "13951000009"
WHY = "移送东区分局，辱骂话务员"


def sm3(content: bytes) -> str:
    state = hashes.Hash(hashes.SM3())
    state.update(content)
    return state.finalize().hex()


def disturbed(city: City, **filing: Any) -> Case:
    return city.move(city.file(**filing), "decline", "operator", DISTURBED)


def harassed(city: City, **filing: Any) -> Case:
    return city.move(city.file(**filing), "void", "operator", {"code": "harassment", "note": "骂人后挂机"})


def taken(city: City, case: Case, who: str = "supervisor") -> zipfile.ZipFile:
    pack = actions.take_evidence(case, actor=city.acting(who), at=city.at, purpose=WHY)
    return zipfile.ZipFile(io.BytesIO(pack.content))


def sheets(pack: zipfile.ZipFile) -> dict[str, list[tuple[Any, ...]]]:
    book = load_workbook(io.BytesIO(pack.read("01-工单和警告.xlsx")))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def test_all_disturbances_of_the_same_number_and_nothing_else(city: City) -> None:
    first, case = harassed(city), disturbed(city, title="=HYPERLINK(1)")
    archived = harassed(city)
    actions.archive_due(city.at + timedelta(days=31))
    again = disturbed(city)
    city.file()
    city.move(city.file(), "void", "operator", {"code": "silent"})
    city.move(city.file(), "decline", "operator", {"code": "oos-5"})
    harassed(city, phone=OTHER_NUMBER)
    harassed(city, secrecy="protected")
    restored = disturbed(city)
    city.move(restored, "restore", "supervisor", {"note": "是真的急"})
    told = sheets(taken(city, again))
    assert [row[0] for row in told["工单"][1:]] == [each.order_no for each in (first, case, archived, again)]
    assert {row[3] for row in told["工单"][1:]} == {"骚扰（无效）", "恶意扰乱热线（OOS-7 不予受理）"}
    assert told["工单"][2][7] == "=HYPERLINK(1)"
    words = GROUNDS[OutOfScope.DISTURBANCE].words
    assert [(row[0], row[2], row[4]) for row in told["警告"][1:]] == [
        (each.order_no, "operator", words) for each in (case, again)
    ]


def test_a_case_judged_anew_counts_as_it_was_judged_last(city: City) -> None:
    once = disturbed(city)
    city.move(once, "restore", "supervisor", {"note": "先看看"})
    once.refresh_from_db()
    city.move(once, "decline", "operator", {"code": "oos-5"})
    case = disturbed(city)
    found = evidence.disturbances(case, city.acting("supervisor"))
    assert [each.case.order_no for each in found] == [case.order_no]


def test_the_cover_names_caller_purpose_law_and_the_sm3_of_every_file(city: City) -> None:
    harassed(city)
    case = disturbed(city, name="王<b>䶮")
    pack = taken(city, case)
    cover = pack.read("00-移送说明.html").decode()
    for said in (
        FILING["phone"],
        "王&lt;b&gt;䶮",
        WHY,
        "国办函〔2025〕66号",
        case.order_no,
        "共 2 件",
        "（supervisor）",
    ):
        assert said in cover
    assert "<b>" not in cover
    others = [name for name in pack.namelist() if not name.startswith("00")]
    assert len(others) == 3
    for name in others:
        assert sm3(pack.read(name)) in cover
    assert not any(FILING["phone"] in name or "王" in name for name in pack.namelist())


def test_the_lines_can_be_reckoned_again(city: City) -> None:
    case = disturbed(city)
    sealing.seal_batch()
    told = [json.loads(line) for line in taken(city, case).read(f"02-日志/{case.order_no}.jsonl").decode().splitlines()]
    assert [line["kind"] for line in told] == ["case.file", "case.decline"]
    assert Seal.objects.count() == Line.objects.exclude(kind="cases.evidence").count()
    for line in told:
        digest = chain.digest(line["payload"], bytes.fromhex(line["salt"]))
        assert digest.hex() == line["digest"]
        at, written_at = (datetime.fromisoformat(line[name]) for name in ("at", "written_at"))
        header = chain.Header(line["line"], at, written_at, line["kind"], line["subject"], line["actor"], digest)
        assert chain.link(line["seq"], bytes.fromhex(line["previous"]), header).hex() == line["hash"]


def test_one_line_says_who_took_what_for_which_purpose(city: City) -> None:
    harassed(city)
    case = disturbed(city)
    before = Line.objects.count()
    pack = actions.take_evidence(case, actor=city.acting("shift_leader"), at=city.at, purpose=f" {WHY} ")
    line = last_line()
    assert Line.objects.count() == before + 1
    assert (line.kind, line.subject, line.facts["reason"]) == ("cases.evidence", case.key, WHY)
    assert line.facts["after"] == {"cases": 2, "identity": True, "sm3": sm3(pack.content)}
    assert FILING["phone"] not in str(line.payload)
    assert case.order_no in pack.name


@pytest.mark.parametrize("who", ["operator", "dispatcher", "reviewer", "analyst", "handler"])
def test_nobody_else_takes_it(who: str, city: City) -> None:
    case = disturbed(city)
    assert refused_code(lambda: taken(city, case, who)) == "wrong-role"


def test_only_from_a_case_declined_as_a_disturbance(city: City) -> None:
    for case in (harassed(city), city.to("declined"), city.file()):
        assert refused_code(lambda case=case: taken(city, case)) == "wrong-role"


def test_without_a_number_there_is_no_pack(city: City) -> None:
    case = disturbed(city, phone="", name="", anonymous=True)
    assert refused_code(lambda: taken(city, case)) == "no-number"


@pytest.mark.parametrize(("purpose", "code"), [("", "missing"), (" ", "missing"), ("长" * 201, "too-long")])
def test_the_purpose_is_asked_for(purpose: str, code: str, city: City) -> None:
    case = disturbed(city)
    act = {"actor": city.acting("supervisor"), "at": city.at, "purpose": purpose}
    assert refused_code(lambda: actions.take_evidence(case, **act)) == code


def test_as_many_queries_for_two_as_for_twenty(city: City, queries: Callable[[], Any]) -> None:
    def asked() -> int:
        case = disturbed(city)
        with queries() as seen:
            actions.take_evidence(case, actor=city.acting("supervisor"), at=city.at, purpose=WHY)
        return len(seen)

    few = asked()
    for _ in range(20):
        harassed(city)
    assert asked() == few
    assert len(evidence.disturbances(Case.objects.latest("pk"), city.acting("supervisor"))) == 22
