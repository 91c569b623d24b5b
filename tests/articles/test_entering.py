"""先审后发 has no back door: the API, the import and the command line make drafts, and nothing but drafts."""

import json
from pathlib import Path

import pytest
from django.test import Client

from tests.articles.conftest import FIELDS, Press
from tests.redaction.papers import identity
from yihaotong.accounts import actions as hiring
from yihaotong.accounts.rules import IMPORTER, Role, Scope
from yihaotong.articles import actions
from yihaotong.articles.models import Article
from yihaotong.articles.rules import contents
from yihaotong.journal.refusal import Refused
from yihaotong.project import cli

pytestmark = pytest.mark.django_db

IDENTITY = identity("64010419900307451")
ROW = {"名称": "导入的一篇", "正文": "正文。", "生成日期": "2026-11-20", "效力状态": "有效", "发布渠道": "本站、微博"}


def test_a_table_becomes_drafts_and_errors_name_their_row(press: Press, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    lines = [
        ",".join(ROW),
        ",".join(ROW.values()),
        "没有正文,,2026-11-20,有效,",
        "坏日期,正文,前天,有效,",
        f"有证件号,办事人{IDENTITY},,,",
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    done = actions.bring(file, unit="CENTRE", actor=IMPORTER, at=press.at)
    assert (done.added, [(each.row, each.column) for each in done.rejects]) == (
        1,
        [(3, "正文"), (4, "生成日期"), (5, "正文")],
    )
    again = actions.bring(file, unit="CENTRE", actor=IMPORTER, at=press.at)
    assert (again.added, again.same) == (0, 1)
    article = Article.objects.get()
    assert (article.progress, article.standing) == ("draft", None)
    for name in ("submit", "release"):
        with pytest.raises(Refused):
            getattr(actions, name)(article, actor=IMPORTER, at=press.at, expect=article.version)


def test_the_command(press: Press, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.json"
    file.write_text(json.dumps([ROW, ["不是对象"], {**ROW, "多出的": "x"}], ensure_ascii=False), encoding="utf-8")
    command = cli.command("article")
    parser = __import__("argparse").ArgumentParser()
    command.add_arguments(parser)
    assert command.run(parser.parse_args(["import", str(file), "--unit", "CENTRE", "--json"])) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["added"], [each["row"] for each in told["rejects"]]) == (1, [2, 3])
    assert Article.objects.get().progress == "draft"


def test_a_machine_drafts_and_does_no_more(press: Press) -> None:
    scopes = [Scope.ARTICLES_DRAFT]
    water = press.city.water
    _, token = hiring.create_client("OA", actor=IMPORTER, at=press.at, unit=water, roles=[Role.CLIENT], scopes=scopes)
    _, other = hiring.create_client(
        "别的", actor=IMPORTER, at=press.at, unit=water, roles=[Role.CLIENT], scopes=[Scope.CASES_READ]
    )
    mark = "8e03978e-40d5-43dd-bc93-6894a57f9324"
    body = {"title": FIELDS["title"], "body": FIELDS["body"], "submission": mark}

    def sent(key: str, **more: object) -> tuple[int, dict[str, str]]:
        headers = {"Authorization": f"Bearer {key}"}
        answer = Client().post("/api/v1/articles", body | more, content_type="application/json", headers=headers)
        return answer.status_code, answer.json()

    assert (sent(token)[0], sent(token)[0]) == (201, 200)
    assert sent(other)[1]["code"] == "scope-missing"
    fresh = "8e03978e-40d5-43dd-bc93-6894a57f9325"
    assert sent(token, unit="WATER", submission=fresh)[1]["code"] == "no-such-unit"
    assert sent(token, progress="released", submission=fresh)[1]["code"] == "unknown-field"
    for name in ("unit", "submission", *(each.name for each in contents.FIELDS)):
        for wrong in (["YC"], {"a": "b"}, 7, [["a"]]):
            status, told = sent(token, **({"submission": fresh} | {name: wrong}))
            assert (status, told["field"]) == (422, name), (name, wrong, told)
    told = sent(token, body=f"办事人 {IDENTITY}。", submission=fresh)
    assert (told[0], told[1]["code"], told[1]["field"]) == (422, "not-to-keep", "body")
    assert IDENTITY not in str(told)
    article = Article.objects.get()
    assert (article.progress, article.author.partition(":")[0]) == ("draft", "client")
