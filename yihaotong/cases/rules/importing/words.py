"""The words of exports for our codes. A word that is not in here is no error: the case gets the default."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from yihaotong.cases.rules.codes import Channel, Outcome, RequestType, Secrecy, Urgency

#: Imported cases come from an older platform unless their file says more.
DEFAULT_CHANNEL = Channel.TRANSFER

_CHANNELS = {
    Channel.PHONE: "电话 来电 热线 12345 12345热线 话务 语音 人工 呼入 phone call voice",
    Channel.PORTAL: "网站 网络 互联网 门户 门户网站 政府网站 市长信箱 县长信箱 书记信箱 领导信箱 信箱 "
    "网上 网页 app 网友留言 领导留言板 人民网 online web website portal",
    Channel.WECHAT: "微信 公众号 微信公众号 小程序 微信小程序 wechat",
    Channel.EMAIL: "邮件 电子邮件 邮箱 email mail",
    Channel.OPEN311: "open311",
    Channel.API: "接口 api",
    Channel.TRANSFER: "转办 上级转办 上级交办 其他平台 国务院转办 省级转办 省12345 110转办 媒体 来信 "
    "来访 信访 走访 transfer",
}
_REQUEST_TYPES = {
    RequestType.INQUIRY: "咨询 咨询类 查询 政策咨询 业务咨询 inquiry question",
    RequestType.COMPLAINT: "投诉 投诉类 申诉 complaint",
    RequestType.HELP: "求助 求助类 求决 求决类 诉求 报修 help request",
    RequestType.SUGGESTION: "建议 建议类 意见 意见建议 批评建议 建言 献策 suggestion",
    RequestType.REPORT: "举报 举报类 检举 揭发控告 report",
    RequestType.PRAISE: "表扬 表扬类 感谢 赞扬 praise",
}
_URGENCIES = {
    Urgency.URGENT: "紧急 加急 急 急件 较急 是 urgent high",
    Urgency.EMERGENCY: "特急 特急件 十万火急 非常紧急 特别紧急 emergency critical",
}
_SECRECIES = {
    Secrecy.CONFIDENTIAL: "是 保密 要求保密 需保密 需要保密 全部保密 不公开 y yes true 1",
    Secrecy.PROTECTED: "举报保护 举报人保护 保护",
}
_OUTCOMES = {
    Outcome.SOLVED: "已解决 解决 满意解决 已办结并解决 是 solved resolved fixed",
    Outcome.PARTLY: "部分解决 基本解决",
    Outcome.EXPLAINED: "解释说明 解释 已解释 答复解释 政策解释 已答复",
    Outcome.UNABLE: "无法解决 未解决 不能解决 客观原因无法解决",
    Outcome.UNREASONABLE: "诉求不合理 不合理",
    Outcome.PLANNED: "已列入计划 列入计划 计划解决 纳入计划",
}


def _table(words: Mapping[Any, str]) -> dict[str, str]:
    found = {word: str(code.value) for code, line in words.items() for word in line.split()}
    for code in type(next(iter(words))):
        found |= {code.value: code.value, _folded(code.label): code.value}
    return found


def _folded(word: str) -> str:
    return "".join(unicodedata.normalize("NFKC", word).lower().split())


_TABLES = {
    "channel": _table(_CHANNELS),
    "request_type": _table(_REQUEST_TYPES),
    "urgency": _table(_URGENCIES),
    "secrecy": _table(_SECRECIES),
    "outcome": _table(_OUTCOMES),
}


def code_of(field: str, word: str) -> str:
    """The code for a word of that field, "" for a word nobody knows."""
    return _TABLES[field].get(_folded(word[:40]), "")
