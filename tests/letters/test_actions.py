"""Templates, numbers and letters on the real database."""

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pypdfium2
import pytest
from django.db import connection
from django.utils.timezone import localtime
from docx import Document

from tests.cases.conftest import City, last_line
from tests.letters.conftest import FACTS, HEAD, SERIES, writing
from yihaotong.accounts.rules import Held, Role
from yihaotong.files import store
from yihaotong.files.models import File
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused
from yihaotong.letters import access, actions
from yihaotong.letters.models import Letter, Number, Tally, Template, Version
from yihaotong.letters.rules import templates
from yihaotong.letters.rules.moves import Stage
from yihaotong.project.demo import letters as demo

CODE = "reply_absent"
SHIPPED = templates.template(CODE).shipped


def values(**changed: str) -> dict[str, str]:
    return SHIPPED.as_dict() | changed


def edited(office: City, by: str = "officer1", *, expect: int = 0, title: str = "政府信息不存在答复书") -> Version:
    return actions.write(CODE, values(title=title), actor=office.acting(by), at=office.at, expect=expect, note="改称")


def released(office: City, by: str = "leader1", *, expect: int = 1) -> Version:
    return actions.release(CODE, actor=office.acting(by), at=office.at, expect=expect)


def drawn_up(office: City, subject: str = "application:12", **more: object) -> Letter:
    told = {"subject": subject, "series": SERIES, "actor": office.acting("officer1"), "at": office.at}
    return actions.draw_up(more.pop("code", CODE), FACTS | more.pop("facts", {}), letterhead=HEAD, **told | more)


def refused(act) -> Refused:
    """The refusal; no line was written, nothing lies on the disk that did not before."""
    before = (Line.objects.count(), len(list(store.lying())), Number.objects.count(), Tally.objects.count())
    with pytest.raises(Refused) as seen:
        act()
    assert (Line.objects.count(), len(list(store.lying())), Number.objects.count(), Tally.objects.count()) == before
    return seen.value


# --- templates ---


def test_a_version_holds_once_somebody_else_has_released_it(office: City):
    assert access.in_force(CODE).version == 0
    edited(office)
    assert access.in_force(CODE).content == SHIPPED
    assert [each.number for each in access.awaiting_release(office.acting("leader1"))] == [1]
    assert access.awaiting_release(office.acting("officer1")) == []
    released(office)
    now = access.in_force(CODE)
    assert (now.version, now.content.title) == (1, "政府信息不存在答复书")
    line = last_line()
    assert (line.kind, line.subject) == ("letter_template.release", f"letter_template:{CODE}")
    assert access.awaiting_release(office.acting("leader1")) == []


def test_the_shipped_text_comes_back_as_a_version_of_its_own(office: City):
    edited(office)
    released(office)
    actions.restore(CODE, actor=office.acting("officer2"), at=office.at, expect=1)
    assert access.in_force(CODE).version == 1
    released(office, expect=2)
    assert access.in_force(CODE).content == SHIPPED
    row = access.row_of(CODE)
    stages = [access.stage_of(each, row) for each in access.versions_of(CODE)]
    assert stages == [Stage.IN_FORCE, Stage.PAST]


def test_what_was_turned_down_keeps_its_reason_and_may_be_written_again(office: City):
    edited(office)
    leader = office.acting("leader1")
    assert refused(lambda: actions.turn_down(CODE, actor=leader, at=office.at, expect=1, reason=" ")).field == "reason"
    actions.turn_down(CODE, actor=leader, at=office.at, expect=1, reason="称谓不对")
    version = access.version_of(CODE, 1)
    assert (version.reason, access.stage_of(version, access.row_of(CODE))) == ("称谓不对", Stage.TURNED_DOWN)
    assert refused(lambda: released(office)).code == "nothing-to-release"
    edited(office, "officer2", expect=1)
    released(office, "leader2", expect=2)
    assert access.in_force(CODE).version == 2


