"""What cities call the columns of their exports, and which of our fields each one is."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from yihaotong.journal.refusal import Refused

#: Our fields with the words for them, in the order of the mapping page.
FIELDS: Mapping[str, str] = {
    "number": "原编号",
    "title": "标题",
    "body": "诉求内容",
    "filed_at": "受理时间",
    "reply": "答复意见",
    "replied_at": "答复时间",
    "name": "诉求人姓名",
    "phone": "联系电话",
    "address": "详细地址",
    "place": "区域",
    "category": "问题类别",
    "channel": "来源渠道",
    "request_type": "诉求类型",
    "urgency": "紧急程度",
    "secrecy": "保密要求",
    "unit": "承办单位",
    "outcome": "办理结果",
    "occurred_at": "发生时间",
}
#: A column that is kept in the original row and otherwise left alone; said by hand.
IGNORED = "-"
#: Their values never stand in a rejects file.
PERSONAL = frozenset({"name", "phone", "address"})

#: The usual names of each field. Spelling does not matter: see `folded`.
USUAL: Mapping[str, str] = {
    "number": """
        留言编号 工单编号 工单号 工单号码 工单流水号 流水号 业务流水号 受理编号 受理号 受理单号 诉求编号 诉求单号
        诉求件编号 案件编号 案件号 事件编号 事件号 信件编号 来信编号 信访编号 信访件编号 登记编号 登记号 办件编号
        办件号 事项编号 问题编号 投诉编号 咨询编号 任务编号 任务号 任务单号 单号 编号 订单编号 话单编号 来电编号
        呼叫编号 转办单号 交办单号 派单编号 原编号 原工单编号 帖子编号 帖子id 留言id 工单id 案件id 主键 id
        service_request_id servicerequestid request_id ticket_id ticket_number case_id case_number sr_number
        incident_id unique_key reference reference_number number no
    """,
    "title": """
        留言主题 留言标题 主题 标题 诉求标题 诉求主题 工单标题 工单主题 事件标题 事件主题 信件标题 来信标题 来信主题
        信访标题 问题标题 问题主题 案件标题 案件名称 投诉标题 咨询标题 帖子标题 事项标题 事项名称 办件标题 名称
        title subject summary headline service_name
    """,
    "body": """
        留言详情 留言内容 诉求内容 诉求详情 诉求描述 诉求事项 诉求正文 工单内容 工单详情 工单描述 内容 正文 详情
        详细内容 具体内容 内容描述 详细描述 主要内容 反映内容 反映事项 反映问题 反映情况 反应内容 来电内容 来电诉求
        来电事由 受理内容 登记内容 问题描述 问题内容 问题详情 问题 事件描述 事件内容 事件详情 案件描述 案件内容
        案情描述 案情 信件内容 来信内容 信访内容 投诉内容 咨询内容 求助内容 建议内容 举报内容 求决内容 市民诉求
        群众诉求 群众反映 市民反映 帖子内容 转办内容 事项内容 事项描述 描述 诉求 事由 body description content text
        message details complaint_details
    """,
    "filed_at": """
        留言时间 留言日期 来电时间 来电日期 受理时间 受理日期 登记时间 登记日期 诉求时间 诉求日期 提交时间 提交日期
        创建时间 创建日期 工单时间 工单创建时间 工单生成时间 建单时间 生成时间 录入时间 录入日期 收件时间 收件日期
        接收时间 接件时间 接单时间 来信时间 来信日期 写信时间 信访日期 信访时间 反映时间 反映日期 投诉时间 投诉日期
        咨询时间 上报时间 发布时间 发布日期 发帖时间 提问时间 呼入时间 通话时间 接听时间 时间 日期
        requested_datetime created_date created_at created date submitted_at open_date opened_at opened filed_at
        received_at date_received
    """,
    "reply": """
        答复意见 答复内容 答复 回复意见 回复内容 回复 官方回复 官方答复 单位答复 单位回复 部门答复 部门回复 答复情况
        回复情况 答复详情 回复详情 答复正文 反馈内容 反馈意见 处理意见 办理意见 办理答复 承办意见 办结意见 办理反馈
        回复信息 反馈结果 答复结果 回复结果 status_notes resolution resolution_description resolution_notes reply
        answer
    """,
    "replied_at": """
        答复时间 答复日期 回复时间 回复日期 反馈时间 反馈日期 办结时间 办结日期 办理完成时间 完成时间 处理时间
        办理时间 结案时间 结案日期 归档时间 关闭时间 updated_datetime closed_date closed_at closed resolved_at
        replied_at answered_at completed_at
    """,
    "name": """
        留言用户 姓名 诉求人 诉求人姓名 来电人 来电人姓名 联系人 联系人姓名 市民姓名 群众姓名 反映人 反映人姓名
        投诉人 投诉人姓名 咨询人 举报人 求助人 来信人 来信人姓名 信访人 写信人 用户 用户名 用户名称 网友 网名 网民
        昵称 发帖人 作者 客户姓名 客户名称 申请人 当事人 来访人 市民称呼 称呼 name requester customer_name caller
        first_name full_name author
    """,
    "phone": """
        联系电话 电话 电话号码 来电号码 来电电话 手机 手机号 手机号码 联系方式 联系号码 联系手机 诉求人电话
        诉求人联系电话 市民电话 主叫号码 呼入号码 回访号码 回访电话 来电人电话 联系人电话 移动电话 固定电话 客户电话
        投诉人电话 phone mobile telephone tel phone_number caller_phone
    """,
    "address": """
        详细地址 地址 地点 事发地址 事发地点 事发位置 诉求地址 诉求地点 发生地址 发生地点 问题地址 问题地点 反映地址
        事件地址 事件地点 案发地址 案发地点 具体地址 具体位置 位置 所在地址 联系地址 投诉地址 address street_address
        location incident_address
    """,
    "place": """
        区域 所属区域 所属地区 所属区县 区县 县区 县市区 所属县区 所在区县 区县名称 行政区 行政区划 行政区域
        所属行政区 事发区域 诉求区域 街道 镇街 街道乡镇 乡镇街道 所属街道 社区 地区 辖区 area district county
        borough neighborhood
    """,
    "category": """
        问题类别 问题分类 问题类型 诉求分类 诉求类别 事项分类 事项类别 内容分类 内容类别 业务分类 业务类别 分类 类别
        一级标签 一级分类 二级分类 三级分类 案件分类 案件类别 事件分类 事件类别 工单分类 工单类别 信访分类 category
        service_code complaint_type
    """,
    "channel": """
        诉求渠道 来源渠道 渠道 来源 诉求来源 工单来源 受理渠道 受理方式 来电渠道 反映渠道 信件来源 信息来源 案件来源
        事件来源 渠道来源 数据来源 提交渠道 channel source origin open_data_channel_type method_received
    """,
    "request_type": """
        诉求类型 诉求性质 工单类型 工单性质 受理类型 来电类型 信件类型 信件性质 留言类型 来信类型 信访目的 诉求目的
        业务类型 事件类型 事件性质 案件性质 性质 类型 request_type type kind
    """,
    "urgency": """
        紧急程度 紧急级别 缓急程度 紧急度 优先级 等级 工单等级 是否紧急 是否加急 加急 urgency priority
    """,
    "secrecy": """
        保密要求 是否保密 保密 要求保密 信息保密 保密级别 隐私保护 个人信息保密 confidential secrecy
    """,
    "unit": """
        承办单位 主办单位 办理单位 处理单位 责任单位 答复单位 回复单位 承办部门 主办部门 办理部门 处理部门 责任部门
        答复部门 回复部门 经办单位 处置单位 转办单位 派往单位 派单单位 受办单位 回复机构 答复机构 单位 部门 agency
        agency_responsible agency_name unit department owner
    """,
    "outcome": """
        办理结论 处理结论 诉求结果 结论 解决情况 是否解决 解决状态 办结类型 办结方式 outcome result
    """,
    "occurred_at": """
        发生时间 发生日期 事发时间 事发日期 案发时间 事件时间 事件发生时间 问题发生时间 occurred_at incident_date
    """,
}
#: Names that mean a field only where no usual name stands beside them.
DOUBTFUL: Mapping[str, str] = {
    "reply": """
        办理结果 处理结果 处理情况 办理情况 处置结果 处置情况 调查情况 核查情况 办结情况 落实情况 反馈情况 status
    """,
    "category": """
        标签 小类 大类 主题分类 子类
    """,
}
#: How a longer name of each field ends, for what is in no list: 「市民所反映的具体问题描述」.
_ENDINGS: tuple[tuple[str, str], ...] = (
    (r"(诉求|来电|来信|留言|反映|投诉|问题|信件|工单|事件|案件|事项)的?(具体|详细|主要)?(内容|详情|描述|正文)", "body"),
    (r"(诉求|来电|来信|留言|反映|投诉|问题|信件|工单|事件|案件)的?(标题|主题)", "title"),
    (r"(诉求|来电|来信|留言|反映|投诉|咨询|信件|工单|案件|受理|登记|提交|创建|写信)的?(时间|日期)", "filed_at"),
    (r"(答复|回复)的?(意见|内容|详情|正文)", "reply"),
    (r"(答复|回复|办结|反馈)的?(时间|日期)", "replied_at"),
    (r"(诉求|来电|来信|留言|反映|投诉|信件|工单|案件|受理|事件)(单|件)?(编号|单号|流水号|号码?)", "number"),
    (r"(承办|主办|办理|责任|答复|回复)的?(单位|部门)", "unit"),
)
_ENDING = [(re.compile(rf".{{0,12}}{pattern}"), found) for pattern, found in _ENDINGS]
_IN_BRACKETS = re.compile(r"[(\[{【〔《<][^)\]}】〕》>]*[)\]}】〕》>]")
_NOISE = re.compile(r"[\W_]+")
_LONGEST_NAME = 200


def folded(name: str) -> str:
    """A column's name without what does not tell names apart: width, case, blanks, marks, remarks in brackets."""
    text = unicodedata.normalize("NFKC", name[:_LONGEST_NAME]).lower()
    return _NOISE.sub("", _IN_BRACKETS.sub("", text)) or _NOISE.sub("", text)


