"""Simulated documents in every state, and the list of an OA system that had them before."""

import csv
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from yihaotong.accounts.access import actor_of
from yihaotong.accounts.models import Person
from yihaotong.accounts.rules import Actor
from yihaotong.documents import actions
from yihaotong.documents.models import Document
from yihaotong.documents.rules.labels import Label

_FILE = Path(__file__).resolve().parent / "data" / "documents.toml"
_PEOPLE = ("gongkai1", "gkfz1", "nigao1", "nigaoban1", "nigaohua1", "baomi1", "yishen1", "ershen1", "sanshen1")
_HEADS = {"YC-YP": "yishen1", "YC-BG": "ershen1", "YC-HW": "sanshen1"}
_WORD = "银智发"
_SIGNED = frozenset({"released", "overdue", "recheck", "kept", "relabelled", "repealed"})
_STOPS = {"returned": "section", "reported": "secrecy", "abandoned": "draft"}
_TOLD = ("title", "document_kind", "section", "source_ref", "joint_with", "keywords", "open_stage")


def stock(today: date, at: datetime) -> int:
    """Enter the documents of the demo city as they stand on `today`; how many."""
    told = tomllib.loads(_FILE.read_text())
    desk = _Desk(today, at, told["people"])
    documents = [desk.enter(row) for row in told["document"]]
    desk.deliver([each for each in documents if each.released_at is not None][:3])
    desk.bring(told["oa"])
    return len(documents)


