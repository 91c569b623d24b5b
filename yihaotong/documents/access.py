"""The only door to documents: who sees which, what waits for whom, what is late, and the figures of coverage."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import Concat, TruncMonth
from django.utils.timezone import localtime

from yihaotong.accounts.access import units_under
from yihaotong.accounts.models import Unit
from yihaotong.accounts.rules import Actor, Role, UnitKind, ancestors
from yihaotong.clock import Deadline, Limit, missed, reckon
from yihaotong.disclosure import city
from yihaotong.documents.models import Copy, Delivery, Document, OaImport, OaRow, Step
from yihaotong.documents.rules import moves, who
from yihaotong.documents.rules.checks import Draft
from yihaotong.documents.rules.codes import Receiver, State, Validity
from yihaotong.documents.rules.coverage import Tally
from yihaotong.documents.rules.labels import Label
from yihaotong.documents.rules.limits import LimitKind, limits
from yihaotong.documents.rules.moves import Move
from yihaotong.documents.rules.who import About
from yihaotong.journal.models import Line

_NOT_PUBLIC = (Label.ON_REQUEST.value, Label.WITHHELD.value)
#: Moves by which the secrecy review speaks, and lines that tell of a change of the words or parts.
_REVIEWS = ("vet", "record_answer")
_CHANGES = tuple(f"document.{name}" for name in ("revise", "add_annex", "mark_annex", "drop_annex", "split_off"))
_OVER = (Validity.LAPSED.value, Validity.REPEALED.value)


# --- who sees what ---------------------------------------------------------------------------------------------


def centre() -> frozenset[int]:
    """The organ itself, whose unit leader signs too."""
    return frozenset(Unit.objects.filter(kind=UnitKind.CENTRE.value, parent=None).values_list("pk", flat=True))


def reads(actor: Actor) -> bool:
    """Whether the pages of documents exist for him. No query but for a unit's leader."""
    if Role.UNIT_LEADER in actor.roles:
        return who.reads(actor, centre())
    return who.reads(actor, ())


def visible_to(actor: Actor) -> QuerySet[Document]:
    """The office sees all; a drafter those of his section and his own; who heads a section those of it and below; the
    office of the government above what is signed and not withheld."""
    if actor.roles & who.SEE_ALL:
        return Document.objects.all()
    allowed = Q(drafter=actor.key)
    units = actor.units_as(Role.DRAFTER, *moves.HEADS) if reads(actor) else frozenset()
    if units:
        allowed |= Q(section__in=units_under(units))
    if Role.SUPERVISING_OFFICE in actor.roles:
        allowed |= Q(signed_at__isnull=False) & ~Q(label=Label.WITHHELD.value)
    return Document.objects.filter(allowed) if reads(actor) else Document.objects.none()


def document_for(actor: Actor, number: int) -> Document:
    """One document by its register number. Raises Document.DoesNotExist for a stranger."""
    return visible_to(actor).select_related("section").get(pk=number)


def about(document: Document) -> About:
    """What decides who may act on it; needs its section at hand."""
    section = document.section
    return About(section.pk, frozenset(ancestors(section.path)), frozenset(document.authors.split()))


def open_moves(document: Document, actor: Actor) -> list[Move]:
    """The moves this actor may make now, in the table's order: the forms of its page."""
    here = about(document)
    meant = [
        move
        for move in moves.open_to(State(document.state), actor.roles)
        if moves.concerns(move, document.origin, document.label, purged=document.purged_at is not None)
    ]
    return [move for move in meant if who.may(move, here, actor)]


def may_revise(document: Document, actor: Actor) -> bool:
    return document.state == State.DRAFT and who.may(moves.MOVES["revise"], about(document), actor)


def sections() -> QuerySet[Unit]:
    """The organ and its sections, in the order of the tree."""
    return Unit.objects.filter(kind=UnitKind.CENTRE.value, dissolved_on=None).order_by("level", "code")


def sections_of(actor: Actor) -> QuerySet[Unit]:
    """For which sections he may draft."""
    if actor.roles & {Role.DISCLOSURE_OFFICER, Role.IMPORTER}:
        return sections()
    return sections().filter(pk__in=units_under(actor.units_as(Role.DRAFTER)))


# --- one document ----------------------------------------------------------------------------------------------


def steps_of(document: Document) -> list[Step]:
    return list(document.steps.all())


