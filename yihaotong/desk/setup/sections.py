"""The list itself stands in `desk.sections`, below the pages that show it in the navigation."""

from yihaotong.desk.sections import SECTIONS, Section, sections_for

__all__ = ["SECTIONS", "Section", "sections_for"]
