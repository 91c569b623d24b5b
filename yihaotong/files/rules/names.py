"""The name under which a file is shown. It is never a name on the disk, and never part of an address."""

import re
import unicodedata

LONGEST = 80
_SEPARATORS = re.compile(r"[/\\]")
_REPEATED_BLANKS = re.compile(r"\s+")
#: Not allowed in names on Windows, where most of these files will be saved.
_AWKWARD = re.compile(r'[<>:"|?*]')
#: Control, format (the marks that turn or hide what follows), unassigned, private, halves of a pair, line ends.
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_EXTENSION = re.compile(r"\.[0-9A-Za-z]{1,5}$")


def shown(name: str, extension: str, number: int = 1) -> str:
    """A name fit to be shown and saved: the last part of a path, its extension the one of the real kind.

    "附件1.jpg" when nothing of it can be used; `number` counts these.
    """
    plain = unicodedata.normalize("NFKC", name)
    last = _SEPARATORS.split(plain)[-1]
    seen = "".join(letter for letter in last if letter.isspace() or unicodedata.category(letter) not in _UNSEEN)
    stem = _REPEATED_BLANKS.sub(" ", _AWKWARD.sub("", seen)).strip(" .")
    stem = _EXTENSION.sub("", stem).strip(" .")
    stem = stem[: LONGEST - len(extension) - 1].strip(" .")
    return f"{stem or f'附件{number}'}.{extension}"
