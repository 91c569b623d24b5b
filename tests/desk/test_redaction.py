"""The pages of redaction through HTTP: from a subject's file to the release, without a script."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document
from PIL import Image

from tests.cases.conftest import City
from tests.desk.conftest import words
from tests.redaction.conftest import PAPER, begun, kept, made, marked, office, paper
from tests.redaction.papers import IDENTITY, plain
from yihaotong.desk.gate import Visit
from yihaotong.desk.redaction.tasks import tasks
from yihaotong.files import store
from yihaotong.redaction import access, actions
from yihaotong.redaction.models import Redaction
from yihaotong.redaction.rules.codes import Ground, MarkKind, Stage

__all__ = ["office", "paper"]
pytestmark = pytest.mark.django_db

SUBJECT = "/desk/redaction/of/paper/1/"


@pytest.fixture
def source(tmp_path):
    return plain([f"Report of Wang Xiaoming, {IDENTITY}", "Tel 13800138000"]).write(tmp_path / "a.pdf")


def visit(office: City, username: str, at: datetime) -> Visit:
    return Visit(office.people[username], office.acting(username), at)


def test_from_the_file_to_the_release(office, sit, source):
    kept(source, office.at)
    officer, second = sit("officer"), sit("second_officer")
    page = officer.get(SUBJECT)
    assert "原件.pdf" in words(page)
    file = page.context["rows"][0]["file"]
    begin = officer.post(SUBJECT, {"file": str(file.key)})
    redaction = Redaction.objects.get()
    here = f"/desk/redaction/{redaction.pk}/"
    assert begin.url == here
    told = words(officer.get(here))
    for expected in ("身份证号", IDENTITY, "13800138000", "还没有标记", "开始制作"):
        assert expected in told
    officer.post(f"{here}accept/", {"kind": "identity", "ground": "personal"})
    officer.post(f"{here}mark/", {"words": "Wang Xiaoming\nTel", "ground": "N5"})
    officer.post(f"{here}mark/", {"left": "5", "top": "50", "right": "20", "bottom": "60", "ground": "N1", "page": "1"})
    marks = access.marks_of(redaction)
    assert [(each.kind, each.ground) for each in marks] == [
        (MarkKind.WORD, Ground.PERSONAL),
        (MarkKind.WORD, Ground.N5),
        (MarkKind.WORD, Ground.N5),
        (MarkKind.BOX, Ground.N1),
    ]
    officer.post(f"{here}unmark/", {"mark": str(marks[2].mark.key)})
    for view in ("", "?view=covered"):
        assert officer.get(f"{here}page/1/{view}").content.startswith(b"\xff\xd8")
    assert officer.get(f"{here}page/2/").status_code == 404
    redaction.refresh_from_db()
    officer.post(f"{here}act/submit/", {"expect": str(redaction.version)})
    assert "制作中" in words(officer.get(here))
    redaction.refresh_from_db()
    actions.make_now(redaction, at=office.at)
    proof = words(officer.get(f"{here}proof/"))
    assert "项全部通过" in proof
    assert "另一个人复核放行" in proof
    assert IDENTITY not in proof
    assert [task.url for task in tasks(visit(office, "second_officer", office.at))] == [f"{here}proof/"]
    assert tasks(visit(office, "officer", office.at)) == []
    expect = {"expect": str(redaction.version)}
    officer.post(f"{here}act/release/", expect)
    redaction.refresh_from_db()
    assert redaction.progress == Stage.MADE
    second.post(f"{here}act/release/", expect)
    redaction.refresh_from_db()
    assert redaction.progress == Stage.RELEASED
    secrecy = sit("secrecy")
    assert secrecy.get(f"{here}result/").url.startswith("/files/")
    assert "Wang" not in words(secrecy.get(here))
    assert secrecy.get(f"{here}page/1/").status_code == 404


def test_faults_are_said_in_words(office, sit, source):
    redaction = begun(office, source)
    here, officer = f"/desk/redaction/{redaction.pk}/", sit("officer")
    for sent, said in (
        ({"words": " ", "ground": "personal"}, "请写出要遮盖的文字"),
        ({"words": "x", "ground": "personal"}, "至少写两个字"),
        ({"words": "Report", "ground": "none"}, "请选择遮盖的依据"),
        ({"left": "x", "top": "0", "right": "1", "bottom": "1", "ground": "N1"}, "0 到 100"),
        ({"left": "1", "top": "1", "right": "1", "bottom": "9", "ground": "N1"}, "方框太小"),
        ({"left": "1", "top": "1", "right": "9", "bottom": "9", "ground": "N1", "page": "7"}, "没有第 7 页"),
        ({"paragraph": "1", "ground": "N1"}, "没有选定内容"),
    ):
        officer.post(f"{here}mark/", sent)
        assert said in words(officer.get(here))
    officer.post(f"{here}act/submit/", {"expect": "0"})
    assert "还没有任何标记" in words(officer.get(here))
    assert officer.post(f"{here}act/make/").status_code == 404
    assert officer.post(f"{here}unmark/", {"mark": "x"}).status_code == 404
    for way in ("mark", "unmark", "accept", "act/drop"):
        assert officer.get(f"{here}{way}/").url == here


def test_a_stranger_finds_nothing(office, sit, source):
    redaction = begun(office, source)
    for username in ("drafter", "operator"):
        stranger = sit(username)
        for way in ("", "page/1/", "proof/", "result/"):
            assert stranger.get(f"/desk/redaction/{redaction.pk}/{way}").status_code == 404
        for way in ("mark", "unmark", "accept", "act/submit"):
            assert stranger.post(f"/desk/redaction/{redaction.pk}/{way}/").status_code == 404
        assert stranger.get(SUBJECT).status_code == 404
    assert sit("officer").get("/desk/redaction/of/nothing/1/").status_code == 404


def test_paragraphs_cells_and_chosen_words(office, sit, tmp_path):
    document = Document()
    document.add_paragraph("第一段公开第一段")
    table = document.add_table(1, 2)
    table.cell(0, 0).text = "姓名"
    table.cell(0, 1).text = "王晓明"
    document.save(tmp_path / "a.docx")
    redaction = begun(office, tmp_path / "a.docx")
    here, officer = f"/desk/redaction/{redaction.pk}/", sit("officer")
    officer.post(f"{here}mark/", {"cell": "1-1-2", "ground": "personal"})
    officer.post(f"{here}mark/", {"paragraph": "0", "start": "3", "end": "5", "ground": "N6"})
    assert "<mark>王晓明</mark>" in officer.get(here).content.decode()
    redaction.refresh_from_db()
    made(office, redaction)
    result = Document(str(_path(redaction)))
    assert result.paragraphs[0].text == "第一段■■■■第一段"
    assert [cell.text for cell in result.tables[0].rows[0].cells] == ["姓名", "■■■■"]


def _path(redaction: Redaction):
    redaction.refresh_from_db()
    return store.path(redaction.result.key)


def test_pictures_and_what_cannot_be_begun(office, sit, tmp_path):
    Image.new("RGB", (300, 200), "white").save(tmp_path / "a.png")
    picture = begun(office, tmp_path / "a.png")
    officer = sit("officer")
    officer.post(
        f"/desk/redaction/{picture.pk}/mark/",
        {"left": "0", "top": "0", "right": "50", "bottom": "50", "ground": "personal", "page": "1"},
    )
    picture.refresh_from_db()
    assert made(office, picture).proven
    again = officer.post(SUBJECT, {"file": str(picture.source.key)}, follow=True)
    assert "已经有人在遮盖" in words(again)


def test_as_many_queries_for_two_rows_as_for_twelve(office, sit, source):
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert sit_down.get("/desk/redaction/").status_code == 200
        return len(captured)

    sit_down = sit("second_officer")
    for _ in range(2):
        marked(office, begun(office, source), "Tel")
    asked()  # the first visit notes that the session is in use
    few = asked()
    first = Redaction.objects.first()
    for _ in range(10):
        Redaction.objects.create(
            subject=PAPER,
            source=first.source,
            form="pdf",
            progress="draft",
            begun_by=first.begun_by,
            begun_at=office.at,
        )
    assert asked() == few