class _Desk:
    """Acts as the people of the office do; the times count back from the present moment."""

    def __init__(self, today: date, at: datetime, drafters: Mapping[str, str]) -> None:
        self.today, self.now, self.drafters = today, at, drafters
        people = {person.username: person for person in Person.objects.filter(username__in=_PEOPLE)}
        self.actors: dict[str, Actor] = {name: actor_of(person, at) for name, person in people.items()}

    def enter(self, row: Mapping[str, Any]) -> Document:
        at = self.now - timedelta(days=row["days"])
        drafter, head = self.drafters[row["section"]], _HEADS[row["section"]]
        label = row.get("label", Label.PROACTIVE.value)
        data = {name: row[name] for name in _TOLD if name in row}
        data |= {"text": row.get("text", f"{row['title']}：正文从略。"), "origin": row.get("origin", "own")}
        data |= {"art19": row.get("art19", "awareness" if label == Label.PROACTIVE else "none")}
        data |= {"label": label, "ground": row.get("ground", ""), "reason": row.get("reason", "")}
        document = actions.draft(data, actor=self.actors[drafter], at=at)
        if "annex" in row:
            part = {"title": row["annex"], "withheld": "on"}
            actions.add_annex(document, part, actor=self.actors[drafter], at=at, expect=document.version)
        goal = "signed" if row["to"] in _SIGNED else _STOPS.get(row["to"], row["to"])
        for state, name, who, more in self._way(row, document, drafter, head):
            if state == goal:
                break
            at = min(self.now, at + timedelta(hours=5))
            document = self.move(document, name, who, at, **more)
            if name == "vet" and not row.get("no_opinion"):
                self._opinions(document, drafter, at)
        return self._after(row["to"], document, drafter, head, at)

    def move(self, document: Document, name: str, who: str, at: datetime, **data: Any) -> Document:
        held = Document.objects.select_related("section").get(pk=document.pk)
        return actions.move(held, name, actor=self.actors[who], at=at, expect=held.version, data=data)

    def _way(
        self, row: Mapping[str, Any], document: Document, drafter: str, head: str
    ) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
        public = document.label == Label.PROACTIVE
        label = {"label": document.label, "ground": document.ground, "reason": document.reason}
        day = self.today - timedelta(days=row["days"] - 1)
        vetted = {"outcome": "public" if public else "exempt", "note": "逐项看过" if public else "不宜公开"}
        sign = label | {"word": _WORD, "dated_on": min(day, self.today), "retention": "ten" if public else "thirty"}
        yield "draft", "submit", drafter, {"self_checked": True, "confirmed": True}
        yield "section", "pass_section", head, {"note": "同意"}
        yield "secrecy", "vet", "baomi1", vetted
        yield "office", "pass_office", "gongkai1", {"confirmed": True}
        yield "signing", "sign", "gkfz1", sign

    def _opinions(self, document: Document, drafter: str, at: datetime) -> None:
        for organ in document.joint_with.splitlines():
            self.move(document, "opinion", drafter, at, organ=organ, label=document.label, note="无不同意见")

    def _after(self, to: str, document: Document, drafter: str, head: str, at: datetime) -> Document:
        """What happened to it besides the straight way."""
        year = timedelta(days=364)
        match to:
            case "returned":
                document = self.move(document, "return_section", head, at, note="请补充汇报内容的来源")
            case "reported":
                asked = {"outcome": "refer", "asked_of": "superior", "report_ref": "银智函〔2026〕报 1 号"}
                document = self.move(document, "vet", "baomi1", at, **asked, note="是否属工作秘密拿不准")
            case "abandoned":
                document = self.move(document, "abandon", drafter, at, note="已有新办法，不再印发")
            case "released":
                when = at + timedelta(days=2)
                key = f"demo-{document.pk}"
                who = self.actors["gongkai1"]
                document = actions.note_released(document, article_key=key, released_at=when, actor=who, at=when)
            case "kept":
                document = self.move(document, "recheck", "gongkai1", min(self.now, at + year), note="仍在研究")
            case "relabelled":
                when = min(self.now, at + year)
                document = self.move(
                    document, "propose_relabel", "gongkai1", when, label="proactive", note="隐去姓名后可以公开"
                )
                document = self.move(document, "vet", "baomi1", when, outcome="public", note="已隐去个人信息")
            case "repealed":
                document = self.move(
                    document, "set_validity", "gongkai1", at + year, validity="repealed", note="新的安排已印发"
                )
        return document

    def deliver(self, documents: list[Document]) -> None:
        """One batch went to the archive."""
        data = {"receiver": "archive", "receiver_name": "示例市国家档案馆", "handed_on": self.today}
        actions.deliver([each.pk for each in documents], data, actor=self.actors["gongkai1"], at=self.now)

    def bring(self, oa: Mapping[str, Any]) -> None:
        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory) / "oa.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(("标题", "文号", "成文日期", "科室", "公开属性", "理由", "保密审查结果"))
                writer.writerows(self._oa_rows(oa))
            run = actions.keep_list(path, oa["name"], actor=self.actors["gongkai1"], at=self.now)
        while not actions.continue_list(run, at=self.now):
            pass

    def _oa_rows(self, oa: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
        """Nine in ten are whole; some lack a label, a reason or a review, two cannot be read."""
        first = self.today.replace(month=1, day=1)
        span = max(1, (self.today - first).days)
        for number in range(1, oa["count"] + 1):
            matter = oa["matters"][number % len(oa["matters"])]
            title = oa["titles"][number % len(oa["titles"])].format(matter)
            day = first + timedelta(days=number * span // (oa["count"] + 1))
            section = oa["sections"][number * 7 % len(oa["sections"])]
            label, reason, outcome = _oa_label(number)
            told_day = "日期不详" if number in (97, 211) else day.isoformat()
            yield title, f"{oa['word']}〔{day.year}〕{number}号", told_day, section, label, reason, outcome


def _oa_label(number: int) -> tuple[str, str, str]:
    if number % 17 == 0:
        return "", "", ""
    if number % 23 == 0:
        return "不予公开", "", "免于公开"
    if number % 29 == 0:
        return "主动公开", "", ""
    if number % 5 == 0:
        return "不予公开", "内部工作流程", "免于公开"
    return ("依申请公开", "涉及第三方", "免于公开") if number % 11 == 0 else ("主动公开", "", "公开")
