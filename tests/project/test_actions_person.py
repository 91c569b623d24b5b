"""The first administrators, from the machine itself; and an administrator who cannot get in any more."""

import io
import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from yihaotong.accounts.access import actor_of
from yihaotong.accounts.actions import first_password
from yihaotong.accounts.models import Person, Unit
from yihaotong.accounts.passwords import SHORTEST, classes_in
from yihaotong.accounts.rules import Role
from yihaotong.journal.models import Line
from yihaotong.project import cli

pytestmark = pytest.mark.django_db
OWN = "Qingshan-2027-x"


def create(capsys: pytest.CaptureFixture[str], login: str, *more: str) -> dict[str, Any]:
    assert cli.main(["person", "create", login, "--name", "张三", *more, "--json"]) == 0
    return dict(json.loads(capsys.readouterr().out))


def sign_in(login: str, password: str) -> Client | None:
    browser = Client()
    browser.post("/desk/login/", {"username": login, "password": password})
    return browser if "_auth_user_id" in browser.session else None


@pytest.fixture
def founded(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    return create(capsys, "xitong1", "--role", "system_admin")


def test_the_first_administrator_comes_with_the_centre(founded: dict[str, Any]) -> None:
    centre = Unit.objects.get()
    assert (founded["unit"], centre.code, centre.parent_id) == ("YC", "YC", None)
    person = Person.objects.get()
    assert person.must_change_password
    assert actor_of(person, timezone.now()).roles == {Role.SYSTEM_ADMIN}
    lines = Line.objects.order_by("pk")
    assert [line.kind for line in lines] == ["unit.create", "person.create", "post.appoint"]
    assert {line.actor for line in lines} == {"system:console"}
    assert founded["password"] not in str(list(lines.values()))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["Xitong1", "--name", "张三"], "登录名为 3–32 位"),
        (["xitong1", "--name", " "], "请填写名称"),
        (["xitong1", "--name", "张三", "--centre-code", "q s"], "代码"),
    ],
)
def test_a_centre_is_not_entered_without_its_administrator(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["person", "create", *words, "--role", "system_admin"]) == 1
    assert said in capsys.readouterr().err
    assert not Unit.objects.exists()
    assert not Line.objects.exists()


def test_whoever_has_not_said_which_city_it_is_hears_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["person", "create", "xitong1", "--name", "张三", "--role", "system_admin"]) == 0
    assert "没有设 YIHAOTONG_CITY" in capsys.readouterr().err


def test_he_signs_in_and_must_choose_his_own_password_first(founded: dict[str, Any]) -> None:
    browser = sign_in("xitong1", founded["password"])
    assert browser
    assert browser.get("/desk/setup/units/").status_code == 302
    said = browser.post("/desk/password/", {"old": founded["password"], "password": OWN, "again": OWN})
    assert said.status_code == 302
    assert browser.get("/desk/setup/units/").status_code == 200


def test_the_three_are_entered_one_by_one_and_no_second_of_a_kind(
    founded: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    create(capsys, "anquan1", "--role", "security_admin")
    create(capsys, "shenji1", "--role", "audit_admin")
    assert cli.main(["person", "create", "xitong2", "--name", "李四", "--role", "system_admin"]) == 1
    assert "已有能登录的系统管理员（xitong1）" in capsys.readouterr().err
    assert not Person.objects.filter(username="xitong2").exists()
    assert Unit.objects.count() == 1


def test_one_who_has_left_leaves_the_place_free(founded: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    Person.objects.filter(username="xitong1").update(is_active=False)
    assert create(capsys, "xitong2", "--role", "system_admin")["login"] == "xitong2"


def test_an_administrator_enters_an_account_without_a_post(
    founded: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    create(capsys, "huawu1", "--by", "xitong1")
    made = Person.objects.get(username="huawu1")
    assert actor_of(made, timezone.now()).roles == frozenset()
    line = Line.objects.filter(kind="person.create").latest("pk")
    assert line.actor == Person.objects.get(username="xitong1").key


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["create", "huawu1", "--name", "李四", "--by", "huawu1"], "没有登录名为“huawu1”的在用账号"),
        (["create", "huawu1", "--name", "李四", "--by", "anquan1"], "您的岗位不能进行此项操作"),
        (["create", "huawu1", "--name", "李四"], "两者写一个"),
        (["create", "huawu1", "--name", "李四", "--by", "xitong1", "--role", "audit_admin"], "两者写一个"),
        (["create", "huawu1", "--name", "李四", "--by", "xitong1", "--centre-code", "QS"], "写 --by 时不写它"),
        (["create", "Huawu", "--name", "李四", "--role", "audit_admin"], "登录名为 3–32 位"),
        (["create", "xitong1", "--name", "李四", "--role", "audit_admin"], "登录名已被使用"),
        (["reset-password", "nobody"], "没有登录名为“nobody”的人员"),
    ],
)
def test_what_may_not_be_is_refused_and_nothing_stays(
    words: list[str], said: str, founded: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    create(capsys, "anquan1", "--role", "security_admin")
    people, lines = Person.objects.count(), Line.objects.count()
    assert cli.main(["person", *words]) == 1
    assert said in capsys.readouterr().err
    assert (Person.objects.count(), Line.objects.count()) == (people, lines)


def test_somebody_who_is_no_administrator_is_no_role_of_this_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["person", "create", "huawu1", "--name", "李四", "--role", "operator"])
    assert left.value.code == 2
    assert "operator" in capsys.readouterr().err


def test_a_password_from_the_standard_input_is_not_shown(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{OWN}\n"))
    made = create(capsys, "xitong1", "--role", "system_admin", "--password-stdin")
    assert "password" not in made
    assert sign_in("xitong1", OWN)
    monkeypatch.setattr("sys.stdin", io.StringIO("weak\n"))
    words = ["person", "create", "anquan1", "--name", "李四", "--role", "security_admin", "--password-stdin"]
    assert cli.main(words) == 1
    assert "密码至少 10 位" in capsys.readouterr().err
    assert Person.objects.count() == 1


def test_an_administrator_who_locked_himself_out_gets_in_again(
    founded: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(6):
        assert sign_in("xitong1", "Wrong-Password-1") is None
    assert sign_in("xitong1", founded["password"]) is None
    assert cli.main(["person", "reset-password", "xitong1"]) == 0
    fresh = capsys.readouterr().out.partition("首次密码（只显示这一次）：")[2].split()[0]
    assert sign_in("xitong1", founded["password"]) is None
    assert sign_in("xitong1", fresh)
    assert Person.objects.get().must_change_password
    kinds = {line.kind: line.actor for line in Line.objects.order_by("pk")}
    assert kinds["person.unlock"] == kinds["person.set_password"] == "system:console"


def test_others_are_let_in_by_the_administrator(founded: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    create(capsys, "huawu1", "--by", "xitong1")
    assert cli.main(["person", "reset-password", "huawu1"]) == 1
    assert "他不是管理员" in capsys.readouterr().err
    assert cli.main(["person", "reset-password", "huawu1", "--by", "xitong1"]) == 1
    assert "请写明依据" in capsys.readouterr().err
    because = ["--by", "xitong1", "--reason", "本人当面申请"]
    assert cli.main(["person", "reset-password", "huawu1", *because, "--json"]) == 0
    assert sign_in("huawu1", json.loads(capsys.readouterr().out)["password"])


def test_first_passwords_are_strong_and_never_the_same() -> None:
    made = [first_password() for _ in range(50)]
    assert len(set(made)) == len(made)
    assert all(len(each) > SHORTEST and classes_in(each) == 4 for each in made)
