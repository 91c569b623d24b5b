"""遮盖: who is answered what at its addresses."""

from collections.abc import Mapping

from tests.faces.rows.row import OFFICE, Row, page

TABLE: Mapping[str, Row] = {
    "desk:redaction:home": page({200: OFFICE | {"supervising_office"}}, others=404),
    # What there is none of is found by nobody; who sees one of a subject, its own area says.
    "desk:redaction:subject": page(others=404),
    "desk:redaction:redaction": page(others=404),
    "desk:redaction:picture": page(others=404),
    "desk:redaction:mark": page(others=404),
    "desk:redaction:unmark": page(others=404),
    "desk:redaction:accept": page(others=404),
    "desk:redaction:act": page(others=404),
    "desk:redaction:proof": page(others=404),
    "desk:redaction:result": page(others=404),
}
_NONE = {"number": 999_999}
#: What stands in the paths of these addresses; a number there is none of, unless the test makes it.
ARGUMENTS: Mapping[str, Mapping[str, object]] = {
    "desk:redaction:subject": {"kind": "paper", "number": 999_999},
    "desk:redaction:redaction": _NONE,
    "desk:redaction:picture": _NONE | {"page": 1},
    "desk:redaction:mark": _NONE,
    "desk:redaction:unmark": _NONE,
    "desk:redaction:accept": _NONE,
    "desk:redaction:act": _NONE | {"name": "submit"},
    "desk:redaction:proof": _NONE,
    "desk:redaction:result": _NONE,
}
