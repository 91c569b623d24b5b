"""Who may look at the profiles and who may change them, and what a choice must say."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from yihaotong.accounts.rules import Role
from yihaotong.cases.rules.clocks import Line
from yihaotong.journal.refusal import Refused

#: GB/T 22239-2019 §8.1.4: settings are the system administrator's.
MAY_CHANGE = frozenset({Role.SYSTEM_ADMIN})
MAY_READ = MAY_CHANGE | {Role.SHIFT_LEADER, Role.SUPERVISOR, Role.ANALYST}
LONGEST_REASON = 200
LONGEST_NAME = 40
LONGEST_COVERS = 200
#: A choice further ahead than this is a slip of the keyboard.
_AHEAD = timedelta(days=366)


def check_may_change(roles: frozenset[Role]) -> None:
    if not roles & MAY_CHANGE:
        raise Refused("wrong-role", "时限方案只能由系统管理员更改")


def check_may_read(roles: frozenset[Role]) -> None:
    if not roles & MAY_READ:
        raise Refused("wrong-role", "您的岗位不能查看时限方案")


def checked_text(text: str, *, field: str, what: str, longest: int, needed: bool = True) -> str:
    """One line of words, without surrounding blanks. Raises Refused: missing, too-long."""
    cleaned = " ".join(text.split())
    if needed and not cleaned:
        raise Refused("missing", f"请填写{what}", field)
    if len(cleaned) > longest:
        raise Refused("too-long", f"{what}至多 {longest} 字", field)
    return cleaned


def check_since(since: datetime, at: datetime) -> None:
    """A choice never reaches back: what was due yesterday stays due yesterday."""
    if since < at:
        raise Refused("since-past", "起用时间不能早于现在：已经起算的时限不会改变", "since")
    if since > at + _AHEAD:
        raise Refused("since-too-far", "起用时间至多在一年之后", "since")


def differences(before: Iterable[Line], after: Iterable[Line]) -> tuple[dict[str, str], dict[str, str]]:
    """What an edit changed, for the journal: key → value and basis, as it was and as it is."""
    one, other = _told(before), _told(after)
    keys = [key for key in {**one, **other} if one.get(key) != other.get(key)]
    return {key: one[key] for key in keys if key in one}, {key: other[key] for key in keys if key in other}


def _told(lines: Iterable[Line]) -> Mapping[str, str]:
    return {
        ".".join(part or "*" for part in line.key): f"{line.value} {line.basis} "
        f"{line.kind.value} {'yes' if line.verified else 'no'}"
        for line in lines
    }
