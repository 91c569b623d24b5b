"""The only door to a request for information. A stranger gets nothing here, and the faces turn nothing into 404."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db.models import Max, Q, QuerySet

from yihaotong.accounts.access import valid_at
from yihaotong.accounts.models import Post
from yihaotong.accounts.rules import Actor, Role, UnitKind
from yihaotong.applications.consulted import consulted_about
from yihaotong.applications.disputed import lost, to_answer_anew
from yihaotong.applications.identities import Identity, lacking, masked
from yihaotong.applications.models import (
    Application,
    Charge,
    Clock,
    Consultation,
    Dispute,
    Event,
    Item,
    Letter,
    Reply,
)
from yihaotong.applications.rules import moves
from yihaotong.applications.rules.clocks import OF_REPLY, ClockKind
from yihaotong.applications.rules.codes import OPEN, Asked, Opinion, ReplyType, Ruling, Stage
from yihaotong.applications.rules.situation import Consulted, Decided, Situation
from yihaotong.applications.standing import clock_deadline
from yihaotong.applications.yearly import YearTable, year_table
from yihaotong.clock import Deadline, missed
from yihaotong.files.models import File
from yihaotong.journal.models import Line
from yihaotong.letters import access as letters
from yihaotong.letters.models import Letter as Drawn
from yihaotong.redaction import access as redaction

__all__ = ["YearTable", "application_for", "lacking", "lost", "situation", "to_answer_anew", "visible_to", "year_table"]

_SYSTEM = frozenset({Role.WORKER, Role.IMPORTER})
#: A file with this audience goes with the reply; "applicant" came from him; "staff" stays inside.
FROM_APPLICANT, WITH_REPLY, INSIDE = "applicant", "supplied", "staff"
_SHOWN_SUPPLY = frozenset({Stage.REPLIED, Stage.DELIVERED, Stage.ARCHIVED})


def works_here(actor: Actor) -> bool:
    """Whether he answers requests: an officer or the leader. Both have their seats at the centre and its sections."""
    return bool(actor.roles & {Role.DISCLOSURE_OFFICER, Role.DISCLOSURE_LEADER})


def officers(at: datetime) -> list[int]:
    """The ids of the officers who answer requests at `at`: those of the centre and its sections."""
    here = Post.objects.filter(
        valid_at(at), role=Role.DISCLOSURE_OFFICER.value, unit__kind=UnitKind.CENTRE.value, person__is_active=True
    )
    return list(here.order_by("person").values_list("person", flat=True).distinct())


def visible_to(actor: Actor) -> QuerySet[Application]:
    """The requests this actor may look at: all for who answers them, his own for an applicant or a client."""
    if actor.roles & _SYSTEM or works_here(actor):
        return Application.objects.all()
    allowed = Q(pk__in=[])
    if Role.CITIZEN in actor.roles:
        allowed |= Q(number=actor.key.removeprefix("citizen:"))
    if Role.CLIENT in actor.roles:
        allowed |= Q(registered_by=actor.key)
    return Application.objects.filter(allowed)


def application_for(actor: Actor, number: str) -> Application:
    """One request this actor may look at. Raises Application.DoesNotExist for a stranger."""
    return visible_to(actor).select_related("applicant").get(number=number)


def fresh(application: Application) -> Application:
    """The same request as the database has it now."""
    return Application.objects.select_related("applicant").get(pk=application.pk)


def waiting(actor: Actor) -> QuerySet[Application]:
    """The open requests, the nearest due first; those whose limit does not run yet come last."""
    open_stages = [stage.value for stage in OPEN] + [Stage.REPLIED.value]
    return visible_to(actor).filter(stage__in=open_stages).order_by("due_at", "pk")


def masked_identity(application: Application) -> Identity:
    """What everybody who may see the request sees of who sent it."""
    return masked(application.applicant)


def reaches(application: Application, actor: Actor) -> bool:
    """Whether this actor's moves reach this request: an applicant's own only, a client's own only."""
    if actor.roles & _SYSTEM or works_here(actor):
        return True
    own = Role.CLIENT in actor.roles and actor.key == application.registered_by
    return own or actor.key == f"citizen:{application.number}"


def moves_open(application: Application, actor: Actor, at: datetime) -> list[moves.Move]:
    """The moves this actor may try at this stage at `at`: the buttons of its page."""
    if not reaches(application, actor):
        return []
    found = moves.open_to(Stage(application.stage), actor.roles)
    return [move for move in found if not _pointless(move.name, application, at)]


#: An opinion that was never given may still come.
NOT_GIVEN = ("", Opinion.SILENT.value, Opinion.CLOSED.value)


def _pointless(name: str, application: Application, at: datetime) -> bool:
    """What the stage allows and the facts already rule out. A query or two for each that depends on other records."""
    if name in _RULED_OUT:
        return _RULED_OUT[name](application, at)
    extension = application.extension
    return {
        "approve_extension": extension != "proposed",
        "refuse_extension": extension != "proposed",
        "to_hotline": bool(application.hotline_no) and not application.from_hotline,
    }.get(name, False)


