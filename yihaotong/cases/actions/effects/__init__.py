"""What each move writes besides the stage: columns of the case, and the record it leaves. Parted as the table is.

`COLUMNS` may look things up but writes nothing; `RECORDS` runs inside the transaction. Both tell the journal what
they did, without a word of the texts themselves: these stand in the records.
"""

from collections.abc import Callable
from datetime import datetime

from yihaotong.accounts.rules import Actor
from yihaotong.cases.actions.effects import dispatching, ending, entering, handling, joining, reviewing
from yihaotong.cases.actions.effects.part import Columns, Data, Told
from yihaotong.cases.actions.keeping import Keeper
from yihaotong.cases.models import Case

__all__ = ["COLUMNS", "RECORDS", "Columns"]

_PARTS = (entering, dispatching, handling, joining, reviewing, ending)

COLUMNS: dict[str, Callable[[Keeper, Case, Data, datetime], Columns]] = {
    name: effect for part in _PARTS for name, effect in part.COLUMNS.items()
}

RECORDS: dict[str, Callable[[Keeper, Case, Data, Actor, datetime], Told]] = {
    name: effect for part in _PARTS for name, effect in part.RECORDS.items()
}
