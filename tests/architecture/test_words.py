"""What has a code has its words wherever they are needed; where some are missing, the message says where they go."""

from collections.abc import Collection

import pytest
from django.conf import settings

from tests import manuals
from yihaotong.cases.rules.codes import ConcludeGround, VoidReason
from yihaotong.cases.rules.moves import MOVES
from yihaotong.cases.rules.reminding import TELLS, Whom
from yihaotong.desk import story
from yihaotong.journal.codes import Code
from yihaotong.project.demo import turns
from yihaotong.project.demo.texts import WORDS

#: Sections of the demo city's words that a code chooses from, with the codes that it draws.
SPOKEN: dict[str, Collection[Code]] = {
    "void": VoidReason,
    "conclude": ConcludeGround,
    "return": set(turns._RETURNS),
}


@pytest.mark.parametrize("section", SPOKEN)
def test_the_demo_city_has_words_for_every_code_it_draws(section: str) -> None:
    missing = [each.value for each in SPOKEN[section] if not WORDS[section].get(each.value)]
    assert not missing, (
        f"write what is said in such a case under [{section}] in yihaotong/project/demo/data/words.toml: "
        + "; ".join(f'{code} = ["…"]' for code in missing)
    )


def test_every_move_that_asks_for_something_is_told_in_the_story() -> None:
    """Filing is told by the case itself."""
    silent = [name for name, move in MOVES.items() if move.fields and name != "file"]
    silent = [name for name in silent if f"case.{name}" not in story._TELLERS]
    assert not silent, f"say in _TELLERS of yihaotong/desk/story.py what these moves left behind: {', '.join(silent)}"


def test_every_reminder_of_a_move_says_whom_it_goes_to() -> None:
    assert all(manuals.told_to(whom) for whom in Whom)
    strange = sorted(set(TELLS) - set(MOVES))
    assert not strange, f"TELLS in cases/rules/reminding.py names what is no move: {', '.join(strange)}"


def test_whom_nobody_put_into_words_is_named_with_the_place() -> None:
    known = manuals.TOLD.pop(Whom.LEADERS)
    try:
        with pytest.raises(LookupError, match=r"TOLD of tests/manuals\.py who Whom\.LEADERS"):
            manuals.told_to(Whom.LEADERS)
    finally:
        manuals.TOLD[Whom.LEADERS] = known


def test_the_settings_promise_no_language_that_is_not_there() -> None:
    """Another language is asked for by the browser, and its texts stand in a catalogue: docs/develop/README.md."""
    several = len(settings.LANGUAGES) > 1
    assert several == ("django.middleware.locale.LocaleMiddleware" in settings.MIDDLEWARE)
    assert all(path.is_dir() for path in settings.LOCALE_PATHS)
    assert not several or settings.LOCALE_PATHS
