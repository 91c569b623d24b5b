"""The small city with its disclosure office, as tests/scrutiny has it."""

from tests.cases.conftest import city
from tests.scrutiny.conftest import office

__all__ = ["city", "office"]
