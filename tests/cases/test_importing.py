"""A file into the city: whole, once, with what each row leaves behind, and what a bad row costs."""

import csv
import json
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from openpyxl import Workbook

from tests.cases.conftest import City, last_line, refused_code
from tests.cases.imports import (
    bring_in,
    clear_files,
    counts,
    letter,
    letters,
    rejected,
    run_to_end,
    verifying_finds,
    write,
)
from yihaotong.accounts.rules import Role
from yihaotong.cases import access, actions
from yihaotong.cases.actions import importing
from yihaotong.cases.actions.importing import rejects
from yihaotong.cases.actions.importing.entering import context_of
from yihaotong.cases.importing import summary
from yihaotong.cases.models import Case, Clock, Imported, Reply, Requester
from yihaotong.cases.rules.codes import Channel, Stage
from yihaotong.cases.standing import stage_standings
from yihaotong.clock import CHINA
from yihaotong.journal.models import Line
from yihaotong.vault import actions as vault

pytestmark = pytest.mark.both


@pytest.fixture(autouse=True)
def _no_files_of_another_test() -> None:
    clear_files()


def sheet(path: Path, rows: list[dict[str, Any]]) -> Path:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(list(rows[0]))
    for row in rows:
        page.append([row.get(name) for name in rows[0]])
    book.save(path)
    return path


# --- what a row leaves behind ---------------------------------------------------------------------------------------


def test_a_letter_with_a_reply_is_archived_with_it_and_starts_nothing(city: City) -> None:
    run = bring_in(city.at, [letter(2549, 答复意见="已修好", 答复时间="2019/5/10 14:56:53")])
    assert counts(run) == (1, 1, 0, 0)
    case = Case.objects.get()
    assert (case.stage, case.historical, case.lead_unit, case.due_at) == ("archived", True, None, None)
    assert case.order_no == "YC20190425000001"
    assert case.filed_at == datetime(2019, 4, 25, 9, 32, 9, tzinfo=CHINA)
    assert case.closed_at == datetime(2019, 5, 10, 14, 56, 53, tzinfo=CHINA)
    reply = Reply.objects.get(case=case)
    assert (reply.text, reply.at, reply.outcome, case.outcome) == ("已修好", case.closed_at, "", "")
    assert not Clock.objects.exists()
    assert verifying_finds() == []


def test_a_letter_without_one_waits_but_is_nobodys_to_do(city: City) -> None:
    bring_in(city.at, [letter(1)])
    case = Case.objects.get()
    assert (case.stage, case.historical, case.due_at, case.closed_at) == ("filed", True, None, None)
    dispatcher = city.acting("dispatcher")
    assert not access.queue(dispatcher, Stage.FILED).exists()
    assert access.visible_to(dispatcher).get() == case
    assert stage_standings([case], city.at) == {}
    assert not Clock.objects.exists()


def test_who_dispatches_history_makes_it_a_case_like_any_other(city: City) -> None:
    bring_in(city.at, [letter(1)])
    case = city.move(access.fresh(Case.objects.get()), "dispatch", "dispatcher", {"unit": "WATER"})
    assert (case.stage, case.historical) == ("dispatched", False)
    assert list(access.queue(city.acting("handler"), Stage.DISPATCHED)) == [case]
    for name, by, data in (
        ("sign", "handler", {}),
        ("reply", "handler", {"outcome": "solved", "text": "好了", "no_contact": "unreachable"}),
        ("approve", "reviewer", {}),
    ):
        case = city.move(case, name, by, data)
    assert case.stage == "to_call_back"
    assert verifying_finds() == []


def test_live_letters_are_in_the_queue_and_their_clocks_start_now(city: City) -> None:
    bring_in(city.at, [letter(1), letter(2, 答复意见="已修好")], live=True)
    assert Counter(Case.objects.values_list("stage", "historical")) == {("filed", False): 1, ("archived", True): 1}
    case = access.queue(city.acting("dispatcher"), Stage.FILED).get()
    assert set(case.clocks.values_list("kind", "started_at")) == {("dispatch", city.at), ("total", city.at)}
    assert case.due_at == case.clocks.get(kind="dispatch").due_at
    assert verifying_finds() == []


def test_a_line_tells_of_each_case_and_none_of_a_person(city: City) -> None:
    rows = [letter(number, 留言用户="王䶮之", 联系电话="13951000001") for number in (1, 2)]
    run = bring_in(city.at, rows, name="王䶮之的来信")
    lines = Line.objects.filter(kind="case.import").order_by("pk")
    assert [line.subject for line in lines] == [case.key for case in Case.objects.order_by("pk")]
    assert [line.facts["after"]["row"] for line in lines] == [1, 2]
    assert {line.facts["after"]["import"] for line in lines} == {run.pk}
    assert set(Line.objects.filter(subject=run.key).values_list("kind", flat=True)) == {"import.begin", "import.end"}
    written = "".join(Line.objects.values_list("payload", flat=True))
    assert "王䶮之" not in written
    assert "13951000001" not in written
    assert last_line().facts["after"] == {"read": 2, "accepted": 2, "rejected": 0, "already_present": 0}


