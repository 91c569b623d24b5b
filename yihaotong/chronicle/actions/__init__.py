"""Every write of this area. One act, one transaction, one journal line."""

from yihaotong.chronicle.actions.entering import correct, enter, withdraw
from yihaotong.chronicle.actions.reading import Read, enter_lines, read_table
from yihaotong.chronicle.actions.stating import decide, drop, end, propose

__all__ = ["Read", "correct", "decide", "drop", "end", "enter", "enter_lines", "propose", "read_table", "withdraw"]
