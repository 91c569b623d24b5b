"""文书: who is answered what at its addresses."""

from collections.abc import Mapping

from tests.faces.rows.row import Row, form, page

#: Who writes templates and who releases them; nobody else of the office finds these pages.
_LETTERS = {"disclosure_officer", "disclosure_leader"}

TABLE: Mapping[str, Row] = {
    "desk:letters:templates": page({200: _LETTERS}, others=404),
    "desk:letters:template": page({200: _LETTERS}, others=404),
    "desk:letters:check": page({302: _LETTERS}, others=404),
    "desk:letters:preview": page({200: _LETTERS}, others=404),
    "desk:letters:numbers": page({200: _LETTERS}, others=404),
    "desk:letters:begin": form({422: _LETTERS}, others=404),
    "desk:letters:void": page(others=404),
    "desk:letters:letter": page(others=404),
}
#: What stands in the paths of these addresses; a number there is none of, unless the test makes it.
ARGUMENTS: Mapping[str, Mapping[str, object]] = {
    "desk:letters:template": {"code": "receipt"},
    "desk:letters:check": {"code": "receipt"},
    "desk:letters:preview": {"code": "receipt"},
    "desk:letters:void": {"number": 999_999},
    "desk:letters:letter": {"number": 999_999, "kind": "pdf"},
}
