"""Raising reminders, seeing them, forgetting them. What they tell of has its own line, so none is journalled."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localtime

from yihaotong.accounts.models import DutyShift, Person
from yihaotong.reminders import access, rules
from yihaotong.reminders.models import Preference, Reminder, Watch
from yihaotong.reminders.rules import Kind, Wishes

#: Quiet hours are never longer, so later shifts do not matter.
_LOOK_AHEAD = timedelta(days=1)
#: So many in one statement.
_AT_ONCE = 5000


@dataclass(frozen=True)
class Note:
    """One thing to tell one person. `at` is when it happened: the same happening is told once."""

    person: int
    kind: Kind
    subject: str
    words: str
    at: datetime


def remind(people: Iterable[int], kind: Kind, *, subject: str, words: str, at: datetime) -> int:
    """Tell these people (ids) of something; how many were told.

    `subject` is a journal key ("case:12"), which the desk turns into an address; `words` hold no personal data. Who has
    not yet seen the same kind about the same subject is not told again, nor who muted the kind.
    """
    return remind_all([Note(person, kind, subject, words, at) for person in sorted(set(people))])


@transaction.atomic
def remind_all(notes: Sequence[Note]) -> int:
    """The same for many, in as many queries for one as for some thousand; how many were told."""
    return sum(_remind(notes[first : first + _AT_ONCE]) for first in range(0, len(notes), _AT_ONCE))


def _remind(notes: Sequence[Note]) -> int:
    people = {note.person for note in notes}
    wishes = access.wishes_of(people)
    shifts = _shifts(people, min(note.at for note in notes), max(note.at for note in notes))
    wanted = {_key(note): note for note in notes if rules.wants(note.kind, wishes[note.person])}
    known = _known(wanted.values())
    rows = [
        _reminder(note, wishes[note.person], shifts[note.person]) for key, note in wanted.items() if key not in known
    ]
    # Two workers at once: the unique columns let one through.
    Reminder.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _key(note: Note) -> tuple[int, str, str]:
    return note.person, note.kind.value, note.subject


def _known(notes: Iterable[Note]) -> set[tuple[int, str, str]]:
    """Those who have not yet seen it, or were told of this very happening."""
    wanted = {_key(note): note.at for note in notes}
    found = Reminder.objects.filter(
        subject__in={subject for _person, _kind, subject in wanted}, person__in={person for person, _, _ in wanted}
    )
    told = found.values_list("person", "kind", "subject", "at", "seen_at")
    return {
        (person, kind, subject)
        for person, kind, subject, at, seen_at in told
        if seen_at is None or wanted.get((person, kind, subject)) == at
    }


def _shifts(people: Iterable[int], first: datetime, last: datetime) -> Mapping[int, list[tuple[datetime, datetime]]]:
    by_person: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    running = DutyShift.objects.filter(person__in=set(people), ends_at__gt=first, starts_at__lt=last + _LOOK_AHEAD)
    for person, begins, ends in running.values_list("person", "starts_at", "ends_at"):
        by_person[person].append((begins, ends))
    return by_person


def _reminder(note: Note, wishes: Wishes, shifts: Iterable[tuple[datetime, datetime]]) -> Reminder:
    return Reminder(
        person_id=note.person,
        kind=note.kind.value,
        subject=note.subject,
        words=note.words[: rules.WORDS_LENGTH],
        at=note.at,
        shown_from=rules.shown_from(note.kind, wishes, localtime(note.at), shifts),
    )


def seen(person: Person, *, at: datetime, numbers: Iterable[int] | None = None, sparing: Iterable[int] = ()) -> int:
    """Somebody has seen these reminders of his, or all that are shown to him but those to be spared; how many."""
    his = Reminder.objects.filter(person=person, seen_at=None, shown_from__lte=at).exclude(pk__in=set(sparing))
    if numbers is not None:
        his = his.filter(pk__in=set(numbers))
    return his.update(seen_at=at)


def settle(subjects: Mapping[str, datetime], *, at: datetime, spare: Iterable[Kind] = ()) -> int:
    """What was told about these subjects before their instants no longer matters; how many reminders went."""
    spared = [kind.value for kind in spare]
    about = Reminder.objects.filter(subject__in=list(subjects), seen_at=None).exclude(kind__in=spared)
    gone = [pk for pk, subject, told in about.values_list("pk", "subject", "at") if told < subjects[subject]]
    return Reminder.objects.filter(pk__in=gone).update(seen_at=at) if gone else 0


def reword(kind: Kind, subject: str, words: str) -> int:
    """What is still asked about this has changed: whoever has not seen it reads these words now; how many."""
    waiting = Reminder.objects.filter(kind=kind.value, subject=subject, seen_at=None)
    return waiting.update(words=words[: rules.WORDS_LENGTH])


def over(kind: Kind, subject: str, *, at: datetime, person: int | None = None) -> int:
    """Nothing is asked about this any more, of this person (id) or of anybody; how many reminders went."""
    waiting = Reminder.objects.filter(kind=kind.value, subject=subject, seen_at=None)
    return (waiting if person is None else waiting.filter(person=person)).update(seen_at=at)


def forget(subject: str) -> int:
    """Leave nothing of what was told about this: its words are not to be kept; how many reminders went."""
    return Reminder.objects.filter(subject=subject).delete()[0]


def prefer(person: Person, wishes: Wishes) -> None:
    """Keep what somebody wants to be told, and when. A preference, so not journalled."""
    Preference.objects.update_or_create(
        pk=person.pk,
        defaults={
            "begins": wishes.quiet.begins,
            "ends": wishes.quiet.ends,
            "days": "".join(map(str, sorted(wishes.quiet.days))),
            "muted": ",".join(sorted(kind.value for kind in wishes.muted)),
            "sound": wishes.sound,
        },
    )


def watch(name: str, until: datetime) -> None:
    """A watch has looked so far; in the transaction of what it told."""
    Watch.objects.update_or_create(pk=name, defaults={"until": until})


@transaction.atomic
def sweep(at: datetime) -> int:
    """Forget what was told more than thirty days ago; how many reminders there were."""
    return Reminder.objects.filter(at__lte=at - rules.KEPT_FOR).delete()[0]
