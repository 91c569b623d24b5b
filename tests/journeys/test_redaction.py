"""Redaction in a browser: boxes by mouse and by keys, chosen words, the proof, the release; at both widths."""

from collections.abc import Callable

import pytest
from docx import Document
from playwright.sync_api import Page, expect

from tests.journeys.test_every_page import look
from tests.redaction.conftest import kept, office, paper
from tests.redaction.papers import IDENTITY, plain
from yihaotong.redaction import access, actions
from yihaotong.redaction.models import Redaction
from yihaotong.redaction.rules.codes import MarkKind

__all__ = ["office", "paper"]

Desk = Callable[..., Page]
LINES = [
    "关于某小区停水情况的调查记录",
    f"反映人：王晓明，身份证号 {IDENTITY}",
    "联系电话：13800138000，宁A12345",
    "经查，停水由管道爆裂引起，已修复。",
]


@pytest.fixture
def files(office, tmp_path):
    kept(plain(LINES, pages=2).write(tmp_path / "a.pdf"), office.at)
    document = Document()
    for line in LINES:
        document.add_paragraph(line)
    document.save(tmp_path / "b.docx")
    kept(tmp_path / "b.docx", office.at)
    return office


def test_marked_made_proven_released(files, seat: Desk, screenshot) -> None:
    officer = seat("officer")
    officer.goto("/desk/redaction/of/paper/1/")
    look(officer)
    officer.get_by_role("button", name="遮盖 原件.pdf").click()
    officer.get_by_role("button", name="身份证号全部遮盖").click()
    expect(officer.get_by_text("已采用 1 条建议")).to_be_visible()
    officer.get_by_label("姓名、单位等").fill("王晓明")
    officer.get_by_role("button", name="遮盖这些文字").click()
    expect(officer.locator(".redaction-marks li")).to_have_count(2)

    figure = officer.locator(".redaction-page")
    figure.scroll_into_view_if_needed()
    frame = figure.bounding_box()
    officer.mouse.move(frame["x"] + frame["width"] * 0.1, frame["y"] + frame["height"] * 0.2)
    officer.mouse.down()
    officer.mouse.move(frame["x"] + frame["width"] * 0.5, frame["y"] + frame["height"] * 0.25)
    officer.mouse.up()
    expect(officer.locator(".redaction-marks li")).to_have_count(3)
    officer.locator(".redaction-page").focus()
    for key in ("Enter", "ArrowDown", "ArrowLeft", "Shift+ArrowRight", "Shift+ArrowDown", "Enter"):
        officer.keyboard.press(key)
    expect(officer.locator(".redaction-marks li")).to_have_count(4)
    look(officer)
    screenshot(officer, "redaction-marking")
    redaction = Redaction.objects.get()
    boxes = [each.mark for each in access.marks_of(redaction) if each.kind is MarkKind.BOX]
    assert abs(boxes[0].left - 1000) < 60
    assert abs(boxes[0].bottom - 2500) < 60
    assert (boxes[1].left, boxes[1].top, boxes[1].right, boxes[1].bottom) == (3900, 4100, 6000, 4700)
    officer.get_by_role("link", name="预览").click()
    look(officer)
    screenshot(officer, "redaction-preview")
    officer.get_by_role("button", name="开始制作").click()
    expect(officer.get_by_text("制作中").first).to_be_visible()
    redaction.refresh_from_db()
    actions.make_now(redaction, at=files.at)
    officer.goto(f"/desk/redaction/{redaction.pk}/proof/")
    look(officer)
    expect(officer.get_by_text("项全部通过")).to_be_visible()
    expect(officer.get_by_role("button", name="复核放行")).to_have_count(0)

    second = seat("second_officer")
    second.goto("/desk/redaction/")
    look(second)
    second.get_by_role("link", name="去复核").click()
    screenshot(second, "redaction-proof")
    second.get_by_role("button", name="复核放行").click()
    expect(second.get_by_text("已复核放行")).to_be_visible()


def test_words_of_a_paragraph_are_chosen(files, seat: Desk, screenshot) -> None:
    officer = seat("officer")
    officer.goto("/desk/redaction/of/paper/1/")
    officer.get_by_role("button", name="遮盖 原件.docx").click()
    officer.locator("[data-paragraph='1']").evaluate(
        "(p) => document.getSelection().setBaseAndExtent(p.firstChild, 4, p.firstChild, 7)"
    )
    officer.get_by_role("button", name="遮盖选中的文字").click()
    expect(officer.locator("mark")).to_have_text("王晓明")
    officer.get_by_role("button", name="整段遮盖第 4 段").click()
    expect(officer.locator("mark")).to_have_count(2)
    look(officer)
    screenshot(officer, "redaction-word")
