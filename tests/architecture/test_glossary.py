"""One word for one thing: docs/glossary.md says which, and the code keeps to it."""

import pytest

from tests.architecture.glossary import LATER, banned_in, foreign, identifiers, spoken, terms, words
from tests.architecture.house_rules import Source, sources


def hits(source: Source) -> list[str]:
    return [f"{source.path}:{line}: {hit}" for line, name in identifiers(source) if (hit := banned_in(name))]


def test_no_banned_synonym_names_anything():
    found = [hit for source in sources() if source.product and not source.migration for hit in hits(source)]
    assert not found, "\n".join(found)


def test_every_name_of_the_glossary_is_in_the_code():
    said = set().union(*(spoken(source) for source in sources() if source.product))
    promised = {name for term in terms() if LATER not in term.note for name in term.names}
    assert sorted(promised - said) == []


def test_no_word_is_both_ours_and_banned():
    banned = {word for term in terms() for word in term.never}
    assert sorted(banned & {"_".join(words(name)) for term in terms() for name in term.names}) == []


def test_every_foreign_word_is_still_needed():
    named = {name for source in sources() if source.product for _, name in identifiers(source)}
    assert [word for word in foreign() if "*" not in word and word not in named] == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("yihaotong/desk/tickets.py", ""),
        ("yihaotong/desk/views.py", "class TicketForm: ..."),
        ("yihaotong/desk/views.py", "def open_ticket(): ..."),
        ("yihaotong/desk/views.py", "def show(*, organization_id): ..."),
        ("yihaotong/desk/views.py", "department = 1"),
        ("yihaotong/desk/views.py", "case.due_date = 1"),
        ("yihaotong/desk/views.py", "for issue in []: ..."),
        ("yihaotong/desk/views.py", "import json as ticket"),
        ("yihaotong/desk/views.py", "assignees = []"),
    ],
)
def test_a_banned_synonym_is_caught(path, text):
    assert hits(Source(path, text))


@pytest.mark.parametrize(
    "text", ["def show(request): ...", "order_no = 1", "DEPARTMENT = 1", "border = 1", "orderly = 1", "x = 'ticket'"]
)
def test_other_words_pass(text):
    assert hits(Source("yihaotong/desk/views.py", text)) == []
