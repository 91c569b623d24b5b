"""The catalogue points at units, so it is tried on the same small tree."""

from tests.accounts.conftest import tree

__all__ = ["tree"]
