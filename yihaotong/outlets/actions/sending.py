"""What the worker carries to machines: each item once, the newest release only, again and again until it is receipted.

An exchange is never inside a transaction. A try is claimed first, so of two workers one makes it; what became of it is
compared with what was claimed, so a release that was overtaken meanwhile changes nothing. A worker that dies in between
leaves a lease that runs out, and the same idempotency key makes the second try harmless.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from yihaotong.accounts.rules import WORKER
from yihaotong.articles import access as articles
from yihaotong.articles.actions.releasing import url_path
from yihaotong.articles.models import Article
from yihaotong.articles.rules.contents import Attachment, attachments_of
from yihaotong.clock import Limit
from yihaotong.disclosure.city import organ
from yihaotong.files import access as files
from yihaotong.journal.refusal import Refused
from yihaotong.outlets import access, reaching
from yihaotong.outlets.actions.arriving import QUIET, arrive, be_gone
from yihaotong.outlets.actions.following import due_back
from yihaotong.outlets.actions.moving import put, tell_office
from yihaotong.outlets.models import Delivery
from yihaotong.outlets.reaching import Answer
from yihaotong.outlets.rules import gone, machines, texts
from yihaotong.outlets.rules.codes import OUTWARD, LimitKind, Progress
from yihaotong.outlets.rules.gone import Look
from yihaotong.outlets.rules.machines import Machine
from yihaotong.outlets.rules.tables import label, limits
from yihaotong.reminders.rules import Kind

_AT_ONCE = 200
_OUT = [each.value for each in OUTWARD]


def send_due(at: datetime) -> int:
    """The worker's timer: what is due goes to its machine; how many arrived. A machine that fails is left alone until
    its next try is due, with all that waits for it: nothing is lost, and nobody else waits behind it."""
    return _round(_OUT, at)


def recall_due(at: datetime) -> int:
    """The worker's timer: what has to come back is deleted, and looked for until nobody gets it any more; how many are
    gone."""
    return _round([Progress.RECALLED.value], at)


def _round(progress: list[str], at: datetime) -> int:
    served = access.machines()
    if not served:
        return 0
    due = Delivery.objects.filter(outlet__in=list(served), progress__in=progress, next_at__lte=at)
    until, done = monotonic() + machines.ROUND_SECONDS, 0
    down: set[str] = set()
    for each in due.order_by("next_at", "pk")[:_AT_ONCE]:
        if monotonic() > until:
            break
        if each.outlet in down:
            continue
        try:
            went = _try(each, served[each.outlet], at)
        except Refused:  # somebody was faster: his is what counts
            continue
        done += went is True
        if went is False:
            down.add(each.outlet)
    return done


def _try(each: Delivery, machine: Machine, at: datetime) -> bool | None:
    """Whether it arrived, or is gone; None where there was nothing to do. Raises Refused("stale")."""
    back = each.progress == Progress.RECALLED
    if not _claim(each, at):
        return None
    if back:
        return _fetch(each, machine, at)
    answer = reaching.post(machine, _package(each), texts.key_of(each.article_id, each.number), at)
    return _took(each, machine, answer, at)


@transaction.atomic
def _claim(each: Delivery, at: datetime) -> bool:
    """Take up a try; False where another of the same article is under way there, or a newer one made it needless.

    The moves of an article's deliveries in one outlet are in turn: whoever claims holds them all.
    """
    here = list(
        Delivery.objects.select_for_update().filter(article=each.article_id, outlet=each.outlet).order_by("number")
    )
    if any(other.trying_until is not None and other.trying_until > at for other in here):
        return False
    later = [other for other in here if other.number > each.number]
    newer = any(other.progress not in {Progress.DROPPED.value, Progress.GONE.value} for other in later)
    # What was registered at an address of its own is looked for there, whatever came after it.
    if newer and not (each.progress == Progress.RECALLED and each.receipt_at is not None):
        put(each, "supersede", actor=WORKER, at=at, progress=Progress.SUPERSEDED.value, **QUIET)
        return False
    lease = at + machines.LEASE
    told = {"attempts": each.attempts + 1, "next_at": lease, "trying_until": lease, "version": each.version + 1}
    if each.progress != Progress.RECALLED:
        told |= {"progress": Progress.SENT.value, "sent_at": at}
    taken = Delivery.objects.filter(pk=each.pk, version=each.version).update(**told)
    for name, value in told.items():
        setattr(each, name, value)
    return bool(taken)


def _package(each: Delivery) -> dict[str, object]:
    release = each.release
    article = each.article
    url = f"{organ().site.rstrip('/')}{url_path(article)}"
    content = articles.content_of(release.version)
    at = localtime(release.at).isoformat(timespec="seconds")
    head = texts.Head(article.pk, each.number, each.digest, url, article.index_number, at)
    return texts.package(head, content, _open_files(article, content))


def _open_files(article: Article, content: Mapping[str, Any]) -> list[Attachment]:
    """The attachments that are there, but for those from which something is being taken out."""
    attached = attachments_of(content)
    if not attached:
        return []
    withheld = articles.to_be_redacted(article)
    there = {str(key) for key in files.of(article.key).values_list("key", flat=True)}
    return [each for each in attached if each.key in there and each.sha256 not in withheld]


# --- what became of it -----------------------------------------------------------------------------------------------


def _took(each: Delivery, machine: Machine, answer: Answer, at: datetime) -> bool:
    if answer.code in gone.RECEIVED:
        told = answer.told().get("address", "")
        address = told if isinstance(told, str) and machine.gives(told) else machine.item_url(_item(each))
        _arrived(each, address, at)
        return True
    words = answer.words or f"对方答 {answer.code}"
    if answer.code == gone.NEWER:
        words = "对方说已有更新的版本，没有覆盖（409）"
    _failed(each, words, at)
    return False


@transaction.atomic
def _arrived(each: Delivery, address: str, at: datetime) -> None:
    """Overtaken meanwhile, it keeps what it was told: there it stands, and from there it has to come back."""
    fresh = Delivery.objects.select_for_update().get(pk=each.pk)
    if fresh.version == each.version:
        arrive(fresh, address, actor=WORKER, at=at, due_back=due_back(at))
        return
    if fresh.receipt_at is None and fresh.progress != Progress.GONE:
        # What came of the try is known: whoever waits behind it need not wait for the lease.
        receipt: dict[str, Any] = {"address": address[:300], "receipt_at": at, "receipt_by": WORKER.key}
        put(fresh, "receipt", actor=WORKER, at=at, next_at=at, trying_until=None, **receipt)


@transaction.atomic
def _failed(each: Delivery, words: str, at: datetime) -> None:
    """Tried again later, for as long as it takes; what waits for the same machine waits with it."""
    again = at + machines.wait_after(each.attempts)
    first = each.failing_since is None
    told = _wrong(each, words, at) | {"next_at": again}
    if each.progress != Progress.RECALLED:
        told["progress"] = Progress.FAILED.value
    if first:
        put(each, "fail", actor=WORKER, at=at, after={"error": words[:200]}, **told)
    else:
        Delivery.objects.filter(pk=each.pk, version=each.version).update(version=each.version + 1, **told)
    same = Delivery.objects.filter(outlet=each.outlet, progress__in=[*_OUT, Progress.RECALLED.value])
    same.filter(next_at__lt=again).exclude(progress=Progress.SENT.value).update(next_at=again)


def _wrong(each: Delivery, words: str, at: datetime) -> dict[str, Any]:
    return {"failing_since": each.failing_since or at, "last_error": words[:200], "trying_until": None}


def _item(each: Delivery) -> str:
    return texts.item_name(each.article_id)


def _fetch(each: Delivery, machine: Machine, at: datetime) -> bool:
    """Delete, then look: at the machine itself, past every cache, and as any reader would get it. While a newer version
    stands there under the same name, the old address is only looked at."""
    if _newer_stands(each):
        found, words = gone.conclude(_reads(each, machine, at))
        if not found:
            _still_there(each, f"旧版的地址：{words}", at)
            return False
        _is_gone(each, f"新版已另有地址；{words}", at)
        return True
    key = f"{texts.key_of(each.article_id, each.number)}.recall"
    answer = reaching.delete(machine, _item(each), key, at)
    if answer.code not in gone.DELETED:
        _failed(each, f"撤下没有成功：{answer.words or f'对方答 {answer.code}'}", at)
        return False
    found, words = gone.conclude(_looks(each, machine, at))
    if not found:
        _still_there(each, words, at)
        return False
    _is_gone(each, f"接口已删（答 {answer.code}）；{words}", at)
    return True


@transaction.atomic
def _is_gone(each: Delivery, proof: str, at: datetime) -> None:
    be_gone(each, proof, seen_at=at, seen_by=WORKER.name, actor=WORKER, at=at)


def _newer_stands(each: Delivery) -> bool:
    newer = Delivery.objects.filter(article=each.article_id, outlet=each.outlet, number__gt=each.number)
    return newer.filter(progress__in=[*_OUT, Progress.RECEIPTED.value]).exists()


def _reads(each: Delivery, machine: Machine, at: datetime) -> tuple[Look, ...]:
    """As readers open it; nothing where the address is none of the machine's: somebody has to look there."""
    if not machine.gives(each.address):
        return ()
    return tuple(reaching.look(machine, each.address, at, cached=way, signed=False) for way in (False, True))


