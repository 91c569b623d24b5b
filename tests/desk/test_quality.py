"""The pages of quality through HTTP: strangers find nothing, a second one is told, lists cost the same for many."""

import re
from datetime import timedelta

import pytest

from tests.cases.conftest import City
from tests.desk.conftest import words
from tests.quality.conftest import full, quality, sample_of, scored, worked
from yihaotong.quality import access, actions
from yihaotong.quality.models import Plan, Sample, Sheet
from yihaotong.quality.rules import sampling
from yihaotong.quality.rules.codes import Work

__all__ = ["quality"]


@pytest.fixture
def sampled(quality: City) -> City:
    now = quality.at
    quality.at = now - timedelta(days=7)
    worked(quality)
    quality.at = now
    actions.draw_due(now)
    return quality


def address(sample: Sample, more: str = "") -> str:
    return f"/desk/quality/samples/{sample.pk}/{more}"


def posted(sample: Sample, **changed: int) -> dict[str, str]:
    content = access.content_for(sample)[1]
    answers = {f"a-{code}": str(value) for code, value in (full(content) | changed).items()}
    return answers | {f"n-{code}": "例如第二句" for code in changed}


def test_a_sample_is_nobody_elses_business(sampled: City, sit):
    sample = sample_of(sampled, Work.FILING, "operator")
    waiting = {who: sit(who).get(address(sample)).status_code for who in sampled.people}
    assert {who for who, status in waiting.items() if status == 200} == {"shift_leader", "supervisor", "second"}
    scored(sampled, sample, "shift_leader", at=sampled.at)
    done = {who: sit(who).get(address(sample)).status_code for who in sampled.people}
    assert {who for who, status in done.items() if status == 200} == {
        "shift_leader", "supervisor", "second", "analyst", "operator",
    }  # fmt: skip
    assert set(waiting.values()) | set(done.values()) == {200, 404}


def test_the_identity_stays_sealed_and_the_blind_do_not_see_whose_it_is(sampled: City, sit):
    sample = sample_of(sampled, Work.REPLY, "handler")
    told = words(sit("reviewer").get(address(sample)))
    assert "王" not in told
    assert "测试handler" not in told
    assert "评的是这一步" in told
    scored(sampled, sample, "reviewer", at=sampled.at)
    assert "测试handler" in words(sit("reviewer").get(address(sample)))


def test_scored_kept_and_refused(sampled: City, sit):
    sample = sample_of(sampled, Work.FILING, "operator")
    client = sit("shift_leader")
    assert client.post(address(sample, "score/"), {"a-facts": "4"}, headers={"X-Autosave": "1"}).status_code == 200
    refused = client.post(address(sample, "score/"), {"a-facts": "9"})
    assert (refused.status_code, "须是 0 到 5" in words(refused)) == (422, True)
    refused = client.post(address(sample, "score/"), {"a-facts": "4", "note": "写到一半"})
    assert (refused.status_code, "还没有评" in words(refused)) == (422, True)
    missing = len(re.findall(r'<li><a href="#item-', refused.content.decode()))
    assert missing == refused.content.decode().count('class="item has-error') > 1, "all of them at once"
    assert "写到一半" in refused.content.decode()
    assert client.post(address(sample, "score/"), posted(sample) | {"act": "keep"}).status_code == 302
    sample.refresh_from_db()
    assert sample.progress == "waiting"
    assert client.post(address(sample, "score/"), posted(sample)).status_code == 302
    back = sit("operator").get(address(sample, "appeal/"))
    assert back.headers["Location"] == address(sample)
    assert "满分 100" in words(sit("operator").get(address(sample)))
    second = sit("supervisor").post(address(sample, "score/"), posted(sample))
    assert (second.status_code, "已经有评分了" in words(second)) == (422, True)


def test_calibration_shows_the_other_only_afterwards(sampled: City, sit):
    sample = sample_of(sampled, Work.FILING, "operator")
    scored(sampled, sample, "shift_leader", at=sampled.at, facts=3)
    client = sit("supervisor")
    assert "90.00" not in words(client.get(address(sample) + "?calibrate=1"))
    client.post(address(sample, "score/"), posted(sample, facts=1) | {"part": "calibration"})
    told = words(client.get(address(sample)))
    assert "90.00" in told
    assert "80.00" in told
    sample.refresh_from_db()
    assert sample.hundredths == 9000


def test_the_plan_and_a_sheet_are_changed_by_the_supervisor_only(sampled: City, sit):
    rows = sampling.rows_of(sampling.shipped_plan()[:3])
    form = {name: [row[name] for row in rows] for name in sampling.COLUMNS} | {"version": "0", "reason": "试"}
    assert sit("shift_leader").post("/desk/quality/plan/", form).status_code == 404
    client = sit("supervisor")
    assert client.post("/desk/quality/plan/", form).status_code == 302
    assert Plan.objects.get().version == 1
    stale = client.post("/desk/quality/plan/", form)
    assert (stale.status_code, "刚才有别人也改了" in words(stale)) == (422, True)
    sheet = {"title": "新", "basis": "", "text": "# 一\n评分 | 10 | 都好 |", "version": "0", "reason": "简化"}
    assert client.post("/desk/quality/sheets/reply/", sheet | {"text": "乱写"}).status_code == 422
    assert client.post("/desk/quality/sheets/reply/", sheet).status_code == 302
    assert Sheet.objects.filter(code="reply").count() == 2
    assert client.get("/desk/quality/sheets/nothing/").status_code == 404
    assert client.get("/desk/quality/figures/?since=x").status_code == 200
    assert client.get("/desk/quality/figures/?since=2026-02-01&until=2026-01-01&by=unit").status_code == 200


def test_the_list_costs_the_same_for_many_rows(sampled: City, sit, queries):
    client = sit("shift_leader")
    counts = []
    for more in (0, 40):
        template = Sample.objects.filter(work=Work.CALL_BACK.value).earliest("pk")
        values = {each.name: getattr(template, each.attname) for each in Sample._meta.concrete_fields}
        del values["id"], values["line"]
        kept = {
            f"{name}_id" if name in {"draw", "case", "person", "unit"} else name: value
            for name, value in values.items()
        }
        Sample.objects.bulk_create(Sample(line=10**9 + number, **kept) for number in range(more))
        client.get("/desk/quality/")
        with queries() as seen:
            client.get("/desk/quality/")
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert counts[0] <= 26


def test_the_scored_of_a_unit_reads_no_number_of_the_requester(quality: City, sit):
    now, number = quality.at, "13911112222"
    quality.at = now - timedelta(days=7)
    worked(quality, title=f"停水 {number}", body=f"请回电 {number}", phone=number)
    quality.at = now
    actions.draw_due(now)
    sample = sample_of(quality, Work.REPLY, "handler")
    scored(quality, sample, "reviewer", at=now, said=f"没有给 {number} 回电", contact=3)
    client = sit("handler")
    assert words(client.get(address(sample))).count("没有给 139****2222 回电") == 2, "of the item, and of all"
    for page in (client.get(address(sample)), client.get("/desk/quality/mine/")):
        assert "停水 139****2222" in words(page)
        assert number not in page.content.decode()
