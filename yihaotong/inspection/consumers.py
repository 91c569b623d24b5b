"""At which times 自查 does something by itself."""

from datetime import timedelta

from yihaotong.inspection import verifying
from yihaotong.inspection.actions import forget_probes, make_list, probe, remind_before_breach
from yihaotong.jobs import schedule
from yihaotong.journal import verifying as journal


def register() -> None:
    journal.register(verifying.check)
    schedule.register("inspection.list", timedelta(hours=1), make_list)
    schedule.register("inspection.remind", timedelta(hours=6), remind_before_breach)
    schedule.register("inspection.probe", timedelta(minutes=30), probe)
    schedule.register("inspection.forget_probes", timedelta(hours=12), forget_probes)