def test_who_may_what(office: City):
    edited(office)
    cases = {
        "wrong-role": [
            lambda: edited(office, "leader1", expect=1),
            lambda: edited(office, "operator", expect=1),
            lambda: released(office, "officer1"),
            lambda: actions.restore(CODE, actor=office.acting("leader1"), at=office.at, expect=1),
            lambda: actions.turn_down(CODE, actor=office.acting("officer1"), at=office.at, expect=1, reason="不"),
        ],
        "stale": [lambda: edited(office, expect=0), lambda: released(office, expect=2)],
        "nothing-changed": [lambda: edited(office, expect=1)],
        "no-such-template": [
            lambda: actions.write("none", values(), actor=office.acting("officer1"), at=office.at, expect=0)
        ],
    }
    for code, acts in cases.items():
        for act in acts:
            assert refused(act).code == code


def test_nobody_releases_what_he_wrote_himself(office: City):
    both = replace(office.acting("officer1"), posts=(Held(Role.DISCLOSURE_OFFICER, 1), Held(Role.DISCLOSURE_LEADER, 1)))
    actions.write(CODE, values(title="答复"), actor=both, at=office.at, expect=0)
    assert refused(lambda: actions.release(CODE, actor=both, at=office.at, expect=1)).code == "own-version"
    assert access.awaiting_release(both) == []


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"text": SHIPPED.text + "\n见{登记编码}"}, "unknown-placeholder", "text"),
        ({"addressee": "{申请人："}, "open-brace", "addressee"),
        ({"title": "𓀀"}, "no-glyph", "title"),
        ({"text": SHIPPED.text + "\n谢谢😀"}, "no-glyph", "text"),
        ({"title": SHIPPED.title}, "nothing-changed", ""),
    ],
)
def test_nonsense_is_not_kept(office: City, changed, code, field):
    act = lambda: actions.write(CODE, values(**changed), actor=office.acting("officer1"), at=office.at, expect=0)  # noqa: E731
    refusal = refused(act)
    assert (refusal.code, refusal.field) == (code, field)
    assert not Version.objects.exists()
    assert not Template.objects.exists()


# --- numbers ---


def test_numbers_follow_one_another_in_each_series_and_year(office: City):
    def given(series, year):
        return actions.number(series, year, actor=office.acting("officer1"), at=office.at).shown

    assert given(SERIES, 2026) == "示智公复〔2026〕1号"
    assert given(SERIES, 2026) == "示智公复〔2026〕2号"
    assert given(SERIES, 2027) == "示智公复〔2027〕1号"
    assert given("示智公函", 2026) == "示智公函〔2026〕1号"
    assert access.series()[0] == (SERIES, 2027)
    assert set(access.series()[1:]) == {(SERIES, 2026), ("示智公函", 2026)}
    assert refused(lambda: given("示智 复", 2026)).code == "no-series"
    assert refused(lambda: given("", 2026)).code == "no-series"
    assert access.gaps(SERIES, 2026) == []


def test_a_void_number_stays_with_its_reason(office: City):
    leader = office.acting("leader1")
    number = actions.number(SERIES, 2026, actor=leader, at=office.at)
    assert refused(lambda: actions.void(number, actor=leader, at=office.at, reason="")).field == "reason"
    assert refused(lambda: actions.void(number, actor=office.acting("operator"), at=office.at, reason="误")).code
    actions.void(number, actor=leader, at=office.at, reason="登记有误")
    assert access.numbers(SERIES, 2026).get().reason == "登记有误"
    assert "登记有误" in last_line().payload
    assert refused(lambda: actions.void(number, actor=leader, at=office.at, reason="又")).code == "void-already"
    assert actions.number(SERIES, 2026, actor=leader, at=office.at).count == 2


