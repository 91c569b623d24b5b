"""公文: who is answered what at its addresses."""

from collections.abc import Mapping

from tests.faces.rows.row import OFFICE, Row, form, page

KEEP = {"disclosure_officer", "disclosure_leader"}
WRITE = {"disclosure_officer", "drafter"}

TABLE: Mapping[str, Row] = {
    "desk:documents:home": page({200: OFFICE | {"supervising_office"}}, others=404),
    "desk:documents:new": page({200: WRITE}, others=404),
    "desk:documents:rechecks": page({200: KEEP}, others=404),
    "desk:documents:coverage": page({200: KEEP | {"supervising_office"}}, others=404),
    "desk:documents:lists": page({200: KEEP}, others=404),
    "desk:documents:deliveries": page({200: KEEP}, others=404),
    # A document that there is not: who sees which is told in tests/documents.
    "desk:documents:list": page(others=404),
    "desk:documents:delivery": page(others=404),
    "desk:documents:document": page(others=404),
    "desk:documents:edit": page(others=404),
    "desk:documents:annexes": form(others=404),
    "desk:documents:annex": page(others=404),
    "desk:documents:move": form(others=404),
}
#: What stands in the paths of these addresses; a number there is none of, unless the test makes it.
ARGUMENTS: Mapping[str, Mapping[str, object]] = {"desk:documents:annex": {"number": 1, "annex": 1}}
