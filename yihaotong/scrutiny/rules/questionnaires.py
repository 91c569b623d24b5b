"""问卷 as data: questions, each answered in one of four ways. A round keeps the version it was asked with."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from typing import Any

from yihaotong.journal.refusal import Refused
from yihaotong.scrutiny.rules.codes import QuestionKind

MOST_QUESTIONS = 40
MOST_OPTIONS = 12
LONGEST_TEXT = 1000
#: A scale goes from 1 to this.
SCALE = 5
_LONGEST_WORDS = 200
_KINDS = {kind.label: kind for kind in QuestionKind}
_WITH_OPTIONS = frozenset({QuestionKind.SINGLE, QuestionKind.MULTIPLE})


@dataclass(frozen=True)
class Question:
    """One question; `options` are the words of the choices, numbered from 1 in the answers."""

    code: str
    kind: QuestionKind
    words: str
    options: tuple[str, ...] = ()
    required: bool = False

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The values of an answer with their words."""
        if self.kind is QuestionKind.SCALE:
            return [(str(number), _SCALE_WORDS[number]) for number in range(SCALE, 0, -1)]
        return [(str(number), words) for number, words in enumerate(self.options, 1)]


_SCALE_WORDS = {1: "1 很不满意", 2: "2 不满意", 3: "3 基本满意", 4: "4 满意", 5: "5 非常满意"}
#: What was answered, by the question's code: values as text, of a multiple choice several, of a text the words.
Answers = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Content:
    title: str
    basis: str
    questions: tuple[Question, ...]


def read(given: Mapping[str, Any]) -> Content:
    """A questionnaire from JSON's or TOML's types. Raises Refused("bad-questionnaire") saying what is wrong."""
    try:
        questions = tuple(_question(number, each) for number, each in enumerate(given["questions"], 1))
        content = Content(str(given["title"]).strip(), str(given.get("basis", "")).strip(), questions)
    except (KeyError, TypeError, ValueError) as error:
        raise Refused("bad-questionnaire", f"问卷有一处看不懂：{error}", "text") from None
    if not content.title:
        raise Refused("bad-questionnaire", "请填写问卷的标题", "title")
    if not 1 <= len(questions) <= MOST_QUESTIONS:
        raise Refused("bad-questionnaire", f"问卷要有 1 到 {MOST_QUESTIONS} 个问题，现在是 {len(questions)} 个", "text")
    return content


def _question(number: int, given: Mapping[str, Any]) -> Question:
    kind = QuestionKind(given["kind"])
    words = str(given["words"]).strip()
    options = tuple(str(each).strip() for each in given.get("options", ()) if str(each).strip())
    if not words or len(words) > _LONGEST_WORDS:
        raise ValueError(f"第 {number} 题的问题要有 1 到 {_LONGEST_WORDS} 字")
    if kind in _WITH_OPTIONS and not 2 <= len(set(options)) == len(options) <= MOST_OPTIONS:
        raise ValueError(f"第 {number} 题要有 2 到 {MOST_OPTIONS} 个不同的选项")
    if kind not in _WITH_OPTIONS and options:
        raise ValueError(f"第 {number} 题（{kind.label}）不带选项")
    return Question(str(given.get("code") or f"q{number}"), kind, words, options, bool(given.get("required")))


def written(content: Content) -> dict[str, Any]:
    """In JSON's types: read(written(content)) == content."""
    return asdict(content)


def as_text(content: Content) -> str:
    """One question a line, as people edit it: 单选 | 必答 | 问题 | 选项；选项."""
    lines = []
    for each in content.questions:
        need = "必答" if each.required else "选答"
        lines.append(
            " | ".join([each.kind.label, need, each.words, *(["；".join(each.options)] if each.options else [])])
        )
    return "\n".join(lines)


def from_text(title: str, basis: str, text: str) -> Content:
    """The other way round. Raises Refused("bad-questionnaire") naming the line."""
    questions = [_parts(place, line) for place, line in enumerate(text.splitlines(), 1) if line.strip()]
    return read({"title": title, "basis": basis, "questions": questions})


def _parts(place: int, line: str) -> dict[str, Any]:
    parts = [part.strip() for part in line.replace("｜", "|").split("|")]
    if len(parts) not in {3, 4} or parts[0] not in _KINDS or parts[1] not in {"必答", "选答"}:
        kinds = "、".join(_KINDS)
        message = f"第 {place} 行须写成：{kinds}之一 | 必答或选答 | 问题 | 选项；选项"
        raise Refused("bad-questionnaire", message, "text")
    options = parts[3].replace(";", "；").split("；") if len(parts) > 3 else []
    return {"kind": _KINDS[parts[0]], "required": parts[1] == "必答", "words": parts[2], "options": options}


@cache
def shipped() -> Content:
    """The questionnaire that comes with the package."""
    with (resources.files("yihaotong.scrutiny") / "data" / "questionnaire.toml").open("rb") as file:
        return read(tomllib.load(file))


def clean(content: Content, given: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The answers that were given, by question. Raises Refused("missing" | "not-an-answer" | "too-long") with the first
    question at fault; its `parts` say what is wrong with each."""
    answers, wrong = dict[str, list[str]](), dict[str, Refused]()
    for question in content.questions:
        try:
            if values := _clean(question, given.get(question.code, ())):
                answers[question.code] = values
        except Refused as refusal:
            wrong[question.code] = refusal
    if wrong:
        first = next(iter(wrong.values()))
        raise Refused(
            first.code, first.message, first.field, parts={name: each.message for name, each in wrong.items()}
        )
    return answers


def _clean(question: Question, given: Sequence[str]) -> list[str]:
    values = [value.strip() for value in given if value.strip()]
    if not values:
        if question.required:
            raise Refused("missing", f"请回答：{question.words}", question.code)
        return []
    if question.kind is QuestionKind.TEXT:
        words = values[0].replace("\x00", "")
        if len(words) > LONGEST_TEXT:
            raise Refused("too-long", f"最多 {LONGEST_TEXT} 字，现在 {len(words)} 字", question.code)
        return [words]
    known = [value for value, _words in question.choices]
    if set(values) - set(known) or (question.kind is not QuestionKind.MULTIPLE and len(values) > 1):
        raise Refused("not-an-answer", "请从列出的选项里选", question.code)
    return [value for value in known if value in values]
