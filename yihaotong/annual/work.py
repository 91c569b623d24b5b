"""What a report says of requests, documents, reviewed articles, supervision, problems, and what does not apply."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db.models import QuerySet

from yihaotong.annual import office
from yihaotong.annual.models import Problem
from yihaotong.annual.rules.codes import Outcome
from yihaotong.annual.rules.figures import Figure, Kind, Row, counted
from yihaotong.annual.rules.sentences import Value, ordinal
from yihaotong.applications.yearly import YearTable
from yihaotong.articles.models import Article, Release
from yihaotong.chronicle.models import NotApplicable
from yihaotong.disclosure import city
from yihaotong.documents import access as documents
from yihaotong.documents.models import Document
from yihaotong.documents.rules.labels import Label
from yihaotong.forms.rules.codes import Format
from yihaotong.scrutiny import access as scrutiny
from yihaotong.scrutiny.access import YearFigures

#: The blanks of 依申请公开 and the rows of table 3 behind them.
_REQUESTS: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "requests.new": ("新收政府信息公开申请", "r1", ()),
    "requests.carried": ("上年结转的申请", "r2", ()),
    "requests.done": ("办结的申请", "r3_7", ()),
    "requests.left": ("结转下年度的申请", "r4", ()),
    "requests.granted": ("予以公开", "r3_1", ()),
    "requests.partly": ("部分公开", "r3_2", ()),
    "requests.refused": ("不予公开", "", ("r3_3",)),
    "requests.unable": ("无法提供", "", ("r3_4",)),
    "requests.unprocessed": ("不予处理", "", ("r3_5",)),
    "requests.otherwise": ("其他处理", "", ("r3_6",)),
}
_SCRUTINY: Mapping[str, tuple[str, str, str]] = {
    "scrutiny.matters": ("受理的监督事项", "matters", "件"),
    "scrutiny.closed": ("办结的监督事项", "closed", "件"),
    "scrutiny.founded": ("查实的监督事项", "founded", "件"),
    "scrutiny.assessments": ("审定的考核结果", "assessments_fixed", "份"),
    "scrutiny.sessions": ("政府信息公开培训", "sessions", "次"),
    "scrutiny.attendances": ("参加培训", "attendances", "人次"),
    "scrutiny.rounds": ("社会评议", "rounds", "次"),
    "scrutiny.ballots": ("收到的评议", "ballots", "份"),
    "scrutiny.liabilities": ("责任追究", "liabilities_decided", "件"),
}


def values(year: int, table: YearTable, statements: Sequence[NotApplicable]) -> dict[str, Value]:
    """About fifteen queries."""
    found = _requests(table) | _fees(table) | _documents(year) | _articles(year) | _supervision(year)
    return found | _problems(year) | {"inapplicable": _inapplicable(statements, city.organ().name)}


# --- requests --------------------------------------------------------------------------------------------------------


def _requests(table: YearTable) -> dict[str, Value]:
    """The totals of tables 3 and 4, so that the text cannot differ from them."""
    found: dict[str, Value] = {}
    for code, (label, row, prefixes) in _REQUESTS.items():
        lines = [line for line in table.table3 if line.row == row or (prefixes and line.row.startswith(prefixes))]
        rows = (Row(f"application:{each}", each) for line in lines for each in line.cells["total"])
        found[code] = counted(code, label, rows, "件")
    if table.count("r3_7"):
        found["requests.any"] = "有"
    reviews, suits = _disputes(table, ("review",)), _disputes(table, ("suit", "suit_after_review"))
    if reviews or suits:
        found["disputes.review"] = counted("disputes.review", "行政复议", reviews, "件")
        found["disputes.suit"] = counted("disputes.suit", "行政诉讼", suits, "件")
    return found


def _disputes(table: YearTable, kinds: Iterable[str]) -> list[Row]:
    wanted = set(kinds)
    return [
        Row(f"application:{name.partition('#')[0]}", name)
        for kind, by_column in table.table4.items()
        if kind.value in wanted
        for name in by_column["total"]
    ]


def _fees(table: YearTable) -> dict[str, Value]:
    """信息处理费: the report on 2021 and later tells of it in its section 六."""
    if table.form is not Format.F2021:
        return {}
    told = (
        ("fees.count", "发出的收费通知", table.charged, "件"),
        ("fees.amount", "收费通知的总金额", table.charged_yuan, "元"),
        ("fees.paid", "实际收取的信息处理费", table.paid_yuan, "元"),
    )
    source = "依申请公开的收费记录"
    found: dict[str, Value] = {
        code: Figure(code, label, str(value), unit, Kind.COUNTED, source=source) for code, label, value, unit in told
    }
    found["fees.any"] = "有"
    if not table.charged and not table.paid_yuan:
        found["fees.none"] = "没有"
    return found


# --- documents and articles ------------------------------------------------------------------------------------------


def _documents(year: int) -> dict[str, Value]:
    """Documents dated in the year, those of OA lists included: labelled, reviewed, by label."""
    span = {"dated_on__gte": date(year, 1, 1), "dated_on__lte": date(year, 12, 31)}
    own = Document.objects.filter(signed_at__isnull=False, **span).order_by("dated_on", "pk")
    rows = [(Row(each.key, _named(each.label, each.doc_no or "", each.title)), each.label, True) for each in own]
    for each in documents.oa_rows().filter(**span).order_by("dated_on", "pk"):
        row = Row(f"oa:{each.pk}", _named(each.label, each.doc_no or f"清单第 {each.row} 行", each.title))
        rows.append((row, each.label, each.is_labelled and each.is_reviewed))
    if not rows:
        return {}
    covered = [row for row, _label, done in rows if done]
    found: dict[str, Value] = {
        "documents.all": counted("documents.all", "制发的公文", (row for row, _label, _done in rows), "件"),
        "documents.covered": counted("documents.covered", "标注公开属性并经保密审查的公文", covered, "件"),
    }
    found["labels.any"] = "有"
    if len(covered) == len(rows):
        found["documents.whole"] = "实现公文类政府信息公开属性标识全覆盖"
    for code, label in (("proactive", Label.PROACTIVE), ("request", Label.ON_REQUEST), ("withheld", Label.WITHHELD)):
        told = (row for row, of, done in rows if done and of == label)
        found[f"documents.{code}"] = counted(f"documents.{code}", f"{label.label}的公文", told, "件")
    return found


def _named(label: str, number: str, title: str) -> str:
    """What is not public is named by its number alone."""
    return f"{number} {title}".strip() if label == Label.PROACTIVE else number


def _articles(year: int) -> dict[str, Value]:
    since, until = office.midnight(year), office.midnight(year + 1)
    out = Release.objects.filter(at__gte=since, at__lt=until)
    gone = Article.objects.filter(withdrawn_at__gte=since, withdrawn_at__lt=until, standing__isnull=False)
    told = (
        ("articles.released", "经三审三校首次发布的稿件", _rows(out.filter(number=1), "article__pk", "version__title")),
        ("articles.corrected", "发布后更正的稿件", _rows(out.filter(number__gt=1), "article__pk", "version__title")),
        ("articles.withdrawn", "发布后撤下的稿件", _rows(gone, "pk", "standing__version__title")),
    )
    return {code: counted(code, label, rows, "篇") for code, label, rows in told if rows}


def _rows(found: QuerySet[Release] | QuerySet[Article], number: str, title: str) -> list[Row]:
    return [Row(f"article:{pk}", name) for pk, name in found.order_by("pk").values_list(number, title)]


# --- supervision -----------------------------------------------------------------------------------------------------


def _supervision(year: int) -> dict[str, Value]:
    """The year's figures of 监督保障; what is 0 is not mentioned, but for 责任追究 (条例 art. 50)."""
    told: YearFigures = scrutiny.year_figures(year)
    found: dict[str, Value] = {}
    for code, (label, name, unit) in _SCRUTINY.items():
        if value := getattr(told, name):
            source = f"监督保障 {year} 年的年度数字"
            found[code] = Figure(code, label, str(value), unit, Kind.COUNTED, source=source)
    if "scrutiny.matters" in found and "scrutiny.closed" not in found:
        found["scrutiny.closed"] = Figure("scrutiny.closed", "办结的监督事项", "0", "件", Kind.COUNTED)
    return found


