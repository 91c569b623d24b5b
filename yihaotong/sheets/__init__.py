"""Tables as cities keep them (.xlsx, .csv, .jsonl), read row by row; known by their content, not by their name."""

from yihaotong.sheets.opening import open_table
from yihaotong.sheets.tables import CELL_LIMIT, UNPACKED_LIMIT, Fault, Reject, Row, Table, printable

__all__ = ["CELL_LIMIT", "UNPACKED_LIMIT", "Fault", "Reject", "Row", "Table", "open_table", "printable"]
