"""Every write to units, people, posts, the roster and clients: one transaction, one journal line per record."""

from yihaotong.accounts.actions.clients import (
    TOKEN_BYTES,
    check_client_name,
    check_until,
    create_client,
    revoke_client,
    set_scopes,
)
from yihaotong.accounts.actions.founding import Centre, create_administrator, first_password, rescue
from yihaotong.accounts.actions.people import (
    change_person,
    check_new_username,
    check_password,
    check_reset,
    create_person,
    deactivate_person,
    reactivate_person,
    set_password,
    unlock_person,
)
from yihaotong.accounts.actions.posts import appoint, end_post
from yihaotong.accounts.actions.recording import check_seen, newest_line
from yihaotong.accounts.actions.roster import Copied, copy_week, put_on_duty, take_in_roster, take_off_duty
from yihaotong.accounts.actions.units import (
    change_unit,
    check_code,
    check_dissolution,
    check_unlike,
    create_unit,
    dissolve_unit,
    level_under,
    move_unit,
    rename_unit,
    withdraw_rename,
)

__all__ = [
    "TOKEN_BYTES",
    "Centre",
    "Copied",
    "appoint",
    "change_person",
    "change_unit",
    "check_client_name",
    "check_code",
    "check_dissolution",
    "check_new_username",
    "check_password",
    "check_reset",
    "check_seen",
    "check_unlike",
    "check_until",
    "copy_week",
    "create_administrator",
    "create_client",
    "create_person",
    "create_unit",
    "deactivate_person",
    "dissolve_unit",
    "end_post",
    "first_password",
    "level_under",
    "move_unit",
    "newest_line",
    "put_on_duty",
    "reactivate_person",
    "rename_unit",
    "rescue",
    "revoke_client",
    "set_password",
    "set_scopes",
    "take_in_roster",
    "take_off_duty",
    "unlock_person",
    "withdraw_rename",
]
