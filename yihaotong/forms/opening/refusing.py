"""Why a file was not read."""

#: Real reports are under 5 MB; with pictures under 30.
MOST_BYTES = 40_000_000
#: Paragraphs and tables of one report.
MOST_PIECES = 20_000


class CannotRead(Exception):
    """`args[0]` says in plain Chinese why."""
