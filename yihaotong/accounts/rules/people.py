"""The names of people and what a client may be."""

import re
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

from yihaotong.accounts.rules.posts import CLIENT_ROLES
from yihaotong.accounts.rules.roles import Role
from yihaotong.journal.refusal import Refused

_USERNAME = re.compile(r"[a-z][a-z0-9._-]{2,31}")
PERSON_NAME_LENGTH = 60
Key = TypeVar("Key", bound=Hashable)


def check_username(username: str) -> None:
    if not _USERNAME.fullmatch(username):
        raise Refused("bad-username", "登录名为 3–32 位小写字母、数字、点、连字符或下划线，以字母开头", "username")


def check_name(name: str, *, longest: int, field: str = "name") -> str:
    """The name without surrounding blanks. Raises Refused: name-needed, name-too-long, control-character."""
    stripped = name.strip()
    if not stripped:
        raise Refused("name-needed", "请填写名称", field)
    if len(stripped) > longest:
        raise Refused("name-too-long", f"名称不得超过 {longest} 字", field, longest=longest)
    if any(ord(character) < ord(" ") for character in stripped):
        raise Refused("control-character", "名称含有不可见的控制字符", field)
    return stripped


def with_login(name: str, login: str) -> str:
    return f"{name}（{login}）"


def told_apart(people: Mapping[Key, tuple[str, str]]) -> dict[Key, str]:
    """The names of the people of one list, from name and login: where two have one name, each with his login."""
    often = Counter(name for name, _login in people.values())
    return {key: with_login(name, login) if often[name] > 1 else name for key, (name, login) in people.items()}


def check_client_roles(roles: Sequence[Role]) -> None:
    if not roles or not CLIENT_ROLES.issuperset(roles):
        raise Refused("role-not-for-client", "接口用户只能有接口登记或承办岗位", "roles")
