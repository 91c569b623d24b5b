"""Lines that no act of ours would write: `journal verify` names them and looks at all the others."""

import itertools
import json
from datetime import datetime

import pytest

from yihaotong.journal import actions, sealing
from yihaotong.journal.models import Line
from yihaotong.journal.verifying import verify

_KINDS = {
    "application": ("register", "sign", "recompute", "hand_over"),
    "article": ("draft", "review", "release", "withdraw"),
    "case": ("file", "import", "answer", "recompute", "attach"),
    "catalogue": ("send",),
    "clause": ("add", "report"),
    "document": ("keep", "add_annex", "drop_annex", "split_off", "purge"),
    "guide": ("draft",),
    "house_rule": ("adopt", "revise"),
    "knowledge": ("release",),
    "letter": ("draw_up",),
    "letter_number": ("give", "void"),
    "letter_template": ("release",),
    "redaction": ("make",),
}
_NAMES = (
    *("version", "sha256", "text_sm3", "words_sm3", "record_sm3", "event", "stage", "clocks", "received_on", "annex"),
    *("annexes", "part", "result", "subject", "number", "docx_sha256", "pdf_sha256", "title_sm3", "series", "year"),
    *("count", "level", "reviews", "release_sm3", "evidence_sm3", "progress", "file", "clock", "due", "lines"),
)
_PAYLOADS = (
    *("", "{}", "[]", "nope", '{"after":[]}', '{"after":null}', "[" * 5_000),
    *(json.dumps({"after": dict.fromkeys(_NAMES, odd), "before": odd}) for odd in (None, [], {}, "x", 10**30, -1.5)),
)
_SUBJECTS = ("{}:x", "{}:", "{}:1", "{}:-1", "{}:" + "9" * 30, "{}:1.2", "{}:¹")


@pytest.mark.django_db
def test_whatever_a_line_says_it_is_named_and_the_rest_is_read(at: datetime) -> None:
    acts = [(area, f"{area}.{act}") for area, some in _KINDS.items() for act in some]
    odd = itertools.product(acts, _SUBJECTS, _PAYLOADS)
    Line.objects.bulk_create(
        Line(at=at, kind=kind, subject=subject.format(area), actor="x", payload=payload, salt=b"", digest=b"")
        for (area, kind), subject, payload in odd
    )
    named = {problem.line for problem in verify(at).problems if problem.kind == "line-unreadable"}
    assert Line.objects.filter(kind="letter.draw_up", payload="{}", pk__in=named).count() == len(_SUBJECTS)
    assert Line.objects.filter(kind="article.draft", subject="article:x", pk__in=named).exists()


@pytest.mark.django_db
def test_an_erasure_that_names_no_lines_is_named(at: datetime) -> None:
    line = actions.record("journal.erase", subject="journal", actor="x", at=at)
    sealing.seal_batch()
    assert [each.line for each in verify(at).problems if each.kind == "line-unreadable"] == [line.pk]
