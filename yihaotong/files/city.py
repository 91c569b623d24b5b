"""What a city sets about files: how large, how many."""

from functools import cache

from django.conf import settings

from yihaotong.files.rules import limits as rules


@cache
def limits() -> rules.Limits:
    return rules.read(settings.CITY.get("files", {}))
