"""The life of a matter of supervision (政府信息公开条例 art. 9, 46, 47, 51), and what is asked when it is entered."""

import re
from datetime import date, datetime

from yihaotong.accounts.rules import Role
from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.journal.codes import Code
from yihaotong.journal.refusal import Refused
from yihaotong.scrutiny.rules.codes import OPEN, OVER, Origin, Outcome, OutOfScope, Progress, Route, Wrong
from yihaotong.scrutiny.rules.life import Move
from yihaotong.scrutiny.rules.masking import personal_in
from yihaotong.scrutiny.rules.tables import LimitKind

OFFICE = frozenset({Role.DISCLOSURE_OFFICER, Role.DISCLOSURE_LEADER})
HANDLING = OFFICE | {Role.DRAFTER}
VERIFYING = OFFICE | {Role.SECRECY_OFFICER}
#: Those who find the list of matters at all.
READERS = HANDLING | {Role.SECRECY_OFFICER, Role.SUPERVISING_OFFICE}

#: A key as pages hand it on: "article:3", "catalogue:row:12".
_KEY = re.compile(r"[a-z][a-z_-]{1,29}(:[A-Za-z0-9._-]{1,30}){1,3}")

WRONG = Field("wrong", "哪里不对", Kind.CHOICE, required=True, choices=Wrong)
BODY = Field("body", "说说情况", Kind.TEXT, required=True, longest=3000)
NAME = Field("name", "您的姓名", longest=60, hint="可以不留")
CONTACT = Field("contact", "怎样联系您", longest=100, hint="电话或邮箱，可以不留；留下的加密保存，写明用途才能查看")
ABOUT = Field("about", "页面的编号", longest=80)
ABOUT_TITLE = Field("about_title", "哪一个页面", longest=200, hint="页面的标题或网址")

#: What a citizen is asked. `about` comes with the link of the page and is not typed.
PUBLIC_FIELDS = (WRONG, ABOUT, ABOUT_TITLE, BODY, NAME, CONTACT)
#: What whoever enters a finding of another route is asked; the origin is chosen from the table.
STAFF_FIELDS = (
    Field("origin", "来源", required=True, longest=20),
    Field("wrong", "问题类型", Kind.CHOICE, required=True, choices=Wrong),
    Field("title", "一句话概括", required=True, longest=80, hint="只说什么事，不写人的姓名、电话、证件号"),
    Field("body", "情况", Kind.TEXT, required=True, longest=3000),
    ABOUT,
    Field("about_title", "涉及的页面或文件", longest=200),
    Field("source", "谁提出", longest=80, hint="提出的单位；个人的姓名请填在下面，会加密"),
    Field("paper", "文号", longest=60, hint="督促整改、通报等文书的文号"),
    Field("due_on", "限期", Kind.DATE, hint="文书另定办结日期的，以它为准"),
    Field("name", "提出人姓名", longest=60),
    Field("contact", "联系方式", longest=100),
)

_NOTE = Field("note", "说明", Kind.TEXT, longest=1000)
_REASON = Field("reason", "理由", Kind.TEXT, required=True, longest=1000)

