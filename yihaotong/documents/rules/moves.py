"""The table of moves of a document: from which state, to which, by whom, with what. It is the only door.

Buttons, forms, who may, docs/desk/documents.md and the state diagram are made from `MOVES`. Handbook D2: 拟稿人自审 →
科室负责人 → 保密员 → 办公室 → 签发人; 条例 art. 17 puts the secrecy review before anything is public.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from yihaotong.accounts.rules import Role
from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.documents.rules import codes
from yihaotong.documents.rules.codes import OPEN_STATES, State
from yihaotong.documents.rules.labels import LABEL_FIELDS, Ground, Label
from yihaotong.documents.rules.required import TEST
from yihaotong.journal.refusal import Refused

_80 = "国办发〔2016〕80号"
_REVIEWED = "政府信息公开条例第十七条"

#: Who heads a section: he reads as first, second or third reviewer of the section or of what is above it.
HEADS = frozenset({Role.FIRST_REVIEWER, Role.SECOND_REVIEWER, Role.THIRD_REVIEWER, Role.UNIT_LEADER})
SIGNERS = frozenset({Role.DISCLOSURE_LEADER, Role.UNIT_LEADER})
WRITERS = frozenset({Role.DRAFTER, Role.DISCLOSURE_OFFICER})
_OFFICE = frozenset({Role.DISCLOSURE_OFFICER})
_SECRECY = frozenset({Role.SECRECY_OFFICER})


@dataclass(frozen=True)
class Move:
    """One row. `target` None: it stays where it is. `turns`: where else it may lead, by what was answered.

    `apart`: nobody who has written it makes this move. `own`: writers of the document's section alone, or the office.
    `in_section`: only for those who head its section or what is above. `told`: no form of its own, another area or
    page tells it. `rare`: a page shows it folded. `done`: what somebody reads who has made it.
    """

    name: str
    label: str
    sources: frozenset[State]
    target: State | None
    by: frozenset[Role]
    effect: str
    basis: str
    fields: tuple[Field, ...] = ()
    turns: tuple[State, ...] = ()
    apart: bool = False
    own: bool = False
    in_section: bool = False
    told: bool = False
    rare: bool = False
    done: str = ""

    @property
    def targets(self) -> tuple[State, ...]:
        return (self.target, *self.turns) if self.target else ()


def _one(*states: State) -> frozenset[State]:
    return frozenset(states)


#: Asked only where something was found, or typed, that needs it.
EARLY_REASON = Field("early_reason", "成文日期早于拟稿的理由", longest=200, hint="如补录以前的文件")
#: What a draft holds; the page of a draft and the move `revise` ask for it.
DRAFT_FIELDS = (
    Field("title", "标题", required=True, longest=200),
    Field("document_kind", "文种", Kind.CHOICE, required=True, choices=codes.DocumentKind),
    Field("section", "主办科室", Kind.UNIT, required=True, longest=20),
    Field("origin", "来源", Kind.CHOICE, required=True, choices=codes.Origin),
    Field("source_ref", "转发的来文", longest=200, hint="转发件填来文的文号或名称"),
    Field("joint_with", "联合发文机关", Kind.TEXT, longest=500, hint="联合发文的填其他机关，一行一个"),
    TEST,
    *LABEL_FIELDS,
    Field("catalogue_row", "对应的目录事项", longest=60, hint="输入名称或编号查找，从现行公开目录的二级事项里选"),
    Field("open_stage", "五公开", Kind.CHOICE, choices=codes.OpenStage),
    Field("keywords", "主题词", longest=120, hint="用空格隔开，最多十个"),
    Field("text", "正文", Kind.TEXT, longest=100_000, hint="涉密内容不得录入；也可以在下一页上传文件"),
)
ARTICLE = Field("article", "稿件", longest=60)
CONFIRMED = Field("confirmed", "已看过上面的提示，确认如此", Kind.FLAG)
_SELF_CHECKED = Field(
    "self_checked", "已自审：内容、密级标志、个人信息和公开属性逐项看过", Kind.FLAG, hint="没有自审的不能送审"
)
_WHY = Field("note", "理由", Kind.TEXT, required=True, longest=500)
#: Asked only of who sends what was refused once more without a change.
AGAIN = Field("again", "没有改动，确定再送", Kind.FLAG)
_SAYS = Field("note", "意见", Kind.TEXT, longest=500)


def _back(name: str, source: State, by: frozenset[Role], *, in_section: bool = False, basis: str = _80) -> Move:
    return Move(
        name,
        "退回修改",
        _one(source),
        State.DRAFT,
        by,
        "退给拟稿人，写明要改什么；改后从自审重新走起",
        basis,
        (_WHY,),
        apart=True,
        in_section=in_section,
        rare=True,
        done="已退回修改",
    )


_BEFORE = (
    Move(
        "draft",
        "拟稿",
        frozenset(),
        State.DRAFT,
        WRITERS,
        "拟稿时即提出公开属性；后两种须有法定理由和具体理由",
        _80,
        DRAFT_FIELDS,
        told=True,
    ),
    Move(
        "revise",
        "修改",
        _one(State.DRAFT),
        None,
        WRITERS,
        "修改的人记为起草人，以后不能审查或签发这一件",
        _80,
        DRAFT_FIELDS,
        own=True,
        told=True,
    ),
    Move(
        "submit",
        "自审并送审",
        _one(State.DRAFT),
        State.SECTION,
        WRITERS,
        "没有公开属性、缺理由、主动公开而带密级标志或不公开部分的，送不出去",
        f"{_80}；{_REVIEWED}",
        (_SELF_CHECKED, CONFIRMED, AGAIN, _SAYS),
        own=True,
        done="已自审并送审",
    ),
    Move(
        "opinion",
        "记录联合机关意见",
        frozenset(OPEN_STATES),
        None,
        WRITERS,
        "联合发文由牵头机关定属性，其他机关的意见记录在案",
        f"政府信息公开条例第十条；{_80}",
        (
            Field("organ", "机关", required=True, longest=80),
            Field("label", "该机关的意见", Kind.CHOICE, required=True, choices=Label),
            Field("reply_ref", "复函文号", longest=80),
            Field("note", "说明", Kind.TEXT, longest=500),
        ),
        own=True,
        rare=True,
        done="联合机关的意见已记录",
    ),
    Move(
        "abandon",
        "作废",
        _one(State.DRAFT),
        State.ABANDONED,
        WRITERS,
        "不再办理，留痕备查",
        "设计默认值",
        (_WHY,),
        own=True,
        rare=True,
        done="已作废",
    ),
    Move(
        "purge",
        "清除内容",
        _one(State.ABANDONED),
        None,
        _OFFICE | frozenset({Role.DISCLOSURE_LEADER}),
        "作废稿的标题、正文、意见和文件全部删去，不能恢复；只留编号、经过和这条理由",
        "保守国家秘密法：涉密不上网、上网不涉密",
        (Field("note", "理由", Kind.TEXT, required=True, longest=200, hint="记入日志，不要写出要清除的内容"),),
        rare=True,
        done="内容已清除",
    ),
)

_REVIEWS = (
    Move(
        "pass_section",
        "科室同意",
        _one(State.SECTION),
        State.SECRECY,
        HEADS,
        "科室负责人审查内容和拟定的公开属性，转保密审查",
        _REVIEWED,
        (_SAYS,),
        apart=True,
        in_section=True,
        done="科室审查已同意",
    ),
    _back("return_section", State.SECTION, HEADS, in_section=True, basis=_REVIEWED),
    Move(
        "vet",
        "保密审查",
        _one(State.SECRECY, State.RELABEL_SECRECY),
        State.OFFICE,
        _SECRECY,
        "公开、免于公开或需报审；拟主动公开而审查为免于公开的退回，不能确定的报有权机关",
        _REVIEWED,
        (
            Field("outcome", "审查结论", Kind.CHOICE, required=True, choices=codes.Outcome),
            Field("note", "审查理由", Kind.TEXT, required=True, longest=500),
            Field("asked_of", "报送机关", Kind.CHOICE, choices=codes.AskedOf, hint="需报审的必选"),
            Field("report_ref", "报审文号", longest=80),
        ),
        turns=(State.REPORTED, State.DRAFT, State.RELABEL_DECISION, State.SIGNED),
        apart=True,
        done="保密审查结论已记录",
    ),
    _back("return_secrecy", State.SECRECY, _SECRECY, basis=_REVIEWED),
    Move(
        "record_answer",
        "登记报审答复",
        _one(State.REPORTED),
        State.OFFICE,
        _SECRECY,
        "主管部门或保密行政管理部门的答复，即为保密审查的结论",
        _REVIEWED,
        (
            Field("answer", "答复", Kind.CHOICE, required=True, choices=codes.Answer),
            Field("answered_by", "答复机关", required=True, longest=80),
            Field("answered_on", "答复日期", Kind.DATE, required=True),
            Field("reply_ref", "答复文号", longest=80),
            Field("note", "答复要点", Kind.TEXT, required=True, longest=500),
        ),
        turns=(State.DRAFT, State.RELABEL_DECISION, State.SIGNED),
        apart=True,
        done="报审答复已登记",
    ),
    Move(
        "pass_office",
        "公开属性审核通过",
        _one(State.OFFICE),
        State.SIGNING,
        _OFFICE,
        "办公室逐项核对属性、理由、附件和联合机关的意见，随文送签",
        _80,
        (CONFIRMED, _SAYS),
        apart=True,
        done="公开属性已审核通过",
    ),
    _back("return_office", State.OFFICE, _OFFICE),
)

_SIGNED = (
    Move(
        "sign",
        "签发",
        _one(State.SIGNING),
        State.SIGNED,
        SIGNERS,
        "签发人最终定属性并编文号；主动公开的同时编索引号，二十个工作日内上网",
        f"{_80}；政府信息公开条例第二十六条",
        (
            Field("label", "定为", Kind.CHOICE, required=True, choices=Label),
            Field("ground", "不公开的法定理由", Kind.CHOICE, choices=Ground, hint="定为后两种的必选"),
            Field("reason", "不公开的具体理由", Kind.TEXT, longest=500, hint="定为后两种的必填"),
            Field("word", "发文机关代字", required=True, longest=12, hint="不带年份和序号，序号由系统连续编"),
            Field("dated_on", "成文日期", Kind.DATE, required=True, hint="不晚于今天"),
            EARLY_REASON,
            Field("retention", "保管期限", Kind.CHOICE, required=True, choices=codes.Retention),
            Field("open_term", "公开时限", Kind.CHOICE, choices=codes.OpenTerm, hint="主动公开的，不选即长期公开"),
            Field("open_until", "公开至", Kind.DATE),
            Field("note", "意见", Kind.TEXT, longest=500, hint="定的与拟的不同，写明为什么"),
        ),
        apart=True,
        done="已签发",
    ),
    _back("return_signer", State.SIGNING, SIGNERS),
)

_AFTER = (
    Move(
        "recheck",
        "复核：维持",
        _one(State.SIGNED),
        None,
        _OFFICE,
        "不予公开和依申请公开的定期复核；理由仍成立的，写明后下次再看",
        "政府信息公开条例第十八条",
        (Field("note", "维持的理由", Kind.TEXT, required=True, longest=500),),
        done="已复核，维持原属性",
    ),
    Move(
        "propose_relabel",
        "提出改变公开属性",
        _one(State.SIGNED),
        State.RELABEL_SECRECY,
        WRITERS,
        "签发后只能经重新审查改变属性；审定以前仍按原属性",
        "政府信息公开条例第十七条、第十八条",
        (
            Field("label", "拟改为", Kind.CHOICE, required=True, choices=Label),
            Field("ground", "不公开的法定理由", Kind.CHOICE, choices=Ground, hint="改为后两种的必选"),
            Field("reason", "不公开的具体理由", Kind.TEXT, longest=500, hint="改为后两种的必填"),
            Field("note", "为什么要改", Kind.TEXT, required=True, longest=500),
        ),
        own=True,
        rare=True,
        done="改变公开属性已提出",
    ),
    Move(
        "decide_relabel",
        "审定",
        _one(State.RELABEL_DECISION),
        State.SIGNED,
        SIGNERS,
        "同意的即改，改为主动公开的自此起算二十个工作日；不同意的维持",
        f"{_80}；政府信息公开条例第十八条、第二十六条",
        (
            Field("decision", "审定意见", Kind.CHOICE, required=True, choices=codes.Decision),
            Field("note", "理由", Kind.TEXT, required=True, longest=500),
        ),
        apart=True,
        done="已审定",
    ),
    Move(
        "set_validity",
        "登记效力",
        _one(State.SIGNED),
        None,
        _OFFICE | SIGNERS,
        "有效、有效期至、失效、废止；被替代的写明由哪一件替代",
        "政府信息公开条例第二十条；国办发〔2018〕37号（规范性文件清理）",
        (
            Field("validity", "效力状态", Kind.CHOICE, required=True, choices=codes.Validity),
            Field("valid_until", "有效期至", Kind.DATE),
            Field("replaced_by", "由哪一件替代", longest=80, hint="文号"),
            Field("note", "依据或理由", Kind.TEXT, required=True, longest=500),
        ),
        rare=True,
        done="效力已登记",
    ),
    Move(
        "released",
        "上网公开",
        frozenset({State.SIGNED, State.RELABEL_SECRECY, State.RELABEL_DECISION, State.REPORTED}),
        None,
        frozenset(),
        "由信息发布告知：对应的稿件已上网",
        "政府信息公开条例第二十三条、第二十六条",
        (ARTICLE,),
        told=True,
    ),
    Move(
        "withdrawn",
        "撤下",
        frozenset({State.SIGNED, State.RELABEL_SECRECY, State.RELABEL_DECISION, State.REPORTED}),
        None,
        frozenset(),
        "由信息发布告知：对应的稿件已撤下，或更正后不再出自这一件；又成为没有上网的",
        "政府信息公开条例第二十六条",
        (ARTICLE,),
        told=True,
    ),
)

#: The table, in the order of a document's life.
MOVES: dict[str, Move] = {move.name: move for move in (*_BEFORE, *_REVIEWS, *_SIGNED, *_AFTER)}


def move_named(name: str) -> Move:
    """A move that has a form. Raises Refused("no-such-move")."""
    if name not in MOVES or MOVES[name].told:
        raise Refused("no-such-move", f"没有“{name}”这个动作", "move")
    return MOVES[name]


def check_state(move: Move, state: State) -> None:
    """Raises Refused("wrong-state")."""
    if state not in move.sources:
        raise Refused("wrong-state", f"这件公文现在是“{state.label}”，不能“{move.label}”")


def concerns(move: Move, origin: str, label: str, *, purged: bool = False) -> bool:
    """Whether the move means anything for such a document: only joint ones have opinions of others, only what is not
    public is looked at again, nothing is purged twice."""
    if move.name == "purge":
        return not purged
    if move.name == "opinion":
        return origin == codes.Origin.JOINT
    return move.name != "recheck" or label != Label.PROACTIVE


def open_to(state: State, roles: Iterable[Role]) -> list[Move]:
    """The moves these roles may try in this state, in the table's order."""
    held = set(roles)
    return [move for move in MOVES.values() if state in move.sources and move.by & held and not move.told]