def test_a_series_goes_on_behind_the_numbers_on_paper(office: City):
    def begin(count, reason="纸上已编到 46 号", year=2026, series=SERIES):
        return actions.begin_at(series, year, count, actor=office.acting("leader1"), at=office.at, reason=reason)

    def given():
        return actions.number(SERIES, 2026, actor=office.acting("officer1"), at=office.at).count

    kept = begin(47)
    assert (kept.first, kept.last, access.next_number(SERIES, 2026)) == (1, 46, 47)
    line = last_line()
    assert (line.kind, line.facts["before"]["next"], line.facts["after"]["next"]) == ("letter_number.begin_at", 1, 47)
    assert "纸上已编到" in line.payload
    assert given() == 47
    for count in (2, 47, 48):
        assert refused(lambda count=count: begin(count)).code == "not-forward"
    begin(60, "又用了一本")
    assert (given(), access.gaps(SERIES, 2026), access.series()) == (60, [], [(SERIES, 2026)])
    assert [(each.first, each.last) for each in access.stretches(SERIES, 2026)] == [(1, 46), (48, 59)]
    for wrong, code in (
        ({"count": 70, "reason": " "}, "reason-needed"),
        ({"count": 100_000}, "out-of-range"),
        ({"count": 5, "year": 1026}, "out-of-range"),
        ({"count": 5, "series": "示 复"}, "no-series"),
    ):
        assert refused(lambda wrong=wrong: begin(**wrong)).code == code
    operator = {"actor": office.acting("operator"), "at": office.at, "reason": "x"}
    assert refused(lambda: actions.begin_at(SERIES, 2026, 99, **operator)).code == "wrong-role"


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_get_different_numbers_and_a_failure_leaves_no_gap(office: City):
    actor, at = office.acting("officer1"), office.at

    def one(fails):
        try:
            facts = {"申请人": "王𓀀"} if fails else {}
            return drawn_up(office, "application:1", facts=facts, actor=actor, at=at).shown_number
        except Refused:
            return ""
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(one, [False, True, False, False, True, False]))
    year = localtime(at).year
    assert sorted(filter(None, told)) == [f"{SERIES}〔{year}〕{count}号" for count in range(1, 5)]
    assert access.gaps(SERIES, year) == []


# --- letters ---


def test_a_letter_is_numbered_kept_and_told_without_a_name(office: City):
    edited(office)
    released(office)
    letter = drawn_up(office)
    year = localtime(office.at).year
    assert letter.shown_number == f"{SERIES}〔{year}〕1号"
    assert (letter.template_code, letter.template_version, letter.title) == (CODE, 1, "政府信息不存在答复书")
    assert list(access.of("application:12")) == [letter]
    assert list(access.of_any(["application:11", "application:12"])) == [letter]
    line = last_line()
    assert (line.kind, line.subject, line.actor) == ("letter.draw_up", letter.key, letter.by)
    assert letter.pdf_sha256 in line.payload
    assert "王䶮" not in line.payload
    assert "王䶮".encode() not in bytes(letter.sealed)
    on_paper = pypdfium2.PdfDocument(store.path(access.file_of(letter, "pdf").key))
    text = "".join(page.get_textpage().get_text_range() for page in on_paper)
    for part in ("王䶮：", letter.shown_number, "未查找到您申请的信息。", HEAD.organ, "60日内申请行政复议"):
        assert part in text
    word = Document(io.BytesIO(store.path(access.file_of(letter, "docx").key).read_bytes()))
    assert "王䶮：" in [line.text for line in word.paragraphs]
    with pytest.raises(File.DoesNotExist):
        access.file_of(letter, "exe")


def test_the_kept_files_are_those_of_the_digests(office: City):
    letter = drawn_up(office)
    for kind, sha256 in (("pdf", letter.pdf_sha256), ("docx", letter.docx_sha256)):
        assert store.digest(store.path(access.file_of(letter, kind).key)) == sha256


