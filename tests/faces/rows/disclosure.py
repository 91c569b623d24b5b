"""政务公开: who is answered what at its addresses."""

from collections.abc import Mapping

from tests.faces.rows.row import OFFICE, Row, form, page, public

KEEP = {"disclosure_officer", "disclosure_leader"}
SEE = OFFICE | {"supervising_office"}
_KEY = "00000000-0000-4000-8000-000000000000"

TABLE: Mapping[str, Row] = {
    "desk:disclosure:today": page({200: SEE}, others=404),
    "desk:disclosure:organisation": page({200: SEE}, others=404),
    "desk:disclosure:new_notice": page({200: KEEP}, others=404),
    "desk:disclosure:notice": page(others=404),
    "desk:disclosure:house_rules": page({200: SEE}, others=404),
    "desk:disclosure:new_rule": page({200: KEEP}, others=404),
    "desk:disclosure:house_rule": page(others=404),
    "desk:disclosure:revise_rule": page(others=404),
    "desk:disclosure:compare_rule": page(others=404),
    "desk:disclosure:change_rule": form(others=404),
    "desk:disclosure:ledger": page({200: OFFICE}, others=404),
    "desk:disclosure:new_directive": page({200: KEEP}, others=404),
    "desk:disclosure:import_ledger": page({200: KEEP}, others=404),
    "desk:disclosure:overrides": page({200: OFFICE}, others=404),
    "desk:disclosure:withdraw_override": form(others=404),
    "desk:disclosure:directive": page(others=404),
    "desk:disclosure:new_clause": form(others=404),
    "desk:disclosure:clause": page(others=404),
    "desk:disclosure:move_clause": form(others=404),
    "desk:disclosure:guide": page({200: SEE}, others=404),
    "desk:disclosure:new_draft": form({302: KEEP}, others=404),
    "desk:disclosure:guide_draft": page(others=404),
    "desk:disclosure:move_guide": form(others=404),
    "desk:disclosure:guide_version": page(others=404),
    "desk:disclosure:file": page(others=404),
    "portal:disclosure:home": public("get", 200),
    "portal:disclosure:guide": public("get", 200),
    "portal:disclosure:application_form": public("get", 200),
    "portal:disclosure:flow": public("get", 200),
    "portal:disclosure:guide_version": public("get", 404),
    "portal:disclosure:rules": public("get", 200),
    "portal:disclosure:rule": public("get", 404),
    "portal:disclosure:organisation": public("get", 200),
    "portal:disclosure:file": public("get", 404),
}
#: What stands in the paths of these addresses; a number there is none of, unless the test makes it.
ARGUMENTS: Mapping[str, Mapping[str, object]] = {
    "desk:disclosure:change_rule": {"what": "end"},
    "desk:disclosure:move_clause": {"name": "accept"},
    "desk:disclosure:move_guide": {"name": "submit"},
    "desk:disclosure:file": {"key": _KEY},
    "portal:disclosure:file": {"key": _KEY},
}
