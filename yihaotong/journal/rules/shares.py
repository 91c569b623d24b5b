"""A part of a whole in percent, rounded half up, exactly: the one way in which pages and letters write it."""


def of_hundred(part: int, whole: int, places: int) -> str:
    """With two places "91.67", without a sign. Raises ZeroDivisionError of nothing."""
    scale = 10**places
    units = (part * 200 * scale + whole) // (2 * whole)
    return f"{units // scale}.{units % scale:0{places}}"


def percent(part: int, whole: int) -> str:
    """91.67%; "—" of nothing, never 100 % (handbook A8)."""
    return f"{of_hundred(part, whole, 2)}%" if whole else "—"
