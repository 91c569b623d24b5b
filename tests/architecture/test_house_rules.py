"""The house rules hold everywhere, and each is shown a sample that it must catch and one that it must let pass."""

from functools import cache

import pytest

from tests.architecture.house_rules import CLOCK_READERS, IMPORTERS, ROOT, RULES, WRITERS, Source, broken, sources

LONG_FUNCTION = "def f():\n" + "    x = 1\n" * 50
DESK = "yihaotong/desk/views.py"
CASES = "yihaotong/cases/access.py"
INSIGHT = "yihaotong/insight/actions.py"
TEST = "tests/cases/test_actions.py"

CAUGHT = [
    ("writes_only_in_actions", DESK, "Case.objects.filter(pk=1).update(title='x')"),
    ("writes_only_in_actions", DESK, "case.save(update_fields=['title'])"),
    ("writes_only_in_actions", DESK, "case.delete()"),
    ("writes_only_in_actions", DESK, "Case.objects.create(title='x')"),
    ("writes_only_in_actions", CASES, "Case.objects.bulk_create(cases)"),
    ("writes_only_in_actions", CASES, "cursor.execute('UPDATE cases_case SET title = %s', ['x'])"),
    ("writes_only_in_actions", CASES, "cursor.execute(f'delete from {table}')"),
    ("guarded_fields_have_one_writer", "yihaotong/cases/models.py", "self.stage = 'closed'"),
    ("guarded_fields_have_one_writer", INSIGHT, "case.stage = 'closed'"),
    ("guarded_fields_have_one_writer", INSIGHT, "Case.objects.filter(pk=1).update(stage='closed')"),
    ("guarded_fields_have_one_writer", INSIGHT, "setattr(case, 'stage', 'closed')"),
    ("short_enough", DESK, LONG_FUNCTION),
    ("short_enough", DESK, "x = 1\n" * 401),
    ("names_say_something", "yihaotong/cases/utils.py", ""),
    ("names_say_something", "yihaotong/helpers/text.py", ""),
    ("names_say_something", DESK, "def handle_data(): ..."),
    ("names_say_something", DESK, "class CaseManager: ..."),
    ("nothing_happens_behind_the_back", CASES, "from django.db.models.signals import post_save"),
    ("nothing_happens_behind_the_back", DESK, "from django.dispatch import receiver"),
    ("nothing_happens_behind_the_back", CASES, "class Case(Model):\n    def save(self): ..."),
    ("time_is_an_argument", CASES, "at = datetime.now(UTC)"),
    ("time_is_an_argument", CASES, "today = timezone.localdate()"),
    ("time_is_an_argument", CASES, "began = time.time()"),
    ("modules_are_not_looked_up", CASES, "importlib.import_module('yihaotong.desk.views')"),
    ("tests_use_the_real_thing", TEST, "from unittest.mock import patch"),
    ("tests_use_the_real_thing", TEST, "monkeypatch.setattr('yihaotong.cases.actions.move', print)"),
    (
        "tests_use_the_real_thing",
        TEST,
        "from yihaotong.cases import actions\nmonkeypatch.setattr(actions, 'move', print)",
    ),
    ("tests_do_not_sleep", TEST, "time.sleep(1)"),
    ("tests_do_not_sleep", TEST, "page.wait_for_timeout(500)"),
]
LET_PASS = [
    ("writes_only_in_actions", "yihaotong/cases/actions/move.py", "Case.objects.filter(pk=1).update(title='x')"),
    ("writes_only_in_actions", "yihaotong/cases/actions.py", "case.save(update_fields=['title'])"),
    ("writes_only_in_actions", DESK, "context.update({'case': case})"),
    ("writes_only_in_actions", DESK, "request.session.save()"),
    ("writes_only_in_actions", CASES, "digest.update(payload)"),
    ("writes_only_in_actions", CASES, "cursor.execute('SELECT 1')"),
    ("guarded_fields_have_one_writer", "yihaotong/cases/actions/move.py", "case.stage = after"),
    ("guarded_fields_have_one_writer", CASES, "Case.objects.filter(stage='filed')"),
    ("short_enough", DESK, "def f():\n" + "    x = 1\n" * 49),
    ("names_say_something", DESK, "def handler_of(case): ..."),
    ("time_is_an_argument", DESK, "at = timezone.now()"),
    ("time_is_an_argument", CASES, "day = timezone.localdate(at)"),
    ("tests_use_the_real_thing", TEST, "from yihaotong import journal\nmonkeypatch.setattr(journal, 'BATCH', 3)"),
    ("tests_use_the_real_thing", TEST, "monkeypatch.setenv('YIHAOTONG_HOME', '/tmp')"),
]


@cache
def every_hit() -> dict[str, list[str]]:
    """By rule. Each file is read once for all rules, and let go: the trees of all together are large."""
    hits: dict[str, list[str]] = {name: [] for name in RULES}
    for source in sources():
        for name, rule in RULES.items():
            hits[name] += map(str, broken(rule, source))
    return hits


@pytest.mark.parametrize("rule", RULES)
def test_the_house_keeps_the_rule(rule):
    assert not every_hit()[rule], "\n".join(every_hit()[rule])


@pytest.mark.parametrize(("rule", "path", "text"), CAUGHT)
def test_the_rule_catches(rule, path, text):
    assert broken(RULES[rule], Source(path, text))


@pytest.mark.parametrize(("rule", "path", "text"), LET_PASS)
def test_the_rule_lets_pass(rule, path, text):
    assert broken(RULES[rule], Source(path, text)) == []


def test_every_rule_has_a_sample():
    assert set(RULES) == {rule for rule, _, _ in CAUGHT}


@pytest.mark.parametrize("path", [*WRITERS, *CLOCK_READERS, *IMPORTERS])
def test_no_exception_outlives_its_file(path):
    assert (ROOT / path).exists()
