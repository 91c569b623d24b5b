"""Which form of the annual report a year takes."""

from yihaotong.journal.codes import Code


class Format(Code):
    """Which form of the annual report (国办公开办函〔2019〕60号, 〔2021〕30号)."""

    F2019 = "F2019", "2019 年试行格式"
    F2021 = "F2021", "2021 年格式"


def format_of(year: int) -> Format:
    """The form for the report on a year."""
    return Format.F2021 if year >= 2021 else Format.F2019


class Kind(Code):
    """What stands in the cells of a column."""

    COUNT = "count", "件数"
    SIGNED = "signed", "增减"
    MONEY = "money", "金额"
