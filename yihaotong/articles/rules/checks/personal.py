"""Personal data in what is to go out (条例 art. 15; 个人信息保护法 art. 25): known by patterns and check digits."""

from collections.abc import Iterator, Mapping

from yihaotong.articles.rules.checks.finding import Check, Finding
from yihaotong.articles.rules.codes import Weight
from yihaotong.redaction.rules.codes import Personal
from yihaotong.redaction.rules.finding import find_personal

#: A telephone or an address of an office is meant to be read; whether it is one, a person says.
_MAY_BE_AN_OFFICE = frozenset({Personal.LANDLINE, Personal.E_MAIL, Personal.DWELLING, Personal.PLATE, Personal.FRAME})
_TYPED: Mapping[Personal, str] = {
    Personal.IDENTITY: "删去，或只留前六后四位",
    Personal.MOBILE: "删去；对外公布的请改用办公电话",
    Personal.BANK_CARD: "删去，或只留末四位",
    Personal.ACCOUNT: "删去，或只留末四位",
}
_ELSE = {
    Weight.BLOCK: "删去；对外公布的请改用办公电话、单位地址",
    Weight.WARN: "是个人的请删去；是单位对外公布的，写明后保留",
}


def look(text: str, *, place: str, field: str, block: int) -> Iterator[Finding]:
    for found in find_personal(text):
        weight = Weight.WARN if found.kind in _MAY_BE_AN_OFFICE else Weight.BLOCK
        words, advice = f"像是{found.kind.label}", _TYPED.get(found.kind, _ELSE[weight])
        yield Finding(Check.PERSONAL, weight, place, words, advice, found.text, field, block)
