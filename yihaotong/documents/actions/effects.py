"""What each move does to the record besides taking it on. Conditions that need the record are asked here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.utils.timezone import make_aware

from yihaotong.accounts.rules import Actor
from yihaotong.documents import access
from yihaotong.documents.actions.keeping import with_author
from yihaotong.documents.actions.numbering import next_document_number, next_index_number
from yihaotong.documents.actions.purging import emptied
from yihaotong.documents.models import Document
from yihaotong.documents.representations import refusal_words
from yihaotong.documents.rules.checks import check_dated, check_goes_on, check_told
from yihaotong.documents.rules.codes import (
    Answer,
    Decision,
    OpenTerm,
    Outcome,
    Retention,
    State,
    Validity,
)
from yihaotong.documents.rules.labels import EXEMPTIONS, Ground, Label, labelled
from yihaotong.documents.rules.limits import LimitKind, kept_until
from yihaotong.documents.rules.numbering import word as read_word
from yihaotong.journal.refusal import Refused


@dataclass(frozen=True)
class Act:
    """One move being made: on which document, with what was filled in (in proper types), by whom, when."""

    document: Document
    given: Mapping[str, Any]
    actor: Actor
    at: datetime


@dataclass(frozen=True)
class Effect:
    """Columns to set, and where it leads when not to the usual state; `told`, `reason`: what its line says besides."""

    columns: dict[str, Any] = field(default_factory=dict)
    target: State | None = None
    told: dict[str, Any] = field(default_factory=dict)
    reason: str = ""


_NOTHING_NEXT = {"next_label": "", "next_ground": "", "next_reason": ""}


def _submit(act: Act) -> Effect:
    if not act.given["self_checked"]:
        raise Refused("not-self-checked", "请先自审：内容、密级标志、个人信息和公开属性", "self_checked")
    check_goes_on(access.draft_of(act.document), confirmed=act.given["confirmed"])
    refused = access.refusal_of(act.document)
    if refused is not None and not act.given["again"] and access.unchanged_since(act.document, refused):
        words = f"上次未通过的理由：{refusal_words(refused)}；没有改动，确定再送？"
        raise Refused("unchanged", words, "again")
    return Effect({"outcome": ""})


def _back(_act: Act) -> Effect:
    return Effect({"outcome": ""})


def _vet(act: Act) -> Effect:
    outcome = Outcome(act.given["outcome"])
    if outcome is Outcome.REFER:
        if not act.given["asked_of"]:
            raise Refused("missing", "需报审的，请选报送主管部门还是保密行政管理部门", "asked_of")
        return Effect(target=State.REPORTED)
    return _vetted(act, outcome)


def _answered(act: Act) -> Effect:
    if act.given["answered_on"] > access.today_of(act.at):
        raise Refused("in-future", "答复日期在今天以后", "answered_on")
    return _vetted(act, Outcome.PUBLIC if act.given["answer"] == Answer.PUBLIC else Outcome.EXEMPT)


def _vetted(act: Act, outcome: Outcome) -> Effect:
    """Where it goes once somebody has said whether it may be public; during a change of label the old one stays."""
    document = act.document
    relabelling = bool(document.next_label)
    proposed = document.next_label or document.label
    if proposed == Label.PROACTIVE and outcome is Outcome.EXEMPT:
        if relabelling:
            return Effect(_NOTHING_NEXT | _looked_at(document, act.at), State.SIGNED)
        return Effect({"outcome": ""}, State.DRAFT)
    return Effect({"outcome": outcome.value}, State.RELABEL_DECISION if relabelling else State.OFFICE)


def _pass_office(act: Act) -> Effect:
    check_goes_on(access.draft_of(act.document), confirmed=act.given["confirmed"])
    if missing := access.without_opinion(act.document):
        raise Refused("opinion-missing", f"联合发文机关的意见还没有记录：{'、'.join(missing)}")
    return Effect()


def _sign(act: Act) -> Effect:
    """The signer settles the label; numbers are given out in the same transaction, so that none is lost."""
    settled = labelled(str(act.given["label"]), str(act.given["ground"]), act.given["reason"])
    if settled.label != act.document.label and not act.given["note"]:
        raise Refused("note-missing", "定的公开属性与拟定的不同，请在意见里写明为什么", "note")
    _check_releasable(act.document, settled.label)
    ground = settled.ground.value if settled.ground else ""
    columns = {"label": settled.label.value, "ground": ground, "reason": settled.reason}
    check_goes_on(access.draft_of(act.document, **columns), confirmed=True)
    day = act.given["dated_on"]
    if day > access.today_of(act.at):
        raise Refused("in-future", "成文日期不能晚于今天", "dated_on")
    _check_dated(act, day)
    retention = Retention(act.given["retention"])
    columns |= _open_term(settled.label, act.given)
    columns |= {
        "doc_no": next_document_number(read_word(act.given["word"]), day.year),
        "dated_on": day,
        "signed_at": act.at,
        "signer": act.actor.key,
        "retention": retention.value,
        "kept_until": kept_until(retention, day),
    }
    return Effect(columns | settle(act.document, settled.label, act.at))


def _check_dated(act: Act, day: date) -> None:
    begins = make_aware(datetime.combine(day, time()))
    latest = access.deadline(LimitKind.EARLY, begins).due or act.at
    drafted_on = access.today_of(act.document.made_at)
    check_dated(day, drafted_on, access.today_of(latest), act.given["early_reason"])


def _purge(act: Act) -> Effect:
    """涉密不上网: words and files of a dropped draft go, its shell stays."""
    check_told(act.given["note"], "note")
    columns, annexes = emptied(act.document, act.at)
    return Effect(columns, told={"annexes": annexes}, reason=act.given["note"])


def _check_releasable(document: Document, label: Label) -> None:
    """条例 art. 17: before it is public the secrecy review has said that it may be."""
    if not document.outcome:
        raise Refused("not-vetted", "还没有保密审查结论，不能定公开属性")
    if label is Label.PROACTIVE and document.outcome != Outcome.PUBLIC:
        raise Refused("exempt", "保密审查为免于公开，不能定为或维持主动公开", "label")


def _open_term(label: Label, cleaned: Mapping[str, Any]) -> dict[str, Any]:
    if label is not Label.PROACTIVE:
        return {"open_term": "", "open_until": None}
    term = OpenTerm(cleaned["open_term"] or OpenTerm.LONG)
    if (term is OpenTerm.UNTIL) != (cleaned["open_until"] is not None):
        raise Refused("open-until", "公开至某日的，请填“公开至”；长期公开的不填", "open_until")
    return {"open_term": term.value, "open_until": cleaned["open_until"]}


def settle(document: Document, label: Label, at: datetime) -> dict[str, Any]:
    """What follows from the label in force: an index number and a limit for the web, or the next look (art. 18, 26)."""
    if label is Label.PROACTIVE:
        due = access.deadline(LimitKind.RELEASE, at).due
        number = document.index_no or next_index_number(access.today_of(at).year)
        return {"index_no": number, "public_since": at, "release_due_at": due, "recheck_on": None}
    again = access.deadline(LimitKind.RECHECK, at).due
    due_on = access.today_of(again) if again else None
    return {"public_since": None, "release_due_at": None, "recheck_on": due_on}


def _recheck(act: Act) -> Effect:
    return Effect({"recheck_on": settle(act.document, Label(act.document.label), act.at)["recheck_on"]})


def _propose_relabel(act: Act) -> Effect:
    wanted = labelled(str(act.given["label"]), str(act.given["ground"]), act.given["reason"])
    ground = wanted.ground.value if wanted.ground else ""
    if (wanted.label.value, ground) == (act.document.label, act.document.ground):
        raise Refused("same-label", "与现在的公开属性相同；理由仍成立的，请用“复核：维持”", "label")
    if act.document.ground and wanted.label is Label.PROACTIVE and EXEMPTIONS[Ground(act.document.ground)].binds:
        check_bound(act.document, act.given["note"])
    told = {"label": wanted.label.value, "ground": ground, "reason": wanted.reason}
    check_goes_on(access.draft_of(act.document, **told), confirmed=True)
    columns = {f"next_{name}": value for name, value in told.items()}
    return Effect(columns | {"authors": with_author(act.document, act.actor)})


def check_bound(document: Document, note: str) -> None:
    """What art. 14 forbids is opened only after its ground has fallen away, which somebody must name."""
    if len(note) < 10:
        article = EXEMPTIONS[Ground(document.ground)].article
        words = f"原属性依据{article}，改为公开须写明依据已消失（如解密文号），不少于 10 字"
        raise Refused("ground-binds", words, "note")


def _decide_relabel(act: Act) -> Effect:
    if act.given["decision"] == Decision.KEPT:
        _check_releasable(act.document, Label(act.document.label))
        return Effect(_NOTHING_NEXT | _looked_at(act.document, act.at))
    label = Label(act.document.next_label)
    _check_releasable(act.document, label)
    columns: dict[str, Any] = {
        "label": label.value,
        "ground": act.document.next_ground,
        "reason": act.document.next_reason,
    }
    if label is Label.PROACTIVE and not act.document.open_term:
        columns["open_term"] = OpenTerm.LONG.value
    return Effect(columns | _NOTHING_NEXT | settle(act.document, label, act.at))


def _looked_at(document: Document, at: datetime) -> dict[str, Any]:
    """Whoever kept a label has looked at it: the year begins anew."""
    if document.label == Label.PROACTIVE:
        return {}
    return {"recheck_on": settle(document, Label(document.label), at)["recheck_on"]}


def _set_validity(act: Act) -> Effect:
    validity = Validity(act.given["validity"])
    if (validity is Validity.UNTIL) != (act.given["valid_until"] is not None):
        raise Refused("valid-until", "“有效期至”的请填日期，其他的不填", "valid_until")
    columns = {name: act.given[name] for name in ("valid_until", "replaced_by")}
    return Effect(columns | {"validity": validity.value})


EFFECTS: Mapping[str, Callable[[Act], Effect]] = {
    "submit": _submit,
    "purge": _purge,
    "return_section": _back,
    "vet": _vet,
    "return_secrecy": _back,
    "record_answer": _answered,
    "pass_office": _pass_office,
    "return_office": _back,
    "sign": _sign,
    "return_signer": _back,
    "recheck": _recheck,
    "propose_relabel": _propose_relabel,
    "decide_relabel": _decide_relabel,
    "set_validity": _set_validity,
}
