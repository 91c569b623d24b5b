"""The disclosure site: what is kept is never stale, lists and searches find what is public and nothing else."""

from datetime import date

import pytest
from django.test import Client
from django.test.client import RequestFactory

from tests.articles.conftest import ROW, Press, press
from tests.cases.conftest import city
from yihaotong.articles import actions, finding, indexing
from yihaotong.articles.finding import Asked, Sort
from yihaotong.articles.models import Article
from yihaotong.journal.sealing import seal_batch
from yihaotong.portal.articles.listing import marked, read
from yihaotong.portal.site import kept
from yihaotong.portal.site.edition import Editions
from yihaotong.portal.site.kept import Memory, Page
from yihaotong.search.actions import refresh
from yihaotong.search.rules.query import parse

__all__ = ["city", "press"]

LIST = "/disclosure/articles/"


def page_of(article: Article) -> str:
    return f"{LIST}{article.pk}/"


def withdraw(press: Press, article: Article) -> None:
    now = press.fresh(article)
    actions.withdraw(now, actor=press.by("chief"), at=press.at, expect=now.version, reason="数据有误")


@pytest.mark.django_db
def test_what_is_kept_ends_with_the_act_that_changes_it(press: Press) -> None:
    article, client = press.released(title="供热补贴发放结果"), Client(headers={"accept-encoding": "gzip"})
    first = client.get(page_of(article))
    assert (first.status_code, first.headers["Cache-Control"]) == (200, "no-cache")
    assert first.headers["Content-Encoding"] == "gzip"
    assert "供热补贴发放结果" in Client().get(page_of(article)).content.decode(), "unpacked for whoever wants it so"
    tag = first.headers["ETag"]
    assert client.get(page_of(article), headers={"if-none-match": tag}).status_code == 304
    assert "Set-Cookie" not in first.headers, "the same for everybody"
    seal_batch()  # a seal changes no word of a page
    assert client.get(page_of(article), headers={"if-none-match": tag}).status_code == 304
    withdraw(press, article)
    gone = client.get(page_of(article), headers={"if-none-match": tag})
    assert (gone.status_code, gone.headers["Cache-Control"]) == (410, "no-cache")
    assert "供热补贴" not in Client().get(LIST).content.decode()
    listed = Client().get("/disclosure/withdrawn/").content.decode()
    assert article.index_number in listed
    assert "供热补贴" not in listed, "no content"


@pytest.mark.django_db
@pytest.mark.parametrize(("accepted", "packed"), [("deflate, GZIP", True), ("gzip;q=0.5", True), ("gzip; q=0", False)])
def test_it_goes_out_packed_to_whoever_takes_it_so(press: Press, accepted: str, *, packed: bool) -> None:
    page = Client(headers={"accept-encoding": accepted}).get(page_of(press.released()))
    assert ("Content-Encoding" in page.headers) is packed


@pytest.mark.django_db
def test_another_process_sees_it_too(press: Press) -> None:
    """Two memories beside each other, as two web processes have them: the one that did not act shows nothing old."""
    article = press.released()
    request = RequestFactory().get(page_of(article))
    other = kept.KeptPages(lambda asked: Client().get(asked.path))  # type: ignore[arg-type, return-value]
    editions = Editions()
    before = editions.now()
    assert before == editions.now()
    withdraw(press, article)
    assert editions.now() not in {None, before}
    assert other(request).status_code == 410


@pytest.mark.django_db
def test_the_work_of_the_hotline_changes_no_edition(press: Press) -> None:
    editions = Editions()
    before = editions.now()
    press.city.file()
    assert editions.now() == before


def test_the_memory_is_bounded_by_bytes() -> None:
    memory, page = Memory(largest=7_000), Page(b"x" * 1_000, (), "", 0)
    for number in range(3):
        memory.put((str(number),), page)
    assert memory.get(("0",)) is None
    assert memory.get(("2",)) is page
    assert memory.taken == 6_000


@pytest.mark.django_db
@pytest.mark.parametrize("indexed", [True, False], ids=["indexed", "before the index has read it"])
def test_words_find_what_is_public(press: Press, indexed: bool) -> None:
    first = press.released(title="供热补贴发放结果", document_number="银指发〔2026〕12号")
    press.released(title="停水通知", body="因检修停水，供热不受影响。")
    if indexed:
        seal_batch()
        refresh(indexing.ARTICLES.name, [each.pk for each in finding.listed()])

    def titles(**asked: object) -> list[str]:
        return [each.title for each in finding.find(Asked(**asked)).listed]  # type: ignore[arg-type]

    assert titles(words="供热", sort=Sort.RELEVANCE) == ["供热补贴发放结果", "停水通知"], "in the title counts more"
    assert titles(words="供热　检修") == ["停水通知"], "all words, however wide the blank between them"
    assert titles(words="供热", rows=("no-such",)) == []
    assert titles(number="[2026]12") == ["供热补贴发放结果"], "whatever the brackets"
    assert titles(number=first.index_number) == ["供热补贴发放结果"]
    assert finding.suggestions(Asked(words="供热 龙卷风")) == [("供热", 2)]
    withdraw(press, first)
    assert titles(words="供热") == ["停水通知"]
    assert titles(rows=(ROW,)) == ["停水通知"]


