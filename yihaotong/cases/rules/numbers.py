"""Whole numbers as they come out of a form or an address."""

#: Any number of so many digits fits the keys and counts of both databases.
LONGEST = 18


def whole(written: str | None, *, longest: int = LONGEST) -> int | None:
    """The number; None for what is none: with a sign, a blank, other digits than 0 to 9, or too long to be meant."""
    if not written or len(written) > longest:
        return None
    return int(written) if written.isascii() and written.isdigit() else None
