"""公开属性: the three values, and the legal grounds on which a document is not published by the organ itself.

政府信息公开条例 art. 13 (public unless 14–16 say otherwise), 14, 15, 16; 国办发〔2016〕80号 (the label is fixed when a
document is drafted, with a reason for the last two).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.journal.codes import Code
from yihaotong.journal.refusal import Refused


class Label(Code):
    """Whether a document is public. Only these three."""

    PROACTIVE = "proactive", "主动公开"
    ON_REQUEST = "on_request", "依申请公开"
    WITHHELD = "withheld", "不予公开"


class Ground(Code):
    """The legal codes (handbook B2) that exempt a document, with the words of the article."""

    N1 = "N1", "N1 国家秘密"
    N2 = "N2", "N2 法律、行政法规禁止公开"
    N3 = "N3", "N3 三安全一稳定"
    N4 = "N4", "N4 商业秘密、个人隐私"
    N5 = "N5", "N5 内部事务信息"
    N6 = "N6", "N6 过程性信息"
    N7 = "N7", "N7 行政执法案卷"


@dataclass(frozen=True)
class Exemption:
    """What the law says of a ground. `binds`: the document must not be public, whoever might wish it."""

    article: str
    says: str
    binds: bool


EXEMPTIONS: Mapping[Ground, Exemption] = {
    Ground.N1: Exemption("政府信息公开条例第十四条", "依法确定为国家秘密的", binds=True),
    Ground.N2: Exemption("政府信息公开条例第十四条", "法律、行政法规禁止公开的", binds=True),
    Ground.N3: Exemption(
        "政府信息公开条例第十四条", "公开后可能危及国家安全、公共安全、经济安全、社会稳定的", binds=True
    ),
    Ground.N4: Exemption(
        "政府信息公开条例第十五条",
        "涉及商业秘密、个人隐私等，公开会对第三方合法权益造成损害的；第三方同意或者不公开会对公共利益造成重大影响的除外",
        binds=False,
    ),
    Ground.N5: Exemption(
        "政府信息公开条例第十六条第一款", "内部事务信息：人事管理、后勤管理、内部工作流程", binds=False
    ),
    Ground.N6: Exemption(
        "政府信息公开条例第十六条第二款", "过程性信息：讨论记录、过程稿、磋商信函、请示报告", binds=False
    ),
    Ground.N7: Exemption("政府信息公开条例第十六条第二款", "行政执法案卷信息", binds=False),
}

#: How a draft is asked for them.
LABEL_FIELDS = (
    Field("label", "公开属性", Kind.CHOICE, choices=Label),
    Field("ground", "不公开的法定理由", Kind.CHOICE, choices=Ground, hint="依申请公开、不予公开的必选；主动公开的不选"),
    Field("reason", "不公开的具体理由", Kind.TEXT, longest=500, hint="依申请公开、不予公开的必填：哪些内容、为什么"),
)


@dataclass(frozen=True)
class Labelled:
    """A label with what it rests on; `ground` None and no reason for what is public."""

    label: Label
    ground: Ground | None = None
    reason: str = ""


def labelled(label: str, ground: str, reason: str, *, fields: Mapping[str, str] | None = None) -> Labelled:
    """The label as proposed or decided, whole. Raises Refused("label-missing" | "ground-missing" | "reason-missing" |
    "not-a-label" | "ground-needless").

    `fields` names the inputs where they are called otherwise.
    """
    named = {"label": "label", "ground": "ground", "reason": "reason"} | dict(fields or {})
    if not label:
        raise Refused("label-missing", "还没有公开属性，请先选定：主动公开、依申请公开或不予公开", named["label"])
    try:
        value, legal = Label(label), Ground(ground) if ground else None
    except ValueError:
        raise Refused("not-a-label", "公开属性或法定理由不在名录里", named["label"]) from None
    if value is Label.PROACTIVE:
        if legal is not None:
            raise Refused("ground-needless", "主动公开的不填不公开的法定理由", named["ground"])
        return Labelled(value, None, reason)
    if legal is None:
        raise Refused("ground-missing", f"{value.label}的，须选法定理由（第十四至十六条）", named["ground"])
    if not reason.strip():
        raise Refused("reason-missing", f"{value.label}的，须写明具体理由", named["reason"])
    if legal is Ground.N1 and value is Label.ON_REQUEST:
        raise Refused("ground-binds", "国家秘密不得公开，不能定为依申请公开", named["label"])
    return Labelled(value, legal, reason)
