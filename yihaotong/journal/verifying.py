"""`journal verify`: does the journal still say what was written?"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

from yihaotong.journal import heads
from yihaotong.journal.actions import ERASED
from yihaotong.journal.models import Line, Pending, Seal
from yihaotong.journal.rules import chain
from yihaotong.journal.sealing import header

PATIENCE = timedelta(seconds=10)
_CHUNK = 2000


@dataclass(frozen=True)
class Problem:
    """One finding: `kind` is stable, `seq` and `line` say where (0: nowhere in particular)."""

    kind: str
    message: str
    seq: int = 0
    line: int = 0


@dataclass
class Report:
    """The counts and the findings of one run."""

    lines: int = 0
    seals: int = 0
    pending: int = 0
    heads: int = 0
    erased: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.problems

    def as_dict(self) -> dict[str, object]:
        return {"ok": self.ok} | asdict(self)

    def found(self, kind: str, message: str, *, seq: int = 0, line: int = 0) -> None:
        self.problems.append(Problem(kind, message, seq, line))


Check = Callable[[], Iterable[Problem]]
_checks: list[Check] = []


def register(check: Check) -> None:
    """Add at start-up (`AppConfig.ready`) what an area above compares its own records with their lines by."""
    _checks.append(check)


def verify(at: datetime) -> Report:
    """Walk the whole chain, then compare it with the heads outside the database, then look for what is outside it;
    then let each area compare its records with what their lines say.

    Finds: changed, missing, added and swapped lines and seals, a cut tail, a recomputed chain, payloads erased without
    a line that says so, lines that were never queued, lines that have waited longer than `PATIENCE`; and what the
    areas find.
    """
    report = Report(lines=Line.objects.count(), seals=Seal.objects.count(), pending=Pending.objects.count())
    kept = heads.read()
    known = list(kept.all)
    report.heads = len(known)
    hashes = _walk(report, wanted={head.seq for head in known})
    _compare_heads(report, known, hashes)
    _look_at_files(report, kept, at)
    _look_outside(report, at)
    for check in _checks:
        report.problems.extend(check())
    return report


def _chunks() -> Iterator[tuple[list[Seal], dict[int, Line]]]:
    last = -1
    while seals := list(Seal.objects.filter(seq__gt=last).order_by("seq")[:_CHUNK]):
        yield seals, Line.objects.in_bulk([seal.line_id for seal in seals])
        last = seals[-1].seq


@dataclass
class _Walk:
    """Where the walk along the chain stands, and what it has gathered on the way."""

    report: Report
    wanted: set[int]
    expected: int = 1
    previous: bytes = chain.GENESIS
    erased: dict[int, int] = field(default_factory=dict)
    allowed: set[int] = field(default_factory=set)
    kept: dict[int, bytes] = field(default_factory=dict)

    def step(self, seal: Seal, line: Line | None) -> None:
        """Check one link and go on from what it says, so that one break is reported once."""
        if seal.seq != self.expected:
            self.report.found("gap", f"链上第 {self.expected} 至 {seal.seq - 1} 号封条缺失", seq=self.expected)
        elif bytes(seal.previous) != self.previous:
            self.report.found("broken-link", f"第 {seal.seq} 号封条与前一号不相接", seq=seal.seq, line=seal.line_id)
        if line is None:
            self.report.found("line-missing", f"日志 {seal.line_id} 已不存在", seq=seal.seq, line=seal.line_id)
        elif _check_line(self.report, seal, line):
            self._gather_erasure(seal, line)
        self.expected, self.previous = seal.seq + 1, bytes(seal.hash)
        if seal.seq in self.wanted:
            self.kept[seal.seq] = self.previous

    def _gather_erasure(self, seal: Seal, line: Line) -> None:
        if line.erased:
            self.erased[line.pk] = seal.seq
        elif line.kind == ERASED:
            try:
                self.allowed.update(line.facts["after"]["lines"])
            except (LookupError, RecursionError, TypeError, ValueError, AttributeError):
                self.report.found("line-unreadable", f"日志 {line.pk} 读不懂", seq=seal.seq, line=line.pk)

    def finish(self) -> None:
        self.report.erased = len(self.erased)
        for line_id, seq in self.erased.items():
            if line_id not in self.allowed:
                message = f"日志 {line_id} 的内容被清空，但没有删除记录"
                self.report.found("erased-without-record", message, seq=seq, line=line_id)


def _walk(report: Report, wanted: set[int]) -> dict[int, bytes]:
    """Check every link; return the recorded hashes at the `wanted` places."""
    walk = _Walk(report, wanted)
    for seals, lines in _chunks():
        for seal in seals:
            walk.step(seal, lines.get(seal.line_id))
    walk.finish()
    return walk.kept


def _check_line(report: Report, seal: Seal, line: Line) -> bool:
    """Report what is wrong with a line; whether its payload is the one that was written, or erased."""
    intact = line.payload is None or chain.digest(line.payload, bytes(line.salt or b"")) == bytes(line.digest)
    if not intact:
        report.found("payload-changed", f"日志 {line.pk} 的内容与摘要不符", seq=seal.seq, line=line.pk)
    if chain.link(seal.seq, bytes(seal.previous), header(line)) != bytes(seal.hash):
        report.found("hash-mismatch", f"日志 {line.pk} 与第 {seal.seq} 号封条不符", seq=seal.seq, line=line.pk)
    return intact


def _compare_heads(report: Report, known: list[heads.Head], hashes: dict[int, bytes]) -> None:
    key = heads.existing_key() if known else None
    if known and key is None:
        report.found("key-missing", "链首文件的密钥 keys/journal.key 不在：无法核对链首")
    for head in known:
        recorded = hashes.get(head.seq)
        if recorded is None:
            report.found("tail-cut", f"链首文件记到第 {head.seq} 号，数据库里没有这一号", seq=head.seq)
        elif key and chain.keyed_head(key, head.seq, recorded) != head.mac:
            report.found("recomputed", f"第 {head.seq} 号与库外链首文件不符：链被重算过，或密钥不对", seq=head.seq)


def _look_at_files(report: Report, kept: heads.Kept, at: datetime) -> None:
    for name in kept.unreadable:
        report.found("head-unreadable", f"库外链首文件 {name} 里有读不懂的内容：写坏了，或被改过")
    # A sealer may have died before it noted the very first head: seals as young as that prove nothing.
    if not kept.newest_there and Seal.objects.filter(sealed_at__lt=at - heads.EVERY).exists():
        report.found("heads-missing", "库外最新链首文件 head 不见了：无法证明末尾没有被截去")


def _look_outside(report: Report, at: datetime) -> None:
    late = Pending.objects.filter(since__lt=at - PATIENCE).order_by("line_id")
    if first := late.first():
        report.found("waiting", f"{late.count()} 条日志等待封存超过 10 秒：后台进程没有运行？", line=first.line_id)
    for line_id in Pending.objects.exclude(line_id__in=Line.objects.values("pk")).values_list("line_id", flat=True)[
        :100
    ]:
        report.found("line-missing", f"待封存的日志 {line_id} 已不存在", line=line_id)
    stray = Line.objects.exclude(pk__in=Seal.objects.values("line_id")).exclude(pk__in=Pending.objects.values("pk"))
    for line_id in stray.values_list("pk", flat=True)[:100]:
        report.found("unsealed", f"日志 {line_id} 既没有封条也不在待封存之列", line=line_id)
