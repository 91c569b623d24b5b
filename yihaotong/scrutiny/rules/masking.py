"""What somebody wrote, as whoever only investigates it reads it: without the data by which people are known.

What is left out says what it was: the one who reads need not guess, and asks the office where he must know. A landline
or an address of mail is mostly an office's own, which may be what the complaint is about; it stays, unless it is the
complainant's own.
"""

import re
from collections.abc import Callable, Mapping
from functools import partial

from yihaotong.cases.rules.own_number import mask_own
from yihaotong.redaction.rules.codes import Personal
from yihaotong.redaction.rules.finding import find_personal

_MAY_BE_AN_OFFICE = frozenset({Personal.LANDLINE, Personal.E_MAIL})
#: 我叫张三; 姓名：张三. A name has no pattern of its own, but these words come before one.
_NAMED = re.compile(
    r"((?:我叫|我的名字[是叫]|本人姓名[:：是]?|(?:姓名|联系人|投诉人|举报人|反映人|申请人|署名)[ ]?[:：])[ ]?)"
    r"([\u3400-\u9fff]{2,4}(?:·[\u3400-\u9fff]{1,6})?)"
)


def masked(text: str, contact: Mapping[str, str]) -> str:
    """`contact`: the "name" and the "contact" that whoever wrote it has left, either or none."""
    told, end = [], 0
    for found in find_personal(text):
        if found.kind not in _MAY_BE_AN_OFFICE:
            told += [text[end : found.start], hidden(found.kind.label)]
            end = found.end
    text = "".join([*told, text[end:]])
    for name, word in (("contact", "联系方式"), ("name", "姓名")):
        if len(own := contact.get(name, "").strip()) > 1:
            text = re.sub(re.escape(own), hidden(word), text, flags=re.IGNORECASE)
    text = mask_own(text, phone=contact.get("contact", ""), shown=lambda _number: hidden("联系方式"))
    return _NAMED.sub(lambda match: match.group(1) + hidden("姓名"), text)


def hidden(word: str) -> str:
    return f"〔{word}已遮〕"


def reader(contact: Mapping[str, str]) -> Callable[[str], str]:
    return partial(masked, contact=contact)


def personal_in(text: str, name: str = "") -> str:
    """What of somebody stands in a text that everybody is to read: 身份证号, 姓名; "" for nothing."""
    found = next((each.kind.label for each in find_personal(text) if each.kind not in _MAY_BE_AN_OFFICE), "")
    return found or ("姓名" if len(name.strip()) > 1 and name.strip() in text else "")