def refusals_of(documents: Iterable[int]) -> dict[int, Step]:
    """By document the last time the secrecy review turned it back to its drafter. One query."""
    found = Step.objects.filter(document__in=list(documents), move__in=_REVIEWS, after=State.DRAFT.value)
    return {step.document_id: step for step in found.order_by("pk")}


def refusal_of(document: Document) -> Step | None:
    return refusals_of([document.pk]).get(document.pk)


def unchanged_since(document: Document, refused: Step) -> bool:
    """Whether nobody touched its words or parts since then, as the journal tells it."""
    lines = Line.objects.filter(subject=document.key)
    last = lines.filter(kind=f"document.{refused.move}").order_by("-pk").values_list("pk", flat=True).first()
    return not lines.filter(kind__in=_CHANGES, pk__gt=last or 0).exists()


def draft_of(document: Document, **changed: str) -> Draft:
    """What the checks look at, as it is or with another label. Two queries."""
    parts = list(document.annexes.values_list("title", "public", "file"))
    told = {"label": document.label, "ground": document.ground, "reason": document.reason} | changed
    return Draft(
        **told,
        origin=document.origin,
        document_kind=document.document_kind,
        title=document.title,
        text=document.text,
        annexes=tuple((title, public) for title, public, _file in parts),
        source=document.source_ref,
        art19=document.art19,
        with_files=any(file for _title, _public, file in parts),
    )


def without_opinion(document: Document) -> list[str]:
    """The other organs of a joint document whose opinion has not been recorded."""
    given = Step.objects.filter(document=document, move="opinion").values_list("given", flat=True)
    said = {str(each.get("organ", "")) for each in given}
    return [name for name in document.joint_with.splitlines() if name.strip() and name.strip() not in said]


# --- limits ----------------------------------------------------------------------------------------------------


def deadline(kind: LimitKind, start: datetime) -> Deadline:
    """When a limit that began at `start` is due by the organ's calendar."""
    limit = limits()[kind]
    return reckon(
        start,
        Limit.parse(limit.limit),
        calendar=city.calendar(),
        hours=city.hours(),
        count_first_day=city.counts_receipt_day(),
        basis=limit.basis,
    )


def release_deadline(document: Document) -> Deadline | None:
    """Until when it must be on the web, with every day explained; None for what is not public."""
    return deadline(LimitKind.RELEASE, document.public_since) if document.public_since else None


def public_without_item(at: datetime) -> QuerySet[Document]:
    """What is to be public, is in force, and is on no page of the web at `at`; the nearest limit first (art. 26)."""
    found = Document.objects.filter(label=Label.PROACTIVE.value, signed_at__lte=at, released_at=None)
    return found.exclude(validity__in=_OVER).order_by("release_due_at", "pk")


def overdue(at: datetime) -> QuerySet[Document]:
    """Those of them whose limit has passed."""
    return public_without_item(at).filter(release_due_at__lt=at)


def is_overdue(document: Document, at: datetime) -> bool:
    waiting = document.label == Label.PROACTIVE and document.signed_at is not None and document.released_at is None
    return waiting and document.validity not in _OVER and missed(document.release_due_at, at)


def rechecks(day: date) -> QuerySet[Document]:
    """What is not public and due to be looked at again on that day or before (art. 18), the longest due first."""
    found = Document.objects.filter(signed_at__isnull=False, label__in=_NOT_PUBLIC, recheck_on__lte=day)
    return found.order_by("recheck_on", "pk")


def still_public() -> Q:
    """What is public no longer by its label, and is still on the web: until note_withdrawn has come."""
    return Q(signed_at__isnull=False, label__in=_NOT_PUBLIC, released_at__isnull=False)


def not_public() -> QuerySet[Document]:
    """Everything signed that is not public, with the day of its next look; the nearest first."""
    found = Document.objects.filter(signed_at__isnull=False, label__in=_NOT_PUBLIC)
    return found.order_by("recheck_on", "pk")


# --- lists -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Narrowed:
    """What the list is narrowed by; "" and False: not by that."""

    label: str = ""
    state: str = ""
    section: str = ""
    words: str = ""
    overdue: bool = False
    without_item: bool = False


def listed(actor: Actor, by: Narrowed, at: datetime) -> QuerySet[Document]:
    """The documents he sees, narrowed, the newest first."""
    found = visible_to(actor)
    if by.overdue or by.without_item:
        found = found.filter(pk__in=(overdue(at) if by.overdue else public_without_item(at)).values("pk"))
    if by.label:
        found = found.filter(label="" if by.label == "none" else by.label)
    if by.state:
        found = found.filter(state=by.state)
    if by.section:
        found = found.filter(section__code=by.section)
    if by.words:
        words = by.words
        found = found.filter(Q(title__icontains=words) | Q(doc_no__icontains=words) | Q(index_no__icontains=words))
    return found.select_related("section").order_by("-pk")