def _looks(each: Delivery, machine: Machine, at: datetime) -> tuple[Look, ...]:
    url = machine.item_url(_item(each))
    looks = [reaching.look(machine, url, at, cached=False, signed=True)]
    if machine.gives(each.address):
        looks += _reads(each, machine, at)
    else:
        looks.append(reaching.look(machine, url, at, cached=True, signed=True))
    return tuple(looks)


@transaction.atomic
def _still_there(each: Delivery, words: str, at: datetime) -> None:
    """Not the machine's failure: others need not wait. Looked at again soon, then less often."""
    again = at + min(machines.wait_after(each.attempts), timedelta(minutes=10))
    told = _wrong(each, words, at) | {"next_at": again}
    put(each, "still_there", actor=WORKER, at=at, after={"seen": words[:200]}, **told)


# --- what somebody has to know ---------------------------------------------------------------------------------------


def report(at: datetime) -> int:
    """The worker's timer: what a machine has not taken for longer than the limit, and what had to be down by now, is
    told to the office, each once until somebody has seen it, and again the next day; how many."""
    long_ago = at - timedelta(seconds=Limit.parse(limits()[LimitKind.REPORT].limit).seconds)
    failing = list(access.failing().filter(failing_since__lte=long_ago)[:_AT_ONCE])
    for outlet in {each.outlet for each in failing}:
        here = [each for each in failing if each.outlet == outlet]
        since = localtime(min(each.failing_since or at for each in here))
        many = Delivery.objects.filter(outlet=outlet, progress__in=[*_OUT, Progress.RECALLED.value]).count()
        words = f"{label(outlet)}的接口自 {since:%m-%d %H:%M} 起不通，{many} 件没有办成：{here[0].last_error[:80]}"
        tell_office(here[0].key, words, _day_of(at, since), Kind.OUTLET_DOWN)
    late = list(access.to_take_down().filter(due_at__lte=at)[:_AT_ONCE])
    for each in late:
        words = f"“{each.release.version.title[:60]}”在{label(each.outlet)}过了撤下期限还没有登记撤下"
        tell_office(each.key, words, each.due_at or at, Kind.OUTLET)
    return len(failing) + len(late)


def _day_of(at: datetime, since: datetime) -> datetime:
    """The happening that is told: one for each day of a failure."""
    return since + timedelta(days=max(0, (at - since).days))
