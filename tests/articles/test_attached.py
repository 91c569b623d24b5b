"""Names and words of attachments are read as the body is; what was not read is said."""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from django.test import Client
from docx import Document
from openpyxl import Workbook
from PIL import Image

from tests.articles.conftest import FIELDS, Press
from tests.redaction.papers import Pdf, plain
from yihaotong.accounts.rules import Role
from yihaotong.articles import access, actions, checking, reading
from yihaotong.articles.models import Article
from yihaotong.articles.rules import checks, contents
from yihaotong.articles.rules.checks import Check, Finding, Known, Passage, Read
from yihaotong.articles.rules.codes import Weight
from yihaotong.journal.refusal import Refused
from yihaotong.redaction import access as redaction_access
from yihaotong.redaction import actions as redaction
from yihaotong.redaction import verifying
from yihaotong.redaction.rules.codes import Ground

TODAY = date(2026, 11, 23)


def word(*lines: str, cell: str = "", header: str = "") -> bytes:
    paper = Document()
    for line in lines:
        paper.add_paragraph(line)
    if cell:
        paper.add_table(1, 1).cell(0, 0).text = cell
    if header:
        paper.sections[0].header.paragraphs[0].text = header
    paper.core_properties.author = ""
    held = io.BytesIO()
    paper.save(held)
    return held.getvalue()


def workbook(rows: list[list[object]], more: Sequence[str] = ()) -> bytes:
    book = Workbook()
    book.properties.creator = None
    for row in rows:
        book.active.append(row)
    for title in more:
        book.create_sheet(title)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def picture() -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(held, "PNG")
    return held.getvalue()


def looked(name: str, read: Read | None = None) -> list[Finding]:
    file = contents.Attachment("k", name, "f" * 64, "application/pdf", 1)
    content = contents.content({**FIELDS, "formed_on": "2026-11-20", "body": "正文。"}, [file])
    said = {file.sha256: read} if read else {}
    return checks.look(content, Known(TODAY, hidden={file.sha256: []}, read=said))


@pytest.mark.parametrize(
    ("name", "check", "excerpt"),
    [
        ("13800138000.pdf", Check.PERSONAL, "13800138000"),
        ("申请人138 0013 8000的材料.docx", Check.PERSONAL, "138 0013 8000"),
        ("机密.pdf", Check.SECRECY, "机密"),
        ("内部资料汇编.pdf", Check.SECRECY, "内部资料"),
    ],
)
def test_names_are_read(name: str, check: Check, excerpt: str) -> None:
    assert [(each.check, each.weight, each.excerpt) for each in looked(name)] == [(check, Weight.BLOCK, excerpt)]
    assert looked("年度报告.pdf") == []


def test_words_are_read_and_what_was_not_is_a_warning() -> None:
    read = Read((Passage("第 1 页", "机密★1年"), Passage("第 2 页", "电话13800138000")), "附件太长")
    told = looked("表.pdf", read)
    assert [(each.check, each.weight) for each in told] == [
        (Check.SECRECY, Weight.BLOCK),
        (Check.PERSONAL, Weight.BLOCK),
        (Check.UNREAD, Weight.WARN),
    ]
    assert "第 2 页" in told[1].place
    other = looked("表.pdf", Read((), "附件太长"))[0]
    assert replace(other, of="e" * 64).fingerprint != other.fingerprint, "an answer is of these bytes, not of a name"


def test_what_is_found_often_is_asked_once() -> None:
    content = {
        **FIELDS,
        "formed_on": "2026-11-20",
        "title": "电话 0951-5556502",
        "body": "0951-5556502\n\n0951-5556502",
    }
    (group,) = checks.grouped(checks.look(content, Known(TODAY)))
    assert (len(group.findings), len(group.fingerprints)) == (3, 2)
    assert [place for place, _block in group.places] == ["名称", "正文第 1 段", "正文第 2 段"]


def test_an_original_that_is_redacted_blocks() -> None:
    file = contents.Attachment("k", "表.pdf", "f" * 64, "application/pdf", 1)
    content = contents.content({**FIELDS, "formed_on": "2026-11-20", "body": "正文。"}, [file])
    known = Known(TODAY, hidden={file.sha256: []}, redacted={file.sha256})
    assert [(each.check, each.weight) for each in checks.look(content, known)] == [(Check.REDACTED, Weight.BLOCK)]


def test_how_many_more_there_are_is_said_and_stops_as_they_would() -> None:
    numbers = "，".join(f"0951-555{number:04}" for number in range(checks.MOST + 7))
    told = checks.look({**FIELDS, "formed_on": "2026-11-20", "body": numbers}, Known(TODAY))
    assert len(told) == checks.MOST + 1
    assert (told[-1].weight, told[-1].words) == (Weight.WARN, "还有 7 处没有列出")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("名单.docx", word("正文", cell="张某13800138000"), ["像是手机号"]),
        ("名单.docx", word("正文", header="内部资料"), ["有内部资料的字样：这类文件不能公开"]),
        ("名单.docx", word("1380013", "8000"), ["像是手机号"]),
        ("名单.docx", word("没有什么"), []),
        ("名单.pdf", plain(["13800138000"], 2).bytes(), ["像是手机号", "像是手机号"]),
        ("名单.xlsx", workbook([["姓名", "电话"], ["张某", 13800138000]]), ["像是手机号"]),
        ("名单.xlsx", workbook([["姓名"], ["张某"]], ["别的"]), ["只读了工作表“Sheet”，没有读：别的"]),
        ("名单.txt", "电话 13800138000".encode(), ["像是手机号"]),
        ("楼.png", picture(), ["图片里的文字没有自动检查"]),
        ("名单.pdf", plain([], 1).bytes(), ["附件里没有可读的文字（像是扫描件），没有自动检查"]),
    ],
)
def test_files_are_read(press: Press, name: str, data: bytes, words: list[str]) -> None:
    article = press.write()
    press.attach(article, name, data)
    article = press.fresh(article)
    found = checking.look(article, access.content_of(article.latest), press.at)
    assert [each.words for each in found if each.field == "attachments" and "属性" not in each.words] == words


