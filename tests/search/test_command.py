"""`yihaotong search` as the administrator types it."""

import json
from dataclasses import replace

import pytest

from tests.search.conftest import NAME
from yihaotong.cases import indexing
from yihaotong.project.cli import main
from yihaotong.search import actions, collections

pytestmark = pytest.mark.django_db


def test_standing_tells_what_is_missing_and_how_far_behind_the_reader_is(shelf, capsys):
    shelf.put(1, "停水")
    shelf.index()
    shelf.put(2, "停电")
    assert main(["search", "standing"]) == 0
    assert "shelf：索引 1 件，应有 2 件" in capsys.readouterr().out
    assert main(["search", "standing", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["indexed"], told["existing"], told["rebuilt"]) == (
        {"cases": 0, "articles": 0, "shelf": 1},
        {"cases": 0, "articles": 0, "shelf": 2},
        None,
    )
    assert told["behind"] == {"cases.search": 0, "articles.search": 0}


def test_rebuild_makes_good_and_says_how_many(shelf, capsys):
    shelf.put(1, "停水")
    assert main(["search", "rebuild"]) == 0
    told = capsys.readouterr().out
    assert "开始重建，共 1 件" in told
    assert "重建完成：1 件" in told
    assert shelf.numbers("停水") == [1]


def test_rebuild_goes_on_after_a_crash_and_standing_says_so(shelf, capsys, at):
    for number in range(1, 30):
        shelf.put(number, "停水")
    actions.begin_rebuild(actor="system:worker", at=at)
    actions.rebuild_batch(most=10)
    main(["search", "standing"])
    assert "重建未完" in capsys.readouterr().out
    main(["search", "rebuild"])
    told = capsys.readouterr().out
    assert "接着上次未完的重建" in told
    assert "重建完成：19 件" in told
    main(["search", "standing"])
    assert "重建未完" not in capsys.readouterr().out


def test_standing_asks_for_a_rebuild_where_older_rules_have_indexed(shelf, capsys):
    shelf.put(1, "停水")
    shelf.index()
    collections.register(replace(collections.named(NAME), version=2))
    main(["search", "standing"])
    assert "1 件还按旧规则在索引里" in capsys.readouterr().out
    main(["search", "rebuild"])
    main(["search", "standing"])
    assert "旧规则" not in capsys.readouterr().out


def test_a_script_is_told_in_json_and_nothing_else(shelf, capsys):
    shelf.put(1, "停水")
    assert main(["search", "rebuild", "--afresh", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["documents"], told["went_on"]) == (1, False)


def test_cases_are_a_collection():
    assert indexing.CASES in collections.registered()
