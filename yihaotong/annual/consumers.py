"""What this area does by itself: it hears of its article's release, and vouches for its editions."""

from yihaotong.annual import verifying
from yihaotong.annual.actions import follow_articles
from yihaotong.journal import consuming
from yihaotong.journal import verifying as journal


def register() -> None:
    journal.register(verifying.check)
    consuming.register("annual.articles", follow_articles)
