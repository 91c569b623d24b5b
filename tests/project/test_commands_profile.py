"""`yihaotong profile`: what a script gets, and that the rules are those of the page."""

import json
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.cases.conftest import City, city
from yihaotong.cases.models import ProfileChoice, ProfileVersion
from yihaotong.journal.statements import LookUp
from yihaotong.project import cli

__all__ = ["city"]


@pytest.fixture
def at() -> object:
    return timezone.now()


def told(capsys: pytest.CaptureFixture[str], *argv: str) -> object:
    assert cli.main(["profile", *argv, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_list_show_try_and_use(city: City, capsys: pytest.CaptureFixture[str]) -> None:
    listed = told(capsys, "list")
    assert [each["code"] for each in listed if each["in_force"]] == ["default"]
    assert [each["code"] for each in listed] == ["default", "guangdong", "tianjin", "shandong"]
    shown = told(capsys, "show", "guangdong")
    handle = next(each for each in shown if (each["clock"], each["request_type"]) == ("handle", "inquiry"))
    assert (handle["limit"], handle["verified"], handle["inherited"]) == ("2wd", "yes", False)
    assert next(each for each in shown if each["clock"] == "sign")["inherited"]
    case = city.to("in_hand", request_type="complaint")
    month = timezone.localtime(case.filed_at).strftime("%Y-%m")
    tried = told(capsys, "try", "guangdong", "--month", month, "--by", "supervisor")
    assert (tried["cases"], tried["changed"]) == (1, 0)
    used = told(capsys, "use", "guangdong", "--reason", "办公会决定", "--by", "system_admin", "--enforcing", "WATER")
    assert used["profile"] == "guangdong"
    assert ProfileChoice.objects.get().enforcing == "WATER"
    assert [each["code"] for each in told(capsys, "list") if each["in_force"]] == ["guangdong"]
    assert not any(each["behind"] for each in told(capsys, "list"))
    older = ProfileVersion.objects.filter(code="guangdong")
    older.update(lines=older.get().lines.replace("15wd", "12wd"))
    ProfileChoice.objects.update(token=uuid4())
    LookUp.forget()
    assert [each["code"] for each in told(capsys, "list") if each["behind"]] == ["guangdong"]
    assert cli.main(["profile", "list"]) == 0
    assert "“广东方案”在启用以后有了更新" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["use", "tianjin", "--reason", "试", "--by", "supervisor"], "只能由系统管理员更改"),
        (["use", "tianjin", "--reason", "试", "--by", "nobody"], "没有登录名为 nobody 的人员"),
        (["show", "atlantis"], "没有时限方案“atlantis”"),
        (["try", "tianjin", "--by", "handler"], "您的岗位不能查看时限方案"),
    ],
)
def test_what_is_refused(city: City, capsys: pytest.CaptureFixture[str], argv: list[str], said: str) -> None:
    assert cli.main(["profile", *argv]) == 1
    assert said in capsys.readouterr().err
    assert not ProfileChoice.objects.exists()
