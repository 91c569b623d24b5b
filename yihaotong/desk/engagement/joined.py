"""What the page of an activity shows besides: how many signed up, its pictures."""

from typing import Any

from yihaotong.desk.gate import Visit
from yihaotong.engagement import access, actions
from yihaotong.engagement.models import Activity
from yihaotong.engagement.rules.codes import Place
from yihaotong.engagement.rules.life import OFFICE
from yihaotong.files import access as files


def context(record: Any, visit: Visit) -> dict[str, Any]:
    """What the page of an activity shows besides; of other sorts nothing."""
    if not isinstance(record, Activity):
        return {}
    shown = [
        (picture, files.address(file, reader=visit.actor.key, at=visit.at, small=True))
        for picture, file in actions.pictures_of(record)
    ]
    counts = access.counts_of(record)
    return {
        "activity": record,
        "pictures": shown,
        "caption": actions.CAPTION,
        "counts": [(place.label, counts.get(place.value, 0)) for place in Place],
        "sign_ups": sum(counts.values()),
        "may_open": bool(visit.actor.roles & OFFICE),
        "to_call": access.to_call([record]) if visit.actor.roles & OFFICE else [],
        "said": actions.SAID,
    }
