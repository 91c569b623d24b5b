"""大事记: who is answered what at its addresses. Who sees and does what with an entry is told in tests/chronicle."""

from collections.abc import Mapping

from tests.faces.rows.row import OFFICE, Row, form, page

_ALL = OFFICE | {"supervising_office"}
_KEEP = {"disclosure_officer", "drafter"}

TABLE: Mapping[str, Row] = {
    "desk:chronicle:home": page({200: _ALL}, others=404),
    "desk:chronicle:ledger": page({200: _ALL}, others=404),
    "desk:chronicle:new": page({200: _KEEP}, others=404),
    "desk:chronicle:import": page({200: _KEEP}, others=404),
    "desk:chronicle:export": page({200: _ALL}, others=404),
    "desk:chronicle:entry": page(others=404),
    "desk:chronicle:correct": form(others=404),
    "desk:chronicle:withdraw": form(others=404),
    "desk:chronicle:statements": page({200: _ALL}, others=404),
    "desk:chronicle:new_statement": page({200: _KEEP}, others=404),
    "desk:chronicle:statement": page(others=404),
    "desk:chronicle:move_statement": form(others=404),
}
#: An entry that there is not.
ARGUMENTS: Mapping[str, Mapping[str, object]] = {
    name: {"ledger": "media", "number": 1, "name": "approve"} for name in TABLE
}