def waiting_for(actor: Actor, day: date) -> QuerySet[Document]:
    """What this very person has to do something about now: nothing that he wrote and must not judge himself."""
    wanted = Q(pk__in=[])
    for state in State:
        by = {role for move in moves.open_to(state, actor.roles) if not move.rare for role in move.by}
        wanted |= _waiting_in(state, by & actor.roles, actor)
    if Role.DISCLOSURE_OFFICER in actor.roles:
        signed = Q(state=State.SIGNED.value, label__in=_NOT_PUBLIC, recheck_on__lte=day)
        late = Q(signed_at__isnull=False, label=Label.PROACTIVE.value, released_at=None) & ~Q(validity__in=_OVER)
        wanted |= signed | late | still_public()
    first = Case(When(still_public(), then=0), default=1)
    return visible_to(actor).filter(wanted).order_by(first, "moved_at", "pk")


def _waiting_in(state: State, roles: Iterable[Role], actor: Actor) -> Q:
    held = set(roles)
    if not held or state is State.SIGNED:
        return Q(pk__in=[])
    if state is State.DRAFT:
        return Q(state=state.value, drafter=actor.key)
    here = Q(state=state.value) & ~Q(authors__contains=f" {actor.key} ")
    if state is State.SECTION:
        return here & Q(section__in=units_under(actor.units_as(*moves.HEADS)))
    return here


# --- handing over ----------------------------------------------------------------------------------------------


def to_deliver(receiver: Receiver) -> QuerySet[Document]:
    """What is public and has not yet been handed to such a receiver (art. 25), the oldest first."""
    found = Document.objects.filter(label=Label.PROACTIVE.value, signed_at__isnull=False)
    return found.exclude(copies__receiver=receiver.value).select_related("section").order_by("signed_at", "pk")


def deliveries() -> QuerySet[Delivery]:
    """The batches handed over, the newest first, each with how many copies."""
    return Delivery.objects.annotate(count=Count("copies")).order_by("-number")


def copies_of(batch: Delivery) -> QuerySet[Copy]:
    return Copy.objects.filter(delivery=batch).select_related("document", "delivery").order_by("pk")


# --- coverage --------------------------------------------------------------------------------------------------


def oa_rows() -> QuerySet[OaRow]:
    """The rows of OA lists that count: what was made in this system too is counted there."""
    own = Document.objects.filter(doc_no__isnull=False).annotate(plain=Concat(Value("no:"), F("doc_no")))
    return OaRow.objects.exclude(key__in=own.values("plain"))


def lacking() -> QuerySet[OaRow]:
    """The rows without a label, without its reason, or without a review, the newest first."""
    return oa_rows().filter(Q(is_labelled=False) | Q(is_reviewed=False)).order_by("-dated_on", "-pk")


def tallies(since: date, until: date) -> list[Tally]:
    """Documents dated from `since` to `until`, both included, by section (its id, or its name in the list) and month.

    Two queries, however many there are."""
    span = {"dated_on__gte": since, "dated_on__lte": until}
    own = Document.objects.filter(signed_at__isnull=False, **span).annotate(month=TruncMonth("dated_on"))
    counts = own.order_by().values_list("section", "month").annotate(every=Count("pk"))
    found = [Tally(str(section), f"{month:%Y-%m}", every, every, every, every) for section, month, every in counts]
    rows = oa_rows().filter(**span).annotate(month=TruncMonth("dated_on")).order_by()
    grouped = rows.values_list("section", "section_name", "month").annotate(
        every=Count("pk"),
        labelled=Count("pk", filter=Q(is_labelled=True)),
        reviewed=Count("pk", filter=Q(is_reviewed=True)),
        done=Count("pk", filter=Q(is_labelled=True, is_reviewed=True)),
    )
    for section, name, month, *figures in grouped:
        found.append(Tally(str(section) if section else f"?{name}" if name else "", f"{month:%Y-%m}", *figures))
    return found


def runs() -> QuerySet[OaImport]:
    return OaImport.objects.order_by("-pk")


def today_of(at: datetime) -> date:
    return localtime(at).date()
