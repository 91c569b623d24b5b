"""Who may change units, people, posts, the roster and clients."""

from collections.abc import Iterable, Mapping

from yihaotong.accounts.rules.posts import ADMINISTRATORS
from yihaotong.accounts.rules.roles import Actor, Role
from yihaotong.accounts.rules.units import ancestors
from yihaotong.journal.refusal import Refused

REASON_LENGTH = 200

#: GB/T 22239-2019 §8.1.4: the system administrator keeps units and accounts, the security administrator grants, the
#: audit administrator only reads. The importer and the console are commands run by whoever installs the system.
WHO_MAY: Mapping[str, frozenset[Role]] = {
    "unit.create": frozenset({Role.SYSTEM_ADMIN, Role.IMPORTER}),
    "unit.rename": frozenset({Role.SYSTEM_ADMIN, Role.IMPORTER}),
    "unit.change": frozenset({Role.SYSTEM_ADMIN, Role.IMPORTER}),
    "unit.move": frozenset({Role.SYSTEM_ADMIN, Role.IMPORTER}),
    "unit.dissolve": frozenset({Role.SYSTEM_ADMIN, Role.IMPORTER}),
    "person.create": frozenset({Role.SYSTEM_ADMIN, Role.IMPORTER}),
    "person.change": frozenset({Role.SYSTEM_ADMIN, Role.IMPORTER}),
    "person.unlock": frozenset({Role.SYSTEM_ADMIN, Role.IMPORTER}),
    "person.deactivate": frozenset({Role.SYSTEM_ADMIN, Role.IMPORTER}),
    "person.reactivate": frozenset({Role.SYSTEM_ADMIN, Role.IMPORTER}),
    "person.set_password": frozenset({Role.SYSTEM_ADMIN, Role.IMPORTER}),
    "post.appoint": frozenset({Role.SECURITY_ADMIN, Role.IMPORTER}),
    "post.end": frozenset({Role.SECURITY_ADMIN, Role.IMPORTER}),
    "client.create": frozenset({Role.SECURITY_ADMIN, Role.IMPORTER}),
    "client.revoke": frozenset({Role.SECURITY_ADMIN, Role.IMPORTER}),
    "client.scopes": frozenset({Role.SECURITY_ADMIN, Role.IMPORTER}),
    "almanac.enter": frozenset({Role.SYSTEM_ADMIN, Role.IMPORTER}),
    "duty.put": frozenset({Role.SYSTEM_ADMIN, Role.IMPORTER}),
}


def check_may(act: str, actor: Actor) -> None:
    if not actor.roles & WHO_MAY[act]:
        raise Refused("wrong-role", "您的岗位不能进行此项操作", act=act)


def check_may_set_password(actor: Actor, person_key: str, login: str, held: Iterable[Role]) -> None:
    """One's own password, or as system administrator that of anybody whose posts, running or ahead (`held`), are none
    of the three: with an administrator's password one would act as him, and 三员分立 would be a word.

    Raises Refused: wrong-role, administrators-password.
    """
    if actor.key == person_key:
        return
    check_may("person.set_password", actor)
    if ADMINISTRATORS.intersection(held) and Role.IMPORTER not in actor.roles:
        command = f"yihaotong person reset-password {login}"
        message = f"三员分立：管理员的密码不由别的管理员重置。忘了密码或被锁定的，在服务器上运行 {command}"
        raise Refused("administrators-password", message, "password")


def check_may_appoint(act: str, actor: Actor, person_key: str) -> None:
    """Nobody grants or prolongs a right of his own."""
    check_may(act, actor)
    if actor.key == person_key:
        raise Refused("own-post", "不得为本人授予或变更岗位", "person")


def check_may_put_on_duty(actor: Actor, unit_path: str) -> None:
    """A unit's leader keeps the roster of his unit and of those below it."""
    if not actor.units_as(Role.UNIT_LEADER).intersection(ancestors(unit_path)):
        check_may("duty.put", actor)


def check_reason(actor: Actor, reason: str) -> str:
    """What a person changes rests on a text he can name; the file that the importer reads is its own basis."""
    stripped = reason.strip()
    if not stripped and Role.IMPORTER not in actor.roles:
        raise Refused("reason-needed", "请写明依据，如文号和文件名", "reason")
    if len(stripped) > REASON_LENGTH:
        raise Refused("reason-too-long", f"依据不得超过 {REASON_LENGTH} 字", "reason")
    return stripped
