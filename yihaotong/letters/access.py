"""Reading letters, templates and numbers; previews, which have no number and say so."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import QuerySet
from django.utils.timezone import localtime

from yihaotong.accounts.rules import Actor
from yihaotong.files import access as files
from yihaotong.files.models import File
from yihaotong.journal.rules.chain import canonical, sm3
from yihaotong.letters.models import Letter, Number, Stretch, Tally, Template, Version
from yihaotong.letters.rendering import docx, fonts, pdf
from yihaotong.letters.rules import checking, filling, moves, templates
from yihaotong.letters.rules.moves import Stage
from yihaotong.letters.rules.templates import Content
from yihaotong.letters.rules.writing import Enclosing, Letterhead, Writing

#: What lies over every page of a letter that was not sent.
PREVIEW = "预览"
#: Stands for a character that no font of ours has.
REPLACEMENT = "□"


@dataclass(frozen=True)
class InForce:
    """What a template says now: its version (0 as shipped) and the digest by which a letter names it."""

    template: templates.Template
    version: int
    content: Content

    @property
    def sm3(self) -> str:
        return text_sm3(self.content)


def text_sm3(content: Content) -> str:
    return sm3(canonical(content.as_dict()).encode()).hex()


def reads(actor: Actor) -> bool:
    return moves.reads(actor)


# --- templates -----------------------------------------------------------------------------------------------------


def in_force(code: str) -> InForce:
    """What a letter is made of now. Raises Refused("no-such-template")."""
    template = templates.template(code)
    version = Version.objects.filter(template=code, number=_released(code)).first()
    if version is None:
        return InForce(template, 0, template.shipped)
    return InForce(template, version.number, content_of(version))


def every() -> list[tuple[templates.Template, Template]]:
    """All templates with what the office made of them, in their order. One query."""
    rows = Template.objects.in_bulk()
    return [(each, rows.get(each.code) or Template(code=each.code)) for each in templates.templates().values()]


def row_of(code: str) -> Template:
    """What the office made of a template; an unsaved row for one that it never touched."""
    return Template.objects.filter(pk=code).first() or Template(code=code)


def versions_of(code: str) -> list[Version]:
    """The newest first."""
    return list(Version.objects.filter(template=code).order_by("-number"))


def version_of(code: str, number: int) -> Version:
    """Raises Version.DoesNotExist."""
    return Version.objects.get(template=code, number=number)


def content_of(version: Version) -> Content:
    return Content(**json.loads(version.content))


def stage_of(version: Version, row: Template) -> Stage:
    """Where a version stands."""
    if version.number == row.released:
        return Stage.IN_FORCE
    if version.turned_down_at is not None:
        return Stage.TURNED_DOWN
    return Stage.WAITING if version.number == row.latest and row.awaits_release else Stage.PAST


def awaiting_release(actor: Actor) -> list[Version]:
    """The versions that wait for this very person: whoever wrote one does not release it. One query."""
    if not moves.may("release", actor):
        return []
    waiting = Version.objects.filter(released_at=None, turned_down_at=None).select_related("template")
    newest = [each for each in waiting.order_by("at")[:100] if each.number == each.template.latest]
    return [each for each in newest if each.by != actor.key]


def _released(code: str) -> int:
    return Template.objects.filter(pk=code).values_list("released", flat=True).first() or 0


# --- previews ------------------------------------------------------------------------------------------------------


def written(
    code: str,
    facts: Mapping[str, object],
    *,
    letterhead: Letterhead,
    at: datetime,
    enclosing: Enclosing | None = None,
) -> Writing:
    """The letter as it would be, without a number. Raises Refused for facts that are missing or cannot be set."""
    now = in_force(code)
    told = filling.values(now.template, facts, letterhead)
    return filling.fill(now.content, told, letterhead=letterhead, on=localtime(at).date(), enclosing=enclosing)


def preview(
    code: str,
    facts: Mapping[str, object],
    *,
    letterhead: Letterhead,
    at: datetime,
    enclosing: Enclosing | None = None,
) -> bytes:
    """A PDF of the letter as it would be, with 预览 over every page. Raises Refused."""
    return preview_of(written(code, facts, letterhead=letterhead, at=at, enclosing=enclosing), at)


def preview_of(writing: Writing, at: datetime) -> bytes:
    """The same of a letter without a template."""
    return pdf.pdf(replace(writing, watermark=PREVIEW), at)


def preview_docx(writing: Writing, at: datetime) -> bytes:
    """The same as DOCX; 预览 stands in the head of every page."""
    return docx.docx(replace(writing, watermark=PREVIEW), at)


def preview_of_content(code: str, content: Content, *, letterhead: Letterhead, at: datetime) -> bytes:
    """What a text that is being edited would look like, with made-up facts. Raises Refused where it is at fault."""
    template = templates.template(code)
    check(template, content)
    told = filling.examples(template, letterhead)
    return preview_of(filling.fill(content, told, letterhead=letterhead, on=localtime(at).date()), at)


def faults(template: templates.Template, content: Content) -> list[checking.Fault]:
    """All that is wrong with an edited text, characters that no font of ours has among it."""
    return checking.faults(template, content, fonts.missing)


def check(template: templates.Template, content: Content) -> None:
    """Raises Refused with the first fault; all of them in `facts["faults"]`."""
    checking.check(template, content, fonts.missing)


def unprintable(texts: Iterable[str]) -> list[str]:
    """The characters that no font has: for a form that wants to say so before anything is written."""
    return fonts.missing(texts)


def printable(text: str) -> str:
    """Somebody else's words, as a letter can repeat them: □ for each character that no font has."""
    for letter in fonts.missing([text]):
        text = text.replace(letter, REPLACEMENT)
    return text


