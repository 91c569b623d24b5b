"""The same matter filed more than once: by the same person (并单), or by others (随主单)."""

from yihaotong.accounts.rules import Role
from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.cases.rules.codes import OPEN, Stage
from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.cases.rules.moves.dispatching import OF_UNIT
from yihaotong.cases.rules.moves.row import JOINED_66, Move, Reach

_PARENT = Field("parent", "主单编号", Kind.CASE, required=True, longest=24)
_NOTE = Field("note", "说明", Kind.TEXT, longest=1000)
#: Everything that may run for a case on its way, but the report to the duty office: that is owed all the same.
OF_CASE = tuple(kind for kind in ClockKind if kind is not ClockKind.DUTY_REPORT)

ROWS = (
    Move(
        "merge",
        "并单",
        OPEN,
        Stage.MERGED,
        frozenset({Role.OPERATOR, Role.DISPATCHER}),
        Reach.ANY,
        "同一诉求人的同一件事并入主单，以主单的办理结果为准",
        f"{JOINED_66} 重复诉求原则上并单办理；handbook §0.5（同人同事）",
        (_PARENT, _NOTE),
        drops=OF_CASE,
        rare=True,
    ),
    Move(
        "follow",
        "随主单",
        frozenset({Stage.FILED, Stage.DISPATCHED}),
        Stage.FOLLOWING,
        frozenset({Role.OPERATOR, Role.DISPATCHER}),
        Reach.ANY,
        "别人反映的同一件事随主单办理：各自答复、回访、评价，互不知道对方；只办理、考核一次",
        f"{JOINED_66}；handbook §0.5（异人同事）",
        (_PARENT, _NOTE),
        drops=(ClockKind.DISPATCH, *OF_UNIT),
        rare=True,
    ),
    Move(
        "share",
        "同主单答复",
        frozenset({Stage.FOLLOWING}),
        Stage.TO_CALL_BACK,
        frozenset({Role.RULE}),
        Reach.ANY,
        "主单审核通过时由系统一并办理：答复即主单的答复，各自回访",
        "国办函〔2025〕66号；handbook §0.5（各自答复、回访、评价）",
        starts=(ClockKind.CALL_BACK,),
    ),
    Move(
        "leave",
        "脱离主单",
        frozenset({Stage.FOLLOWING}),
        Stage.FILED,
        frozenset({Role.DISPATCHER, Role.RULE}),
        Reach.ANY,
        "不是同一件事，或主单没有办到答复就已了结：回到待派单单独办理，派单时限重新起算，全程时限照旧",
        f"{JOINED_66}；handbook §0.5",
        (Field("note", "理由", Kind.TEXT, required=True, longest=1000),),
        starts=(ClockKind.DISPATCH,),
    ),
)
