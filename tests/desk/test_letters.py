"""The pages of the letters through HTTP: edited with faults in place, released by another, numbers void."""

import pypdfium2
import pytest

from tests.cases.conftest import City
from tests.desk.conftest import words
from tests.letters.conftest import FACTS, HEAD, SERIES, office
from yihaotong.desk.gate import Visit
from yihaotong.desk.letters.tasks import tasks
from yihaotong.letters import access, actions
from yihaotong.letters.models import Number
from yihaotong.letters.rules import templates

__all__ = ["office"]

CODE = "reply_absent"
PAGE = f"/desk/letters/templates/{CODE}/"
SHIPPED = templates.template(CODE).shipped


def form(do: str = "save", *, expect: int = 0, **changed: str) -> dict[str, str]:
    return SHIPPED.as_dict() | {"do": do, "expect": str(expect)} | changed


def test_every_template_is_listed_and_has_its_page(office: City, sit):
    officer = sit("officer1")
    listed = words(officer.get("/desk/letters/"))
    for template in templates.templates().values():
        assert template.name in listed
        response = officer.get(f"/desk/letters/templates/{template.code}/")
        assert response.status_code == 200
        assert "占位、层次、段落都没有问题" in words(response)
    assert officer.get("/desk/letters/templates/none/").status_code == 404


def test_written_by_one_released_by_another(office: City, sit):
    officer, leader = sit("officer1"), sit("leader1")
    response = officer.post(PAGE, form(title="政府信息不存在答复书", why="与其他答复书统一"))
    assert response.status_code == 302
    told = words(leader.get(PAGE))
    assert "第 1 版等待发布" in told
    assert "+ 政府信息不存在答复书" in told
    assert "− 政府信息不存在告知书" in told
    assert "与其他答复书统一" in told
    waiting = tasks(Visit(office.people["leader1"], office.acting("leader1"), office.at))
    assert [(task.url, task.title) for task in waiting] == [(PAGE, "发布文书模板：不存在告知书")]
    assert "不准发布" not in words(officer.get(PAGE))
    assert leader.post(PAGE, form("turn_down", expect=1)).status_code == 422
    assert leader.post(PAGE, form("release", expect=1)).status_code == 302
    assert access.in_force(CODE).content.title == "政府信息不存在答复书"
    assert tasks(Visit(office.people["leader1"], office.acting("leader1"), office.at)) == []
    assert officer.post(PAGE, form("restore", expect=1)).status_code == 302
    assert leader.post(PAGE, form("turn_down", expect=2, reason="先不恢复")).status_code == 302
    assert "先不恢复" in words(officer.get(PAGE))


def test_a_series_begun_on_paper_goes_on_behind_it(office: City, sit):
    officer, page = sit("officer1"), "/desk/letters/numbers/"
    sent = {"series": SERIES, "year": "2026", "count": "47", "reason": "纸上已编到 46 号"}
    wrong = officer.post(f"{page}begin/", sent | {"count": "1"})
    assert (wrong.status_code, "从 1 号起编的不用定" in words(wrong), 'value="纸上' in wrong.content.decode()) == (
        422,
        True,
        True,
    )
    told = words(officer.get(officer.post(f"{page}begin/", sent).url))
    assert f"下一个号： {SERIES}〔2026〕47号" in told
    assert "1–46 号在纸上用过：纸上已编到 46 号" in told
    assert "缺号" not in told
    assert "只能定得更大" in words(officer.post(f"{page}begin/", sent))


def test_nonsense_is_refused_beside_its_field_and_the_text_is_not_lost(office: City, sit):
    wrong = SHIPPED.text + "\n补充：{登记编码}"
    response = sit("officer1").post(PAGE, form(text=wrong, why="补充编号"))
    assert response.status_code == 422
    told = words(response)
    assert "正文第 5 段：没有占位 {登记编码}，是不是想写 {登记编号}" in told
    body = response.content.decode()
    assert "补充：{登记编码}</textarea>" in body
    assert 'href="#text"' in body
    assert 'value="补充编号"' in body


