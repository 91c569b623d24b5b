"""公开目录: who is answered what at its addresses."""

from collections.abc import Mapping

from tests.faces.rows.row import OFFICE, Row, page, public

ALL = OFFICE | {"supervising_office"}
OFFICER = {"disclosure_officer"}
TABLE: Mapping[str, Row] = {
    "desk:catalogue:home": page({200: ALL}, others=404),
    # No catalogue was released and none is being made: what is told of them stands in tests/catalogue.
    "desk:catalogue:row": page(others=404),
    "desk:catalogue:begin": page({200: OFFICER}, others=404),
    "desk:catalogue:draft": page(others=404),
    "desk:catalogue:new_row": page(others=404),
    "desk:catalogue:edit_row": page(others=404),
    "desk:catalogue:bring": page(others=404),
    "desk:catalogue:versions": page({200: ALL}, others=404),
    "desk:catalogue:version": page(others=404),
    "desk:catalogue:export": page(others=404),
    "desk:catalogue:figures": page({200: ALL}, others=404),
    "portal:catalogue:home": public("get", 200),
    "portal:catalogue:row": public("get", 404),
    "portal:catalogue:version": public("get", 404),
    "portal:catalogue:export": public("get", 404),
}
#: What stands in the paths of these addresses; a number there is none of, unless the test makes it.
ARGUMENTS: Mapping[str, Mapping[str, object]] = {
    "desk:catalogue:row": {"key": "ML0001"},
    "desk:catalogue:edit_row": {"key": "ML0001"},
    "desk:catalogue:version": {"number": 1},
    "desk:catalogue:export": {"number": 1},
    "portal:catalogue:row": {"key": "ML0001"},
    "portal:catalogue:version": {"number": 1},
    "portal:catalogue:export": {"number": 1, "form": "csv"},
}