@pytest.mark.django_db
def test_leafing_forth_and_back(press: Press) -> None:
    made = [press.released(title=f"第{number}期通报") for number in range(3)]
    for sort in (Sort.RELEASED, Sort.FORMED, Sort.NAME):
        whole = [each.pk for each in finding.find(Asked(sort=sort)).listed]
        assert sorted(whole) == [each.pk for each in made]
        first = finding.find(Asked(sort=sort), most=2)
        assert ([each.pk for each in first.listed], first.further, first.earlier) == (whole[:2], True, False)
        rest = finding.find(Asked(sort=sort, after=whole[1]), most=2)
        assert ([each.pk for each in rest.listed], rest.further, rest.earlier) == (whole[2:], False, True)
        back = finding.find(Asked(sort=sort, before=whole[2]), most=2)
        assert ([each.pk for each in back.listed], back.further, back.earlier) == (whole[:2], True, False)
    withdraw(press, made[1])
    assert [each.pk for each in finding.find(Asked(after=made[1].pk)).listed] == [made[0].pk], "from where it stood"
    newer, older = finding.beside(made[0].pk, ROW, made[0].shown.first_at)
    assert (newer.pk if newer else None, older) == (made[2].pk, None)


@pytest.mark.parametrize(
    ("typed", "since", "until"),
    [
        ({"from": "2019", "to": "2019"}, date(2019, 1, 1), date(2019, 12, 31)),
        ({"from": "２０１９-2", "to": "2019/2"}, date(2019, 2, 1), date(2019, 2, 28)),
        ({"from": "2019-12-31", "to": "2019-01-01"}, date(2019, 1, 1), date(2019, 12, 31)),
        ({"from": "2019-13"}, None, None),
        ({"to": "去年"}, None, None),
        ({"from": "99999999999"}, None, None),
        ({"from": "²019-02-03"}, date(2019, 2, 3), None),
    ],
)
def test_days_as_they_are_typed(typed: dict[str, str], since: date | None, until: date | None) -> None:
    form, asked = read(typed)
    assert (asked.since, asked.until) == (since, until)
    assert bool(form.wrong) is (since is None and until is None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        "after=x&before=-1&page=0", "page=99999999999999999999&q=热线", "after=9999999999999999999999", "to=9999-12-31",
        "sort=nothing&by=nothing", "q=%22%22%22*%00", "row=%27&number=%25",
    ],
)  # fmt: skip
def test_whatever_is_typed_is_answered(query: str) -> None:
    assert Client().get(f"{LIST}?{query}").status_code == 200


@pytest.mark.parametrize(
    ("text", "words", "hit"),
    [
        ("前" * 500 + "供热补贴" + "后" * 500, "供热", ["供热"]),
        ("发往 WiFi 热点", "wifi", ["WiFi"]),
        ("见第13号楼、3号楼", "3号楼", ["3号楼"]),
        ("供 热", "供热", ["供 热"]),
        ("别的", "供热", []),
        ("词\n\n# 供热\n\n| 类 | 件数 |\n|:---|---|\n| 供热 | -12 |\n\n- 供热", "供热", ["供热"] * 3),
    ],
)
def test_a_passage_around_the_hit(text: str, words: str, hit: list[str]) -> None:
    _title, told = marked("标题", f"标题\n{text}", parse(words))
    assert [piece.text for piece in told if piece.hit] == hit
    assert sum(len(piece.text) for piece in told) < 110
    shown = "".join(piece.text for piece in told)
    assert not set("#|") & set(shown), "the marks of the text are not for readers"
    assert ("-12" in shown) is ("-12" in text), "figures keep their sign"


@pytest.mark.django_db
def test_every_page_names_the_site_and_its_columns() -> None:
    for path in ("/disclosure/", LIST, "/disclosure/guide/", "/disclosure/applications/", "/disclosure/map/"):
        page = Client().get(path).content.decode()
        for name in ("SiteName", "SiteDomain", "SiteIDCode"):
            assert f'<meta name="{name}"' in page, (path, name)
        for words in (
            "政府信息公开指南",
            "政府信息公开制度",
            "法定主动公开内容",
            "政府信息公开年报",
            "依申请公开",
            "网站标识码",
        ):
            assert words in page, (path, words)
