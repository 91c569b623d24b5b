"""A shift leader brings in last year's letters, and looks at what came of it."""

from collections.abc import Callable
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.cases.conftest import City
from tests.cases.imports import letter, letters, write
from yihaotong.accounts.rules import Role
from yihaotong.cases.actions import importing
from yihaotong.cases.models import Case


def test_from_the_file_to_the_cases(
    city: City, seat: Callable[..., Page], tmp_path: Path, screenshot: Callable[[Page, str], list[Path]]
) -> None:
    city.hire("chief", Role.SHIFT_LEADER, city.centre)
    rows = [letter(900, 留言时间="20190/1/1", 点赞数=3), *letters(2400, replied=800)]
    path = write(rows, tmp_path / "2019年网民留言.jsonl")
    page = seat("chief")
    page.get_by_role("link", name="导入").click()
    page.get_by_label("表格文件").set_input_files(path)
    page.get_by_role("button", name="上传并预览").click()
    expect(page.get_by_role("heading", name="导入预览")).to_be_visible()
    expect(page.get_by_label("留言详情")).to_have_value("body")
    expect(page.get_by_text("其中 1 行不能导入")).to_be_visible()
    screenshot(page, "import-preview")
    page.get_by_role("button", name="开始导入").click()
    expect(page.get_by_text("进行中")).to_be_visible()
    importing.work_uploads(timezone.now())
    # The page asks by itself.
    expect(page.get_by_role("status").get_by_text("2000").first).to_be_visible()
    screenshot(page, "import-progress")
    importing.work_uploads(timezone.now())
    expect(page.get_by_text("已完成")).to_be_visible()
    assert Case.objects.count() == 2400
    with page.expect_download() as download:
        page.get_by_role("link", name="下载没有导入的行").click()
    assert "20190/1/1" in Path(download.value.path()).read_text(encoding="utf-8-sig")
    screenshot(page, "import-result")
    page.get_by_role("link", name="导入", exact=True).last.click()
    screenshot(page, "import-list")
    page.get_by_role("link", name="2019年网民留言.jsonl").click()
    page.get_by_role("link", name="看全部工单").click()
    expect(page.get_by_text("反映小区噪音扰民").first).to_be_visible()
