"""The digests by which lines of the journal vouch for what went out; `journal verify` makes them again."""

from yihaotong.articles.models import Release
from yihaotong.articles.rules.codes import Gate
from yihaotong.journal.rules.chain import canonical, instant, sm3


def release_sm3(went: Release) -> str:
    """Of a release, with the reviews that it names, in hex."""
    reviews = [went.first_id, went.second_id, went.third_id, went.first_by, went.second_by, went.third_by]
    told = [went.number, went.digest, *reviews, went.written_by, instant(went.first_at), went.why]
    return sm3(canonical(told).encode()).hex()


def review_sm3(gates: dict[str, list[str]], corrections: str) -> str:
    """Of the words of a review, in hex; the gates in their own sequence, however the database keeps them."""
    said = {each.value: gates[each.value] for each in Gate}
    return sm3(str(said).encode(), corrections.encode()).hex()
