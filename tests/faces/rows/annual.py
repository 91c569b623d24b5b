"""政府信息公开年报: who is answered what at its addresses."""

from collections.abc import Mapping

from tests.faces.rows.row import Row, form, page, public

_OFFICER = {"disclosure_officer"}
_READERS = {"disclosure_officer", "disclosure_leader", "supervising_office"}
_OPEN = {200: _READERS}
_BACK = {302: _OFFICER}
_NONE_FORM = form(others=404)

TABLE: Mapping[str, Row] = {
    "desk:annual:home": page(_OPEN, others=404),
    "desk:annual:year": page(_OPEN, others=404),
    "desk:annual:begin": form(_BACK, others=404),
    "desk:annual:tables": page(_OPEN, others=404),
    "desk:annual:problems": page(_OPEN, others=404),
    "desk:annual:compare": page(_OPEN, others=404),
    "desk:annual:download": page(others=404),
    "desk:annual:cell": form(_BACK, others=404),
    "desk:annual:rewrite": form(_BACK, others=404),
    "desk:annual:move": form({302: _READERS}, others=404),
    "desk:annual:settle": _NONE_FORM,
    "desk:annual:remove": _NONE_FORM,
    "portal:annual:list": public("get", 200),
    "portal:annual:report": public("get", 404),
    "portal:annual:file": public("get", 404),
}
#: A year of which nothing is known: its pages say so.
_YEAR = {"year": 2009}
ARGUMENTS: Mapping[str, Mapping[str, object]] = {
    "desk:annual:year": _YEAR,
    "desk:annual:begin": _YEAR,
    "desk:annual:tables": _YEAR,
    "desk:annual:problems": _YEAR,
    "desk:annual:compare": _YEAR,
    "desk:annual:download": _YEAR | {"kind": "pdf"},
    "desk:annual:cell": _YEAR | {"code": "t2.normative.issued"},
    "desk:annual:rewrite": _YEAR | {"code": "opening"},
    "desk:annual:move": _YEAR | {"name": "finish"},
    "portal:annual:report": _YEAR,
    "portal:annual:file": _YEAR | {"kind": "pdf"},
}
