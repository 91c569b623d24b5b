"""发布渠道: who is answered what at its addresses. Who sees which record is told in tests/outlets."""

from collections.abc import Mapping

from tests.faces.rows.row import Row, form, page

_KEEPERS = {"disclosure_officer", "disclosure_leader"}
#: Of what there is none of everybody hears the same.
_NONE = page(others=404)
_NONE_FORM = form(others=404)

TABLE: Mapping[str, Row] = {
    "desk:outlets:home": page({200: _KEEPERS}, others=404),
    "desk:outlets:article": _NONE,
    "desk:outlets:board": _NONE,
    "desk:outlets:certificate": _NONE_FORM,
    "desk:outlets:receipt": _NONE_FORM,
    "desk:outlets:readdress": _NONE_FORM,
    "desk:outlets:gone": _NONE_FORM,
    "desk:outlets:notice": _NONE,
    "desk:outlets:try_now": form({302: _KEEPERS}, others=404),
    "desk:outlets:handovers": page({200: _KEEPERS}, others=404),
    "desk:outlets:handover": _NONE,
    "desk:outlets:handover_file": _NONE,
    "desk:outlets:elsewhere": page({200: _KEEPERS}, others=404),
    "desk:outlets:new_item": page({200: _KEEPERS}, others=404),
    "desk:outlets:import": page({200: _KEEPERS}, others=404),
    "desk:outlets:item": _NONE,
    "desk:outlets:figures": page({200: _KEEPERS}, others=404),
}
ARGUMENTS: Mapping[str, Mapping[str, object]] = {
    "desk:outlets:handover_file": {"form": "docx"},
    "desk:outlets:try_now": {"outlet": "portal"},
}
