"""What is wrong with a draft's label, or must be confirmed, before it goes on. Each finding names its rule."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.documents.rules.codes import DocumentKind, Origin
from yihaotong.documents.rules.labels import Ground, Label, labelled
from yihaotong.documents.rules.marks import Found, found_in
from yihaotong.documents.rules.required import against
from yihaotong.journal.refusal import Refused
from yihaotong.redaction.rules.codes import Personal
from yihaotong.redaction.rules.finding import find_personal

#: 请示、报告、征求意见: normally not public (handbook D2; 条例 art. 16).
_PROCEDURAL = frozenset({Origin.ASKED, Origin.REPORTED, Origin.CONSULTING})
_PROCEDURAL_KINDS = frozenset({DocumentKind.ASKING, DocumentKind.REPORT})

#: Asked only where a mark of a secret was found in what is to be saved.
NOT_SECRET = Field("not_secret", "看过了，不是涉密内容", Kind.FLAG, hint="如只是引用了法规、文件里的说法")


@dataclass(frozen=True)
class Draft:
    """What is checked. `annexes` are the titles of parts with whether each is public."""

    label: str
    ground: str = ""
    reason: str = ""
    origin: str = Origin.OWN.value
    document_kind: str = ""
    title: str = ""
    text: str = ""
    annexes: tuple[tuple[str, bool], ...] = ()
    source: str = ""
    with_files: bool = False
    art19: str = ""


@dataclass(frozen=True)
class Finding:
    """`stops`: it does not go on like this; otherwise somebody must confirm that it is meant so."""

    code: str
    words: str
    basis: str
    field: str = ""
    stops: bool = True


def findings(draft: Draft) -> list[Finding]:
    """All that the rules say of a draft, what stops it first."""
    found = [*_of_label(draft), *_of_test(draft), *_of_secrets(draft), *_of_parts(draft), *_of_origin(draft)]
    return sorted(found, key=lambda each: not each.stops)


def _of_label(draft: Draft) -> Iterable[Finding]:
    try:
        labelled(draft.label, draft.ground, draft.reason)
    except Refused as refusal:
        yield Finding(refusal.code, refusal.message, "国办发〔2016〕80号", refusal.field)


def _of_test(draft: Draft) -> Iterable[Finding]:
    """Whether it must be public is asked before anybody may say that it is not."""
    if not draft.label:
        return
    if not draft.art19:
        words = "还没有判断是否应当主动公开：逐条看过，都不是的选“以上都不是”"
        yield Finding("art19-missing", words, "政府信息公开条例第十九条", "art19")
    elif words := against(draft.art19, draft.label, draft.ground):
        yield Finding("ought-to-be-public", words, "政府信息公开条例第十九条、第二十条", "label", stops=False)


def secret_marks(title: str, text: str) -> list[Found]:
    """The marks of a state secret in what somebody is about to save: such words do not belong here at all."""
    return [each for each in found_in(f"{title}\n{text}") if each.mark.kind == "secret"]


def check_saved(title: str, text: str, *, sure: bool) -> None:
    """涉密不上网: asked before the words are kept. Raises Refused("secrecy-mark")."""
    found = [] if sure else secret_marks(title, text)
    if found:
        quotes = "；".join(f"…{each.quote}…" for each in found[:3])
        words = f"文中像有密级标志（{quotes}）：涉密内容不得录入本系统，请删去；确实不是涉密的，勾选后再保存"
        raise Refused("secrecy-mark", words, "not_secret")


def check_told(words: str, field: str) -> None:
    """A reason that the journal keeps for good says neither what is secret nor who somebody is.

    Raises Refused("secrecy-mark", "personal-data").
    """
    if found := secret_marks("", words):
        raise Refused("secrecy-mark", f"理由里有密级标志（…{found[0].quote}…）：记入日志就删不掉，请改写", field)
    if any(each.kind is Personal.IDENTITY for each in find_personal(words)):
        raise Refused("personal-data", "理由里有身份证号：记入日志就删不掉，请改写", field)


def check_dated(day: date, drafted_on: date, latest: date, reason: str) -> None:
    """A document dated long before it was drafted is asked for a reason; `latest`: by when it was to be drafted.

    Raises Refused("dated-early").
    """
    if drafted_on > latest and not reason:
        words = f"成文日期 {day.isoformat()} 比拟稿（{drafted_on.isoformat()}）早得多：写错的请改，确实如此的写明理由"
        raise Refused("dated-early", words, "early_reason")


def _of_secrets(draft: Draft) -> Iterable[Finding]:
    held = bool(draft.text.strip()) or draft.with_files
    if draft.ground == Ground.N1 and held:
        yield Finding(
            "secret-held",
            "涉密文件的正文和附件不得录入本系统，只登记题名",
            "保守国家秘密法：涉密不上网、上网不涉密",
            "text",
        )
    if draft.label != Label.PROACTIVE:
        return
    for hit in found_in(f"{draft.title}\n{draft.text}"):
        basis = hit.mark.basis
        if hit.mark.kind == "part":
            yield Finding("part-withheld", f"正文标有不公开的段落（…{hit.quote}…），须先拆出", basis, "text")
        else:
            yield Finding("secrecy-mark", f"文中有“{hit.mark.word}”（{hit.mark.says}）：…{hit.quote}…", basis, "text")


def _of_parts(draft: Draft) -> Iterable[Finding]:
    for title, public in draft.annexes:
        if draft.label == Label.PROACTIVE and not public:
            words = f"附件“{title}”标为不公开：主动公开的公文不得带不公开的部分，请先拆成另一件"
            yield Finding("annex-withheld", words, "国办发〔2016〕80号", "label")


def _of_origin(draft: Draft) -> Iterable[Finding]:
    public = draft.label == Label.PROACTIVE
    if draft.origin == Origin.FORWARDED:
        if not draft.source.strip():
            yield Finding("source-missing", "转发的须写明来文的文号或名称", "国办发〔2016〕80号", "source_ref")
        words = "转发件的公开属性重新确定，不沿用来文的；转发其他机关制作的信息，由制作机关负责公开"
        yield Finding("decided-anew", words, "政府信息公开条例第十条", "label", stops=False)
    procedural = draft.origin in _PROCEDURAL or draft.document_kind in _PROCEDURAL_KINDS
    if procedural and public:
        words = "请示、报告、征求意见一般不予公开，请确认确实要主动公开"
        yield Finding("procedural-public", words, "政府信息公开条例第十六条第二款", "label", stops=False)


def check_goes_on(draft: Draft, *, confirmed: bool) -> None:
    """Raises Refused with the first finding that stops it, or that nobody has confirmed; `facts` hold them all."""
    found = findings(draft)
    stopping = [each for each in found if each.stops]
    asking = [] if confirmed else [each for each in found if not each.stops]
    for each in (*stopping, *asking):
        code = each.code if each.stops else "confirm"
        words = each.words if each.stops else f"请确认：{each.words}"
        raise Refused(code, words, each.field if each.stops else "confirmed", findings=found)