def _nobody_to_answer(application: Application, _at: datetime) -> bool:
    return not Consultation.objects.filter(application=application, opinion__in=NOT_GIVEN).exists()


def _nobody_to_sign_for_it(application: Application, _at: datetime) -> bool:
    return not Consultation.objects.filter(application=application, received_on=None, closed_on=None).exists()


def _all_decided(application: Application, _at: datetime) -> bool:
    return not Dispute.objects.filter(application=application, result="").exists()


def _cannot_be_told(application: Application, at: datetime) -> bool:
    """An extension is told while the limit by law runs (条例 art. 33)."""
    clock = running(application).filter(kind=ClockKind.REPLY.value).first()
    return application.extension != "approved" or clock is None or missed(clock.due_at, at)


def _not_to_be_archived(application: Application, _at: datetime) -> bool:
    """A decision against the reply obliges to another one, or to say why none is needed."""
    return bool(lost(application))


def _nothing_to_answer_anew(application: Application, _at: datetime) -> bool:
    return not lost(application)


def _cannot_be_extended(application: Application, _at: datetime) -> bool:
    """Once only, and only the limit by law: not what a decision or a judgment has fixed."""
    runs = running(application).filter(kind=ClockKind.REPLY.value)
    return bool(application.extension) or not runs.exists()


def _no_notice_any_more(application: Application, at: datetime) -> bool:
    """补正 is told once (条例 art. 30), while its limit runs."""
    clock = running(application).filter(kind=ClockKind.CORRECTION_NOTICE.value).first()
    return clock is None or missed(clock.due_at, at)


def _nothing_more_to_correct(application: Application, at: datetime) -> bool:
    until = correction_until(application)
    return not corrected(application) or missed(until, at)


def _corrects_instead(application: Application, at: datetime) -> bool:
    """While a correction may be added to, that is the way."""
    return application.stage == Stage.EXAMINING.value and not _nothing_more_to_correct(application, at)


def _not_given_up_yet(application: Application, at: datetime) -> bool:
    """Only once the time for correcting, or for paying, has ended."""
    if application.stage != Stage.EXAMINING.value:
        kind = ClockKind.CORRECTION if application.stage == Stage.TO_CORRECT.value else ClockKind.PAYMENT
        return not missed(due_of(application, kind), at)
    return not corrected(application) or not missed(correction_until(application), at)


_RULED_OUT: dict[str, Callable[[Application, datetime], bool]] = {
    "consult_answered": _nobody_to_answer,
    "consult_received": _nobody_to_sign_for_it,
    "dispute_result": _all_decided,
    "answer_anew": _nothing_to_answer_anew,
    "need_no_answer": _nothing_to_answer_anew,
    "archive": _not_to_be_archived,
    "extend": _cannot_be_told,
    "ask_correction": _no_notice_any_more,
    "propose_extension": _cannot_be_extended,
    "correct_more": _nothing_more_to_correct,
    "supplement": _corrects_instead,
    "give_up": _not_given_up_yet,
}


def corrected(application: Application) -> bool:
    """Whether a correction has come in."""
    return Event.objects.filter(application=application, move="correct").exists()


def correction_until(application: Application) -> datetime | None:
    """When the time for correcting ends, or ended; None where nothing was asked."""
    return due_of(application, ClockKind.CORRECTION)


def due_of(application: Application, kind: ClockKind) -> datetime | None:
    """When the newest clock of this kind is, or was, due; None where there is none, or it stands."""
    clock = Clock.objects.filter(application=application, kind=kind.value).order_by("-place").first()
    return clock.due_at if clock else None


def charge_of(application: Application) -> Charge | None:
    """The notice of fees that holds; those taken back do not."""
    return Charge.objects.filter(application=application, taken_back_at=None).first()


def situation(application: Application, actor: Actor, at: datetime) -> Situation:
    """The facts that a condition may ask for. At most ten queries."""
    happened = list(Event.objects.filter(application=application).values_list("move", "on"))
    moved = {name for name, _ in happened}
    disputes = list(Dispute.objects.filter(application=application).values_list("number", "result"))
    charge = charge_of(application) if "charge" in moved else None
    return Situation(
        stage=Stage(application.stage),
        at=at,
        actor=actor.key,
        received_on=application.received_on,
        stage_on=application.stage_on,
        last_on=max((on for _, on in happened), default=application.stage_on),
        due={ClockKind(clock.kind): clock.due_at for clock in running(application)},
        items=_items(application),
        consultations=_consultations(application),
        correction_asked="ask_correction" in moved,
        corrected="correct" in moved,
        correction_until=correction_until(application) if "ask_correction" in moved else None,
        explained="explain" in moved,
        ruling=Ruling(application.ruling) if application.ruling else None,
        extension=application.extension,
        extension_by=application.extension_by,
        proposer=application.proposer,
        charged=charge is not None,
        fee=charge.owed if charge else 0,
        disputes=len(disputes),
        disputes_open=tuple(number for number, result in disputes if not result),
        disputes_to_answer=tuple(each.number for each in lost(application)) if disputes else (),
        hotline_case=bool(application.hotline_no) and not application.from_hotline,
    )


