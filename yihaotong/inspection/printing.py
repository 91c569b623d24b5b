"""The monthly list and the quarter's table as files: DOCX in the layout of official papers, XLSX for the superior."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.timezone import localtime

from yihaotong.disclosure import city
from yihaotong.inspection.models import Item, Monthly
from yihaotong.inspection.rules.codes import Light, Progress, Weight
from yihaotong.inspection.rules.thresholds import Threshold, shipped
from yihaotong.letters import access as letters
from yihaotong.letters.rendering import docx
from yihaotong.letters.rules.writing import Letterhead, Paragraph, Table, Writing
from yihaotong.sheets.writing import workbook

_COLUMNS = ("序号", "指标", "要做什么", "责任科室", "触线时间", "办理", "办理情况")


def named(monthly: Monthly) -> str:
    """As it is headed and filed."""
    return f"{monthly.month.year}年{monthly.month.month}月政府网站与政务新媒体自查清单"


def lines(items: Sequence[Item], units: Mapping[int, str]) -> list[tuple[str, ...]]:
    """The items as a table; `units` are names of sections by id."""
    return [
        (
            str(each.place),
            _label(each.indicator),
            each.words,
            units.get(each.unit_id or 0, "公开工作机构"),
            f"{localtime(each.due_at):%Y-%m-%d}" if each.due_at else "",
            Progress(each.progress).label + (f"到{each.until}" if each.until else ""),
            each.evidence,
        )
        for each in items
    ]


def _label(code: str) -> str:
    known = shipped().get(code)
    return known.label if known else code


def as_docx(monthly: Monthly, items: Sequence[Item], units: Mapping[int, str], signer: str, at: datetime) -> bytes:
    """`signer`: the name of who signed, "" for nobody yet."""
    organ = city.organ()
    made = f"{localtime(monthly.made_at):%Y-%m-%d}"
    told = f"自查日期 {made}，扣分后 {monthly.points} 分，单项否决 {monthly.vetoes} 项。"
    signed = (
        f"分管领导签字：{signer}　{localtime(monthly.signed_at):%Y-%m-%d}" if monthly.signed_at else "分管领导签字："
    )
    table = Table(_COLUMNS, tuple(tuple(map(letters.printable, line)) for line in lines(items, units)))
    body: list[Paragraph | Table] = [Paragraph(told)]
    body += [table] if items else [Paragraph("本月没有要办的事项。")]
    body += [Paragraph(letters.printable(f"意见：{monthly.said}"))] if monthly.said else []
    head = Letterhead(organ.signs_as, organ.short_name, "", organ.phone, organ.address, organ.postcode)
    writing = Writing(head, named(monthly), "", (*body, Paragraph(signed)), localtime(at).date())
    return docx.docx(writing, at)


def as_workbook(monthly: Monthly, items: Sequence[Item], units: Mapping[int, str], signer: str) -> bytes:
    signed = f"{localtime(monthly.signed_at):%Y-%m-%d}" if monthly.signed_at else "没有签字"
    head = [
        ("自查日期", f"{localtime(monthly.made_at):%Y-%m-%d}"),
        ("扣分后", f"{monthly.points}"),
        ("单项否决", str(monthly.vetoes)),
        ("签字", f"{signer} {signed}".strip()),
        ("意见", monthly.said),
    ]
    standing = _standing([monthly])
    return workbook({"清单": [_COLUMNS, *lines(items, units)], "指标": standing, "说明": head})


def quarter(monthlies: Sequence[Monthly], thresholds: Sequence[Threshold]) -> bytes:
    """季度自查情况表: every indicator with its basis and how it stood at the beginning of each month."""
    head = [("单位", city.organ().name), ("加分项", "由检查单位评定，本表不计"), ("口径", "每月第一次自查时的情况")]
    basis = [("指标", "性质", "界限", "依据"), *((t.label, t.weight.label, t.chinese, t.says) for t in thresholds)]
    return workbook({"自查情况表": _standing(monthlies), "依据": basis, "说明": head})


def _standing(monthlies: Sequence[Monthly]) -> list[tuple[str, ...]]:
    months = [f"{each.month:%Y-%m}" for each in monthlies]
    rows: list[tuple[str, ...]] = [("指标", "性质", *months)]
    for code, threshold in shipped().items():
        cells = [_cell(each.standing.get(code)) for each in monthlies]
        rows.append((threshold.label, Weight(threshold.weight).label, *cells))
    rows.append(("扣分后得分（满分 100）", "", *(f"{each.points}" for each in monthlies)))
    rows.append(("单项否决（项）", "", *(str(each.vetoes) for each in monthlies)))
    return rows


def _cell(told: Mapping[str, str] | None) -> str:
    if told is None:
        return "当时没有这项指标"
    deducted = f"，扣 {told['deducted']}" if told["deducted"] else ""
    return f"{Light(told['light']).label}：{told['measured']}{deducted}"
