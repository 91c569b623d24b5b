"""What goes out on paper: the sheet for the bulletin board, lists handed over, notices to take down, certificates."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.timezone import localtime

from yihaotong.articles import access as articles
from yihaotong.articles.models import Article
from yihaotong.articles.rules import body
from yihaotong.articles.rules.body import Block, Shape
from yihaotong.disclosure import city
from yihaotong.letters.rendering.docx import docx
from yihaotong.letters.rendering.pdf import pdf
from yihaotong.letters.rules.levels import level_of
from yihaotong.letters.rules.writing import Letterhead, Paragraph, Table, Writing
from yihaotong.outlets.access import Certificate
from yihaotong.outlets.models import Delivery, HandOver
from yihaotong.outlets.rules.codes import Why
from yihaotong.sheets.writing import workbook

_NONE = "—"


def letterhead() -> Letterhead:
    organ = city.organ()
    return Letterhead(organ.signs_as, organ.short_name, "", organ.phone, organ.address, organ.postcode)


def board(article: Article, at: datetime) -> bytes:
    """公示栏: the article as an A4 sheet, with where it is to be found on the site. Raises Refused("no-glyph")."""
    version = article.shown.version
    told = [piece for block in body.read(str(articles.content_of(version)["body"])) for piece in _pieces(block)]
    foot = f"索引号：{article.index_number}。全文见{city.organ().site or '本站'}。"
    went = localtime(article.shown.at).date()
    return pdf(Writing(letterhead(), version.title, "", (*told, Paragraph(foot)), went), at)


def _pieces(block: Block) -> Iterable[Paragraph | Table]:
    if block.shape is Shape.TABLE:
        head, *rows = block.rows or ((),)
        if head:
            yield Table(tuple(head), tuple(rows))
        return
    if block.shape is Shape.PICTURE:
        yield Paragraph(f"（图：{block.text or block.picture}，见网站）")
        return
    for line in block.text.split("\n"):
        if line.strip():
            yield Paragraph(line.strip(), level_of(line.strip()))


# --- lists handed over -----------------------------------------------------------------------------------------------

_COLUMNS = ("序号", "索引号", "名称", "发布日期", "份数")


def _lines(handover: HandOver, rows: Sequence[Delivery]) -> list[tuple[str, ...]]:
    return [
        (
            str(place),
            each.article.index_number,
            each.release.version.title,
            f"{localtime(each.release.first_at):%Y-%m-%d}",
            str(handover.copies),
        )
        for place, each in enumerate(rows, 1)
    ]


def handed_over_docx(handover: HandOver, rows: Sequence[Delivery], at: datetime) -> bytes:
    """移送清单 with the lines to sign on."""
    span = f"{handover.since:%Y-%m-%d} 至 {handover.until:%Y-%m-%d}"
    said = (
        f"根据《中华人民共和国政府信息公开条例》第二十五条，现将本机关 {span} 主动公开的政府信息 {len(rows)} 件"
        f"（每件 {handover.copies} 份）移送你单位，供公众查阅。请清点后签收。"
    )
    signing = Table(("接收单位（盖章）", "签收人", "签收日期"), ((handover.body, "　", "　"),))
    items = Table(_COLUMNS, tuple(_lines(handover, rows)), "移送清单")
    told = (Paragraph(said), items, signing)
    title, on = f"主动公开政府信息移送清单（第 {handover.pk} 号）", localtime(handover.made_at).date()
    return docx(Writing(letterhead(), title, f"{handover.body}：", told, on), at)


def handed_over_xlsx(handover: HandOver, rows: Sequence[Delivery]) -> bytes:
    head = [("接收单位", handover.body), ("发布日期", f"{handover.since} 至 {handover.until}")]
    received = f"{handover.received_on or _NONE}", handover.received_by or _NONE
    head += [("件数", str(len(rows))), ("签收日期", received[0]), ("签收人", received[1]), ("回执", handover.note)]
    return workbook({"移送清单": [_COLUMNS, *_lines(handover, rows)], "接收": head})


# --- fetched back ----------------------------------------------------------------------------------------------------


def notice(delivery: Delivery, at: datetime) -> bytes:
    """通知函 to whoever was handed the item, to take it out of use, as a PDF."""
    article, on = delivery.article, localtime(at).date()
    where = delivery.handover.body if delivery.handover else "有关单位"
    went, there = f"{localtime(delivery.release.at):%Y-%m-%d}", delivery.address or "已送你单位"
    now, why = "撤下", article.withdrawn_why
    if article.withdrawn_at is None:
        now, why = "更正", Why(delivery.why).label if delivery.why else Why.REPLACED.label
    said = [
        f"我单位 {went} 发布的“{delivery.release.version.title}”（索引号 {article.index_number}，{there}）已经{now}。",
        f"{now}理由：{why}。",
        "请即停止提供查阅、传播，收回或封存已有的纸质和电子副本，清除网页、缓存和转载，并将处理结果和日期函复我单位。",
    ]
    told = tuple(Paragraph(each) for each in said)
    return pdf(Writing(letterhead(), "关于停止提供有关政府信息的通知", f"{where}：", told, on), at)


def certificate(found: Certificate, at: datetime) -> bytes:
    """撤下证明 as a PDF: what is missing is named first. Raises Refused("no-glyph")."""
    article, version = found.article, found.article.shown.version
    when = f"{localtime(found.withdrawn_at):%Y-%m-%d %H:%M}" if found.withdrawn_at else _NONE
    said = [
        f"“{version.title}”（索引号 {article.index_number}）于 {when} 撤下。理由：{found.why}。",
        "经查，本站和登记过的各渠道均已没有这一信息，逐项如下。"
        if found.whole
        else f"截至 {localtime(at):%Y-%m-%d %H:%M}，还没有全部撤下，逐项如下。",
    ]
    own = Table(("本站", "结果"), tuple((check.place, check.words) for check in found.own), "本站")
    rows = tuple(
        (
            each.label,
            each.address or _NONE,
            f"{localtime(each.gone_at):%Y-%m-%d %H:%M}" if each.gone_at else (each.instead or "还在"),
            each.seen_by or _NONE,
            each.proof or _NONE,
        )
        for each in found.proofs
    )
    others = (Table(("渠道", "网址或期号", "撤下时间", "谁看的", "怎样看的"), rows, "其他渠道"),) if rows else ()
    told = (*(Paragraph(each) for each in said), own, *others)
    return pdf(Writing(letterhead(), "政府信息撤下证明", "", told, localtime(at).date()), at)
