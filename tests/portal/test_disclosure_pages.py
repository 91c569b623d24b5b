"""The pages of disclosure as one site: from its home every link leads somewhere, and every page hears complaints."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.timezone import localdate

from tests.standing import standing
from yihaotong.accounts import actions as hiring
from yihaotong.accounts.models import Unit
from yihaotong.accounts.rules import IMPORTER, VISITOR, Role, UnitKind
from yihaotong.applications import actions as applications
from yihaotong.applications.rules.codes import Channel
from yihaotong.articles.models import Article
from yihaotong.project.demo import disclosing
from yihaotong.scrutiny.models import Round
from yihaotong.scrutiny.rules.matters import check_page_key

pytestmark = pytest.mark.django_db

HOME, COMPLAINTS = "/disclosure/", "/disclosure/complaints/"
LINK = f"{COMPLAINTS}?about="
PEOPLE = {
    "gongkai1": (Role.DISCLOSURE_OFFICER, "YC-YP"),
    "gongkai2": (Role.DISCLOSURE_OFFICER, "YC-YP"),
    "gkfz1": (Role.DISCLOSURE_LEADER, "YC-YP"),
    "nigao1": (Role.DRAFTER, "YC-YP"),
    "nigaoban1": (Role.DRAFTER, "YC-BG"),
    "nigaohua1": (Role.DRAFTER, "YC-HW"),
    "baomi1": (Role.SECRECY_OFFICER, "YC-BG"),
    "yishen1": (Role.FIRST_REVIEWER, "YC-YP"),
    "ershen1": (Role.SECOND_REVIEWER, "YC-BG"),
    "sanshen1": (Role.THIRD_REVIEWER, "YC"),
    "zhengwuban1": (Role.SUPERVISING_OFFICE, "SZFB"),
}
FORM = {
    "kind": "natural",
    "name": "示例甲",
    "id_no": "64010419900101123X",
    "phone": "13951000001",
    "description": "示例市供热补贴发放办法",
}


@dataclass
class Read(HTMLParser):
    """What a page links to, and the names in it that can be linked to."""

    links: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.names |= {told["id"] or ""} if "id" in told else set()
        if tag == "a" and told.get("href"):
            self.links.append(told["href"] or "")


@pytest.fixture(scope="module")
def at() -> datetime:
    return timezone.now() - timedelta(days=70)


@pytest.fixture
def office(db: None, at: datetime) -> None:
    """The office of the demo city, without the rest of the city."""
    standing("office of disclosure", at, lambda: _made(at))


def _made(at: datetime) -> None:
    units: dict[str, Unit] = {}
    for code in ("YC", "YC-YP", "YC-BG", "YC-HW", "YC-DD", "YC-HF", "SZFB"):
        kind = UnitKind.DEPARTMENT if code == "SZFB" else UnitKind.CENTRE
        units[code] = hiring.create_unit(
            code, actor=IMPORTER, at=at, name=code, kind=kind, parent=units.get("YC"), since=date(2012, 6, 1)
        )
    for login, (role, unit) in PEOPLE.items():
        person = hiring.create_person(login, actor=IMPORTER, at=at, name=f"测试{login}")
        hiring.appoint(person, actor=IMPORTER, at=at, role=role, unit=units[unit])
    disclosing.stock(localdate(), at)


def crawled(client: Client, start: str) -> Iterator[tuple[str, Read]]:
    """Every page of disclosure that can be reached from this one, once; a link that leads nowhere fails."""
    seen, waiting = {start}, [(start, "")]
    while waiting:
        address, page = waiting.pop()
        # A file leads on to an address that runs out; to open it is told elsewhere.
        is_file = address.startswith(f"{HOME}articles/") and "/files/" in address
        answer = client.get(address, follow=not is_file)
        assert answer.status_code == (302 if is_file else 200), f"{page} links to {address}: {answer.status_code}"
        if is_file or not address.startswith(HOME) or not answer.get("Content-Type", "").startswith("text/html"):
            continue
        read = Read()
        read.feed(answer.content.decode())
        yield address, read
        for link in read.links:
            target, name = urldefrag(urljoin(address, link))
            assert not name or target != address or name in read.names, f"{address} has no #{name}"
            if target.startswith("/") and target not in seen:
                seen.add(target)
                waiting.append((target, address))


def hears_complaints(read: Read) -> bool:
    return any(link.startswith(LINK) for link in read.links)


def test_from_home_every_link_leads_somewhere_and_every_page_hears_complaints(office: None) -> None:
    pages = dict(crawled(Client(), HOME))
    others = {address: read for address, read in pages.items() if not address.startswith(COMPLAINTS)}
    assert [address for address, read in others.items() if not hears_complaints(read)] == []
    parts = ("guide/", "guide/form/", "guide/flow/", "rules/", "organisation/", "catalogue/", "articles/")
    reached = {f"{HOME}{part}" for part in (*parts, "applications/", "applications/track/", "complaints/")}
    assert reached <= pages.keys()
    for part in ("rules/", "catalogue/rows/", "articles/", "guide/"):
        assert any(address.startswith(f"{HOME}{part}") and address != f"{HOME}{part}" for address in pages), part
    gone = {f"{HOME}articles/{each.pk}/" for each in Article.objects.filter(withdrawn_at__isnull=False)}
    assert gone
    assert not gone & pages.keys(), "nothing leads to what was withdrawn"


def test_home_leads_to_the_reports_and_to_the_survey_that_runs(office: None) -> None:
    page = Client().get(HOME).content.decode()
    assert 'href="/disclosure/articles/?row=' in page
    assert "建设中" not in page
    survey = Round.objects.get()
    survey.until = localdate() + timedelta(days=3)
    survey.save(update_fields=["until"])
    assert f'href="/disclosure/complaints/survey/{survey.pk}/"' in Client().get(HOME).content.decode()
    survey.until = localdate() - timedelta(days=1)
    survey.save(update_fields=["until"])
    assert f"/survey/{survey.pk}/" not in Client().get(HOME).content.decode()


def test_what_was_withdrawn_is_gone_and_hears_complaints(office: None) -> None:
    gone = Article.objects.filter(withdrawn_at__isnull=False).first()
    assert gone
    answer = Client().get(f"/disclosure/articles/{gone.pk}/")
    read = Read()
    read.feed(answer.content.decode())
    assert (answer.status_code, hears_complaints(read)) == (410, True)


def test_the_pages_of_ones_own_request_too(office: None) -> None:
    at = timezone.now() - timedelta(hours=1)
    made = applications.register(FORM, actor=VISITOR, at=at, channel=Channel.INTERNET).application
    client = Client()
    client.post(
        "/disclosure/applications/track/", {"number": made.number, "code": applications.query_code(made.number)}
    )
    own = f"/disclosure/applications/track/{made.number}/"
    read = Read()
    read.feed(client.get(own).content.decode())
    assert hears_complaints(read)
    assert not any(made.key in link for link in read.links), "a complaint may stay without a name"
    for address in {urldefrag(urljoin(own, link))[0] for link in read.links if link.startswith(("/", "?", "#"))}:
        assert client.get(address, follow=True).status_code == 200, address


@pytest.mark.parametrize("about", ["article:3", "house-rule:2", "catalogue_row:ML0003", "guide:1"])
def test_the_key_of_every_kind_of_page_is_kept(about: str) -> None:
    assert check_page_key(about) == about
