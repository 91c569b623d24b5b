"""The passages that the areas of the disclosure office write for their manuals; see tests/manuals.py."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from tests.annual import manual as annual
from tests.applications import manual as applications
from tests.catalogue import passages as catalogue
from tests.disclosure import manual as disclosure
from tests.documents import passages as documents
from tests.engagement import manual as engagement
from tests.inspection import manual as inspection
from tests.letters import passage as letters
from tests.redaction import passage as redaction
from tests.scrutiny import manual as scrutiny

Table = Callable[[Sequence[str], Iterable[Sequence[str]]], str]


def passages(table: Table) -> dict[str, Callable[[], str]]:
    """By the names that stand in the documents; what is laid out as a table gets it from `table`."""
    laid_out: dict[str, Callable[[Table], str]] = {
        "annual_moves": annual.moves,
        "annual_origins": annual.origins,
        "application_moves": applications.moves,
        "application_limits": applications.limits,
        "application_receipt": applications.receipt,
        "application_replies": applications.replies,
        "application_relief": applications.relief,
        "application_pressing": applications.pressing,
        "catalogue_moves": catalogue.moves,
        "catalogue_limits": catalogue.limits,
        "document_moves": documents.moves,
        "document_grounds": documents.grounds,
        "engagement_limits": engagement.terms,
        "inspection_limits": inspection.limits,
        "letter_templates": letters.shipped,
        "redaction_moves": redaction.moves,
        "redaction_grounds": redaction.grounds,
        "redaction_limits": redaction.limits,
        "clause_moves": disclosure.clause_moves,
        "guide_moves": disclosure.guide_moves,
        "guide_fields": disclosure.guide_fields,
        "statutory_days": disclosure.statutory_days,
        "scrutiny_sources": scrutiny.sources,
        "scrutiny_moves": scrutiny.matter_moves,
        "scrutiny_terms": scrutiny.terms,
        "scrutiny_liability": scrutiny.liability_moves,
        "scrutiny_reasons": scrutiny.reasons,
        "scrutiny_assessment": scrutiny.assessment_moves,
        "scrutiny_figures": scrutiny.assessed,
    }
    plain: dict[str, Callable[[], str]] = {
        "application_life": applications.life,
        "catalogue_life": catalogue.life,
        "catalogue_columns": catalogue.columns,
        "document_life": documents.life,
        "scrutiny_life": scrutiny.life,
    }
    return {name: partial(write, table) for name, write in laid_out.items()} | plain
