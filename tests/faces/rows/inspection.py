"""自查: who is answered what at its addresses."""

from collections.abc import Mapping

from tests.faces.rows.row import OFFICE, Row, form, page

_READERS = OFFICE | {"supervising_office"}
_OFFICER = {"disclosure_officer"}

TABLE: Mapping[str, Row] = {
    "desk:inspection:home": page({200: _READERS}, others=404),
    "desk:inspection:indicator": page({200: _READERS}, others=404),
    "desk:inspection:thresholds": page({200: _READERS}, others=404),
    "desk:inspection:set_limit": form({422: _OFFICER}, others=404),
    "desk:inspection:loosen": form({302: _OFFICER}, others=404),
    "desk:inspection:columns": page({200: _READERS}, others=404),
    "desk:inspection:set_column": form({302: _OFFICER}, others=404),
    "desk:inspection:lists": page({200: _READERS}, others=404),
    "desk:inspection:quarter": page({302: _READERS}, others=404),
    "desk:inspection:list": page(others=404),
    "desk:inspection:settle": form(others=404),
    "desk:inspection:sign": form(others=404),
    "desk:inspection:export": page(others=404),
}
ARGUMENTS: Mapping[str, Mapping[str, object]] = {
    "desk:inspection:indicator": {"code": "home"},
    "desk:inspection:set_limit": {"code": "home"},
    "desk:inspection:loosen": {"code": "home"},
    "desk:inspection:set_column": {"key": "none"},
    "desk:inspection:list": {"month": "2001-01"},
    "desk:inspection:settle": {"month": "2001-01", "place": 1, "progress": "done"},
    "desk:inspection:sign": {"month": "2001-01"},
    "desk:inspection:export": {"month": "2001-01", "kind": "docx"},
}
