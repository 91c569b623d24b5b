"""The rules of 解读回应参与 without a database: limits as data, lives without dead ends, places in a queue."""

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import datetime

import pytest

from yihaotong.clock import CHINA, Limit, national, reckon
from yihaotong.engagement.rules import activities, importing, opinions, proposals
from yihaotong.engagement.rules.codes import Grade, LimitKind, Place, Progress, Publicity, Sort
from yihaotong.engagement.rules.limits import limits, warn_at
from yihaotong.engagement.rules.lives import LIVES
from yihaotong.journal.refusal import Refused


@pytest.mark.parametrize(
    ("kind", "since", "due"),
    [
        (LimitKind.URGENT, "2019-10-01T22:30", "2019-10-02T03:30:00"),
        (LimitKind.CONFERENCE, "2019-10-01T22:30", "2019-10-02T22:30:00"),
        (LimitKind.OPINION, "2019-10-05T23:00", "2019-10-07T23:00:00"),
        (LimitKind.BUDGET, "2019-01-25T00:00", "2019-02-14T23:59:59"),
        (LimitKind.INTERPRET, "2019-09-29T00:00", "2019-10-09T23:59:59"),
        (LimitKind.NPC, "2019-01-31T00:00", "2019-04-30T23:59:59"),
        (LimitKind.HARD, "2019-01-31T00:00", "2019-07-31T23:59:59"),
    ],
)
def test_limits_end_as_their_rules_say(kind: LimitKind, since: str, due: str) -> None:
    begun = datetime.fromisoformat(since).replace(tzinfo=CHINA)
    found = reckon(begun, Limit.parse(limits()[kind].limit), calendar=national()).due
    assert found is not None
    assert found.replace(tzinfo=None).isoformat() == due
    assert begun <= warn_at(kind, begun, found) < found


def test_every_limit_has_its_row_with_a_basis_that_says_how_sure_it_is() -> None:
    assert set(limits()) == set(LimitKind)
    unsure = {LimitKind.INTERPRET, LimitKind.URGENT, LimitKind.PURGE}
    assert {kind for kind, row in limits().items() if "未核实" in row.basis} == unsure
    assert [kind for kind, row in limits().items() if not row.by_law] == [LimitKind.PURGE]


@pytest.mark.parametrize("sort", Sort)
def test_every_place_of_a_life_is_reached_and_left(sort: Sort) -> None:
    life = LIVES[sort]
    reached = {life.begins} | {target for move in life.moves.values() for target in move.targets}
    left = {source for move in life.moves.values() for source in move.sources}
    assert left <= reached
    assert reached - left <= {Progress.DROPPED}


@pytest.mark.parametrize(
    ("queue", "taken", "capacity", "ids"),
    [([], 0, 3, []), ([(1, 2), (2, 1)], 0, 3, [1, 2]), ([(1, 3), (2, 1)], 1, 3, [2]), ([(1, 1)], 3, 3, [])],
)
def test_who_moves_up(queue: Sequence[tuple[int, int]], taken: int, capacity: int, ids: list[int]) -> None:
    assert activities.moved_up(list(queue), taken, capacity) == ids


def test_nobody_passes_those_who_wait() -> None:
    assert activities.place_for(1, 2, 3, waiting=False) is Place.IN
    assert activities.place_for(1, 2, 3, waiting=True) is Place.WAITING
    assert activities.place_for(2, 2, 3, waiting=False) is Place.WAITING


def test_grades_have_their_limits() -> None:
    assert opinions.limits_of(Grade.OTHER) == (LimitKind.OPINION,)
    assert opinions.limits_of(Grade.MAJOR) == opinions.limits_of(Grade.SPECIAL)


@pytest.mark.parametrize(
    ("publicity", "reason", "answer", "code"),
    [
        (Publicity.FULL, "", "已采纳。", ""),
        (Publicity.SUMMARY, "", "已采纳。", "missing"),
        (Publicity.WITHHELD, "涉及内部管理", "已采纳。", ""),
        (Publicity.FULL, "", "联系人手机13951000001", "personal"),
    ],
)
def test_what_is_not_public_says_why(publicity: Publicity, reason: str, answer: str, code: str) -> None:
    with pytest.raises(Refused) if code else nullcontext() as told:
        proposals.check_publicity(publicity, reason, answer)
    assert (told.value.code if told else "") == code


@pytest.mark.parametrize("written", ["2019-11-19", "2019/11/19", "2019.11.19", "2019年11月19日", "２０１９-１１-１９"])
def test_days_in_any_usual_writing(written: str) -> None:
    row = {"名称": "开放日", "日期": written, "地点": "大厅", "举办单位": "中心"}
    assert importing.read_row(Sort.ACTIVITY, row)["held_on"] == "2019-11-19"


def test_rates() -> None:
    assert [proposals.rate(2, 3), proposals.rate(0, 0), proposals.rate(427, 432)] == ["66.67%", "—", "98.84%"]
