"""The pages of 年报, for staff and for the public, through HTTP; the command."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.annual.conftest import Press, go, year_of
from yihaotong.annual import access, actions
from yihaotong.annual.models import Edition, Problem, Report, StatedCell
from yihaotong.chronicle.models import StatedFigure
from yihaotong.journal.refusal import Refused
from yihaotong.project import cli


@pytest.fixture
def at():
    return timezone.now() - timedelta(days=1)


def signed_in(press: Press, who: str) -> Client:
    client = Client()
    client.force_login(press.city.people[who], "django.contrib.auth.backends.ModelBackend")
    return client


def text(response) -> str:
    return response.content.decode()


def test_a_report_is_written_on_its_pages(filled: Press, django_assert_max_num_queries) -> None:
    year, officer = year_of(filled), signed_in(filled, "officer")
    base = f"/desk/annual/{year}/"
    assert "还没有开始" in text(officer.get("/desk/annual/"))
    assert "开始编制" in text(officer.get(base))
    assert officer.post(f"{base}begin/").status_code == 302
    with django_assert_max_num_queries(140):
        page = text(officer.get(f"{base}?figure=hotline.closed"))
    assert "平台统计报表" in page
    assert officer.get(f"{base}?figure=nonsense").status_code == 404
    for rows in ("1", "51", "-3", "x", "9" * 30):
        assert "平台统计报表" in text(officer.get(f"{base}?figure=hotline.closed&rows={rows}"))
    report = Report.objects.get()
    assert officer.post(f"{base}text/opening/", {"text": "本报告由我中心编制。", "version": 1}).status_code == 302
    assert "本报告由我中心编制。" in text(officer.get(base))
    stale = officer.post(f"{base}text/opening/", {"text": "另写", "version": 1})
    assert (stale.status_code, "另写" in text(stale)) == (409, True)
    cell = f"{base}cells/t2.rules.{'issued' if year >= 2021 else 'made'}/"
    assert officer.post(cell, {"value": "三", "source": "台账", "version": 2}).status_code == 409
    assert officer.post(cell, {"value": "0", "source": "", "version": 2}).status_code == 422
    assert officer.post(cell, {"value": "0", "source": "台账", "version": 2}).status_code == 302
    assert StatedCell.objects.get().value == "0"
    assert 'class="statutory"' in text(officer.get(f"{base}tables/"))
    assert officer.post(f"{base}problems/", {"words": "", "measure": "x"}).status_code == 422
    assert officer.post(f"{base}problems/", {"words": "少", "measure": "多"}).status_code == 302
    problem = Problem.objects.get()
    settle = f"/desk/annual/problems/{problem.pk}/"
    assert officer.post(settle, {"outcome": "", "evidence": "", "version": 1}).status_code == 422
    assert officer.post(settle, {"outcome": "partly", "evidence": "查了", "version": 1}).status_code == 302
    assert "部分改进" in text(officer.get(f"{base}problems/"))
    assert officer.get(f"{base}compare/").status_code == 200
    report.refresh_from_db()
    assert officer.post(f"{base}moves/finish/", {"version": report.version}).status_code == 302
    assert "待核对" in text(officer.get(base))
    chief = text(signed_in(filled, "chief").get(base))
    assert "您做了“核对通过”，这一版就不能再由您审定。没有别的人可以审定" in chief
    assert "等核对通过。可以核对通过的人：" in text(officer.get(base))
    assert "办过这一版，不能核对通过" in text(officer.get(base))
    assert officer.post(f"{base}moves/check/", {"version": report.version + 1}).status_code == 409
    assert signed_in(filled, "supervising").get(base).status_code == 200
    assert signed_in(filled, "drafter").get(base).status_code == 404
    found = officer.get(f"{base}files/json/")
    assert json.loads(found.content)["year"] == year
    assert officer.get(f"{base}files/exe/").status_code == 404


def test_a_running_year_is_worked_on_but_not_finished(filled: Press) -> None:
    year = filled.at.year
    StatedFigure.objects.filter(measure="hotline.received").update(year=year)
    officer, base = signed_in(filled, "officer"), f"/desk/annual/{year}/"
    assert "统计期限还没有结束" in text(officer.get(base)), "from the start"
    report = actions.begin(year, actor=filled.by("officer"), at=filled.at)
    with pytest.raises(Refused) as caught:
        go(filled, report, "finish", "officer")
    assert (caught.value.code, Edition.objects.count()) == ("period-open", 0)


def test_what_is_gone_from_an_outlet_is_said_apart(filled: Press) -> None:
    year = year_of(filled)
    StatedFigure.objects.filter(measure__startswith="released.").delete()
    at = filled.at.replace(year=year, month=6, day=1)
    both, site, withdrawn = (filled.released(title=f"第 {n} 篇", outlets="site") for n in range(3))
    for article, outlets in ((both, ("site", "portal")), (site, ("site",)), (withdrawn, ("site", "wechat"))):
        article.appearances.all().delete()
        gone = filled.at if article is withdrawn else None
        for outlet in outlets:
            article.appearances.create(outlet=outlet, at=at, by="system:test", gone_at=gone)
    told = access.report_of(year).figures
    assert {code: told[code].value for code in told if code.startswith("released.")} == {
        "released.total": "2", "released.portal": "1", "released.site": "1"
    }  # fmt: skip
    assert "另有 1 条同时在政府门户网站" in told["released.site"].source
    assert "另有 1 条当年发布、此后撤下，不计" in told["released.site"].source


def test_the_public_reads_what_was_released(filled: Press) -> None:
    year = year_of(filled)
    report = actions.begin(year, actor=filled.by("officer"), at=filled.at)
    go(filled, report, "finish", "officer")
    public = Client()
    assert public.get(f"/disclosure/annual/{year}/").status_code == 404
    Report.objects.update(progress="released", released_at=filled.at)
    report.editions.update(released_at=filled.at)
    assert f"{year}年政府信息公开工作年度报告" in text(public.get("/disclosure/annual/"))
    assert "<table>" in text(public.get(f"/disclosure/annual/{year}/"))
    told = json.loads(public.get(f"/disclosure/annual/{year}/files/json/").content)
    assert "findings" not in told
    assert not any("rows" in each for each in told["figures"])
    assert public.get(f"/disclosure/annual/{year}/files/pdf/").content.startswith(b"%PDF")


def test_the_command_writes_four_files(filled: Press, tmp_path, capsys) -> None:
    year = str(year_of(filled))
    assert cli.main(["disclosure", "annual-report", "--year", year, "--out", str(tmp_path / "a"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [path.rpartition(".")[2] for path in told["files"]] == ["docx", "pdf", "html", "json"]
    assert (told["year"], told["slips"]) == (int(year), [])
    assert told["seconds"] < 10
    assert cli.main(["disclosure", "annual-report", "--year", "2009", "--out", str(tmp_path), "--json"]) == 2
    said = capsys.readouterr()
    assert ("2009 年" in said.err, "2009 年" in json.loads(said.out)["error"]) == (True, True)
    (tmp_path / "file").write_text("")
    for out, why in (("file", "不是目录"), ("file/below", "不是目录")):
        assert cli.main(["disclosure", "annual-report", "--year", year, "--out", str(tmp_path / out)]) == 2
        assert why in capsys.readouterr().err
    assert cli.main(["disclosure", "annual-report", "--year", "1800", "--out", str(tmp_path)]) == 2
    assert "年度不对：1800" in capsys.readouterr().err
    with pytest.raises(SystemExit) as stopped:
        cli.main(["disclosure", "annual-report", "--year", "abc", "--out", str(tmp_path)])
    assert (stopped.value.code, "“abc”不是年度" in capsys.readouterr().err) == (2, True)