def _by_folded(table: Mapping[str, str]) -> dict[str, str]:
    return {folded(name): found for found, names in table.items() for name in names.split()}


_USUAL, _DOUBTFUL = _by_folded(USUAL), _by_folded(DOUBTFUL)


def field_of(name: str) -> str:
    """Which field a column of that name is; "" for none."""
    key = folded(name)
    return _USUAL.get(key) or _DOUBTFUL.get(key) or next((found for sign, found in _ENDING if sign.fullmatch(key)), "")


def _rank(name: str) -> int:
    key = folded(name)
    return 0 if key in _USUAL else 2 if key in _DOUBTFUL else 1


@dataclass
class Columns:
    """Which column of a file gives which field. `given` is what a person said: column → field, IGNORED for none.

    `by_field` may grow when a later line of .jsonl brings a new column; a field once found keeps its column.
    """

    given: Mapping[str, str] = field(default_factory=dict)
    by_field: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    _seen: dict[str, None] = field(default_factory=dict)

    def knows(self, name: str) -> bool:
        return name.strip() in self.given or bool(field_of(name))

    def meet(self, names: Iterable[str]) -> None:
        """Take notice of these columns: by hand first, then by their usual names, then by what they might mean."""
        new = [name for name in names if name not in self._seen]
        self._seen |= dict.fromkeys(new)
        for name in sorted(new, key=lambda each: (each not in self.given, _rank(each))):
            found = self.given[name] if name in self.given else field_of(name)
            if not found:
                self.unknown.append(name)
            elif found in self.by_field:
                self.warnings.append(
                    f"“{name}”和“{self.by_field[found]}”都像是{FIELDS[found]}，用了“{self.by_field[found]}”"
                )
            elif found != IGNORED:
                self.by_field[found] = name

    def check(self) -> None:
        """Raises Refused: "no-such-column", "no-such-field", "field-twice", "no-body"."""
        if missing := [name for name in self.given if name not in self._seen]:
            raise Refused("no-such-column", f"文件里没有“{missing[0]}”这一列；文件的列：{'、'.join(self._seen)}", "map")
        check_fields(self.given.values())
        by_hand = [name for name in self.given.values() if name != IGNORED]
        if twice := [name for name in by_hand if by_hand.count(name) > 1]:
            raise Refused("field-twice", f"有两列都指定为{FIELDS[twice[0]]}，请只留一列", "map")
        if not {"body", "title"} & set(self.by_field):
            how = "请为那一列选“诉求内容”（命令行写 --map 列名=body）"
            names = "、".join(list(self._seen)[:30])
            raise Refused("no-body", f"没有认出诉求内容所在的列，{how}；文件的列：{names}", "map")


def check_fields(names: Iterable[str]) -> None:
    if strange := [name for name in names if name not in FIELDS and name != IGNORED]:
        known = "、".join(f"{name}（{label}）" for name, label in FIELDS.items())
        raise Refused("no-such-field", f"没有“{strange[0]}”这个字段；可用：{known}、-（不用）", "map")
