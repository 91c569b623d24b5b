"""From a template and the facts to a letter."""

import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date

from yihaotong.journal.refusal import Refused
from yihaotong.letters.rules import levels, placeholders
from yihaotong.letters.rules.templates import Content, Template
from yihaotong.letters.rules.wording import day
from yihaotong.letters.rules.writing import Enclosing, Letterhead, Paragraph, Writing

#: Unpaired halves cannot be written to any file; control characters mean nothing in a letter.
_UNUSABLE = frozenset({"Cc", "Cs"})
_LONGEST_ANSWER = 20_000


def values(template: Template, facts: Mapping[str, object], letterhead: Letterhead) -> dict[str, str]:
    """The facts as texts, dates in words, with what the letterhead tells.

    Raises Refused: fact-missing, fact-unknown, fact-too-long, fact-unusable; `field` is the placeholder's name.
    """
    told = {name: str(getattr(letterhead, field)) for name, field in placeholders.OF_LETTERHEAD.items()}
    known = placeholders.known()
    for name, value in facts.items():
        if name not in known:
            raise Refused("fact-unknown", f"没有占位 {{{name}}}", name)
        told[name] = _text(name, value)
    for name in template.required:
        if not told.get(name):
            raise Refused("fact-missing", f"{template.name}还缺“{name}”：{known[name].says}", name)
    return told


def fill(
    content: Content,
    told: Mapping[str, str],
    *,
    letterhead: Letterhead,
    on: date,
    number: str = "",
    enclosing: Enclosing | None = None,
) -> Writing:
    """The letter; a paragraph that names a placeholder without a value is left out, a value of several lines becomes
    several paragraphs."""
    more = enclosing or Enclosing()
    lines = [line for text in content.paragraphs for line in _lines(text, told)]
    return Writing(
        letterhead=letterhead,
        title=_one_line(content.title, told),
        addressee=_one_line(content.addressee, told),
        body=(*(Paragraph(line, levels.level_of(line)) for line in lines), *more.tables),
        on=on,
        number=number,
        attachments=more.attachments,
        note=more.note or _one_line(content.note, told),
        copies_to=more.copies_to,
        replaced=more.replaced,
    )


def examples(template: Template, letterhead: Letterhead) -> dict[str, str]:
    """Made-up values for a preview; a placeholder keeps its own name where it has no example."""
    known = placeholders.known()
    made = {name: known[name].example for name in template.open}
    return values(template, made, letterhead)


def _text(name: str, value: object) -> str:
    if isinstance(value, date):
        return day(value)
    text = unicodedata.normalize("NFC", str(value)).replace("\r\n", "\n").replace("\r", "\n").strip()
    text = text.replace("\t", " ")
    if strange := next((at for at in text if at != "\n" and unicodedata.category(at) in _UNUSABLE), ""):
        raise Refused("fact-unusable", f"“{name}”里有不能打印的字符 U+{ord(strange):04X}", name)
    longest = min(placeholders.known()[name].longest, _LONGEST_ANSWER)
    if len(text) > longest:
        raise Refused("fact-too-long", f"“{name}”有 {len(text)} 字，最多 {longest} 字", name)
    return text


def _lines(text: str, told: Mapping[str, str]) -> Iterator[str]:
    if not all(told.get(name) for name in placeholders.named_in(text)):
        return
    for line in placeholders.filled(text, told).split("\n"):
        if line.strip():
            yield line.strip(" \u3000")


def _one_line(text: str, told: Mapping[str, str]) -> str:
    return " ".join(placeholders.filled(text, told).split("\n"))
