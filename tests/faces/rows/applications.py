"""依申请公开: who is answered what at its addresses."""

from collections.abc import Mapping

from tests.faces.rows.row import OFFICE, Row, form, page, public

_ALL = OFFICE | {"supervising_office"}
#: A number there is none of: who sees which is told in tests/applications.
_NONE = {"number": "YQ2000-000001", "name": "take_up"}

TABLE: Mapping[str, Row] = {
    "desk:applications:every": page({200: _ALL}, others=404),
    "desk:applications:register": page({200: {"disclosure_officer"}}, others=404),
    "desk:applications:year": page({200: _ALL}, others=404),
    "desk:applications:platform": page({200: _ALL}, others=404),
    "desk:applications:export": page({200: {"disclosure_officer"}}, others=404),
    "desk:applications:one": page(others=404),
    "desk:applications:receipt": page(others=404),
    "desk:applications:identity": form(others=404),
    "desk:applications:party": form(others=404),
    "desk:applications:attach": form(others=404),
    "desk:applications:attachment": page(others=404),
    "desk:applications:move": form(others=404),
    "desk:applications:draw": form(others=404),
    "desk:applications:letter": page(others=404),
    "desk:applications:preview": page(others=404),
    "desk:invite": form({200: {"operator", "shift_leader", "dispatcher"}}, others=404),
    "api:hand_over_application": public("post", 401),
    "api:read_application": public("get", 401),
    "portal:applications:apply": public("get", 200),
    "portal:applications:invited": public("get", 404),
    "portal:applications:track": public("get", 200),
    "portal:applications:leave": public("post", 302),
    "portal:applications:one": public("get", 302),
    "portal:applications:receipt": public("get", 302),
    "portal:applications:attach": public("post", 302),
    "portal:applications:attachment": public("get", 302),
    "portal:applications:letter": public("get", 302),
    "portal:applications:act": public("post", 404),
}
#: What stands in the paths of these addresses; a number there is none of, unless the test makes it.
ARGUMENTS: Mapping[str, Mapping[str, object]] = {
    name: _NONE
    | ({"token": "00000000-0000-4000-8000-000000000000"} if name.endswith("invited") else {})
    | ({"platform_no": "PT-1"} if name == "api:read_application" else {})
    | ({"letter": 1, "kind": "pdf"} if name.endswith("letter") else {})
    | ({"consultation": 1} if name.endswith("party") else {})
    for name in TABLE
}
