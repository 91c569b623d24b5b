"""Every write of 自查. One act, one transaction, one journal line; probes are no acts and leave none."""

from yihaotong.inspection.actions.listing import make_list, settle, sign
from yihaotong.inspection.actions.probing import forget_probes, probe
from yihaotong.inspection.actions.reminding import remind_before_breach
from yihaotong.inspection.actions.setting import loosen, set_column, set_limit

__all__ = [
    "forget_probes",
    "loosen",
    "make_list",
    "probe",
    "remind_before_breach",
    "set_column",
    "set_limit",
    "settle",
    "sign",
]
