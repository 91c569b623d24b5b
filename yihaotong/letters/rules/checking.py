"""Whether an edited template still makes a letter: every fault names its field, and its paragraph."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from yihaotong.journal.refusal import Refused
from yihaotong.letters.rules import levels, placeholders
from yihaotong.letters.rules.templates import PARTS, Content, Template

LONGEST: Mapping[str, int] = {"title": 60, "addressee": 80, "text": 12_000, "note": 60}
_LONGEST_PARAGRAPH, _MOST_PARAGRAPHS = 1_000, 60
#: Control and format characters, halves of pairs, line and paragraph separators: none of them is ever meant.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
#: The characters of some texts that no font of ours can draw; whoever knows the fonts hands it in.
Missing = Callable[[Iterable[str]], list[str]]


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong. `paragraph` counts from 1; 0 for a field that is not the text, or for all of it."""

    code: str
    field: str
    paragraph: int
    says: str

    @property
    def message(self) -> str:
        where = PARTS[self.field] + (f"第 {self.paragraph} 段" if self.paragraph else "")
        return f"{where}：{self.says}"


def content_of(values: Mapping[str, object]) -> Content:
    """What was typed, with line ends of one kind and no blanks around it."""
    typed = {name: str(values.get(name, "")).replace("\r\n", "\n").replace("\r", "\n") for name in PARTS}
    lines = [line.strip(" \t\u3000") for line in typed["text"].strip("\n \t\u3000").split("\n")]
    short = {name: text.strip(" \t\u3000\n") for name, text in typed.items() if name != "text"}
    return Content(text="\n".join(lines), **short)


def _all_drawn(_texts: Iterable[str]) -> list[str]:
    return []


def faults(template: Template, content: Content, missing: Missing = _all_drawn) -> list[Fault]:
    """All that is wrong, in the order of the fields."""
    found = [*_of_fields(template, content), *_undrawn(content, missing)]
    lines = content.paragraphs if content.text else []
    for place, line in enumerate(lines, 1):
        if not line:
            found.append(Fault("empty-paragraph", "text", place, "是空的，请删去空行"))
        found += _of_text(template, "text", place, line)
    found += [Fault("level-out-of-step", "text", place, says) for place, says in levels.out_of_step(lines)]
    return [*found, *_missing(template, content, lines)]


def check(template: Template, content: Content, missing: Missing = _all_drawn) -> None:
    """Raises Refused with the first fault; all of them in `facts["faults"]`."""
    if found := faults(template, content, missing):
        first = found[0]
        raise Refused(first.code, first.message, first.field, paragraph=first.paragraph, faults=found)


def _of_fields(template: Template, content: Content) -> Iterator[Fault]:
    for name, longest in LONGEST.items():
        text = str(getattr(content, name))
        if name != "note" and not text:
            yield Fault("missing", name, 0, "不能为空")
        if len(text) > longest:
            yield Fault("too-long", name, 0, f"有 {len(text)} 字，最多 {longest} 字")
        if name != "text":
            if "\n" in text:
                yield Fault("several-lines", name, 0, "只能写一行")
            yield from _of_text(template, name, 0, text.replace("\n", ""))
    if len(content.paragraphs) > _MOST_PARAGRAPHS:
        yield Fault("too-long", "text", 0, f"有 {len(content.paragraphs)} 段，最多 {_MOST_PARAGRAPHS} 段")


def _of_text(template: Template, field: str, place: int, text: str) -> Iterator[Fault]:
    if len(text) > _LONGEST_PARAGRAPH:
        yield Fault("too-long", field, place, f"有 {len(text)} 字，一段最多 {_LONGEST_PARAGRAPH} 字")
    if strange := next((letter for letter in text if unicodedata.category(letter) in _UNSEEN), ""):
        yield Fault("control-character", field, place, f"有看不见的字符 U+{ord(strange):04X}，请重新输入这一处")
    if around := placeholders.left_over(text):
        yield Fault("open-brace", field, place, f"花括号没有成对，在“{around}”处")
    for name in placeholders.named_in(text):
        if says := _unknown(template, name):
            yield Fault("unknown-placeholder", field, place, says)


def _undrawn(content: Content, missing: Missing) -> Iterator[Fault]:
    """What would be a blank in the letter, by field and paragraph; a character that is unseen anyway has its own."""
    places = [(name, 0, getattr(content, name)) for name in PARTS if name != "text"]
    places += [("text", place, line) for place, line in enumerate(content.paragraphs, 1)]
    for field, place, text in places:
        strange = [letter for letter in missing([text]) if unicodedata.category(letter) not in _UNSEEN]
        if strange:
            listed = "、".join(f"“{letter}”（U+{ord(letter):04X}）" for letter in strange[:5])
            yield Fault("no-glyph", field, place, f"字库里没有{listed}，印不出来，请改写或者删去")


def _unknown(template: Template, name: str) -> str:
    may = (*template.open, *placeholders.OF_LETTERHEAD)
    if name in may:
        return ""
    if not name.strip():
        return "花括号里没有写占位的名称"
    near = placeholders.nearest(name, may)
    meant = f"，是不是想写 {{{near}}}" if near else ""
    kind = "本文书用不到占位" if name in placeholders.known() else "没有占位"
    return f"{kind} {{{name}}}{meant}"


def _missing(template: Template, content: Content, lines: Sequence[str]) -> Iterator[Fault]:
    said = set(placeholders.named_in("\n".join((content.title, content.addressee, content.note, *lines))))
    for name in template.required:
        if name not in said:
            field = "addressee" if name in placeholders.named_in(template.shipped.addressee) else "text"
            says = placeholders.known()[name].says
            yield Fault("placeholder-missing", field, 0, f"少了必备的占位 {{{name}}}（{says}）")