_ROWS = (
    Move(
        "accept",
        "受理",
        frozenset({Progress.REGISTERED}),
        Progress.ACCEPTED,
        OFFICE,
        "进入办理，提出人查得到",
        "政府信息公开条例第四十七条第二款",
        (_NOTE,),
        meets=(LimitKind.ACCEPT,),
        done="已受理，进入办理",
    ),
    Move(
        "decline",
        "不属受理范围",
        frozenset({Progress.REGISTERED}),
        Progress.DECLINED,
        OFFICE,
        "告知提出人理由和可以找谁",
        "政府信息公开条例第四十七条第二款、第五十一条",
        (
            Field("out_of_scope", "为什么", Kind.CHOICE, required=True, choices=OutOfScope),
            Field(
                "answer", "给提出人的话", Kind.TEXT, required=True, longest=2000, hint="写明理由，属于别处的写明找谁"
            ),
        ),
        starts=(LimitKind.ASK_AGAIN,),
        meets=(LimitKind.ACCEPT, LimitKind.ANSWER),
        rare=True,
        done="已告知不属受理范围",
    ),
    Move(
        "allot",
        "交办",
        frozenset({Progress.ACCEPTED, Progress.IN_HAND}),
        Progress.IN_HAND,
        OFFICE,
        "交给责任科室调查，科室的拟稿人收到提醒",
        "谁制发、谁提出，谁办理、谁审查，谁公开、谁负责",
        (Field("unit", "责任科室", Kind.UNIT, required=True), _NOTE),
        starts=(LimitKind.INVESTIGATE,),
        done="已交办，科室收到提醒",
    ),
    Move(
        "investigate",
        "报调查结果",
        frozenset({Progress.IN_HAND}),
        Progress.RECTIFYING,
        HANDLING,
        "属实的去整改，不属实的交另一人核验",
        "政府信息公开条例第四十七条第二款：查证属实的，应当督促整改",
        (
            Field("outcome", "查明", Kind.CHOICE, required=True, choices=Outcome),
            Field("facts", "查明的情况", Kind.TEXT, required=True, longest=3000),
        ),
        turns=(Progress.TO_VERIFY,),
        meets=(LimitKind.INVESTIGATE,),
        done="调查结果已报",
    ),
    Move(
        "rectify",
        "报整改结果",
        frozenset({Progress.RECTIFYING}),
        Progress.TO_VERIFY,
        HANDLING,
        "交另一人核验",
        "政府信息公开条例第四十七条",
        (
            Field(
                "evidence",
                "改了什么，凭什么看得出",
                Kind.TEXT,
                required=True,
                longest=3000,
                hint="写明改后的页面、日期；截图等在附件里传",
            ),
        ),
        starts=(LimitKind.VERIFY,),
        meets=(LimitKind.RECTIFY,),
        done="整改结果已报，等另一人核验",
    ),
    Move(
        "verify",
        "核验通过",
        frozenset({Progress.TO_VERIFY}),
        Progress.TO_ANSWER,
        VERIFYING,
        "可以答复提出人",
        "调查、整改的人不得核验（设计）",
        (Field("note", "核验了什么", Kind.TEXT, required=True, longest=1000),),
        apart=("investigate", "rectify"),
        meets=(LimitKind.VERIFY,),
        done="核验已通过，可以答复",
    ),
    Move(
        "send_back",
        "退回",
        frozenset({Progress.TO_VERIFY}),
        Progress.RECTIFYING,
        VERIFYING,
        "回到整改；不属实的回到调查",
        "调查、整改的人不得核验（设计）",
        (_REASON,),
        turns=(Progress.IN_HAND,),
        apart=("investigate", "rectify"),
        meets=(LimitKind.VERIFY,),
        done="已退回",
    ),
    Move(
        "answer",
        "答复并办结",
        frozenset({Progress.TO_ANSWER}),
        Progress.CLOSED,
        OFFICE,
        "提出人凭编号和查询码看得到",
        "政府信息公开条例第四十七条第二款",
        (Field("answer", "给提出人的答复", Kind.TEXT, required=True, longest=3000),),
        starts=(LimitKind.ASK_AGAIN,),
        meets=(LimitKind.ANSWER,),
        done="已答复，这一件办结了",
    ),
    Move(
        "secure",
        "已撤下泄露的页面",
        OPEN,
        None,
        VERIFYING,
        "记下何时撤下、怎样撤下",
        "个人信息保护法第五十七条（未核实）",
        (Field("note", "撤下了什么，怎样撤的", Kind.TEXT, required=True, longest=1000),),
        meets=(LimitKind.SECURE,),
        done="已记下页面撤下",
    ),
    Move(
        "reopen",
        "重新办理",
        frozenset({Progress.CLOSED, Progress.DECLINED}),
        Progress.ACCEPTED,
        OFFICE | {Role.SUPERVISING_OFFICE, Role.CITIZEN},
        "从交办重新开始，原来的经过都在；市民限一次、在期限内",
        "政府信息公开条例第五十一条（内部再查一次为设计）",
        (_REASON,),
        starts=(LimitKind.ANSWER,),
        meets=(LimitKind.ASK_AGAIN,),
        rare=True,
        done="已重新受理，从交办开始",
    ),
    Move(
        "call_off",
        "撤回",
        frozenset({Progress.REGISTERED, Progress.ACCEPTED}),
        Progress.WITHDRAWN,
        frozenset({Role.CITIZEN}),
        "不再办理",
        "设计",
        (_NOTE,),
        meets=(LimitKind.ACCEPT, LimitKind.ANSWER),
        rare=True,
        done="已撤回",
    ),
    Move(
        "remark",
        "加一条记录",
        OPEN,
        None,
        READERS,
        "只记下来，不改变进展",
        "设计",
        (Field("note", "记录", Kind.TEXT, required=True, longest=1000),),
        rare=True,
        done="已记下",
    ),
)
#: The table, in the order of a matter's life.
MOVES: dict[str, Move] = {move.name: move for move in _ROWS}
#: Words of a move that the one who raised the matter may read.
TOLD = {"decline": ("answer",), "answer": ("answer",), "reopen": ("reason",)}


