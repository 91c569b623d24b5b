"""What several pages of an article share: finding it, its text with what was found in it, who did what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString

from yihaotong.accounts.access import names_of
from yihaotong.articles import access
from yihaotong.articles import representations as told
from yihaotong.articles.models import Article, Review, Version
from yihaotong.articles.rules.checks import Finding
from yihaotong.articles.rules.codes import GATE_ASKS, Found, Gate, Level
from yihaotong.articles.rules.contents import Attachment, attachments_of
from yihaotong.catalogue import access as catalogue
from yihaotong.desk.found import or_404
from yihaotong.desk.gate import Visit
from yihaotong.desk.subjects import by_name, register
from yihaotong.files import access as files
from yihaotong.files.rules.kinds import by_media
from yihaotong.files.rules.limits import in_words
from yihaotong.redaction import access as redaction
from yihaotong.redaction.rules.codes import Stage

register("article", by_name("desk:articles:article"))


def found(visit: Visit, number: int) -> Article:
    return or_404(access.article_for, visit.actor, number)


@dataclass(frozen=True)
class Attached:
    """A file of a version, for a page."""

    key: str
    name: str
    kind: str
    size: str
    #: What is taken out of it, if something is: the redaction, where it stands, whether its result may be taken.
    redaction: int = 0
    stage: str = ""
    ready: bool = False


@dataclass(frozen=True)
class Shown:
    """A version as it is read: its text with what was found marked, its fields in words, its files."""

    version: Version
    text: SafeString
    title: SafeString
    facts: list[tuple[str, str]]
    files: list[Attached]


def shown(article: Article, version: Version, visit: Visit, findings: Iterable[Finding] = ()) -> Shown:
    content, listed = access.content_of(version), list(findings)
    attached = attachments_of(content)
    held = {str(file.key): file for file in files.of(article.key)} if attached else {}
    pictures = {
        each.name: files.address(held[each.key], reader=visit.actor.key, at=visit.at)
        for each in attached
        if each.key in held and each.media.startswith("image/")
    }
    return Shown(
        version,
        told.html(str(content["body"]), pictures, listed),
        told.marked(version.title, [each for each in listed if each.field == "title"]),
        _facts(content, visit),
        _attached(article, attached),
    )


def _attached(article: Article, attached: list[Attachment]) -> list[Attached]:
    """One query for the redactions, where there are files."""
    begun = redaction.of(article.key).exclude(progress=Stage.DROPPED.value).order_by("pk") if attached else ()
    by_source = {each.source_sha256: each for each in begun}
    told = []
    for each in attached:
        base = (each.key, each.name, by_media(each.media).label, in_words(each.size))
        made = by_source.get(each.sha256)
        stage = Stage(made.progress) if made else None
        told.append(
            Attached(*base, made.pk, stage.label, stage is Stage.RELEASED) if made and stage else Attached(*base)
        )
    return told


def _facts(content: dict[str, Any], visit: Visit) -> list[tuple[str, str]]:
    """The fields in words, the row of the catalogue by its name."""
    names = {key: f"{head} / {name}" for head, below in catalogue.choices(visit.at) for key, name in below}
    named = content | {"row_key": names.get(content["row_key"], content["row_key"])}
    return [(label, words) for label, words in told.facts(named) if label != "名称"]


@dataclass(frozen=True)
class Answered:
    """What one level found at one gate."""

    gate: str
    asks: str
    found: str
    failed: bool
    words: str


@dataclass(frozen=True)
class Signature:
    """One review, for reading."""

    level: str
    who: str
    at: datetime
    number: int
    passed: bool
    void: bool
    corrections: str
    gates: list[Answered]

    @property
    def said(self) -> list[Answered]:
        return [each for each in self.gates if each.words]


def signatures(article: Article) -> list[Signature]:
    """All reviews of an article, the newest first. Two queries."""
    kept = access.reviews_of(article)
    names = names_of({each.by for each in kept})
    return [_signature(each, names) for each in reversed(kept)]


def _signature(review: Review, names: Mapping[str, str]) -> Signature:
    return Signature(
        Level(review.level).label,
        names[review.by],
        review.at,
        review.version.number,
        review.passed,
        review.void_at is not None,
        review.corrections,
        [_answered(gate, review.gates[gate.value]) for gate in Gate if gate.value in review.gates],
    )


def _answered(gate: Gate, said: Any) -> Answered:
    word = Found(said[0]).label if said[0] else ""
    return Answered(gate.label, GATE_ASKS[gate], word, said[0] == Found.FAILED.value, said[1])
