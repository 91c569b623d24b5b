"""重点服务对象: what whoever speaks with a requester should know beforehand. Codes, never a diagnosis."""

from yihaotong.journal.codes import Code

#: Longest form of all of them together, as they are kept: "elderly,hearing".
LONGEST = 120


class Need(Code):
    """Age, disability or language of a requester (无障碍环境建设法第四十三条: 12345 须方便听障、言语障碍者)."""

    ELDERLY = "elderly", "老年人"
    MINOR = "minor", "未成年人"
    HEARING = "hearing", "听障"
    SPEECH = "speech", "言语障碍"
    SIGHT = "sight", "视障"
    MOBILITY = "mobility", "行动不便"
    MINORITY = "minority", "少数民族语言"
    DIALECT = "dialect", "方言"
    FOREIGN = "foreign", "外语"


def kept(needs: tuple[Code, ...]) -> str:
    """As the column and a form hold them: each once, in the order above, parted by commas."""
    return ",".join(need.value for need in Need if need in needs)


def labels(written: str) -> list[str]:
    """The words of what `kept` wrote; a code that nobody knows any more is passed over."""
    codes = set(written.split(","))
    return [need.label for need in Need if need.value in codes]
