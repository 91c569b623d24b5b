"""The parts of the disclosure office, in the order in which its work goes. A new one is one line here."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from yihaotong.accounts.rules import DISCLOSURE, DISCLOSURE_POSTS, Actor, Role
from yihaotong.desk.disclosure import waiting
from yihaotong.desk.disclosure.tasks import Task
from yihaotong.desk.gate import Visit


@dataclass(frozen=True)
class Section:
    """`url_name` needs no argument; `roles` are those who find it; `tasks` tells what waits there for a visitor."""

    label: str | Promise
    url_name: str
    roles: frozenset[Role]
    says: str | Promise
    tasks: Callable[[Visit], list[Task]] | None = None


SECTIONS: tuple[Section, ...] = (
    Section(_("指南"), "desk:disclosure:guide", DISCLOSURE_POSTS, _("政府信息公开指南，各版"), waiting.guide),
    Section(_("机构"), "desk:disclosure:organisation", DISCLOSURE_POSTS, _("领导小组、工作机构、历次通知")),
    Section(_("制度库"), "desk:disclosure:house_rules", DISCLOSURE_POSTS, _("本单位的制度"), waiting.house_rules),
    Section(_("任务台账"), "desk:disclosure:ledger", DISCLOSURE, _("上级文件逐条落实"), waiting.ledger),
)


#: Parts with a package of their own register when their addresses are read: their pages import the frame around them,
#: so this module cannot import them.
_registered: dict[str, Section] = {}


def register(section: Section) -> None:
    _registered[section.url_name] = section


def sections_for(actor: Actor) -> list[Section]:
    return [section for section in (*SECTIONS, *_registered.values()) if section.roles & actor.roles]
