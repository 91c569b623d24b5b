"""How a test hands a file in."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cases.conftest import City
from tests.files.samples import jpeg
from yihaotong.accounts.rules import Actor, citizen
from yihaotong.cases import actions
from yihaotong.cases.models import Case
from yihaotong.files.models import File


def photo(name: str = "现场.jpg", number: int = 0) -> SimpleUploadedFile:
    """A photo; each number is another picture."""
    return SimpleUploadedFile(name, jpeg(size=(60 + number, 40)))


def by(city: City, case: Case, who: str) -> Actor:
    return citizen(case.order_no) if who == "citizen" else city.acting(who)


def add(city: City, case: Case, who: str, upload: Any = None, **more: Any) -> File:
    return actions.attach(case, upload or photo(), actor=by(city, case, who), at=more.pop("at", city.at), **more)
