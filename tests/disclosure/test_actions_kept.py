"""What is typed into a form is kept."""

from datetime import date

from yihaotong.accounts.models import Person, Unit
from yihaotong.disclosure.rules import ledger


def test_whatever_is_typed_into_the_ledger_is_kept(workroom):
    """Every field of the two forms, and nothing besides: a new one has its column, and says here what it holds."""
    document = {"number": "示政办发〔2026〕80 号", "sent_by": "示例省人民政府", "title": "要点"}
    document |= {"dated": workroom.day(-9), "received_on": workroom.day(-8)}
    clause = {"place": "第九条", "text": "公布清单", "unit": "RESEARCH", "due_on": workroom.day(5)}
    clause["person"] = workroom.who("officer")
    directive = workroom.directive(**document)
    for told, record, fields in (
        (document, directive, ledger.DIRECTIVE),
        (clause, workroom.clause(directive, **clause), ledger.CLAUSE),
    ):
        assert set(told) == {field.name for field in fields}
        record.refresh_from_db()
        kept = {name: getattr(record, name) for name in told}
        kept |= {name: each.code for name, each in kept.items() if isinstance(each, Unit)}
        kept |= {name: str(each.pk) for name, each in kept.items() if isinstance(each, Person)}
        kept |= {name: each.isoformat() for name, each in kept.items() if isinstance(each, date)}
        assert kept == told
