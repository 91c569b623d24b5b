"""监督保障: who is answered what at its addresses. Who sees which record is told in tests/scrutiny."""

from collections.abc import Mapping

from tests.faces.rows.row import OFFICE, Row, form, page, public

_LEADERS = {"disclosure_officer", "disclosure_leader"}
_READERS = {*_LEADERS, "drafter", "secrecy_officer", "supervising_office"}
_LIABLE = {*_LEADERS, "supervising_office"}
_OFFICER = {"disclosure_officer"}
#: Of what there is none of everybody hears the same.
_NONE = page(others=404)
_NONE_FORM = form(others=404)

TABLE: Mapping[str, Row] = {
    "desk:scrutiny:home": page({302: OFFICE | {"supervising_office"}}, others=404),
    "desk:scrutiny:matters": page({200: _READERS}, others=404),
    "desk:scrutiny:new_matter": page({200: _READERS}, others=404),
    "desk:scrutiny:matter": _NONE,
    "desk:scrutiny:contact": _NONE_FORM,
    "desk:scrutiny:attach": _NONE_FORM,
    "desk:scrutiny:file": _NONE,
    "desk:scrutiny:move_matter": _NONE_FORM,
    "desk:scrutiny:liabilities": page({200: _LIABLE}, others=404),
    "desk:scrutiny:new_liability": page({200: _OFFICER}, others=404),
    "desk:scrutiny:liability": _NONE,
    "desk:scrutiny:read_liability": _NONE_FORM,
    "desk:scrutiny:move_liability": _NONE_FORM,
    "desk:scrutiny:surveys": page({200: _LEADERS}, others=404),
    "desk:scrutiny:questionnaire": page({200: _OFFICER}, others=404),
    "desk:scrutiny:new_survey": page({200: _OFFICER}, others=404),
    "desk:scrutiny:survey": _NONE,
    "desk:scrutiny:invite": _NONE_FORM,
    "desk:scrutiny:release_survey": _NONE_FORM,
    "desk:scrutiny:export_survey": _NONE,
    "desk:scrutiny:assessments": page({200: OFFICE}, others=404),
    "desk:scrutiny:draft_assessment": form({302: _OFFICER}, others=404, data={"whom": "NOWHERE:"}),
    "desk:scrutiny:assessment_plan": page({200: _LEADERS}, others=404),
    "desk:scrutiny:export_assessments": page({200: _LEADERS}, others=404),
    "desk:scrutiny:assessment": _NONE,
    "desk:scrutiny:adjust": _NONE_FORM,
    "desk:scrutiny:remove_adjustment": _NONE_FORM,
    "desk:scrutiny:mark_item": _NONE_FORM,
    "desk:scrutiny:move_assessment": _NONE_FORM,
    "desk:scrutiny:training": page({200: OFFICE}, others=404),
    "desk:scrutiny:new_session": page({200: _OFFICER}, others=404),
    "desk:scrutiny:import_training": page({200: _OFFICER}, others=404),
    "desk:scrutiny:plan_training": form({302: _OFFICER}, others=404),
    "desk:scrutiny:session": _NONE,
    "desk:scrutiny:attend": _NONE_FORM,
    "desk:scrutiny:leave_out": _NONE_FORM,
    "desk:scrutiny:year": page({200: _LEADERS}, others=404),
    "portal:scrutiny:complain": public("get", 200),
    "portal:scrutiny:receipt": public("get", 302),
    "portal:scrutiny:track": public("get", 200),
    "portal:scrutiny:leave": public("post", 302),
    "portal:scrutiny:matter": public("get", 302),
    "portal:scrutiny:file": public("get", 302),
    "portal:scrutiny:act": public("post", 302),
    "portal:scrutiny:surveys": public("get", 200),
    "portal:scrutiny:survey": public("get", 404),
    "portal:scrutiny:thanks": public("get", 404),
    "portal:scrutiny:results": public("get", 404),
    "portal:scrutiny:download": public("get", 404),
}
#: What stands in the paths of these addresses; a number there is none of, unless the test makes it.
ARGUMENTS: Mapping[str, Mapping[str, object]] = {
    "desk:scrutiny:assessment_plan": {"year": 2026},
    "desk:scrutiny:export_assessments": {"year": 2026},
    "desk:scrutiny:plan_training": {"year": 2026},
    "desk:scrutiny:remove_adjustment": {"row": 1},
    "desk:scrutiny:leave_out": {"row": 1},
    "desk:scrutiny:mark_item": {"item": "i4"},
}
