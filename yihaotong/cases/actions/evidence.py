"""Taking out the evidence against whoever disturbs the hotline: one pack, one line in the journal."""

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives import hashes
from django.conf import settings
from django.db import transaction
from django.utils.timezone import localtime

from yihaotong.accounts.rules import Actor
from yihaotong.cases import evidence
from yihaotong.cases.actions.identity import unsealed
from yihaotong.cases.evidence import Disturbance
from yihaotong.cases.models import Case
from yihaotong.cases.rules.codes import Channel
from yihaotong.cases.rules.evidence import PURPOSE, Cover, Packed, Warned, cover_page
from yihaotong.cases.rules.fields import clean
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.sheets.writing import workbook

COVER = "00-移送说明.html"
_LIST = "01-工单和警告.xlsx"
_JOURNAL = "02-日志"
_COLUMNS = (
    *("工单编号", "受理时间", "来源渠道", "认定", "认定时间", "认定人工号", "认定人", "标题", "内容"),
    *("情况说明", "依据", "对来电人说的话"),
)
_WARNED = ("工单编号", "警告时间", "话务员工号", "话务员", "警告的话")


@dataclass(frozen=True)
class Evidence:
    """The pack as it is handed over; `name` says nothing of the caller."""

    name: str
    content: bytes


@dataclass(frozen=True)
class _Gathered:
    found: Sequence[Disturbance]
    staff: dict[str, tuple[str, str]]

    def who(self, key: str) -> tuple[str, str]:
        return self.staff.get(key, ("—", "系统"))


def check_evidence(case: Case, actor: Actor) -> None:
    """Whether there is a pack to take. Raises Refused("wrong-role" | "no-number")."""
    if not evidence.offered(case, actor):
        raise Refused("wrong-role", "只有班长和督办员能从按 OOS-7 不予受理的工单取出证据材料")
    if not case.requester.phone_index:
        raise Refused(
            "no-number", "这张工单没有留下电话，找不到同一来电人的其他工单，不能成包：请按录音和通话记录另行取证"
        )


@transaction.atomic
def take_evidence(case: Case, *, actor: Actor, at: datetime, purpose: str) -> Evidence:
    """All about the caller's disturbances as one ZIP, with his identity in clear. Who took it, when and why is in the
    journal, with the SM3 of what left, before it leaves.

    Raises Refused: what `check_evidence` says, or what is wrong with the purpose, naming "purpose".
    """
    check_evidence(case, actor)
    reason = str(clean((PURPOSE,), {"purpose": purpose})["purpose"])
    found = evidence.disturbances(case, actor)
    gathered = _Gathered(found, evidence.staff({each.remark.by for each in found}))
    files = _files(gathered)
    cover = _cover(case, gathered, files, actor=actor, at=at, purpose=reason)
    content = _zipped({COVER: cover.encode(), **{name: each for name, (each, _what) in files.items()}}, at)
    journal.record(
        "cases.evidence",
        subject=case.key,
        actor=actor.key,
        at=at,
        reason=reason,
        after={"cases": len(found), "identity": True, "sm3": _sm3(content)},
    )
    return Evidence(f"证据材料-{case.order_no}-{localtime(at):%Y%m%d-%H%M}.zip", content)


def _files(gathered: _Gathered) -> dict[str, tuple[bytes, str]]:
    """Every file but the cover, by its name, with what it is."""
    sheets: dict[str, list[tuple[str, ...]]] = {
        "工单": [_COLUMNS, *(_row(each, gathered) for each in gathered.found)],
        "警告": [_WARNED, *((w.order_no, w.when, w.number, w.name, w.words) for w in _warned(gathered))],
    }
    files = {_LIST: (workbook(sheets), f"工单 {len(gathered.found)} 件，警告的话")}
    lines = evidence.lines([each.case for each in gathered.found])
    for each in gathered.found:
        told = lines[each.case.key]
        text = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in told)
        files[f"{_JOURNAL}/{each.case.order_no}.jsonl"] = (text.encode(), f"{each.called}，日志 {len(told)} 行")
    return files


def _row(each: Disturbance, gathered: _Gathered) -> tuple[str, ...]:
    case, remark = each.case, each.remark
    number, name = gathered.who(remark.by)
    return (
        *(case.order_no, _when(case.filed_at), Channel(case.channel).label, each.called, _when(remark.at)),
        *(number, name, case.title, case.body, remark.text, remark.basis, remark.told),
    )


def _warned(gathered: _Gathered) -> list[Warned]:
    said = [each.remark for each in gathered.found if each.remark.told]
    numbers = {each.remark.pk: each.case.order_no for each in gathered.found}
    return [
        Warned(numbers[remark.pk], _when(remark.at), *gathered.who(remark.by), remark.told)
        for remark in sorted(said, key=lambda remark: remark.at)
    ]


def _cover(
    case: Case,
    gathered: _Gathered,
    files: dict[str, tuple[bytes, str]],
    *,
    actor: Actor,
    at: datetime,
    purpose: str,
) -> str:
    identity = unsealed(case, actor)
    called = [each.called for each in gathered.found]
    number, name = evidence.staff([actor.key]).get(actor.key, ("—", actor.name))
    return cover_page(
        Cover(
            centre=str(settings.CITY["centre"]["name"]),
            of=case.order_no,
            made_at=_when(at),
            taken_by=f"{name}（{number}）",
            purpose=purpose,
            name=identity.name,
            phone=identity.phone,
            counts=[(each, called.count(each)) for each in dict.fromkeys(called)],
            warned=_warned(gathered),
            files=[Packed(file, what, _sm3(content)) for file, (content, what) in files.items()],
            simulated=case.simulated or bool(settings.CITY["centre"]["demo"]),
        )
    )


def _zipped(files: dict[str, bytes], at: datetime) -> bytes:
    made = io.BytesIO()
    moment = localtime(at).timetuple()[:6]
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(zipfile.ZipInfo(name, moment), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _sm3(content: bytes) -> str:
    """As every program reckons it: over the bytes alone."""
    state = hashes.Hash(hashes.SM3())
    state.update(content)
    return state.finalize().hex()


def _when(moment: datetime) -> str:
    return f"{localtime(moment):%Y-%m-%d %H:%M:%S}"
