"""Loading the yardstick city: the office first, then what went out, then the facts; everything by the actions that a
person would use, at moments of 2019, in one transaction."""

import shutil
import tomllib
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from yihaotong.accounts.models import Unit
from yihaotong.articles.models import Article
from yihaotong.chronicle.models import Evaluation, MediaReport, NotApplicable, Reception, StatedFigure
from yihaotong.disclosure.models import Clause
from yihaotong.journal.refusal import Refused
from yihaotong.outlets.models import Elsewhere
from yihaotong.project import environment, home
from yihaotong.project.demo.yinchuan import articles, events, facts, office
from yihaotong.project.demo.yinchuan.people import HERE, MARK, settle

_FILE = HERE / "city.toml"


@dataclass(frozen=True)
class Loaded:
    """How much of each there is; `added` is False where it was all there before."""

    added: bool
    articles: int
    elsewhere: int
    stated: int
    media: int
    receptions: int
    evaluations: int
    statements: int
    tasks: int


def present() -> bool:
    """Whether this city is in the database; it is loaded whole or not at all."""
    return StatedFigure.objects.filter(source_key__startswith=MARK).exists()


def load() -> Loaded:
    """Load it, unless it is there. Raises Refused("another-city") where somebody else's city stands."""
    if present():
        _keep_file()
        return _counted(added=False)
    if Unit.objects.exists():
        raise Refused("another-city", "这个数据库里已有别的城市；请换一个空的数据目录（YIHAOTONG_HOME）或数据库再试")
    # This process has read another city's file; what is written from here on speaks as this one.
    settings.CITY = tomllib.loads(_FILE.read_text(encoding="utf-8")) if environment.is_sample() else environment.city()
    with transaction.atomic():
        people = settle()
        office.stock(people)
        articles.stock(people)
        events.stock(people)
        facts.stock(people)
    _keep_file()
    return _counted(added=True)


def _keep_file() -> None:
    """Later commands read the city's file in the data directory, unless another is named."""
    if environment.is_sample():
        shutil.copyfile(_FILE, home.make() / environment.OWN_CITY)


def _counted(*, added: bool) -> Loaded:
    return Loaded(
        added,
        articles=Article.objects.filter(standing__isnull=False).count(),
        elsewhere=Elsewhere.objects.count(),
        stated=StatedFigure.objects.filter(ended_at=None).count(),
        media=MediaReport.objects.filter(ended_at=None).count(),
        receptions=Reception.objects.filter(ended_at=None).count(),
        evaluations=Evaluation.objects.filter(ended_at=None).count(),
        statements=NotApplicable.objects.count(),
        tasks=Clause.objects.count(),
    )
