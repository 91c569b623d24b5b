"""How often a case may be given back, and to whom it may not go again (天津市令39号: three dispatches, then final)."""

from collections.abc import Collection

from yihaotong.journal.refusal import Refused

#: A unit may be contradicted once; with the second return units as a whole have had their say.
RETURNS_AT_MOST = 2
#: With this dispatch the unit is designated, and cannot give the case back.
FINAL_DISPATCH = 3


def is_final(dispatches: int) -> bool:
    """Whether the dispatch with this number designates its unit."""
    return dispatches >= FINAL_DISPATCH


def check_unit(code: str, *, returned_by: Collection[str], final: bool) -> None:
    """A unit whose return was upheld gets the case again only by an arbiter's final word: no going round in circles."""
    if code in returned_by and not final:
        raise Refused(
            "circular-transfer",
            "这个单位的退单已经准退，再派给它就是来回转：确应由它办的，须由裁定员勾选“指定承办”",
            "unit",
        )
