"""The names of people and what a client may be."""

import re
from collections.abc import Sequence

from yihaotong.accounts.rules.posts import CLIENT_ROLES
from yihaotong.accounts.rules.roles import Role
from yihaotong.journal.refusal import Refused

_USERNAME = re.compile(r"[a-z][a-z0-9._-]{2,31}")
PERSON_NAME_LENGTH = 60


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


def check_client_roles(roles: Sequence[Role]) -> None:
    if not roles or not CLIENT_ROLES.issuperset(roles):
        raise Refused("role-not-for-client", "接口用户只能有接口登记或承办岗位", "roles")
