"""The examples of the documentation page. A test carries out every one of them, as curl and as Python, as it is shown.

They run in the order given here; `$BASE` and `$TOKEN` are the reader's, `$ORDER_NO` is what the first one was answered
and sets, `$PERSON` somebody of the unit. A client holds no post of the centre: there is no example of what it may not
do, and `desk` says what somebody of the centre does at the desk before the next can be done.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

#: A case that anybody may file for trying.
FILING: Mapping[str, Any] = {
    "title": "路灯不亮",
    "body": "小区门口的三盏路灯从上周起不亮。",
    "request_type": "report",
    "category": "0701",
    "address": "示例路 12 号门口",
    "name": "李示例",
    "phone": "13951000002",
}

#: A draft of an article.
ARTICLE: Mapping[str, Any] = {
    "title": "热线受理情况通报",
    "body": "本期共受理诉求 420 件。",
    "formed_on": "2026-11-20",
    "source": "示例单位",
}

#: A request for information, as a platform hands it over.
APPLICATION: Mapping[str, Any] = {
    "platform_no": "PT-2026-000001",
    "received_at": "2026-11-20T09:30:00+08:00",
    "platform_due": "2026-12-18",
    "their_stage": "已转办",
    "kind": "natural",
    "name": "李示例",
    "phone": "13951000002",
    "description": "2025 年度热线受理情况统计表",
    "supply": "electronic",
    "delivery": "electronic",
}


@dataclass(frozen=True)
class Example:
    """One request: of which operation, what it shows, and what is answered."""

    operation: str
    words: str
    method: str
    path: str
    code: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    #: The text of a file that is made and handed in.
    upload: str = ""
    #: What the centre has to do before, at the desk.
    desk: str = ""

    @property
    def json(self) -> str:
        return json.dumps(self.body, ensure_ascii=False, indent=2)

    @property
    def curl(self) -> str:
        """As typed into a shell."""
        headers = {"Authorization": "Bearer $TOKEN", **self._sent()}
        lines = [f'curl -sS "$BASE{self.path}"', *(f'-H "{name}: {value}"' for name, value in headers.items())]
        if self.upload:
            return f"printf '{self.upload}' > note.txt\n" + " \\\n  ".join([*lines, '-F "file=@note.txt"'])
        if self.method == "POST":
            lines.append(f"-d '{_in_shell(self.json)}'" if self.body is not None else "-X POST")
        typed = " \\\n  ".join(lines)
        return f"{typed} | tee filed.json\n{_REMEMBERED}" if self.operation == "file_case" else typed

    @property
    def python(self) -> str:
        """For Python's own library: nothing to install."""
        lines = [
            "import json, os, urllib.request",
            "",
            f"path = os.path.expandvars({json.dumps(self.path)})",
            "headers = {",
            '    "Authorization": "Bearer " + os.environ["TOKEN"],',
            *(f"    {json.dumps(name)}: {json.dumps(value)}," for name, value in self._sent().items()),
            "}",
        ]
        data = ""
        if self.upload:
            lines += [
                'headers["Content-Type"] = "multipart/form-data; boundary=parts"',
                'head = \'--parts\\r\\nContent-Disposition: form-data; name="file"; filename="note.txt"\\r\\n\\r\\n\'',
                f'body = head + "{self.upload}" + "\\r\\n--parts--\\r\\n"',
            ]
            data = ", data=body.encode()"
        if self.body is not None:
            lines.append(f"body = {_python(self.body)}")
            data = ", data=json.dumps(body).encode()"
        lines += [
            'url = os.environ["BASE"] + path',
            f'request = urllib.request.Request(url, method="{self.method}", headers=headers{data})',
            "with urllib.request.urlopen(request) as answer:",
            "    print(answer.read().decode())",
        ]
        return "\n".join(lines)

    def _sent(self) -> dict[str, str]:
        typed = {"Content-Type": "application/json"} if self.body is not None else {}
        return {**typed, **self.headers}


#: How the number of a new case comes into the variable that the later examples use, with no program but the shell's.
_REMEMBERED = """export ORDER_NO=$(sed 's/.*"order_no": *"\\([A-Z0-9]*\\)".*/\\1/' filed.json)"""
#: What a body holds that only the reader knows, as the whole of a value.
_OWN = re.compile(r'"\$([A-Z_]+)"')


def _in_shell(text: str) -> str:
    """Between single quotes nothing is replaced: they end before the variable and begin again after it."""
    return _OWN.sub(lambda found: f'"\'"${found[1]}"\'"', text)


def _python(body: Mapping[str, Any]) -> str:
    rows = [f"    {json.dumps(name)}: {_OWN.sub(_from_environment, _literal(value))}," for name, value in body.items()]
    return "\n".join(["{", *rows, "}"]) if rows else "{}"


