"""What a row owes once something of it was taken off the web again."""

from datetime import date

from tests.catalogue.test_rules import ART_26, item, on, terms
from yihaotong.catalogue.rules.codes import Light
from yihaotong.catalogue.rules.occasions import Formation, standing


def test_what_was_formed_and_withdrawn_is_still_to_be_public() -> None:
    formed = [Formation(date(2026, 3, 2), "职能调整")]
    gone = item("a", "2026-03-10", "2026-03-02", withdrawn="2026-03-20")
    row = terms(ART_26, "2026-01-05")
    assert standing(row, formed, [gone], on("2026-03-19")).light is Light.FULFILLED
    assert standing(row, formed, [gone], on("2026-03-21")).light is Light.DUE
    assert standing(row, formed, [gone], on("2026-05-01")).light is Light.OVERDUE
    assert standing(row, [], [gone], on("2026-05-01")).light is Light.EMPTY
    again = standing(row, formed, [gone, item("b", "2026-03-25", "2026-03-02")], on("2026-05-01"))
    assert (again.light, again.occasions[0].in_time) == (Light.FULFILLED, True)


def test_what_is_always_open_falls_due_again_when_it_is_withdrawn() -> None:
    first = item("a", "2026-01-20", withdrawn="2026-03-02")
    row = terms("permanent+20wd", "2026-01-05")
    assert standing(row, [], [first], on("2026-02-01")).light is Light.FULFILLED
    empty = standing(row, [], [first], on("2026-03-03"))
    assert (empty.light, empty.next.label, str(empty.next.due.at.date())) == (
        Light.DUE,
        "撤下后补上（2026-03-02）",
        "2026-03-30",
    )
    again = standing(row, [], [first, item("b", "2026-03-20")], on("2026-04-20"))
    assert (again.light, again.occasions[0].in_time) == (Light.FULFILLED, True)
    beside = standing(row, [], [first, item("b", "2026-02-20")], on("2026-04-20"))
    assert beside.occasions[0].label == "长期公开"
    assert beside.light is Light.FULFILLED
