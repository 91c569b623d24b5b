"""解读回应参与: who is answered what at its addresses. Who sees which record is told in tests/engagement."""

from collections.abc import Mapping

from tests.faces.rows.row import Row, form, page, public

_HANDLING = {"disclosure_officer", "disclosure_leader", "drafter"}
_READERS = {*_HANDLING, "supervising_office"}
#: Of what there is none of everybody hears the same.
_NONE = page(others=404)
_NONE_FORM = form(others=404)

TABLE: Mapping[str, Row] = {
    "desk:engagement:home": page({302: _READERS}, others=404),
    "desk:engagement:records": page({200: _READERS}, others=404),
    "desk:engagement:new": page({200: _HANDLING}, others=404),
    "desk:engagement:import": page({200: _HANDLING}, others=404),
    "desk:engagement:record": _NONE,
    "desk:engagement:amend": _NONE,
    "desk:engagement:bind": _NONE_FORM,
    "desk:engagement:unbind": _NONE_FORM,
    "desk:engagement:sign_ups": _NONE_FORM,
    "desk:engagement:called": _NONE_FORM,
    "desk:engagement:add_picture": _NONE_FORM,
    "desk:engagement:picture": _NONE,
    "desk:engagement:drop_picture": _NONE_FORM,
    "desk:engagement:move": _NONE_FORM,
    "portal:engagement:home": public("get", 200),
    "portal:engagement:interpretations": public("get", 200),
    "portal:engagement:budgets": public("get", 200),
    "portal:engagement:proposals": public("get", 200),
    "portal:engagement:activities": public("get", 200),
    "portal:engagement:activity": public("get", 404),
    "portal:engagement:look_up": public("get", 200),
    "portal:engagement:leave": public("post", 302),
    "portal:engagement:receipt": public("get", 302),
    "portal:engagement:cancel": public("post", 302),
}
#: What stands in the paths of these addresses; a number there is none of, unless the test makes it.
ARGUMENTS: Mapping[str, Mapping[str, object]] = {
    "desk:engagement:records": {"sort": "proposal"},
    "desk:engagement:new": {"sort": "proposal"},
    "desk:engagement:import": {"sort": "proposal"},
    "desk:engagement:record": {"sort": "proposal"},
    "desk:engagement:amend": {"sort": "proposal"},
    "desk:engagement:bind": {"sort": "proposal"},
    "desk:engagement:unbind": {"sort": "proposal", "bound": 1},
    "desk:engagement:move": {"sort": "proposal", "name": "answer"},
    "desk:engagement:picture": {"picture": 1},
    "desk:engagement:drop_picture": {"picture": 1},
}
