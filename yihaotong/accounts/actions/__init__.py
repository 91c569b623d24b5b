"""Every write to units, people, posts, the roster and clients: one transaction, one journal line per record."""

from yihaotong.accounts.actions.clients import TOKEN_BYTES, create_client, revoke_client, set_scopes
from yihaotong.accounts.actions.people import (
    change_person,
    create_person,
    deactivate_person,
    set_password,
    unlock_person,
)
from yihaotong.accounts.actions.posts import appoint, end_post
from yihaotong.accounts.actions.recording import check_seen, newest_line
from yihaotong.accounts.actions.roster import Copied, copy_week, put_on_duty, take_in_roster, take_off_duty
from yihaotong.accounts.actions.units import (
    change_unit,
    create_unit,
    dissolve_unit,
    move_unit,
    rename_unit,
    withdraw_rename,
)

__all__ = [
    "TOKEN_BYTES",
    "Copied",
    "appoint",
    "change_person",
    "change_unit",
    "check_seen",
    "copy_week",
    "create_client",
    "create_person",
    "create_unit",
    "deactivate_person",
    "dissolve_unit",
    "end_post",
    "move_unit",
    "newest_line",
    "put_on_duty",
    "rename_unit",
    "revoke_client",
    "set_password",
    "set_scopes",
    "take_in_roster",
    "take_off_duty",
    "unlock_person",
    "withdraw_rename",
]
