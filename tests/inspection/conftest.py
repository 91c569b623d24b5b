"""The small city with its disclosure office and a catalogue in force."""

import pytest

from tests.catalogue.conftest import Office, city, office

__all__ = ["city", "office"]


@pytest.fixture
def running(office: Office) -> Office:
    """With a catalogue in force."""
    office.in_force()
    return office
