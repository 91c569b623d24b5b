"""The tables of the documents call every role by its name."""

from tests import manuals
from yihaotong.accounts.models import ROLE_LABELS
from yihaotong.accounts.rules import ADMINISTRATORS, Role


def test_every_role_has_its_name_in_the_table_of_posts() -> None:
    names = manuals.role_names()
    assert set(names) == {role.value for role in Role}
    assert {names[role] for role in ADMINISTRATORS} == {"系统管理员", "安全管理员", "审计管理员"}
    rows = manuals.roles().splitlines()[2:]
    assert len(rows) == len(Role)
    assert not [row for row in rows if row.startswith("|  |")]


def test_the_documents_and_the_pages_call_a_post_alike() -> None:
    names = manuals.role_names()
    posts = {role: str(label) for role, label in ROLE_LABELS.items() if role in _seated()}
    assert {role: names[role] for role in posts} == posts


def _seated() -> set[Role]:
    return {role for seats in manuals.SEATS.values() for role in seats}