# --- what does not apply, problems -----------------------------------------------------------------------------------


def _inapplicable(statements: Sequence[NotApplicable], organ: str) -> str:
    """All statements by their reason, each reason once."""
    by_reason: dict[str, list[str]] = {}
    for each in statements:
        by_reason.setdefault(each.reason.strip().rstrip("。"), []).append(each.label)
    return "；".join(_told(_owned(reason, organ), labels) for reason, labels in by_reason.items())


def _told(reason: str, labels: Sequence[str]) -> str:
    """A reason that already says that nothing of the kind was done stands alone; so does what it names itself."""
    left = [each for each in labels if each.partition("（")[0] not in reason]
    if "未开展" in reason or not left:
        return reason
    return f"{reason}，故不涉及{'、'.join(_quoted(each) for each in left)}等情况"


def _quoted(label: str) -> str:
    """A name that itself lists things stands in quotation marks; one that explains itself, or has them, does not."""
    return f"“{label}”" if "、" in label and "（" not in label and "“" not in label else label


def _owned(reason: str, organ: str) -> str:
    """A reason with whose it is; one that says so itself stays as it is."""
    return (
        reason if reason.startswith(("本", "我", "中心", "该", organ)) or reason[:1].isdigit() else f"{organ}{reason}"
    )


def _problems(year: int) -> dict[str, Value]:
    """This year's with their measures, and what became of last year's."""
    now = _of(year)
    return {
        "problems.now": _numbered([each.words for each in now]),
        "problems.measures": _numbered([each.measure for each in now]),
        "problems.before": _numbered([_became(each) for each in _of(year - 1)]),
    }


def _of(year: int) -> list[Problem]:
    return list(Problem.objects.filter(year=year, removed_at=None).order_by("pk"))


def _became(problem: Problem) -> str:
    evidence = problem.evidence.strip().rstrip("。")
    told = f"“{problem.words.strip().rstrip('。')}”{Outcome(problem.outcome).label}"
    return f"{told}：{evidence}" if evidence else told


def _numbered(texts: Sequence[str]) -> str:
    """一是……；二是……, without a full stop."""
    bare = [each.strip().rstrip("。；") for each in texts]
    if len(bare) < 2:
        return "".join(bare)
    return "；".join(f"{ordinal(place)}是{each}" for place, each in enumerate(bare, 1))
