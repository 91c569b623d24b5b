"""Documents as words and cells: what was filled in at a move, the head of an item, the list of copies handed over."""

from collections.abc import Iterable
from typing import Any

from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.documents.models import Copy, Document, Step
from yihaotong.documents.rules.codes import DocumentKind, OpenStage, OpenTerm, Validity
from yihaotong.documents.rules.labels import Ground, Label
from yihaotong.documents.rules.moves import MOVES
from yihaotong.documents.rules.required import ARTICLES, read
from yihaotong.journal.codes import Code

#: The columns of a 移送明细.
COPY_COLUMNS = ("序号", "索引号", "标题", "文号", "成文日期", "主办科室", "公开方式", "接收单位", "移送日期", "批次")


#: What the head calls the row of the catalogue.
ROW = "目录事项"


def test_words(document: Document) -> str:
    """What was found of it under 条例 art. 19."""
    found = [(each.label, ARTICLES[each]) for each in read(document.art19)]
    return "；".join(f"{words}（{article}）" for words, article in found)


def label_words(document: Document) -> str:
    return Label(document.label).label if document.label else ""


def ground_words(document: Document) -> str:
    return Ground(document.ground).label if document.ground else ""


def told(step: Step) -> list[tuple[str, str]]:
    """What was filled in, each with the label of its field; what was left empty is not told."""
    fields = MOVES[step.move].fields
    said = [(field, _words(field, step.given.get(field.name))) for field in fields]
    return [(field.label.partition("：")[0], words) for field, words in said if words]


def refusal_words(step: Step) -> str:
    """Why the secrecy review did not let a draft pass."""
    return "；".join(words for _label, words in told(step)) or MOVES[step.move].label


def _words(field: Field, value: Any) -> str:
    if value in (None, "", False):
        return ""
    if field.kind is Kind.FLAG:
        return "是"
    if field.kind is Kind.CODES and field.choices:
        return "、".join(word_of(field.choices, each) for each in str(value).split(","))
    return word_of(field.choices, str(value)) if field.choices else str(value)


def word_of(codes: type[Code], value: str) -> str:
    return next((code.label for code in codes if code.value == value), value)


def head_of(document: Document) -> list[tuple[str, str]]:
    """The head of an item as a disclosure site prints it (索引号, 文号, 公开时限, 效力状态, 五公开 …)."""
    term = OpenTerm(document.open_term).label if document.open_term else ""
    if document.open_until:
        term = f"公开至 {document.open_until.isoformat()}"
    validity = Validity(document.validity).label
    if document.valid_until:
        validity = f"{validity} {document.valid_until.isoformat()}"
    pairs = (
        ("索引号", document.index_no or ""),
        ("文号", document.doc_no or ""),
        ("文种", word_of(DocumentKind, document.document_kind)),
        ("成文日期", document.dated_on.isoformat() if document.dated_on else ""),
        ("公开属性", label_words(document)),
        ("公开时限", term if document.label == Label.PROACTIVE else ""),
        ("效力状态", validity if document.signed_at else ""),
        ("由哪一件替代", document.replaced_by),
        ("五公开", word_of(OpenStage, document.open_stage) if document.open_stage else ""),
        ("主题词", document.keywords),
        (ROW, document.catalogue_row),
    )
    return [(name, value) for name, value in pairs if value]


def copy_lines(copies: Iterable[Copy], names: dict[int, str]) -> Iterable[list[str]]:
    """The lines of a 移送明细, in the order of the columns; `names` are those of the sections by id."""
    for place, copy in enumerate(copies, 1):
        document, delivery = copy.document, copy.delivery
        yield [
            str(place),
            document.index_no or "",
            document.title,
            document.doc_no or "",
            document.dated_on.isoformat() if document.dated_on else "",
            names.get(document.section_id, ""),
            label_words(document),
            delivery.receiver_name,
            delivery.handed_on.isoformat(),
            str(delivery.number),
        ]