def _literal(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def _from_environment(found: re.Match[str]) -> str:
    return f'os.environ["{found[1]}"]'


EXAMPLES: tuple[Example, ...] = (
    Example(
        "file_case",
        "登记，并记下工单编号：以后各示例里的 ORDER_NO 就是它（用 Python 的，请自己把答复里的 order_no 放进环境变量）。"
        "网络断了没收到答复，就原样再发一次：同一个 Idempotency-Key 只登记一张，第二次答原话。",
        "POST",
        "/api/v1/cases",
        201,
        {"Idempotency-Key": "letter-2026-000018"},
        FILING,
    ),
    Example(
        "attach_files",
        "附上一个文件；同一个 file 可重复，一次传几个。",
        "POST",
        "/api/v1/cases/$ORDER_NO/attachments",
        201,
        {"Idempotency-Key": "letter-2026-000018-note"},
        upload="三盏灯在小区北门，灯杆编号 12 至 14。",
    ),
    Example("read_case", "看它现在到了哪一步。", "GET", "/api/v1/cases/$ORDER_NO", 200),
    Example(
        "list_cases",
        "待派单和办理中的，先到期的在前，一页 50 张。",
        "GET",
        "/api/v1/cases?stage=filed,in_hand&sort=due&limit=50",
        200,
    ),
    Example(
        "list_cases",
        "检索。中文在地址里须作百分号编码：q=路灯。",
        "GET",
        "/api/v1/cases?q=%E8%B7%AF%E7%81%AF&since=2019-01-01",
        200,
    ),
    Example("list_changes", "从此刻起跟随变更：记下 after。", "GET", "/api/v1/changes?since=now", 200),
    Example(
        "list_changes",
        "从头读，每批 2 条；把答复里的 after 带回来接着读，直到 more 为 false。",
        "GET",
        "/api/v1/changes?limit=2",
        200,
    ),
    Example("list_moves", "动作表。", "GET", "/api/v1/moves", 200),
    Example(
        "raise_emergency",
        "登记的这件事里有人有危险：报急。班长当即看到，工单列为特急；重发不会报两次。",
        "POST",
        "/api/v1/cases/$ORDER_NO/emergencies",
        201,
        {"Idempotency-Key": "danger-000018"},
        {"danger": "hazard", "what": "灯杆倾斜，电线垂到人行道上，暂时没有人受伤"},
    ),
    Example(
        "move_return",
        "不属于本单位的、说不清的，在退单时限内退回，由中心裁定。reason 不是 unclear 的还须填 proposed（拟办单位）。",
        "POST",
        "/api/v1/cases/$ORDER_NO/moves/return",
        200,
        {"Idempotency-Key": "return-000018"},
        {"reason": "unclear", "basis": "没有说明灯杆编号，辖区有两条示例路，无法派人"},
        desk="派单员把这张工单派给接口用户的单位（示例城市里登录名 paidan1，派给 E-GD 供电公司）。",
    ),
    Example(
        "move_sign",
        "承办单位的接口用户签收派给它的工单；没有要填的项。",
        "POST",
        "/api/v1/cases/$ORDER_NO/moves/sign",
        200,
        {"Idempotency-Key": "sign-000018"},
        desk="裁定员驳回这次退单，说明理由（示例城市里 caiding1）；工单回到您的单位待签收。",
    ),
    Example(
        "move_allot",
        "在单位内分给一个人办；PERSON 是本单位一个承办人的编号，即设置页“人员”里他那一页地址末尾的数字。",
        "POST",
        "/api/v1/cases/$ORDER_NO/moves/allot",
        200,
        {"Idempotency-Key": "allot-000018-1"},
        {"person": "$PERSON", "note": "请今晚到现场核实"},
    ),
    Example(
        "move_contact",
        "记下与诉求人的一次联系。",
        "POST",
        "/api/v1/cases/$ORDER_NO/moves/contact",
        200,
        {"Idempotency-Key": "contact-000018-1"},
        {"means": "phone", "reached": True, "note": "已电话告知，今晚派人检修"},
    ),
    Example(
        "move_reply",
        "答复，送中心审核。给出您读到的 version（照以上次序做下来是 7），工单其后有变动的答 409 stale。"
        "单位的答复须由负责人签发的，答 422 leader-must-sign：改用同样内容的 propose（拟答复），负责人在工作台签发。",
        "POST",
        "/api/v1/cases/$ORDER_NO/moves/reply",
        200,
        {"Idempotency-Key": "reply-000018"},
        {"version": 7, "outcome": "solved", "text": "三盏路灯已修好，23 日 18 时起正常亮灯。"},
    ),
    Example(
        "draft_article",
        "起草一篇公开信息的稿件；它只是草稿，发布须在工作台经三审三校。",
        "POST",
        "/api/v1/articles",
        201,
        {"Idempotency-Key": "article-2026-000001"},
        ARTICLE,
    ),
    Example(
        "hand_over_application",
        "市级平台转来一件申请；同一 platform_no 再来不会登记第二件。received_at 即收到之日，答复期限从它起算。",
        "POST",
        "/api/v1/applications",
        201,
        {"Idempotency-Key": "platform-2026-000001"},
        APPLICATION,
    ),
    Example("read_application", "查它办到哪一步。", "GET", "/api/v1/applications/PT-2026-000001", 200),
)