def target_of(move: Move, outcome: str) -> Code | None:
    """Where a move leads: what was found to be nothing goes to be verified, and back to be investigated."""
    if move.name == "investigate" and outcome == Outcome.UNFOUNDED:
        return Progress.TO_VERIFY
    if move.name == "send_back" and outcome == Outcome.UNFOUNDED:
        return Progress.IN_HAND
    return move.target


#: Which limit runs at a place that a move may lead to by more than one way.
RUNS_AT = {
    Progress.RECTIFYING: LimitKind.RECTIFY,
    Progress.TO_VERIFY: LimitKind.VERIFY,
    Progress.IN_HAND: LimitKind.INVESTIGATE,
}


def starts_of(move: Move, target: Code | None) -> tuple[LimitKind, ...]:
    """The limits that begin with a move, with that of the place it leads to."""
    at_target = RUNS_AT.get(Progress(target)) if target else None
    return tuple(dict.fromkeys([*move.starts, *([at_target] if at_target else [])]))


def title_of(wrong: Wrong, origin: Origin, day: date) -> str:
    """What a complaint is called in every list, reminder and receipt: never in the words of whoever complained, who may
    have written anything about anybody. It stands beside its number."""
    return f"{wrong.label}（{origin.label}，{day.year}年{day.month}月{day.day}日）"


def check_title(title: str, name: str) -> None:
    """A title is read by all who find the list. Raises Refused("personal")."""
    if found := personal_in(title, name):
        raise Refused("personal", f"概括里有{found}，列表和提醒里人人看得到；请写进“情况”，这里只说什么事", "title")


def check_page_key(key: str) -> str:
    """The key of a page, if it is one; else "". A link may be cut or forged; the complaint is taken all the same."""
    return key if _KEY.fullmatch(key) else ""


def check_secured(wrong: str, outcome: str, secured_at: datetime | None) -> None:
    """What exposes somebody is off the page before anything is closed. Raises Refused("not-secured")."""
    if wrong == Wrong.EXPOSED and outcome != Outcome.UNFOUNDED and secured_at is None:
        raise Refused("not-secured", "泄露个人信息的页面还没有记录撤下，先办“已撤下泄露的页面”")


def check_asks_again(route: str, reopened: int, *, too_late: bool) -> None:
    """A citizen may ask once, in time. Raises Refused("asked-already" | "too-late" | "wrong-role")."""
    if route != Route.PUBLIC:
        raise Refused("wrong-role", "这一件不是您提出的")
    if reopened:
        raise Refused("asked-already", "已经重新办理过一次；还不满意，可以向上一级或主管部门提出（条例第五十一条）")
    if too_late:
        raise Refused("too-late", "要求再查的期限已过；可以向上一级或主管部门提出（条例第五十一条）")


def is_over(progress: str) -> bool:
    return Progress(progress) in OVER
