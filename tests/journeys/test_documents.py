"""A document in browsers: drafted, stopped, split, reviewed, signed; every page looked at."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.documents.conftest import WITHHELD, Office, office
from tests.journeys.test_every_page import look
from yihaotong.documents.models import Document

__all__ = ["office"]

Desk = Callable[..., Page]


def _drafted(drafter: Page, screenshot) -> Document:
    """Written through the pages, stopped twice, its part that is not public taken out."""
    drafter.goto("/desk/documents/")
    look(drafter)
    drafter.get_by_role("link", name="拟稿", exact=True).click()
    drafter.get_by_role("button", name="保存").click()
    expect(drafter.locator(".notice.bad")).to_contain_text("请填写“标题”")
    look(drafter)
    screenshot(drafter, "documents-draft")
    drafter.get_by_label("标题").fill("关于公布夜间施工投诉办理流程的通知")
    drafter.get_by_label("文种").select_option("tongzhi")
    drafter.get_by_label("需要公众广泛知晓").check()
    drafter.get_by_label("主动公开", exact=True).check()
    drafter.get_by_label("正文").fill("现将办理流程公布如下。联系人名单为内部资料。")
    drafter.get_by_role("button", name="保存").click()
    expect(drafter.get_by_text("送不出去：")).to_be_visible()
    look(drafter)
    screenshot(drafter, "documents-checks")
    drafter.get_by_role("link", name="修改").click()
    drafter.get_by_label("正文").fill("现将办理流程公布如下。")
    drafter.get_by_role("button", name="保存").click()
    drafter.locator("summary", has_text="加一个文件或附件").click()
    drafter.locator("#annex-title").fill("联系人名单")
    drafter.get_by_label("这一部分不公开").check()
    drafter.get_by_role("button", name="加上").click()
    expect(drafter.get_by_text("送不出去：")).to_be_visible()
    drafter.locator("summary", has_text="拆成另一件").click()
    split = drafter.locator(".split")
    split.get_by_label("不予公开").check()
    split.get_by_label("N5 内部事务信息").check()
    split.get_by_label("不公开的具体理由").fill("内部联系方式")
    look(drafter)
    screenshot(drafter, "documents-split")
    split.get_by_role("button", name="拆出来").click()
    expect(drafter.get_by_text("已拆成另一件")).to_be_visible()
    return Document.objects.get(split_from=None)


def test_from_the_first_draft_to_the_signature(office: Office, seat: Desk, screenshot) -> None:
    drafter = seat("drafter")
    document = _drafted(drafter, screenshot)
    drafter.goto(f"/desk/documents/{document.pk}/")
    drafter.get_by_label("已自审").check()
    drafter.get_by_role("button", name="自审并送审").click()
    expect(drafter.get_by_text("已自审并送审，现在是“待科室审查”。")).to_be_visible()
    look(drafter)
    office.move(document, "pass_section", "head")

    secrecy = seat("secrecy")
    secrecy.goto("/desk/disclosure/")
    secrecy.get_by_role("link", name=document.title).click()
    look(secrecy)
    secrecy.get_by_label("公开", exact=True).check()
    secrecy.get_by_label("审查理由").fill("不涉密，无个人信息")
    secrecy.get_by_role("button", name="保密审查").click()
    office.move(document, "pass_office", "officer")

    signer = seat("signer", width=390)
    signer.goto(f"/desk/documents/{document.pk}/")
    look(signer)
    screenshot(signer, "documents-signing")
    signer.get_by_label("发文机关代字").fill("示智发〔2026〕")
    signer.get_by_label("10 年").check()
    signer.locator("#move-sign").get_by_role("button", name="签发").click()
    expect(signer.locator(".notice.bad")).to_contain_text("2 到 12 个汉字")
    expect(signer.get_by_label("10 年")).to_be_checked()
    signer.get_by_label("发文机关代字").fill("示智发")
    signer.locator("#move-sign").get_by_role("button", name="签发").click()
    expect(signer.get_by_text("已签发，文号 示智发")).to_be_visible()
    look(signer)
    screenshot(signer, "documents-signed")


@pytest.fixture
def filled(office: Office) -> Office:
    office.to("signed")
    office.to("signed", **WITHHELD)
    office.to("office", origin="joint", joint_with="市住建局")
    return office


def test_the_other_pages_of_documents(filled: Office, seat: Desk, screenshot, tmp_path: Path) -> None:
    office, officer = filled, seat("officer")
    for page in ("", "rechecks/", "coverage/", "lists/", "deliveries/", "1/?"):
        officer.goto(
            f"/desk/documents/{page}" if page != "1/?" else f"/desk/documents/{Document.objects.latest('pk').pk}/"
        )
        look(officer)
        screenshot(officer, f"documents-{page.strip('/?') or 'list'}")
    file = tmp_path / "OA 清单.csv"
    day = office.today.isoformat()
    file.write_text(f"标题,成文日期,科室,公开属性\n没有属性的通知,{day},办公室,\n坏的一行,昨天,办公室,主动公开\n")
    officer.goto("/desk/documents/lists/")
    officer.get_by_label("清单文件").set_input_files(file)
    officer.get_by_role("button", name="导入").click()
    expect(officer.get_by_text("成文日期“昨天”认不出")).to_be_visible()
    look(officer)
    screenshot(officer, "documents-oa-report")
    officer.get_by_role("link", name="看覆盖率").click()
    expect(officer.get_by_text("没有属性的通知")).to_be_visible()
    look(officer)
    screenshot(officer, "documents-coverage-rows")
