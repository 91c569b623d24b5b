"""What a city sets about its disclosure: whose it is, where it sits, whose name its letters bear."""

from dataclasses import dataclass

from django.conf import settings

from yihaotong.almanac import access as almanac
from yihaotong.cases import city
from yihaotong.clock import Calendar, Hours

#: The fields of the guide by law (政府信息公开条例 art. 12) that are settings; all are texts.
_TEXTS = ("address", "postcode", "phone", "fax", "email", "site", "hours")


@dataclass(frozen=True)
class Organ:
    """The organ that publishes and answers, as its letters and its guide print it."""

    name: str
    short_name: str
    section: str
    index_prefix: str
    reply_word: str
    supervising_office: str
    review_body: str
    court: str
    signs_as: str
    address: str
    postcode: str
    phone: str
    fax: str
    email: str
    site: str
    hours: str


def organ() -> Organ:
    """What is not set falls back to the centre's own name, or stays empty."""
    named, centre = settings.CITY.get("disclosure", {}), settings.CITY["centre"]
    name = str(named.get("organ", centre["name"]))
    in_own_name = bool(named.get("in_own_name", True))
    return Organ(
        name=name,
        short_name=str(named.get("short_name", centre["short_name"])),
        section=str(named.get("section", "")),
        index_prefix=str(named.get("index_prefix", settings.CITY["cases"]["prefix"])),
        reply_word=str(named.get("reply_word", "公复")),
        supervising_office=str(named.get("supervising_office", "")),
        review_body=str(named.get("review_body", "")),
        court=str(named.get("court", "")),
        signs_as=name if in_own_name else str(named.get("principal", name)),
        **{each: str(named.get(each, "")) for each in _TEXTS},
    )


@dataclass(frozen=True)
class Site:
    """The website as its foot and its tags name it (国办发〔2017〕47号); what is not set is left out."""

    name: str
    domain: str
    code: str
    icp: str
    police: str
    sponsor: str
    operator: str


def site() -> Site:
    """网站名称, 域名, 网站标识码, ICP 备案, 公安备案, 主办, 承办."""
    told, here = settings.CITY.get("disclosure", {}), organ()
    domain = str(told.get("site_domain", "")) or here.site.removeprefix("https://").removeprefix("http://").strip("/")
    return Site(
        name=str(told.get("site_name", settings.CITY["centre"]["name"])),
        domain=domain,
        sponsor=str(told.get("sponsor", here.name)),
        operator=str(told.get("operator", "")),
        **{each: str(told.get(f"site_{each}", "")) for each in ("code", "icp", "police")},
    )


def payment() -> str:
    """How and where a fee is paid, as the city sets it; else to ask at the office that answers."""
    if told := str(settings.CITY.get("disclosure", {}).get("payment", "")):
        return told
    here = organ()
    where = f"（{here.address}）" if here.address else ""
    call = f"，电话 {here.phone}" if here.phone else ""
    return f"凭收费通知到{here.name}{where}取非税收入缴款通知书，到代收银行缴纳；不清楚的先问我们{call}"


def counts_receipt_day() -> bool:
    """Whether the day of receipt is the first of a limit: the careful reading (handbook B3, 计日)."""
    return bool(settings.CITY.get("disclosure", {}).get("count_receipt_day", False))


def calendar(version: int | None = None) -> Calendar:
    """The working days that the organ keeps: the nation's, the region's, and its own."""
    return almanac.calendar(region=city.region(), version=version)


def hours() -> Hours:
    return city.hours(organ().section)
