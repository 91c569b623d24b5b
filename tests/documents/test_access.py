"""Who sees which documents, what waits for whom, the figures, and lists of an OA system."""

from pathlib import Path

import pytest
from django.test import TestCase
from openpyxl import Workbook

from tests.documents.conftest import WITHHELD, Office
from yihaotong.documents import access, actions
from yihaotong.documents.access import Narrowed
from yihaotong.documents.models import Document, OaImport, OaReject, OaRow
from yihaotong.documents.rules import coverage
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused

HEAD = "标题,文号,成文日期,科室,公开属性,理由,保密审查结果\n"


def test_who_sees_which(office: Office):
    draft, signed, withheld = office.draft(), office.to("signed"), office.to("signed", **WITHHELD)
    mine = {draft.pk, signed.pk, withheld.pk}
    seen = {
        who: {each.pk for each in access.visible_to(office.actor(who))}
        for who in ("drafter", "drafter_b", "head", "head_b", "secrecy", "officer", "signer", "chief", "supervising")
    }
    assert seen == {
        "drafter": mine,
        "drafter_b": set(),
        "head": mine,
        "head_b": set(),
        "secrecy": mine,
        "officer": mine,
        "signer": mine,
        "chief": mine,
        "supervising": {signed.pk},
    }
    for stranger in ("operator", "handler", "street_leader", "system_admin"):
        assert not access.visible_to(office.actor(stranger)).exists()
        assert not access.reads(office.actor(stranger))
    assert access.document_for(office.actor("head"), draft.pk) == draft
    with pytest.raises(Document.DoesNotExist):
        access.document_for(office.actor("head_b"), draft.pk)


def test_each_has_what_waits_for_him(office: Office):
    states = {state: office.to(state).pk for state in ("draft", "section", "secrecy", "office", "signing")}
    signed = office.to("signed").pk
    waits = {
        who: {each.pk for each in access.waiting_for(office.actor(who), office.today)}
        for who in ("drafter", "head", "head_b", "secrecy", "officer", "signer", "supervising")
    }
    assert waits == {
        "drafter": {states["draft"]},
        "head": {states["section"]},
        "head_b": set(),
        "secrecy": {states["secrecy"]},
        "officer": {states["office"], signed},
        "signer": {states["signing"]},
        "supervising": set(),
    }


def test_the_buttons_are_those_of_the_table(office: Office):
    document = access.document_for(office.actor("signer"), office.to("signing").pk)
    assert [move.name for move in access.open_moves(document, office.actor("signer"))] == ["sign", "return_signer"]
    assert access.open_moves(document, office.actor("officer")) == []
    joint = access.document_for(office.actor("signer"), office.to("office", origin="joint", joint_with="市住建局").pk)
    assert [move.name for move in access.open_moves(joint, office.actor("officer"))] == [
        "opinion", "pass_office", "return_office",
    ]  # fmt: skip
    assert access.open_moves(document, office.actor("secrecy")) == []
    assert access.may_revise(office.draft(), office.actor("drafter"))


def test_lists_are_narrowed(office: Office):
    public, withheld = office.to("signed"), office.to("signed", **WITHHELD)
    bare = office.draft(label="", title="还没有属性的")
    officer = office.actor("officer")

    def found(**by) -> list[int]:
        return [each.pk for each in access.listed(officer, Narrowed(**by), office.at)]

    assert found() == [bare.pk, withheld.pk, public.pk]
    assert found(label="none") == [bare.pk]
    assert found(label="withheld") == [withheld.pk]
    assert found(state="draft") == [bare.pk]
    assert found(section="SEC-B") == []
    assert found(without_item=True) == [public.pk]
    assert found(overdue=True) == []
    assert found(words="还没有") == [bare.pk]
    assert found(words=public.doc_no) == [public.pk]


# --- lists of an OA system -------------------------------------------------------------------------------------


def keep(office: Office, path: Path, who: str = "officer") -> OaImport:
    return actions.keep_list(path, path.name, actor=office.actor(who), at=office.at)


def bring(office: Office, path: Path) -> OaImport:
    run = keep(office, path)
    while not actions.continue_list(run, at=office.at):
        pass
    return run


def figures(run: OaImport) -> tuple[int, int, int, int]:
    return run.added, run.changed, run.same, run.refused


