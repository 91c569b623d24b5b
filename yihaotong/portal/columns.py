"""What stands around every page of 政府信息公开: the five columns of the national layout, and the foot of the site."""

from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from yihaotong.disclosure import city

HOME = "/disclosure/"


@dataclass(frozen=True)
class Column:
    """One of the columns that every site of an organ has (国办公开办函〔2019〕61号). `below`: where its pages lie."""

    label: str
    says: str
    address: str
    below: tuple[str, ...]

    def holds(self, path: str) -> bool:
        return path.startswith(self.below)


def columns() -> tuple[Column, ...]:
    """In the sequence of the national layout."""
    catalogue = reverse("portal:catalogue:home")
    articles, reports = reverse("portal:articles:list"), first_of("portal:annual:list", "portal:site:reports")
    guide, rules = reverse("portal:disclosure:guide"), reverse("portal:disclosure:rules")
    apply = reverse("portal:applications:apply")
    return (
        Column(_("政府信息公开指南"), _("怎样查、怎样申请，找谁，多久答复"), guide, (guide, f"{HOME}organisation/")),
        Column(_("政府信息公开制度"), _("本单位公开工作的各项制度"), rules, (rules,)),
        Column(
            _("法定主动公开内容"),
            _("按主动公开基本目录公布，可以查找"),
            catalogue,
            (catalogue, articles, f"{HOME}withdrawn/", f"{HOME}statements/", f"{HOME}engagement/"),
        ),
        Column(_("政府信息公开年报"), _("每年 1 月 31 日前公布上一年度报告"), reports, (reports, f"{HOME}annual/")),
        Column(_("依申请公开"), _("网上没有的，可以申请"), apply, (f"{HOME}applications/",)),
    )


def first_of(*names: str) -> str:
    """The first of these addresses that there is; "" for none."""
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""


@dataclass(frozen=True)
class Around:
    """For one page: the columns, what the foot and the tags of 国办发〔2017〕47号 name, and both as they are drawn."""

    columns: tuple[Column, ...]
    organ: city.Organ
    site: city.Site
    navigation: str
    foot: str


def around(request: HttpRequest) -> Around | None:
    """What stands around a page of disclosure; None for any other page of the portal."""
    return _around(request.path) if request.path.startswith(HOME) else None


def _around(path: str) -> Around:
    here = next((each.address for each in _columns() if each.holds(path)), "")
    at = path if path in {HOME, here} else ""
    return Around(_columns(), city.organ(), city.site(), _navigation(here, at), _foot())


# The addresses and the city's file stand still while the process runs: drawn once for each place in the site.


@cache
def _columns() -> tuple[Column, ...]:
    return columns()


@cache
def _navigation(here: str, at: str) -> str:
    """`here`: the column that the page lies in; `at`: the page's own address, where it is one of these."""
    return render_to_string("portal/site/columns.html", {"columns": _columns(), "here": here, "at": at, "home": HOME})


@cache
def _foot() -> str:
    return render_to_string("portal/site/foot.html", {"organ": city.organ(), "site": city.site()})