@pytest.mark.django_db
def test_reading_ends_somewhere_and_says_so(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PAGES", 2)
    article = press.write()
    press.attach(article, "长.pdf", _long().bytes())
    article = press.fresh(article)
    found = checking.look(article, access.content_of(article.latest), press.at)
    assert [each.words for each in found if each.field == "attachments"] == [
        "附件太长，只读到第 2 页，后面的文字没有自动检查"
    ]


def _long() -> Pdf:
    return plain(["word"], 5)


@pytest.mark.django_db
def test_what_was_made_of_an_attachment_goes_out_in_its_place(press: Press) -> None:
    """Marked, made, passed by another, taken into a new version; the original is nobody's any more."""
    press.city.hire("officer_two", Role.DISCLOSURE_OFFICER, press.city.centre)
    article = press.write()
    press.attach(article, "名单.pdf", plain(["Tel 13800138000"], 1).bytes())
    article = press.fresh(article)
    (source,) = redaction_access.files_of(article.key)
    made = redaction.begin(article.key, source, actor=press.by("officer"), at=press.at)
    assert Check.REDACTED in found_in(press, article), "from the first mark on"
    with pytest.raises(Refused, match="还没有复核放行"):
        actions.take_redacted(article, made.pk, actor=press.by("drafter"), at=press.at)
    redaction.cover_word(made, actor=press.by("officer"), at=press.at, word="13800138000", ground=Ground.PERSONAL)
    for name, who in (("submit", "officer"), ("release", "officer_two")):
        held = {"actor": press.by(who), "at": press.at, "expect": made.version}
        made = redaction.make_now(redaction.move(made, name, **held), at=press.at)
    actions.take_redacted(article, made.pk, actor=press.by("drafter"), at=press.at)
    now = press.fresh(article)
    (file,) = contents.attachments_of(access.content_of(now.latest))
    assert (file.name, file.sha256, now.latest.number) == ("名单.pdf", made.result.sha256, 3)
    assert Check.REDACTED not in found_in(press, now)
    assert [each.pk for each in redaction_access.files_of(now.key)] != [source.pk]
    actions.drop(now, actor=press.by("drafter"), at=press.at, expect=now.version, reason="不再需要")
    now = press.fresh(article)
    actions.purge(now, actor=press.by("officer"), at=press.at, expect=now.version, reason="含个人信息")
    made.refresh_from_db()
    assert (made.progress, made.result, made.suggestions.count(), list(verifying.check())) == ("withdrawn", None, 0, [])
    assert not made.marks.exclude(sealed=b"").exists(), "the words that were marked go, too"


@pytest.mark.django_db
def test_an_original_goes_out_no_more_once_something_is_taken_out(press: Press) -> None:
    article = press.write()
    press.attach(article, "名单.pdf", plain(["Report"], 1).bytes())
    press.through(article)
    article = press.release(article)
    page = f"/disclosure/articles/{article.pk}/"
    file = f"{page}files/{contents.attachments_of(access.content_of(article.shown.version))[0].key}/"
    assert ("名单.pdf" in Client().get(page).content.decode(), Client().get(file).status_code) == (True, 302)
    address = Client().get(file).headers["Location"]
    opened = Client().head(address)
    assert (opened.status_code, opened.headers["Cache-Control"]) == (200, "private, no-cache")
    (source,) = redaction_access.files_of(article.key)
    redaction.begin(article.key, source, actor=press.by("officer"), at=press.at)
    assert ("名单.pdf" in Client().get(page).content.decode(), Client().get(file).status_code) == (False, 404)
    assert Client().head(address).status_code == 404, "nor at the address that was given before"


@pytest.mark.django_db
def test_the_files_of_what_is_withdrawn_open_no_more_at_the_address_given_before(press: Press) -> None:
    article = press.write()
    press.attach(article, "名单.pdf", plain(["Report"], 1).bytes())
    press.through(article)
    article = press.release(article)
    key = contents.attachments_of(access.content_of(article.shown.version))[0].key
    file = f"/disclosure/articles/{article.pk}/files/{key}/"
    address = Client().get(file).headers["Location"]
    assert Client().head(address).status_code == 200
    now = press.fresh(article)
    actions.withdraw(now, actor=press.by("chief"), at=press.at, expect=now.version, reason="数据有误")
    assert (Client().head(address).status_code, Client().get(file).status_code) == (404, 410)


def found_in(press: Press, article: Article) -> set[Check]:
    return {each.check for each in checking.look(article, access.content_of(article.latest), press.at)}