def test_facts_and_text_are_opened_for_a_purpose(office: City):
    letter = drawn_up(office)
    actor = office.acting("officer1")
    act = lambda: actions.open_letter(letter, actor=actor, at=office.at, purpose=" ")  # noqa: E731
    assert refused(act).code == "purpose-needed"
    facts, opened = actions.open_letter(letter, actor=actor, at=office.at, purpose="复议答辩")
    assert facts["申请人"] == "王䶮"
    assert opened.number == letter.shown_number
    assert last_line().kind == "letter.open"
    assert "复议答辩" in last_line().payload


def test_a_corrected_letter_is_another_that_names_the_first(office: City):
    first = drawn_up(office)
    second = drawn_up(office, corrects=first, facts={"申请人": "王䶮、李某"})
    assert second.corrects == first
    assert Letter.objects.get(pk=first.pk).pdf_sha256 == first.pdf_sha256
    assert first.corrected_by == second
    assert refused(lambda: drawn_up(office, corrects=first)).code == "corrected-already"
    assert refused(lambda: drawn_up(office, "application:13", corrects=second)).code == "of-another-subject"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"facts": {"检索情况": ""}}, "fact-missing"),
        ({"facts": {"申请人": "王𓀀"}}, "no-glyph"),
        ({"code": "none"}, "no-such-template"),
        ({"series": "示智 复"}, "no-series"),
    ],
)
def test_a_letter_that_cannot_be_set_takes_no_number(office: City, more, code):
    assert refused(lambda: drawn_up(office, **more)).code == code
    assert not Letter.objects.exists()


def test_a_letter_without_a_template_and_one_without_a_number(office: City):
    actor = office.acting("officer1")
    told = {"subject": "application:12", "actor": actor, "at": office.at}
    made = writing(watermark="预览", on=date(2026, 3, 20))
    letter = actions.draw_up_written(made, series="", **told)
    assert (letter.shown_number, letter.template_code) == ("", "")
    _facts, opened = actions.open_letter(letter, actor=actor, at=office.at, purpose="核对")
    assert opened == replace(made, watermark="", number="")


def test_a_preview_takes_no_number_and_says_what_it_is(office: City):
    before = Line.objects.count()
    content = access.preview(CODE, FACTS, letterhead=HEAD, at=office.at)
    text = pypdfium2.PdfDocument(content)[0].get_textpage().get_text_range()
    assert "预览" in text.replace("\r\n", "")
    assert SERIES not in text
    shown = access.preview_of_content(CODE, SHIPPED, letterhead=HEAD, at=office.at)
    assert shown.startswith(b"%PDF")
    word = access.preview_docx(access.written(CODE, FACTS, letterhead=HEAD, at=office.at), office.at)
    assert Document(io.BytesIO(word)).sections[0].header.paragraphs[0].text == "预览"
    assert (Line.objects.count(), Number.objects.count()) == (before, 0)
    assert access.unprintable(["王𓀀"]) == ["𓀀"]


def test_strangers_find_no_letters_and_no_numbers(office: City):
    letter = drawn_up(office)
    for who in ("operator", "handler"):
        with pytest.raises(Letter.DoesNotExist):
            access.letter_for(office.acting(who), letter.pk)
        with pytest.raises(Number.DoesNotExist):
            access.number_for(office.acting(who), letter.number_id)
    assert access.letter_for(office.acting("leader1"), letter.pk) == letter
    assert access.number_for(office.acting("leader1"), letter.number_id) == letter.number


def test_the_demo_city_has_templates_in_every_stage(office: City):
    for username, role in (("gongkai1", Role.DISCLOSURE_OFFICER), ("gkfz1", Role.DISCLOSURE_LEADER)):
        office.hire(username, role, office.centre)
    assert demo.stock(localtime(office.at).date(), office.at) == 3
    assert access.in_force("receipt").version == 1
    assert access.row_of("reply_absent").turned_down == 1
    assert access.row_of("reply_petition").awaits_release
