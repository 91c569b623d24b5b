"""公开信息: who is answered what at its addresses."""

from collections.abc import Mapping
from uuid import UUID

from tests.faces.rows.row import OFFICE, Row, form, page, public

_ALL = OFFICE | {"supervising_office"}
_WRITE = {"drafter", "disclosure_officer"}
_KEEP = {"disclosure_officer", "disclosure_leader"}
_REVIEW = {"first_reviewer", "second_reviewer", "third_reviewer"}

#: An article that there is not: who sees and does what with one that is, tests/articles and tests/desk tell.
TABLE: Mapping[str, Row] = {
    "desk:articles:home": page({200: _ALL}, others=404),
    "desk:articles:queue": page({200: _REVIEW}, others=404),
    "desk:articles:scheduled": page({200: _ALL}, others=404),
    "desk:articles:figures": page({200: _KEEP | _REVIEW | {"supervising_office"}}, others=404),
    "desk:articles:roll": page({200: _KEEP}, others=404),
    "desk:articles:new": page({200: _WRITE}, others=404),
    "desk:articles:article": page(others=404),
    "desk:articles:edit": page(others=404),
    "desk:articles:check": page(others=404),
    "desk:articles:review": page(others=404),
    "desk:articles:versions": page(others=404),
    "desk:articles:attach": form(others=404),
    "desk:articles:file": page(others=404),
    "desk:articles:remove_file": form(others=404),
    "desk:articles:take_redacted": form(others=404),
    "desk:articles:act": form(others=404),
    "portal:articles:list": public("get", 200),
    "portal:articles:article": public("get", 404),
    "portal:articles:file": public("get", 404),
}
_KEY = UUID(int=7)
ARGUMENTS: Mapping[str, Mapping[str, object]] = {
    "desk:articles:roll": {"kind": "words"},
    **{
        f"desk:articles:{name}": {"number": 900_000_001}
        for name in ("article", "edit", "check", "review", "versions", "attach")
    },
    "desk:articles:file": {"number": 900_000_001, "key": _KEY},
    "desk:articles:remove_file": {"number": 900_000_001, "key": _KEY},
    "desk:articles:take_redacted": {"number": 900_000_001, "redaction": 1},
    "desk:articles:act": {"number": 900_000_001, "do": "withdraw"},
    "portal:articles:article": {"number": 900_000_001},
    "portal:articles:file": {"number": 900_000_001, "key": _KEY},
}