# --- letters and numbers -------------------------------------------------------------------------------------------


def of(subject: str) -> QuerySet[Letter]:
    """The letters about something ("application:12"), the oldest first."""
    return Letter.objects.filter(subject=subject).select_related("number").order_by("pk")


def of_any(subjects: Iterable[str]) -> QuerySet[Letter]:
    """The same about several things."""
    return Letter.objects.filter(subject__in=list(subjects)).select_related("number").order_by("pk")


def letter_for(actor: Actor, number: int) -> Letter:
    """Raises Letter.DoesNotExist for a stranger, as for one that never was."""
    found = Letter.objects.select_related("number") if moves.reads(actor) else Letter.objects.none()
    return found.get(pk=number)


def file_of(letter: Letter, extension: str) -> File:
    """The letter as "pdf" or "docx". Raises File.DoesNotExist."""
    wanted = {"pdf": letter.pdf_sha256, "docx": letter.docx_sha256}
    if extension not in wanted:
        raise File.DoesNotExist
    return files.of(letter.key).get(sha256=wanted[extension])


def series() -> list[tuple[str, int]]:
    """Every series with its years, the newest year first."""
    return list(Tally.objects.values_list("series", "year").order_by("-year", "series"))


def next_number(series: str, year: int) -> int:
    """The number that the next letter of this series will bear."""
    last = Tally.objects.filter(series=series, year=year).values_list("last", flat=True).first()
    return (last or 0) + 1


def stretches(series: str, year: int) -> list[Stretch]:
    """The numbers that were used on paper, in their order."""
    return list(Stretch.objects.filter(series=series, year=year).order_by("first"))


def numbers(series: str, year: int) -> QuerySet[Number]:
    """The register of one series and year, the newest first."""
    return Number.objects.filter(series=series, year=year).select_related("letter").order_by("-count")


def number_for(actor: Actor, pk: int) -> Number:
    """Raises Number.DoesNotExist."""
    found = Number.objects.all() if moves.reads(actor) else Number.objects.none()
    return found.get(pk=pk)


def gaps(series: str, year: int) -> list[int]:
    """Numbers that are missing between 1 and the last: none, unless somebody went past the system. Those used on paper
    are not missing."""
    counts = set(Number.objects.filter(series=series, year=year).values_list("count", flat=True))
    for each in stretches(series, year):
        counts |= set(range(each.first, each.last + 1))
    return sorted(set(range(1, max(counts, default=0) + 1)) - counts)
