"""Every stage in plain words, and every end with what one can do next."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils.timezone import localtime

from tests.cases.conftest import FILING, City
from tests.desk.conftest import words
from yihaotong.almanac.rules import DayRow
from yihaotong.cases.actions import recompute
from yihaotong.cases.actions.calendars import enter_days
from yihaotong.cases.models import Case
from yihaotong.cases.rules.codes import OutOfScope, Stage
from yihaotong.cases.rules.declining import GROUNDS
from yihaotong.clock import Kind
from yihaotong.journal.refusal import Refused
from yihaotong.portal import progress

Proven = Callable[[Case], Client]
#: What the page of each stage must say; a stage that is missing here fails.
SAYS = {
    "filed": ("已受理", "正在转给负责的单位"),
    "dispatched": ("已转给负责单位", "等待该单位签收"),
    "return_pending": ("正在确定由谁办", "单位提出这件事不属于它的职责，中心正在定由谁办"),
    "in_hand": ("正在办理", "前与您联系"),
    "following": ("与同类诉求一并办理", "办好后单独答复您"),
    "replied": ("单位已答复", "中心正在审核答复"),
    "to_call_back": ("答复已公开", "前打电话回访，您也可以现在就评价"),
    "closed": ("已办结", "谢谢您的反映"),
    "void": ("没有转办", "有事请重新反映"),
    "declined": ("没有受理", "您可以"),
    "transferred": ("已转给紧急专线", "请直接拨打 110"),
    "merged": ("已并入您的另一张工单", "补充到原来那张工单"),
    "withdrawn": ("已按您的意思撤回", "随时可以重新反映"),
}


def test_no_stage_is_without_words() -> None:
    assert set(progress.names()) == set(Stage)
    assert set(SAYS) == {stage.value for stage in Stage} - {"archived"}


@pytest.mark.parametrize("stage", SAYS)
def test_the_page_of_each_stage(city: City, proven: Proven, stage: str) -> None:
    case = city.to(stage)
    answer = proven(case).get(f"/track/{case.order_no}/")
    for expected in SAYS[stage]:
        assert expected in words(answer)
    source = answer.content.decode()
    assert source.count('aria-current="step"') == 1
    for hidden in ("person:", "测试", "None"):
        assert hidden not in source


@pytest.mark.parametrize("code", [each.value for each in OutOfScope])
def test_who_is_declined_reads_where_to_turn(city: City, proven: Proven, code: str) -> None:
    case = city.file()
    original = {"original": city.file().order_no} if code == "oos-3" else {}
    told = {"code": code, "words": "您的事情属于法院管辖。", "note": "内部说明"} | original
    city.move(case, "decline", "operator", told)
    page = words(proven(case).get(f"/track/{case.order_no}/"))
    # What he was told may quote what is sealed: he reads the ground's own words then.
    secret = code == OutOfScope.SECRET.value
    assert (GROUNDS[OutOfScope.SECRET].words if secret else "您的事情属于法院管辖。") in page
    assert ("您反映的事（内容已封存）" in page) is secret
    assert (FILING["body"] in page) is not secret
    assert "内部说明" not in page
    assert "要求复核" in page
    assert re.search(r"您可以 \S+", page)
    if code == "oos-2":
        assert "申请行政复议" in page
    if original:
        assert original["original"] in page


def test_the_date_is_told_with_its_derivation(city: City, proven: Proven) -> None:
    case = city.file()
    answer = proven(case).get(f"/track/{case.order_no}/")
    assert re.search(r"还剩 \d+ 个工作日 · \S+ 24:00 前", words(answer))
    assert "为什么是这一天" in words(answer)
    assert "最晚这一天 24:00 给您结果" in words(answer)
    why = words(answer).partition("为什么是这一天？")[2].partition("到哪一步了")[0]
    for hidden in ("方案", "未核实", "规定第七条", "民法典", "设计默认值"):
        assert hidden not in why
    assert not re.search(r"\d\d:\d\d:\d\d", why)
    assert "星期六，不算" in why
    assert '<details class="why" open>' not in answer.content.decode()


def test_a_late_case_says_so_without_excuses(city: City, proven: Proven) -> None:
    case = city.file()
    clock = case.clocks.get(kind="total")
    case.clocks.filter(pk=clock.pk).update(
        started_at=clock.started_at.replace(year=2025), due_at=clock.due_at.replace(year=2025, month=3)
    )
    page = words(proven(case).get(f"/track/{case.order_no}/"))
    assert re.search(r"已经晚了 \d+ 个工作日 · 本该在 2025年3月", page)


def test_with_the_answer_there_no_date_is_held_out(city: City, proven: Proven) -> None:
    case = city.to("to_call_back")
    clock = case.clocks.get(kind="total")
    page = words(proven(case).get(f"/track/{case.order_no}/"))
    assert re.search(r"今天已经答复您 我们会在\S* ?\S* 24:00 前打电话回访，您也可以现在就评价", page)
    case.clocks.filter(pk=clock.pk).update(
        started_at=clock.started_at.replace(year=2025), due_at=clock.due_at.replace(year=2025, month=3)
    )
    page = words(proven(case).get(f"/track/{case.order_no}/"))
    assert "今天答复，晚于答应您的时间" in page
    for unsaid in ("最晚什么时候给您结果", "已经晚了", "为什么是这一天"):
        assert unsaid not in page


def test_a_date_that_moved_says_what_it_was_and_why(city: City, proven: Proven) -> None:
    case = city.file()
    clock = case.clocks.get(kind="total")
    before = localtime(clock.due_at).date()
    admin = city.acting("system_admin")
    assert "原来 " not in words(proven(case).get(f"/track/{case.order_no}/"))
    days = [DayRow(before, Kind.HOLIDAY, "抗灾", "示政发")]
    enter_days("nation", days, actor=admin, at=clock.started_at, reason="示政发")
    assert recompute(clock, actor=admin, at=city.at)
    clock.refresh_from_db()
    after, day = localtime(clock.due_at).date(), f"{before.month}月{before.day}日"
    page = words(proven(case).get(f"/track/{case.order_no}/"))
    # On New Year's Eve the year stands before the date.
    assert re.search(rf"原来 (\d+年)?{day}，因 {day}抗灾放假，改为 (\d+年)?{after.month}月{after.day}日", page)


def test_a_case_that_is_done_says_when(city: City, proven: Proven) -> None:
    case = city.to("closed")
    assert "今天办结，没有超过答应您的时间" in words(proven(case).get(f"/track/{case.order_no}/"))


def test_a_direct_answer_has_no_stretch_that_never_was(city: City, proven: Proven) -> None:
    case = city.file()
    city.move(case, "answer", "operator", {"text": "周一至周五办理。", "reason": "政策咨询"})
    page = words(proven(case).get(f"/track/{case.order_no}/"))
    assert "周一至周五办理。" in page
    assert "已转给负责单位" not in page


def test_a_reopened_case_says_so_with_its_new_date(city: City, proven: Proven) -> None:
    case = city.move(city.to("closed"), "reopen", "supervisor", {"note": "又停水了"})
    page = words(proven(case).get(f"/track/{case.order_no}/"))
    assert "办结之后又有新的情况，该单位正在重新办理" in page
    assert re.search(r"重新办理，单位最晚什么时候办好 还剩 \d+ 个工作日", page)
    assert "以前的答复" in page
    for unsaid in ("答复已退回", "没有超过答应您的时间"):
        assert unsaid not in page


def test_a_follower_has_no_step_that_was_not_reached_above_one_that_was(city: City, proven: Proven) -> None:
    case = city.to("following")
    assert "还没到 与同类诉求" not in words(proven(case).get(f"/track/{case.order_no}/"))


def test_the_number_of_another_telephone_s_case_is_never_shown(city: City, proven: Proven) -> None:
    other = city.file(phone="13951000009")
    case = city.file()
    city.move(case, "decline", "operator", {"code": "oos-7", "original": other.order_no})
    assert other.order_no not in words(proven(case).get(f"/track/{case.order_no}/"))
    with pytest.raises(Refused):
        city.move(city.file(), "decline", "operator", {"code": "oos-3", "original": other.order_no})


@pytest.mark.parametrize(("code", "expected"), [("harassment", "被判断为骚扰"), ("silent", "没有听到声音")])
def test_what_is_void_says_why(city: City, proven: Proven, code: str, expected: str) -> None:
    case = city.move(city.file(), "void", "operator", {"code": code})
    page = words(proven(case).get(f"/track/{case.order_no}/"))
    assert expected in page
    assert "没有听到或看到具体的事情" not in page
