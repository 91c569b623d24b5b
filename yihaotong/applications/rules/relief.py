"""The relief paragraph of a reply: review first or choice, by the day of the reply and its types (复议法 §23)."""

from collections.abc import Iterable
from datetime import date

from yihaotong.applications.rules.codes import ReplyType
from yihaotong.applications.rules.tables import Path, Relief, reliefs
from yihaotong.journal.refusal import Refused


def relief_of(codes: Iterable[ReplyType], day: date) -> Relief:
    """The line that holds for a reply with these types on that day: the strictest of its items, else the general one.

    Raises Refused("no-relief") for a day before the 条例 of 2019.
    """
    holding = [line for line in reliefs() if line.holds(day)]
    asked = set(codes)
    named = [line for line in holding if line.code in asked]
    strict = [line for line in named if line.path is Path.REVIEW_FIRST]
    general = [line for line in holding if line.code is None]
    if not general:
        raise Refused("no-relief", f"{day.isoformat()} 没有适用的救济条款")
    return min(strict or named or general, key=lambda line: not line.verified)


def paragraph(relief: Relief, *, review_body: str, court: str) -> str:
    """The last paragraph of the letter. Review 60 days (复议法 §20), suit 6 months or 15 days (诉讼法 §45, §46)."""
    body, bench = review_body or "本级人民政府", court or "人民法院"
    if relief.path is Path.REVIEW_FIRST:
        return (
            f"如对本答复不服，应当先自收到本答复之日起 60 日内向{body}申请行政复议；对行政复议决定仍不服的，"
            f"可以自收到行政复议决定书之日起 15 日内向{bench}提起行政诉讼。"
        )
    return (
        f"如对本答复不服，可以自收到本答复之日起 60 日内向{body}申请行政复议，"
        f"或者自收到本答复之日起 6 个月内向{bench}提起行政诉讼。"
    )