def test_names_and_the_row_as_it_stood_are_sealed(city: City) -> None:
    rows = [letter(7, 留言用户="王䶮之", 联系电话="139 5100 0001", 点赞数=3), letter(8, 留言用户="匿名")]
    bring_in(city.at, rows)
    first, second = Requester.objects.order_by("pk")
    assert actions.masked(first.case) == actions.Identity("王**", "139****0001")
    assert bytes(first.phone_index or b"") == vault.blind_index("13951000001", purpose="phone")
    assert (second.anonymous, second.sealed) == (True, None)
    kept = Imported.objects.get(number="7")
    assert "王䶮之".encode() not in bytes(kept.sealed)
    assert json.loads(vault.unseal(kept.sealed, context=context_of(kept.source, "7"))) == rows[0]
    assert (kept.row, kept.source) == (1, "letters")


def test_codes_and_names_of_the_catalogue_are_taken_over_and_unknown_ones_are_left(city: City) -> None:
    known = {"问题类别": "供水", "区域": "东区", "承办单位": "示例WATER", "诉求渠道": "微信", "诉求类型": "投诉"}
    strange = {"问题类别": "天上", "区域": "海外", "承办单位": "龙宫", "诉求渠道": "飞鸽", "诉求类型": "吐槽"}
    replied = {"答复意见": "好", "办理结论": "已解决"}
    bring_in(city.at, [letter(1, **known, **replied), letter(2, **strange, **replied)], channel=Channel.EMAIL)
    columns = ("category", "place", "lead_unit", "channel", "request_type", "outcome")
    first, second = Case.objects.order_by("pk").values_list(*columns)
    assert first == ("0101", "640104", city.water.pk, "wechat", "complaint", "solved")
    assert second == ("", "", None, "email", "other", "solved")
    assert verifying_finds() == []


def test_a_reply_of_the_same_day_without_its_hour_does_not_close_before_the_filing(city: City) -> None:
    bring_in(city.at, [letter(1, 答复意见="好", 答复时间="2019-04-25")])
    case, reply = Case.objects.get(), Reply.objects.get()
    assert case.closed_at == case.filed_at
    assert reply.at == datetime(2019, 4, 25, tzinfo=CHINA)
    assert Imported.objects.get().day_only == "replied_at"
    assert Line.objects.get(kind="case.import").facts["after"]["day_only"] == ["replied_at"]


def test_without_a_time_of_filing_the_import_is_the_time(city: City) -> None:
    bring_in(city.at, [letter(1, 留言时间=None)])
    assert Case.objects.get().filed_at == city.at


# --- once ------------------------------------------------------------------------------------------------------------


def test_letters_with_the_same_words_all_enter(city: City) -> None:
    run = bring_in(city.at, [letter(number, 留言主题="路灯", 留言详情="路灯不亮") for number in range(1, 1201)])
    assert counts(run) == (1200, 1200, 0, 0)
    assert Case.objects.values("order_no").distinct().count() == 1200
    nameless = bring_in(city.at, [letter("", 留言详情="路灯不亮") for _ in range(5)], name="nameless")
    assert counts(nameless) == (5, 5, 0, 0)


def test_a_second_run_adds_nothing(city: City) -> None:
    rows = [*letters(700, replied=300), letter("", 留言详情="没有编号的一封")]
    bring_in(city.at, rows)
    before = Case.objects.count(), Imported.objects.count(), Line.objects.filter(kind="case.import").count()
    assert counts(bring_in(city.at, rows)) == (701, 0, 0, 701)
    assert (Case.objects.count(), Imported.objects.count(), Line.objects.filter(kind="case.import").count()) == before


@pytest.mark.parametrize("form", ["renamed", "xlsx", "csv", "overlapping"])
def test_another_export_of_the_same_letters_is_recognised(form: str, city: City, tmp_path: Path) -> None:
    rows = letters(40)
    bring_in(city.at, rows)
    made: dict[str, Callable[[], Path]] = {
        "renamed": lambda: write(rows, tmp_path / "另一个名字.jsonl"),
        "xlsx": lambda: sheet(tmp_path / "x.xlsx", rows),
        "csv": lambda: write_csv(tmp_path / "x.csv", rows, "gb18030"),
        "overlapping": lambda: write(letters(40, first=21), tmp_path / "x.jsonl"),
    }
    run = run_to_end(made[form](), city.at)
    fresh = 20 if form == "overlapping" else 0
    assert counts(run) == (40, fresh, 0, 40 - fresh)
    assert run.source == "letters"