def _items(application: Application) -> tuple[Decided, ...]:
    found = Item.objects.filter(application=application).order_by("number").prefetch_related("searches")
    return tuple(
        Decided(
            each.number,
            ReplyType(each.reply) if each.reply else None,
            _searched(each),
            each.not_ours,
            bool(each.reason),
            bool(each.public_interest),
        )
        for each in found
    )


def _searched(item: Item) -> bool:
    """Whether the last search for it found nothing. Over what was fetched with the item."""
    last = max(item.searches.all(), key=lambda search: search.pk, default=None)
    return last is not None and not last.found


def _consultations(application: Application) -> tuple[Consulted, ...]:
    found = Consultation.objects.filter(application=application).order_by("number")
    about = consulted_about(application) if found else {}
    return tuple(
        Consulted(
            each.number,
            Asked(each.asked),
            each.sent_on,
            each.received_on,
            each.closed_on is not None,
            Opinion(each.opinion) if each.opinion else None,
            about.get(each.number, ()),
        )
        for each in found
    )


def running(application: Application) -> QuerySet[Clock]:
    """The clocks that still run, or stand."""
    return Clock.objects.filter(application=application, met_at=None, dropped_at=None).order_by("place")


def clocks(application: Application) -> list[tuple[Clock, Deadline]]:
    """All its clocks in the sequence in which they began, each with its derivation."""
    found = Clock.objects.filter(application=application).order_by("place")
    return [(clock, clock_deadline(clock)) for clock in found]


def reply_clock(application: Application) -> Clock | None:
    """The clock within which the reply must go out, or went out."""
    kinds = [kind.value for kind in OF_REPLY]
    return Clock.objects.filter(application=application, kind__in=kinds).order_by("-place").first()


def events(application: Application) -> QuerySet[Event]:
    """What happened, in sequence."""
    return Event.objects.filter(application=application).order_by("seq")


def sent_reply(application: Application) -> Reply | None:
    """The newest reply that went out, whatever is proposed after it."""
    return Reply.objects.filter(application=application, sent_on__isnull=False).order_by("-pk").first()


def history(application: Application) -> QuerySet[Line]:
    """All lines of the journal about it, in sequence."""
    return Line.objects.filter(subject=application.key).order_by("pk")


def attachments(application: Application, actor: Actor) -> QuerySet[File]:
    """Its files as this actor sees them: all for staff, what was redacted beside its original; for the applicant his
    own, and what goes with the reply. An original that something was taken out of never goes out itself (条例 art. 37).
    """
    redacted = redaction.released(application.key).values("result")
    found = File.objects.filter(Q(subject=application.key) | Q(pk__in=redacted), removed_at=None).order_by("pk")
    if actor.roles - {Role.CITIZEN, Role.CLIENT}:
        return found
    his = Q(subject=application.key, audience=FROM_APPLICANT)
    if out := sent_at(application):
        originals = redaction.of(application.key).values("source")
        supplied = Q(pk__in=redacted) | Q(audience=WITH_REPLY) & ~Q(pk__in=originals)
        # While it is answered anew, what he was given stays his, and what is to come is not out yet.
        again = Stage(application.stage) not in _SHOWN_SUPPLY
        his |= supplied & Q(at__lte=out) if again else supplied
    return found.filter(his)


def sent_at(application: Application) -> datetime | None:
    """When the last reply went out; None while none did."""
    sent = Event.objects.filter(application=application, move="send").order_by("-seq").values_list("at", flat=True)
    return sent.first()


#: What goes to others than the applicant, and what he gets only with the reply.
_NOT_HIS, _WITH_THE_REPLY = ("consultation", "third_party_decided"), "reply"


def letters_for(application: Application, actor: Actor) -> list[Drawn]:
    """The letters that were drawn up, as this actor sees them: the applicant those to him, the reply once it is out."""
    found = Letter.objects.filter(application=application, drawn__isnull=False).select_related("drawn__number")
    if not actor.roles - {Role.CITIZEN, Role.CLIENT}:
        found = found.exclude(template__in=_NOT_HIS)
        # One that was taken back after its signature never went out; its number is void.
        found = found.exclude(drawn__number__voided_at__isnull=False)
        sent = Event.objects.filter(application=application, move="send").aggregate(last=Max("seq"))["last"] or 0
        found = found.exclude(template=_WITH_THE_REPLY, event__seq__gt=sent)
    return [each.drawn for each in found.order_by("pk") if each.drawn]


def letter_file(application: Application, actor: Actor, number: int, extension: str) -> File:
    """One of them as "pdf" or "docx". Raises File.DoesNotExist for one this actor does not see."""
    for drawn in letters_for(application, actor):
        if drawn.pk == number:
            return letters.file_of(drawn, extension)
    raise File.DoesNotExist


def open_consultations(stages: Iterable[Stage] = (Stage.CONSULTING,)) -> QuerySet[Consultation]:
    """Those that are still waited for."""
    return Consultation.objects.filter(closed_on=None, application__stage__in=[stage.value for stage in stages])
