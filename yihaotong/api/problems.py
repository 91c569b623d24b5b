"""Every code that an answer of the API may carry: with which HTTP code, and what it means. Codes are never changed.

The documentation page, docs/api and the error handlers read this table; a test finds every code that is not in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus


@dataclass(frozen=True)
class Meaning:
    """A row of the table: the HTTP code, and the words for whoever writes a client."""

    status: HTTPStatus
    words: str


def _rows(status: HTTPStatus, told: Mapping[str, str]) -> dict[str, Meaning]:
    return {code: Meaning(status, words) for code, words in told.items()}


PROBLEMS: Mapping[str, Meaning] = {
    **_rows(
        HTTPStatus.BAD_REQUEST,
        {"bad-request": "请求不合 HTTP 或本接口的规矩", "not-json": "请求正文不是一个 JSON 对象，或嵌套太深"},
    ),
    **_rows(HTTPStatus.UNAUTHORIZED, {"no-token": "没有令牌，或令牌不对、已停用、已过期"}),
    **_rows(
        HTTPStatus.FORBIDDEN,
        {
            "scope-missing": "令牌没有这个地址所要的权限范围",
            "wrong-role": "接口用户的岗位不能做这个动作",
            "out-of-reach": "岗位对，但这张工单不归这个单位办",
            "identity-sealed": "诉求人身份受保护，不能查看",
            "wrong-purpose": "这个岗位不为所选的用途查看身份",
            "forbidden": "不允许",
        },
    ),
    **_rows(
        HTTPStatus.NOT_FOUND, {"not-found": "没有这个地址、没有这张工单，或您看不到它", "no-such-move": "没有这个动作"}
    ),
    **_rows(HTTPStatus.METHOD_NOT_ALLOWED, {"wrong-method": "这个地址不接受这种方法；可用的方法在 Allow 头里"}),
    **_rows(
        HTTPStatus.CONFLICT,
        {
            "wrong-stage": "工单现在的环节不能做这个动作",
            "stale": "您读过之后工单又有变动；请重新读取再办",
            "already-evaluated": "这张工单已经评价过",
            "designated": "这个单位是指定承办，不能再退单",
            "returned-twice": "这张工单已退过两次，不能再退",
            "too-late-to-return": "退单时限已过",
            "too-late-to-reopen": "办结已超过可以重开的天数",
            "submission-taken": "这个提交标识已被别的提交人用过，或已用于另一件",
            "filed-otherwise": "同一份草稿已经登记，内容不同（只在工作台；接口重复提交得到先前那件）",
            "emergency-open": "这张工单已经报急，还没有了结",
            "emergency-of-another": "这个提交标识是别人报急用过的",
            "platform-no-taken": "这个平台编号是别的单位转来的",
            "key-reused": "这个 Idempotency-Key 已用于另一个请求",
            "gone": "这个附件已经移除",
            "reviewed-already": "答复已送审，不能再加诉求人可见的附件",
            "cursor-ahead": "游标比现有的日志还新（数据库从较早的备份恢复过）；请重新对账后从头或从 since=now 读起",
        },
    ),
    **_rows(HTTPStatus.LENGTH_REQUIRED, {"length-required": "请求正文须给出 Content-Length，不接受分块传输"}),
    **_rows(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, {"too-large": "请求正文太大"}),
    **_rows(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        {"wrong-content-type": "请求正文须是 UTF-8 的 application/json，不压缩；上传附件用 multipart/form-data"},
    ),
    **_rows(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        {
            "missing": "必填的一项没有填",
            "unknown-field": "没有这一项（多为拼写错误）",
            "unknown-parameter": "没有这个查询参数（多为拼写错误）",
            "invalid": "参数的形式不对",
            "not-text": "这一项须是文字",
            "not-a-flag": "这一项须是 true 或 false",
            "not-a-number": "这一项须是规定范围内的整数",
            "not-a-choice": "这一项不在规定的代码之中",
            "not-a-code": "这一项不是代码",
            "not-a-day": "这一项须是日期，如 2026-11-22",
            "not-a-date": "这一项须是日期，如 2026-11-22",
            "unit-gone": "这个科室已撤销",
            "not-to-keep": "文中有个人信息或密级标志，连草稿都不存",
            "not-a-moment": "这一项须是时间，如 2019-09-27T16:40+08:00",
            "nothing-in-it": "申请里什么都没有：须有所需信息，或姓名、联系方式",
            "not-a-phone": "这一项不像电话号码",
            "not-a-uuid": "这一项须是 UUID",
            "not-a-key": "不是列表给出的翻页键",
            "not-a-cursor": "不是变更流给出的游标",
            "bad-key": "Idempotency-Key 须是 1–200 个可见的 ASCII 字符",
            "no-zone": "时间须带时区",
            "out-of-range": "年份不对",
            "in-the-future": "发生时间在将来",
            "backwards": "止日早于起日",
            "too-long": "这一项太长",
            "too-many": "这一项选得太多",
            "sort-with-text": "有 q 的检索只按时间排，不能给 sort=due",
            "one-direction": "after 与 before（或 since）只能用一个",
            "unusable-character": "这一项里有 NUL 或半个字符",
            "no-such-category": "没有这个问题类别，或已停用",
            "no-such-place": "没有这个区域",
            "no-such-unit": "没有这个单位，或已撤销",
            "no-such-case": "没有这个编号的工单",
            "no-such-entry": "没有这条知识或公告",
            "entry-not-in-force": "这条知识或公告现在不生效",
            "same-unit": "填的单位就是现在的承办单位",
            "circular-transfer": "这个单位的退单已经准退，不能再派给它，除非裁定员指定",
            "own-parent": "主单（原工单）不能是这张工单自己",
            "parent-follows": "那张工单自己也随着主单",
            "parent-not-open": "那张工单不在办理之中，不能作主单",
            "parent-answered": "那张工单的答复已经审核通过，随不上了",
            "same-person": "两张工单是同一诉求人的，应并单",
            "other-person": "不能认定两张工单是同一诉求人的，应随主单",
            "no-unit-to-reopen": "工单由中心直接答复，没有承办单位可以重开",
            "not-a-person": "这一项须是人员的编号",
            "not-at-unit": "此人现在不是这个单位或其下属单位的承办人、负责人",
            "already-allotted": "工单已经分给这个人",
            "not-allotted-to-you": "这张工单没有分给您，不用交回",
            "nothing-proposed": "没有待签发的拟稿",
            "not-at-once": "这个动作不能与登记一起办",
            "not-in-a-batch": "这个动作不能成批写入",
            "no-way-to-reply": "既非匿名，又没有留联系电话",
            "anonymous-with-name": "选了匿名，又填了姓名或电话",
            "leader-must-sign": "这个单位的答复须由单位负责人签发",
            "reply-directly": "这个单位的答复不须签发，请直接答复",
            "left-blank": "答复里还有模板留下、没有填的空",
            "no-evidence": "答“已解决”的，要先上传办理依据（城市设置要求的）",
            "no-contact": "没有联系过诉求人，也没有说明原因",
            "not-anonymous": "诉求人不是匿名",
            "not-confidential": "诉求人没有要求保密",
            "content": "诉求人满意，不能作此处理",
            "dissatisfied": "诉求人不满意，不能作此办结",
            "no-dissatisfaction": "没有人表示不满意",
            "evaluated-dissatisfied": "诉求人在网上评价了不满意",
            "not-evaluated": "诉求人没有在网上评价",
            "not-redone": "这张工单没有重办过",
            "redone-before": "这张工单已经重办过一次",
            "too-few-attempts": "未联系上的回访不足三次，或不在不同的半天",
            "too-many-supplements": "这张工单今天补充得太多了，请明天再补",
            "upload-instead": "文件须用 multipart/form-data 发到 /attachments",
            "not-removable": "这个附件不能移除",
            "too-many-files": "附件的件数已满",
            "empty": "文件是空的",
            "broken": "文件已损坏，或没有传完整",
            "encrypted": "文件加了密码或限制",
            "kind-refused": "不收这类文件（如压缩包、程序）",
            "kind-unknown": "认不出这是什么文件",
            "too-many-pixels": "图片太大（像素）",
            "wrong-encoding": "文本须存为 UTF-8 或 GB18030",
            "has-macros": "文档带有宏",
            "has-programs": "文档里嵌有程序、控件或其他文件",
            "foreign-template": "文档引用了网上的模板",
            "unpacks-too-large": "文档解开后太大",
            "infected": "杀毒软件认为文件带有病毒",
            "scan-failed": "暂时不能检查病毒，请稍后再试",
        },
    ),
    **_rows(HTTPStatus.TOO_MANY_REQUESTS, {"rate-limited": "请求太密；请按 Retry-After 稍后重试，什么都没有改变"}),
    **_rows(HTTPStatus.INTERNAL_SERVER_ERROR, {"fault": "系统出错，已记录；请稍后用同一个 Idempotency-Key 重试"}),
    **_rows(
        HTTPStatus.SERVICE_UNAVAILABLE,
        {"database-away": "数据库暂时没有响应，请求没有被受理；请按 Retry-After 稍后重试"},
    ),
}


def http_code(code: str) -> HTTPStatus:
    """The HTTP code of a refusal; what the table does not know is the caller's input at fault."""
    meaning = PROBLEMS.get(code)
    return meaning.status if meaning else HTTPStatus.UNPROCESSABLE_ENTITY