def test_the_second_of_two_editors_is_told(office: City, sit):
    assert sit("officer1").post(PAGE, form(title="第一个人的标题")).status_code == 302
    response = sit("officer2").post(PAGE, form(title="第二个人的标题"))
    assert response.status_code == 422
    assert "别人刚刚存了新的版本" in words(response)
    assert 'value="第二个人的标题"' in response.content.decode()


def test_faults_are_shown_while_one_types(office: City, sit):
    officer = sit("officer1")
    assert "占位、层次、段落都没有问题" in words(officer.post(f"{PAGE}check/", form()))
    told = words(officer.post(f"{PAGE}check/", form(text=SHIPPED.text.replace("{检索情况}", "{检索情况"))))
    assert "花括号没有成对" in told
    assert "少了必备的占位 {检索情况}" in told


def paper(response) -> str:
    assert response["Content-Type"] == "application/pdf"
    document = pypdfium2.PdfDocument(response.content)
    return "".join(page.get_textpage().get_text_range() for page in document).replace("\r\n", "")


def test_previews_are_of_what_is_in_the_form_or_of_a_version(office: City, sit):
    officer = sit("officer1")
    shown = paper(officer.post(f"{PAGE}preview/", form(title="还没有保存的标题")))
    assert "还没有保存的标题" in shown
    assert "预览" in shown
    officer.post(PAGE, form(title="第一版的标题"))
    assert "第一版的标题" in paper(officer.get(f"{PAGE}preview/"))
    assert SHIPPED.title in paper(officer.get(f"{PAGE}preview/?version=0"))
    assert officer.get(f"{PAGE}preview/?version=9").status_code == 404
    assert officer.post(f"{PAGE}preview/", form(title="")).status_code == 422


def given(office: City, count: int) -> list[Number]:
    return [actions.number(SERIES, 2026, actor=office.acting("officer1"), at=office.at) for _ in range(count)]


def test_numbers_are_listed_and_made_void_with_a_reason(office: City, sit):
    officer = sit("officer1")
    assert "还没有编过号" in words(officer.get("/desk/letters/numbers/"))
    number = given(office, 1)[0]
    assert officer.get(f"/desk/letters/numbers/{number.pk}/void/").status_code == 200
    assert officer.post(f"/desk/letters/numbers/{number.pk}/void/", {"reason": ""}).status_code == 422
    assert officer.post(f"/desk/letters/numbers/{number.pk}/void/", {"reason": "编错了"}).status_code == 302
    told = words(officer.get("/desk/letters/numbers/"))
    assert f"{SERIES}〔2026〕1号 作废" in told
    assert "编错了" in told
    assert officer.post(f"/desk/letters/numbers/{number.pk}/void/", {"reason": "又"}).status_code == 422
    assert officer.get("/desk/letters/numbers/?series=%E6%97%A0&year=2026").status_code == 404


def test_the_register_costs_the_same_for_two_rows_and_for_fifty(office: City, sit, queries):
    officer = sit("officer1")
    given(office, 2)
    officer.get("/desk/letters/numbers/")
    with queries() as few:
        officer.get("/desk/letters/numbers/")
    given(office, 58)
    with queries() as many:
        page = officer.get("/desk/letters/numbers/")
    assert len(many) == len(few)
    assert "下一页" in words(page)
    assert f"{SERIES}〔2026〕10号" in words(officer.get(f"/desk/letters/numbers/?series={SERIES}&year=2026&before=11"))


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_a_letter_opens_for_its_office_and_for_nobody_else(office: City, sit, kind):
    actor, told = office.acting("officer1"), {"subject": "application:12", "series": SERIES}
    letter = actions.draw_up(CODE, FACTS, actor=actor, at=office.at, letterhead=HEAD, **told)
    officer = sit("officer1")
    assert letter.title in words(officer.get("/desk/letters/numbers/"))
    opened = officer.get(f"/desk/letters/{letter.pk}/{kind}/")
    assert opened.status_code == 302
    file = officer.get(opened["Location"])
    assert b"".join(file.streaming_content)
    assert sit("operator").get(f"/desk/letters/{letter.pk}/{kind}/").status_code == 404
    assert officer.get(f"/desk/letters/{letter.pk}/exe/").status_code == 404