def write_csv(path: Path, rows: list[dict[str, Any]], encoding: str) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_another_city_with_the_same_numbers_and_the_same_file_name_enters_whole(city: City) -> None:
    bring_in(city.at, letters(30))
    others = [letter(number, 留言详情=f"别的城市的第 {number} 封信") for number in range(1, 31)]
    run = bring_in(city.at, others)
    assert counts(run) == (30, 30, 0, 0)
    assert run.source == "letters (2)"
    assert counts(bring_in(city.at, others)) == (30, 0, 0, 30)


def test_two_sources_said_by_hand_keep_their_numbers_apart(city: City) -> None:
    assert counts(bring_in(city.at, letters(3), source="甲")) == (3, 3, 0, 0)
    assert counts(bring_in(city.at, letters(3), source="乙")) == (3, 3, 0, 0)
    assert set(Imported.objects.values_list("source", flat=True)) == {"甲", "乙"}


def test_a_number_twice_in_one_file_is_one_letter_or_a_reject(city: City) -> None:
    rows = [
        letter(12),
        letter(12),
        letter(12, 留言详情="另一件事"),
        *letters(600, first=100),
        letter(12, 留言详情="又一件"),
    ]
    run = bring_in(city.at, rows)
    assert counts(run) == (604, 601, 2, 1)
    assert [row[:3] for row in rejected(run)] == [
        ["3", "留言编号", "编号与第 1 行重复而内容不同"],
        ["604", "留言编号", "编号与第 1 行重复而内容不同"],
    ]
    assert counts(bring_in(city.at, rows)) == (604, 0, 2, 602)


def test_words_that_mean_nothing_here_are_named_with_their_letters(city: City) -> None:
    rows = [*(letter(number, 区域="某某新区") for number in range(1, 700)), letter(700, 问题类别="天外来物")]
    run = bring_in(city.at, rows)
    assert run.facts["strangers"]["place"] == {"某某新区": 699}
    assert run.facts["strangers"]["category"] == {"天外来物": 1}
    told = summary(run)
    assert "没有认出的区域，留空（原文都在）：某某新区（699 件）" in told["warnings"]


def test_what_has_changed_since_is_left_as_it_is_and_counted(city: City) -> None:
    bring_in(city.at, letters(3))
    changed = [letter(1), letter(2, 留言详情="改过的话"), letter(3, 答复意见="现在有答复了")]
    run = bring_in(city.at, changed)
    assert counts(run) == (3, 0, 0, 3)
    assert run.differing == 2
    assert not Reply.objects.exists()


# --- what cannot enter --------------------------------------------------------------------------------------------


def test_bad_rows_are_written_down_and_good_rows_go_on(city: City) -> None:
    rows = [
        letter(1),
        letter(2, 留言时间="20190/1/1"),
        letter(3, 留言详情="半\ud800个"),
        letter(4, 留言用户="王\x00五"),
        letter(5, 留言详情="=cmd|' /C calc'!A0", 留言时间="=1+1"),
        letter(6),
    ]
    directory = Path(settings.HOME) / "sent"
    directory.mkdir()
    path = directory / "x.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows) + "不是对象\n")
    run = run_to_end(path, city.at)
    assert counts(run) == (7, 2, 5, 0)
    found = rejected(run)
    assert [(row[0], row[1]) for row in found] == [
        ("2", "留言时间"), ("3", "留言详情"), ("4", "留言用户"), ("5", "留言时间"), ("7", ""),
    ]  # fmt: skip
    assert found[0][3] == "20190/1/1"
    assert found[2][3] == ""
    assert found[3][3] == "'=1+1"
    assert rejects.path_of(run).read_bytes().startswith(b"\xef\xbb\xbf")


def test_ten_thousand_bad_rows_of_ten_thousand(city: City) -> None:
    run = bring_in(city.at, [letter(number, 留言时间="改天") for number in range(10_000)])
    assert counts(run) == (10_000, 0, 10_000, 0)
    assert len(rejected(run)) == 10_000
    assert not Case.objects.exists()


def test_whoever_may_not_import_is_refused(city: City) -> None:
    path = write(letters(1), Path(settings.HOME) / "x.jsonl")
    act = lambda: importing.begin(path, actor=city.acting("operator"), at=city.at)  # noqa: E731
    assert refused_code(act) == "wrong-role"
    city.hire("chief", Role.SHIFT_LEADER, city.centre)
    assert run_to_end(path, city.at, actor=city.acting("chief")).by == city.people["chief"].key


def test_a_missing_or_unreadable_file_is_refused(city: City, tmp_path: Path) -> None:
    assert refused_code(lambda: run_to_end(tmp_path / "nowhere.csv", city.at)) == "file-gone"
    assert refused_code(lambda: run_to_end(tmp_path, city.at)) == "unreadable"