def test_a_list_comes_in_row_by_row_and_twice_is_once(office: Office, tmp_path: Path):
    file = tmp_path / "oa.csv"
    file.write_text(
        HEAD
        + "通知一,示办〔2026〕1号,2026-03-02,办公室,主动公开,,公开\n"
        + "通知二,示办〔2026〕2号,2026-03-05,办公室,不予公开,,免于公开\n"
        + ",示办〔2026〕3号,2026-03-06,办公室,主动公开,,公开\n"
        + "通知四,示办〔2026〕4号,三月,办公室,主动公开,,公开\n"
        + "通知五,,2026-04-01,撤了的科,,,\n"
        + "通知一,示办[2026]第01号,2026-03-02,办公室,主动公开,,公开\n"
        + "通知一的更正,示办〔2026〕1号,2026-03-02,办公室,主动公开,,公开\n"
    )
    with TestCase.captureOnCommitCallbacks(execute=True):
        run = bring(office, file)
    assert not Path(run.path).exists()
    assert figures(run) == (2, 1, 1, 3), "a number may be written otherwise; a later row is the truer one"
    assert [(each.row, each.column) for each in OaReject.objects.all()] == [(4, "标题"), (5, "成文日期"), (6, "科室")]
    assert {row.title for row in access.lacking()} == {"通知二"}
    again = bring(office, file)
    assert again.added == 0
    assert OaRow.objects.count() == 2
    file.write_text(HEAD + "通知二,示办〔2026〕2号,2026-03-05,办公室,不予公开,涉及人事,免于公开\n")
    assert figures(bring(office, file)) == (0, 1, 0, 0)
    assert list(access.lacking()) == []
    assert OaRow.objects.get(title="通知二").section == office.units["SEC-B"]


def test_our_own_documents_are_counted_once(office: Office, tmp_path: Path):
    own = office.to("signed")
    day = office.today.isoformat()
    file = tmp_path / "oa.csv"
    file.write_text(HEAD + f"同一件,{own.doc_no},{day},信息研判科,,,\n另一件,外发〔2026〕1号,{day},信息研判科,,,\n")
    bring(office, file)
    whole = coverage.whole(access.tallies(office.today, office.today))
    assert (whole.every, whole.done, whole.share) == (2, 1, "50.00 %")
    assert [row.title for row in access.lacking()] == ["另一件"]


def test_a_workbook_cut_off_goes_on_behind_its_last_batch(office: Office, tmp_path: Path):
    book = Workbook(write_only=True)
    sheet = book.create_sheet("清单")
    sheet.append(HEAD.strip().split(","))
    for number in range(2_500):
        sheet.append([f"公文 {number}", f"示办〔2025〕{number}号", "2025-05-06", "办公室", "主动公开", "", "公开"])
    book.save(tmp_path / "oa.xlsx")
    run = keep(office, tmp_path / "oa.xlsx")
    assert actions.continue_list(run, at=office.at, most=1) is False
    assert (run.read, run.portion) == (1_000, 40)
    assert keep(office, tmp_path / "oa.xlsx").pk == run.pk, "the same run"
    assert actions.work_lists(office.at) == 1_500
    run.refresh_from_db()
    assert (figures(run), OaRow.objects.count()) == ((2_500, 0, 0, 0), 2_500)
    assert actions.work_lists(office.at) == 0
    kinds = list(Line.objects.filter(subject=f"oa_import:{run.pk}").values_list("kind", flat=True))
    assert sorted(kinds) == ["oa_import.batch"] * 3 + ["oa_import.begin", "oa_import.end"]


def test_what_is_no_list_is_refused_as_a_whole(office: Office, tmp_path: Path):
    file = tmp_path / "oa.csv"
    for text, code in (("姓名,电话\n甲,1\n", "no-columns"), ("标题,文号\n一,二\n", "no-columns"), ("", "empty-file")):
        file.write_text(text)
        with pytest.raises(Refused) as refused:
            keep(office, file)
        assert refused.value.code == code
    file.write_text(HEAD + "一,示〔2026〕1号,2026-01-05,办公室,主动公开,,公开\n")
    with pytest.raises(Refused):
        keep(office, file, "drafter")
    run = keep(office, file)
    Path(run.path).unlink()
    assert actions.continue_list(run, at=office.at)
    assert OaImport.objects.get(pk=run.pk).fault


def test_the_figures_cost_the_same_however_many_there_are(office: Office, queries):
    office.to("signed")
    with queries() as seen:
        access.tallies(office.today, office.today)
    assert len(seen) == 2
