"""The pages of the disclosure office through HTTP: who finds what, what is refused keeps what was typed."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.desk.conftest import words
from tests.disclosure.conftest import Workroom, workroom
from yihaotong.disclosure import access, actions
from yihaotong.disclosure.models import Clause, DeadlineOverride, Guide, HouseRule, Notice

__all__ = ["workroom"]

BASE = "/desk/disclosure"


def test_a_notice_is_entered_and_a_refused_one_keeps_its_rows(workroom: Workroom, sit):
    client = sit("officer")
    rows = {"duty": ["head", "office"], "person": ["", ""], "name": ["示例甲", ""], "title": ["主任", ""]}
    rows = {f"begins-{name}": values for name, values in rows.items()}
    data = {"number": "示例〔2026〕1 号", "title": "关于成立领导小组的通知", "dated": workroom.day(-3), "version": "0"}
    data |= {"in_force_from": workroom.day(-3), "signed_by": "示例甲", **rows, "begins-unit": ["", ""]}
    refused = client.post(f"{BASE}/organisation/notices/new/", data)
    assert refused.status_code == 422
    assert "第 2 行：工作机构须选一个科室" in words(refused)
    assert 'value="示例甲"' in refused.content.decode()
    kept = {"file": SimpleUploadedFile("通知.txt", "正文".encode())}
    entered = client.post(f"{BASE}/organisation/notices/new/", data | {"begins-unit": ["", "RESEARCH"]} | kept)
    notice = Notice.objects.get()
    assert entered.headers["Location"] == f"{BASE}/organisation/notices/{notice.pk}/"
    page = client.get(f"{BASE}/organisation/notices/{notice.pk}/")
    assert "通知.txt" in words(page)
    assert "示例甲（主任）" in words(client.get(f"{BASE}/organisation/"))
    assert "这一天还没有机构" in words(client.get(f"{BASE}/organisation/?on={workroom.day(-4)}"))
    assert "示例甲（主任）" in words(Client().get("/disclosure/organisation/"))


def test_a_rule_is_kept_revised_compared_and_ended(workroom: Workroom, sit):
    client = sit("officer")
    data = {"title": "责任追究制度（试行）", "unit": "RESEARCH", "text": "第一条 甲。", "public": "on"}
    data |= {"in_force_from": workroom.day(-10), "on_trial": "on"}
    refused = client.post(f"{BASE}/rules/new/", data)
    assert (refused.status_code, "须写明试行到哪一天" in words(refused)) == (422, True)
    client.post(f"{BASE}/rules/new/", data | {"trial_until": workroom.day(5)})
    rule = HouseRule.objects.get()
    at = f"{BASE}/rules/{rule.pk}/"
    assert "试行期将满" in words(client.get(f"{BASE}/"))
    again = data | {"title": "责任追究制度", "text": "第一条 乙。", "on_trial": "", "version": "1", "note": "转正"}
    again["in_force_from"] = workroom.day(0)
    assert client.post(f"{at}revise/", again | {"version": "9"}).status_code == 409
    assert client.post(f"{at}revise/", again).status_code == 302
    told = client.get(f"{at}compare/")
    assert ("<ins>" in told.content.decode(), "乙。" in words(told)) == (True, True)
    assert "责任追究制度" in words(client.get(f"{BASE}/rules/?q=乙"))
    public = Client()
    assert "第一条 乙。" in words(public.get(f"/disclosure/rules/{rule.pk}/"))
    end = {"ends_on": workroom.day(0), "basis": "主任办公会", "version": "2"}
    assert client.post(f"{at}change/end/", end).status_code == 302
    assert "已废止" in words(public.get(f"/disclosure/rules/{rule.pk}/"))
    assert "责任追究制度" not in words(public.get("/disclosure/rules/"))
    kept = {"unit": "DESK", "keeper": "", "version": "2"}
    assert client.post(f"{at}change/entrust/", kept).status_code == 302
    assert public.get(f"/disclosure/rules/{rule.pk}/").status_code == 404, "it is internal now"


def test_a_section_sees_its_own_tasks_and_nobody_elses(workroom: Workroom, sit):
    directive = workroom.directive()
    mine = workroom.clause(directive, unit="DESK", text="举办开放日")
    other = workroom.clause(directive, place="二", text="修订目录")
    drafter, officer = sit("drafter"), sit("officer")
    assert drafter.get(f"{BASE}/ledger/clauses/{other.pk}/").status_code == 404
    listed = words(drafter.get(f"{BASE}/ledger/?show=all"))
    assert ("举办开放日" in listed, "修订目录" in listed) == (True, False)
    assert "举办开放日" in words(drafter.get(f"{BASE}/"))
    at = f"{BASE}/ledger/clauses/{mine.pk}/"
    refused = drafter.post(f"{at}report/", {"evidence": "", "version": "1"})
    assert (refused.status_code, "请填写“完成情况”" in words(refused)) == (422, True)
    assert drafter.post(f"{at}report/", {"evidence": "已办", "version": "1"}).status_code == 302
    assert drafter.post(f"{at}report/", {"evidence": "再办", "version": "1"}).status_code == 422
    assert "待验收" in words(officer.get(f"{BASE}/"))
    assert officer.post(f"{at}accept/", {"version": "1"}).status_code == 409
    assert officer.post(f"{at}accept/", {"version": "2"}).status_code == 302
    assert "1 / 1" in words(officer.get(f"{BASE}/ledger/"))


def test_evidence_is_opened_by_those_who_may(workroom: Workroom, sit):
    clause = workroom.clause(unit="DESK")
    drafter = sit("drafter")
    kept = {"file": SimpleUploadedFile("证明.txt", "已办".encode())}
    drafter.post(f"{BASE}/ledger/clauses/{clause.pk}/", kept)
    file = access.files_of(clause.key)[clause.key][0]
    opened = drafter.get(f"{BASE}/files/{file.key}/")
    assert opened.headers["Location"].startswith("/files/")
    assert b"".join(drafter.get(opened.headers["Location"]).streaming_content).decode() == "已办"
    assert sit("secrecy").get(f"{BASE}/files/{file.key}/").status_code == 404
    assert Client().get(f"/disclosure/files/{file.key}/").status_code == 404


def test_a_table_is_imported_with_its_rejects_on_the_page(workroom: Workroom, sit):
    table = "文号,发文机关,标题,成文日期,收文日期,条款,任务内容,责任科室,完成时限\n"
    head = f"示例 1 号,市政府办,工作要点,{workroom.day(-9)},{workroom.day(-8)}"
    table += f"{head},一,培训,DESK,{workroom.day(9)}\n{head},二,其他,火星科,{workroom.day(9)}\n"
    file = SimpleUploadedFile("ledger.csv", table.encode())
    told = words(sit("officer").post(f"{BASE}/ledger/import/", {"file": file}))
    assert "新列入 1 项" in told
    assert "第 3 行 责任科室 没有“火星科”这个科室" in told
    assert sit("officer").post(f"{BASE}/ledger/import/", {}).status_code == 422


def test_a_local_date_is_set_and_taken_back(workroom: Workroom, sit):
    client, year = sit("officer"), workroom.today.year
    data = {"code": "annual_report_submit", "year": str(year), "day": f"{year + 1}-02-05", "basis": "示例通知"}
    refused = client.post(f"{BASE}/ledger/overrides/", data)
    assert (refused.status_code, "本地期限只能更早" in words(refused)) == (422, True)
    client.post(f"{BASE}/ledger/overrides/", data | {"day": f"{year + 1}-01-26"})
    assert f"{year + 1}-01-26" in words(client.get(f"{BASE}/ledger/overrides/"))
    client.post(f"{BASE}/ledger/overrides/{DeadlineOverride.objects.get().pk}/withdraw/")
    assert access.override_for("annual_report_submit", year) is None


def test_the_guide_from_draft_to_the_public(workroom: Workroom, sit):
    workroom.founded()
    officer, chief, public = sit("officer"), sit("chief"), Client()
    assert "指南还没有公布" in words(public.get("/disclosure/guide/"))
    officer.post(f"{BASE}/guide/drafts/new/")
    guide = Guide.objects.get()
    at = f"{BASE}/guide/drafts/{guide.pk}/"
    whole = {name: text or "示例" for name, text in guide.says.items()} | {"note": "新编"}
    refused = officer.post(f"{at}edit/", whole | {"phone": "", "version": "1"})
    assert (refused.status_code, "请填写“联系电话”" in words(refused)) == (422, True)
    officer.post(f"{at}edit/", whole | {"version": "1"})
    officer.post(f"{at}submit/", {"version": "2"})
    assert "政府信息公开指南新的一版" in words(chief.get(f"{BASE}/"))
    assert "示例RESEARCH科" in words(chief.get(at))
    assert officer.post(f"{at}approve/", {"version": "3", "in_force_from": workroom.day(0)}).status_code == 403
    assert chief.post(f"{at}approve/", {"version": "3", "in_force_from": workroom.day(0)}).status_code == 302
    assert "示例RESEARCH科" in words(public.get("/disclosure/guide/"))
    assert public.get("/disclosure/guide/2/").status_code == 404
    workroom.guide(phone="0951-0000009")
    told = words(public.get("/disclosure/guide/2/"))
    assert "比第 1 版改了什么" in told
    assert "0951-0000009" in told
    assert "旧版，已有新的" in words(public.get("/disclosure/guide/1/"))
    assert "第 1 版" in words(officer.get(f"{BASE}/guide/"))


def test_where_the_guide_disagrees_is_a_task_of_the_officer(workroom: Workroom, sit):
    workroom.founded()
    workroom.guide()
    assert "与现状不符" not in words(sit("officer").get(f"{BASE}/"))
    office = access.organisation_on(workroom.today).office
    assert office is not None
    workroom.notice([{"duty": "office", "unit": "DESK"}], number="示例〔2026〕2 号", days=0, ends=[office.tenure])
    assert "指南有 2 处与现状不符" in words(sit("officer").get(f"{BASE}/"))
    assert "示例DESK科" in words(sit("officer").get(f"{BASE}/guide/"))


@pytest.mark.django_db
def test_the_public_finds_five_columns_from_the_first_page():
    public = Client()
    assert 'href="/disclosure/"' in public.get("/").content.decode()
    told = words(public.get("/disclosure/"))
    names = ("政府信息公开指南", "政府信息公开制度", "法定主动公开内容", "政府信息公开年报", "依申请公开")
    assert [name for name in names if name not in told] == []
    assert "20 个工作日" in words(public.get("/disclosure/guide/flow/"))
    assert "申请人姓名或者名称" in words(public.get("/disclosure/guide/form/"))


@pytest.mark.parametrize("address", ["/ledger/?show=all", "/rules/", "/organisation/"])
def test_a_list_costs_the_same_for_many(workroom: Workroom, sit, queries, address: str):
    workroom.founded()
    directive = workroom.directive()

    def grow(first: int, last: int) -> None:
        for number in range(first, last):
            workroom.clause(directive, place=str(number), unit="DESK" if number % 2 else "RESEARCH")
            workroom.rule(number=f"示例 {number} 号", unit="DESK" if number % 2 else "RESEARCH")
            row = [{"duty": "member", "name": f"示例{number}", "unit": "DESK"}]
            workroom.notice(row, number=f"通知 {number} 号", days=0)

    client, counts = sit("officer"), []
    for size in (2, 20):
        grow(len(counts) and 2, size)
        client.get(BASE + address)
        with queries() as seen:
            assert client.get(BASE + address).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1], counts


def test_what_waits_is_told_with_few_queries(workroom: Workroom, sit, queries):
    for number in range(3):
        workroom.clause(Clause.objects.first().directive if number else None, place=str(number), unit="DESK")
    client = sit("drafter")
    client.get(f"{BASE}/")
    with queries() as seen:
        client.get(f"{BASE}/")
    assert len([each for each in seen.captured_queries if "disclosure_" in each["sql"]]) <= 5


def test_a_draft_of_long_ago_shows_the_version_it_became(workroom: Workroom, sit):
    workroom.founded()
    guide = workroom.guide()
    assert sit("officer").get(f"{BASE}/guide/drafts/{guide.pk}/").headers["Location"] == f"{BASE}/guide/1/"
    later = actions.draft_guide(actor=workroom.city.acting("officer"), at=workroom.city.at + timedelta(minutes=1))
    assert "比现行第 1 版改了什么" in words(sit("officer").get(f"{BASE}/guide/drafts/{later.pk}/"))
