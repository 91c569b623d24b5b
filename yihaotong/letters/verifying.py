"""What the journal says of letters, against their rows, the bytes of their files, their numbers, their templates."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from yihaotong.files import store
from yihaotong.files.models import File
from yihaotong.journal.models import Line
from yihaotong.journal.rules.chain import instant, sm3
from yihaotong.journal.verifying import Problem
from yihaotong.journal.vouching import Vouched
from yihaotong.letters.models import Letter, Number, Version

_TEMPLATE = "letter_template"


def check() -> Iterator[Problem]:
    """Every letter, number and version of a template gone, changed, or added without a line."""
    yield from Vouched("letter", "文书", _letters, _every_letter, _told_letter).check()
    yield from Vouched("letter_number", "文号", _numbers, _every_number, _told_number).check()
    yield from Vouched(_TEMPLATE, "文书模板", _templates, _every_template, _told_template, key="[a-z0-9_]+").check()


# --- letters ---------------------------------------------------------------------------------------------------------


def _told_letter(line: Line, after: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    if line.kind == "letter.draw_up":
        told = (after["subject"], after["number"], after["docx_sha256"], after["pdf_sha256"])
        yield line.subject, "|".join(told)
        origin = (after["template"], after.get("corrects", "None"), instant(line.at), line.actor)
        yield f"{line.subject}.origin", "|".join(origin)
        if "title_sm3" in after:
            yield f"{line.subject}.title", str(after["title_sm3"])


def _letters(places: Sequence[str]) -> Mapping[str, str]:
    letters = Letter.objects.filter(pk__in=_ids(places)).select_related("number").defer("sealed")
    files: dict[str, dict[str, str]] = {}
    for file in File.objects.filter(subject__in=list(places), removed_at=None):
        files.setdefault(file.subject, {})[file.sha256] = _bytes_of(file)
    found = {}
    for letter in letters:
        kept = files.get(letter.key, {})
        made = (kept.get(letter.docx_sha256, ""), kept.get(letter.pdf_sha256, ""))
        found[letter.key] = "|".join((letter.subject, letter.shown_number, *made))
        template = f"{letter.template_code}:{letter.template_version}"
        found[f"{letter.key}.origin"] = "|".join((template, str(letter.corrects_id), instant(letter.at), letter.by))
        found[f"{letter.key}.title"] = sm3(letter.title.encode()).hex()
    return found


def _bytes_of(file: File) -> str:
    """The digest of what lies on the disk; "" without it."""
    try:
        return store.digest(store.path(file.key))
    except FileNotFoundError:
        return ""


def _every_letter() -> Iterator[str]:
    return (f"letter:{number}" for number in Letter.objects.values_list("pk", flat=True).iterator())


# --- numbers ---------------------------------------------------------------------------------------------------------


def _told_number(line: Line, after: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """A number is given once, and may be made void once."""
    if line.kind == "letter_number.give":
        yield line.subject, f"{after['series']}|{after['year']}|{after['count']}"
    if line.kind == "letter_number.void":
        yield f"{line.subject}.void", "void"


def _numbers(places: Sequence[str]) -> Mapping[str, str]:
    found = {}
    for number in Number.objects.filter(pk__in=_ids(places)):
        found[number.key] = f"{number.series}|{number.year}|{number.count}"
        if number.voided_at is not None:
            found[f"{number.key}.void"] = "void"
    return found


def _every_number() -> Iterator[str]:
    for key, voided_at in Number.objects.values_list("pk", "voided_at").iterator():
        yield f"letter_number:{key}"
        if voided_at is not None:
            yield f"letter_number:{key}.void"


# --- templates -------------------------------------------------------------------------------------------------------


def _told_template(line: Line, after: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    if "text_sm3" in after:
        yield f"{line.subject}.{after['version']}", str(after["text_sm3"])


def _templates(places: Sequence[str]) -> Mapping[str, str]:
    codes = {place.partition(":")[2].rpartition(".")[0] for place in places}
    found = Version.objects.filter(template__in=codes)
    return {_place(each.template_id, each.number): sm3(each.content.encode()).hex() for each in found}


def _every_template() -> Iterator[str]:
    return (_place(*each) for each in Version.objects.values_list("template", "number"))


def _place(template: str, number: int) -> str:
    return f"{_TEMPLATE}:{template}.{number}"


def _ids(places: Sequence[str]) -> set[int]:
    return {int(place.partition(":")[2].partition(".")[0]) for place in places}
