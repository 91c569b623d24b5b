"""What stands in a cell of somebody's catalogue: words where we keep codes, boxes that are ticked or not."""

import re

from yihaotong.catalogue.rules.laws import articles, laws
from yihaotong.catalogue.rules.rows import FIELDS
from yihaotong.journal.codes import Code
from yihaotong.journal.refusal import Refused

_CHOICES: dict[str, type[Code]] = {field.name: field.choices for field in FIELDS if field.choices is not None}
_LABELS = {field.name: field.label for field in FIELDS}
#: A box of the template that is ticked, and one that is not.
_TICKED, _EMPTY = "■☑√✓", "□☐"
_PARTS = re.compile(r"[、,，;；/\n]+")
_WORDS = {
    "全社会": "everybody",
    "社会公众": "everybody",
    "特定群众": "some",
    "主动公开": "proactive",
    "依申请公开": "on_request",
    "微博": "weibo",
    "微信": "wechat",
    "政府门户网站": "site",
    "门户网站": "site",
    "两微一端": "wechat",
    "公开查阅点": "board",
}


def read(name: str, written: str) -> str:
    """The stored form of one part of a row. Raises Refused naming the part and what it could be."""
    text = written.strip()
    if name in _CHOICES:
        several = name == "outlets"
        found = [_code(name, each) for each in _said(text, several=several)]
        return ",".join(dict.fromkeys(found))
    if name == "law":
        return _named(text, {law.code: law.name for law in laws().values()}, "期限依据")
    if name == "article":
        return _named(text, {each.code: each.label for each in articles().values()}, "条例条款")
    return text


def _said(text: str, *, several: bool) -> list[str]:
    """The words that count: where boxes stand before them, those that are ticked."""
    if any(box in text for box in _TICKED + _EMPTY):
        ticked = re.findall(rf"[{_TICKED}]\s*([^{_TICKED}{_EMPTY}]+)", text)
        return [part.strip() for each in ticked for part in re.split(r"[\s、,，;；]+", each) if part.strip()]
    if not several:
        return [text] if text else []
    return [part.strip() for part in _PARTS.split(text) if part.strip()]


def _code(name: str, word: str) -> str:
    choices = _CHOICES[name]
    for member in choices:
        if word in {member.value, member.label}:
            return str(member.value)
        # 政府网站（政务公开专栏） and 发布会 of 发布会/听证会 are the same thing.
        if word.startswith(member.label) or word in member.label.split("/"):
            return str(member.value)
    known = {member.value for member in choices}
    if _WORDS.get(word) in known:
        return _WORDS[word]
    allowed = "、".join(member.label for member in choices)
    raise Refused("not-a-choice", f"“{_LABELS[name]}”里的“{word}”看不懂，可以写：{allowed}", name)


def _named(text: str, known: dict[str, str], label: str) -> str:
    """A code, or the words for it."""
    if not text or text in known:
        return text
    plain = text.replace("(", "（").replace(")", "）")
    found = [code for code, words in known.items() if plain in {words, words.removeprefix("条例")}]
    if len(found) == 1:
        return found[0]
    name = "law" if label == "期限依据" else "article"
    raise Refused("not-a-choice", f"“{label}”里的“{text}”看不懂", name)
