"""What a request must contain (条例 art. 29). What lacks is told in one letter (art. 30), and no reason to refuse."""

import re
from collections.abc import Mapping
from typing import Any

from yihaotong.accounts.rules import number_of
from yihaotong.applications.rules.codes import ApplicantKind, Channel, Delivery
from yihaotong.applications.rules.tables import receipts
from yihaotong.journal.refusal import Refused
from yihaotong.redaction.rules.checks import is_credit_code, is_identity

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
#: What an applicant must have left for a reply to reach him in the way he chose, and what the way is called to him.
_WAY_NEEDS = {
    Delivery.ELECTRONIC.value: ("email", "电子邮箱", "电子送达"),
    Delivery.POST.value: ("address", "通信地址", "邮寄"),
}
#: Words by which somebody wants a record about himself put right (art. 41).
_TO_PUT_RIGHT = re.compile(r"更正|改正|有误|错误")
_OF_HIMSELF = re.compile(r"我|本人|自己|本单位|本公司")
#: By natural person or not: what looks like such a number, how long it may be, and what is said of another length.
_LENGTHS = {
    True: (re.compile(r"[0-9]{11,}X?"), (18,), "身份证号是 18 位，请核对；是别的证件的，写明是什么证件"),
    False: (re.compile(r"[0-9A-Z]{12,}"), (15, 18), "统一社会信用代码是 18 位，请核对"),
}
#: So few characters describe nothing that could be looked for.
_SHORTEST = 4


def tidy_number(written: str) -> str:
    """A number of a document as it is compared: without blanks and hyphens, letters large."""
    return re.sub(r"[\s-]", "", written).upper()


def tidy_phone(written: str) -> str:
    """The digits of a telephone; what is none stays as it was written: it is registered, and asked for again."""
    try:
        return number_of(written)
    except ValueError:
        return written.strip()


def is_phone(written: str) -> bool:
    """Whether it can be dialled."""
    try:
        return bool(number_of(written))
    except ValueError:
        return False


def of_contact(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What is wrong with how he can be reached: (name of the field, words). None of it hinders the registration."""
    found = []
    if data.get("phone") and not is_phone(str(data["phone"])):
        found.append(("phone", "联系电话不像电话号码，已照原样记下，请核对"))
    if data.get("email") and not _EMAIL.fullmatch(str(data["email"])):
        found.append(("email", "电子邮箱格式不对，请核对"))
    if data.get("postcode") and not re.fullmatch(r"[0-9]{6}", str(data["postcode"])):
        found.append(("postcode", "邮政编码不是 6 位数字，已照原样记下，请核对"))
    return found + way_lacks(data)


def way_lacks(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the chosen way of delivery needs and the form does not say: (name of the field, words)."""
    needs = _WAY_NEEDS.get(str(data.get("delivery") or ""))
    if needs is None or data.get(needs[0]):
        return []
    field, label, way = needs
    return [(field, f"获取途径选了“{way}”，缺少{label}")]


def sounds_like_putting_right(description: str) -> bool:
    """Whether it may be a wish to have a record put right (art. 41); a hint for the officer, who decides."""
    return bool(_TO_PUT_RIGHT.search(description) and _OF_HIMSELF.search(description))


def defects(data: Mapping[str, Any], kind: ApplicantKind) -> list[str]:
    """What is missing or wrong, each as a line of the one letter that asks to correct it. Empty: complete."""
    found = [*_of_identity(data, kind)]
    if not (data.get("phone") or data.get("email") or data.get("address")):
        found.append("缺少联系方式（条例第二十九条第二款第一项）")
    found += [words for _field, words in of_contact(data)]
    if says_nothing(str(data.get("description") or "")):
        found.append("没有写明所需信息的名称、文号或其他特征性描述（条例第二十九条第二款第二项）")
    return found


def says_nothing(description: str) -> bool:
    """Whether what is wanted is not described at all."""
    return len(description.strip()) < _SHORTEST


def _reachable(data: Mapping[str, Any]) -> bool:
    phone, email = str(data.get("phone") or ""), str(data.get("email") or "")
    return bool((phone and is_phone(phone)) or _EMAIL.fullmatch(email) or data.get("address"))


def ask_once(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What he is asked about once before it is sent: (name of the field, words). He may send it all the same."""
    found = way_lacks(data)
    if not str(data.get("description") or "").strip():
        found.append(("description", "还没有写要什么信息"))
        if not _reachable(data):
            found.append(("phone", "还没有留下能联系到您的电话、邮箱或者地址"))
    return found


def _of_identity(data: Mapping[str, Any], kind: ApplicantKind) -> list[str]:
    natural = kind is ApplicantKind.NATURAL
    found = []
    if not data.get("name"):
        found.append(f"缺少{'姓名' if natural else '名称'}（条例第二十九条第二款第一项）")
    number = tidy_number(str(data.get("id_no") or ""))
    if not number:
        found.append("缺少身份证明（条例第二十九条第二款第一项）")
    elif _LENGTHS[natural][0].fullmatch(number) and len(number) not in _LENGTHS[natural][1]:
        found.append(f"证件号码位数不对（{len(number)} 位）：{_LENGTHS[natural][2]}")
    elif natural and len(number) == 18 and not is_identity(number):
        found.append("身份证号码校验不对，请核对")
    elif not natural and len(number) == 18 and not is_credit_code(number):
        found.append("统一社会信用代码校验不对，请核对")
    if not natural and not data.get("contact"):
        found.append("缺少联系人")
    return found


def has_content(data: Mapping[str, Any]) -> bool:
    """Whether anything stands in the form that makes it a request of somebody."""
    return any(data.get(name) for name in ("name", "description", "phone", "email", "address", "id_no"))


def check_some_content(data: Mapping[str, Any]) -> None:
    """Whatever somebody sent is registered; an empty form is none. Raises Refused("nothing-in-it")."""
    if not has_content(data):
        raise Refused("nothing-in-it", "还什么都没填：请写明所需信息，并留下姓名和联系方式", "description")


def counts_at_once(channel: Channel) -> bool:
    """Whether a request of this channel is received on its own day, or only once both sides have confirmed it."""
    return not receipts()[channel].confirmed


def mask_number(number: str) -> str:
    """Of a document's number the first three and the last two characters stay."""
    return number[:3] + "*" * (len(number) - 5) + number[-2:] if len(number) > 8 else "*" * len(number)
