"""What each ground of 不予受理 rests on, and what the citizen is told unless the operator says it in his own words."""

from collections.abc import Mapping
from dataclasses import dataclass

from yihaotong.cases.rules.codes import OutOfScope

_ARTICLE = "北京市接诉即办工作条例第十一条；国办函〔2025〕66号（二）"


@dataclass(frozen=True)
class Ground:
    """`basis` is printed beside the decision, `words` are said to the citizen."""

    basis: str
    words: str


#: Handbook A2: the six ways of Beijing's article 11, and the seventh of 66号.
GROUNDS: Mapping[OutOfScope, Ground] = {
    OutOfScope.EMERGENCY: Ground(
        _ARTICLE, "您反映的是紧急情况，请立即拨打 110、119、120 或 122；正在通话的，我们马上为您转接。"
    ),
    OutOfScope.OTHER_PROCEDURE: Ground(
        f"{_ARTICLE}；政府信息公开条例第三十九条",
        "您反映的事项须通过诉讼、仲裁、行政复议、纪检监察、政府信息公开或信访等法定途径办理，"
        "或者已经进入这些程序，请向相应的机关提出；申请公开政府信息的，请走依申请公开入口。",
    ),
    OutOfScope.REPEATED: Ground(
        f"{_ARTICLE}；国办函〔2025〕66号（五）",
        "您反映的事项正在办理或者已经办结，没有新的情况和理由，不再重复受理；原来那一件的进展和结果，凭它的编号和查询码就能查到，也可以问话务员。",
    ),
    OutOfScope.SECRET: Ground(
        f"{_ARTICLE}；政府信息公开条例第十四、十五条",
        "您反映的内容涉及国家秘密、工作秘密、商业秘密、隐私或者他人的个人信息，热线不能受理，也请不要再说明或者写出这些内容。",
    ),
    OutOfScope.NOT_OURS: Ground(
        _ARTICLE, "您反映的事项不在政府部门和公共服务单位的职责之内，建议通过协商、市场或者社会服务的渠道解决。"
    ),
    OutOfScope.UNLAWFUL: Ground(
        f"{_ARTICLE}；民法典第八条", "您提出的要求违反法律法规或者公序良俗，热线不能受理，请依法表达诉求。"
    ),
    OutOfScope.DISTURBANCE: Ground(
        f"{_ARTICLE}；治安管理处罚法",
        "请您文明使用热线。您的行为已影响其他市民求助，继续扰乱热线的，我们将留存记录并依法移送公安机关。",
    ),
}
