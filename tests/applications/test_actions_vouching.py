"""`journal verify` over requests: whoever rewrites a column, a word or an event behind our back is named."""

from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import F, Model, Value
from django.db.models.functions import Concat

from tests.applications.conftest import Office, on
from yihaotong.applications import verifying
from yihaotong.applications.actions.digests import COVERED
from yihaotong.applications.models import Application, Clock, Event, Item, Letter, Reply, Search
from yihaotong.journal.guards import lower_guards
from yihaotong.journal.models import Line

_LATER = {"due_at": F("due_at") + timedelta(days=30)}
#: Table, the columns as somebody would rewrite them, and the parts of the request that are named.
_REWRITTEN: tuple[tuple[type[Model], dict[str, Any], set[str]], ...] = (
    (Application, {"stage": "in_hand"}, {"stage", "record"}),
    (Application, {"received_on": date(2025, 1, 2)}, {"received_on", "record"}),
    (Application, _LATER, {"clocks"}),
    (Application, {"stage": "to_correct"}, {"stage", "record", "clocks"}),
    (Application, {"due_at": None}, {"clocks"}),
    (Application, {"description": "另一件事"}, {"description", "record"}),
    (Application, {"channel": "post"}, {"filed", "record"}),
    (Application, {"supply": "paper"}, {"record"}),
    (Clock, _LATER, {"clocks"}),
    (Clock, {"limit": "99wd"}, {"record"}),
    (Clock, {"met_at": on("2025-10-01")}, {"record", "clocks"}),
    (Item, {"reply": "R4"}, {"record"}),
    (Item, {"reason": "另一条理由"}, {"record"}),
    (Reply, {"text": Concat(F("text"), Value("另一句"))}, {"record"}),
    (Reply, {"signed_by": "person:999"}, {"record"}),
    (Search, {"found": True}, {"record"}),
    (Event, {"on": date(2025, 9, 1)}, {"record"}),
)


def _named() -> set[str]:
    return {each.message.partition(" 的内容")[0].partition(" 已不存在")[0] for each in verifying.check()}


def test_every_column_of_a_request_is_vouched_for(office: Office) -> None:
    other = office.register("2025-09-20", name="示例乙", id_no="P1", description="不相干的另一件")
    it = office.register("2025-09-24")
    search = {"where": "示例库", "keywords": "供热", "who": "示例", "found": "", "looked_on": "2025-09-26"}
    it = office.move(it, "look_for", "2025-09-26", **search)
    it = office.signed(it, "2025-10-10")
    assert _named() == set()
    for model, changed, parts in _REWRITTEN:
        rows = model._default_manager.all()
        rows = rows.filter(pk=it.pk) if model is Application else rows.exclude(**_of(model, other))
        before = list(rows.values())
        rows.update(**changed)
        assert _named() == {f"依申请公开 {it.key}.{part}" for part in parts}, (model, changed)
        for row in before:
            model._default_manager.filter(pk=row["id"]).update(**row)
    assert _named() == set()


def _of(model: type[Model], application: Application) -> dict[str, Any]:
    return {"item__application" if model is Search else "application": application}


def test_an_event_that_is_gone_and_a_request_without_a_line(office: Office) -> None:
    it = office.sent(office.register("2025-09-24"), "2025-10-10")
    Letter.objects.all().delete()
    newest = Event.objects.filter(application=it).latest("seq")
    newest.delete()
    assert _named() == {f"依申请公开 {it.key}.{newest.seq}", f"依申请公开 {it.key}.record"}
    Application.objects.create(
        number="YQ2025-999999", registered_at=on("2025-09-24"), moved_at=on("2025-09-24"), stage_on=date(2025, 9, 24)
    )
    assert any(each.kind == "record-added" for each in verifying.check())


def test_lines_from_before_the_digest_vouch_for_what_they_told(office: Office) -> None:
    it = office.signed(office.register("2025-09-24"), "2025-10-10")
    lower_guards(connection)
    for line in Line.objects.filter(subject=it.key):
        line.payload = (line.payload or "").replace("record_sm3", "nothing")
        line.save(update_fields=["payload"])
    assert _named() == set()
    Item.objects.filter(application=it).update(reason="另一条理由")
    assert _named() == set()
    Application.objects.filter(pk=it.pk).update(description="另一件事")
    assert _named() == {f"依申请公开 {it.key}.description"}


def test_no_column_of_the_record_is_left_out_by_oversight() -> None:
    """What is not covered: keys, what lies sealed, dates that follow the calendar, versions, marks of the demo."""
    apart = {"id", "version", "submission", "due_at", "simulated", "provisional", "almanac_version", "token", "sealed"}
    for model, (owner, sequence, names) in COVERED.items():
        columns = {each.name for each in model._meta.concrete_fields} - apart
        named = {*names.replace("item__number", "item").split(), owner, sequence}
        assert columns == named - {"pk", "item__application"}, model
