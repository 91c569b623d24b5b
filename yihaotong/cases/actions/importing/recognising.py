"""Which source a file comes from: so that an export that was renamed, converted or overlaps enters nothing twice."""

from collections import Counter
from collections.abc import Mapping, Sequence

from yihaotong.cases.models import Import, Imported
from yihaotong.cases.rules.importing.letters import Letter

_LONGEST = 100


def source_of(sha256: str, stem: str, letters: Sequence[Letter]) -> tuple[str, str]:
    """The source and how it was found, in words; `letters` are the first ones of the file.

    The same file as before has its source. Then the source in which the same numbers have the same text. Else the
    file's name, unless that is taken by letters with the same numbers and other texts.
    """
    earlier = Import.objects.filter(sha256=sha256, began_at__isnull=False).order_by("pk").first()
    if earlier:
        return earlier.source, "同一文件先前导入过"
    numbered = {letter.number: letter for letter in letters if letter.number}
    same, other = _compared(numbered)
    if same:
        return same.most_common(1)[0][0], "编号和内容与先前导入的相同"
    stem = (stem or "file")[: _LONGEST - 8]
    source, count = stem, 2
    while other[source]:
        source, count = f"{stem} ({count})", count + 1
    return source, "文件名" if source == stem else f"文件名；“{stem}”里相同的编号是别的内容，所以另作一个来源"


def _compared(numbered: Mapping[str, Letter]) -> tuple[Counter[str], Counter[str]]:
    """How many of these numbers have the same text in each source, and how many another one."""
    same: Counter[str] = Counter()
    other: Counter[str] = Counter()
    known = Imported.objects.filter(number__in=numbered).exclude(source="").select_related("case")
    for each in known:
        letter = numbered[each.number]
        is_same = (letter.title, letter.body) == (each.case.title, each.case.body)
        (same if is_same else other)[each.source] += 1
    return same, other
