"""What stands in the paths and behind the question marks of the pages that are measured."""

from collections.abc import Mapping
from typing import Any

#: Arguments of the disclosure office's addresses: how the name begins, the argument, model, column, of which rows. The
#: longer names come first.
OFFICE: tuple[tuple[str, str, str, str, Mapping[str, Any]], ...] = (
    *(
        (f"desk:scrutiny:{name}", "number", label, "pk", {})
        for label, names in (
            ("scrutiny.Liability", "liability read_liability move_liability"),
            ("scrutiny.Round", "survey export_survey invite release_survey"),
            ("scrutiny.Assessment", "assessment adjust remove_adjustment mark_item move_assessment"),
            ("scrutiny.Session", "session attend leave_out"),
        )
        for name in names.split()
    ),
    ("desk:scrutiny:", "number", "scrutiny.Matter", "number", {}),
    ("desk:scrutiny:", "year", "scrutiny.Assessment", "year", {}),
    ("desk:documents:list", "number", "documents.OaImport", "pk", {}),
    ("desk:documents:deliver", "number", "documents.Delivery", "pk", {}),
    ("desk:documents:", "number", "documents.Document", "pk", {}),
    ("desk:articles:", "number", "articles.Article", "pk", {}),
    ("portal:articles:", "number", "articles.Article", "pk", {"standing__isnull": False, "withdrawn_at": None}),
    ("desk:applications:", "number", "applications.Application", "number", {}),
    ("desk:catalogue:", "key", "catalogue.Row", "matter_id", {"version__progress": "released"}),
    ("portal:catalogue:", "key", "catalogue.Row", "matter_id", {"version__progress": "released"}),
    ("desk:catalogue:", "number", "catalogue.Version", "number", {}),
    ("portal:catalogue:", "number", "catalogue.Version", "number", {}),
    ("portal:scrutiny:", "number", "scrutiny.Round", "pk", {}),
    ("desk:redaction:", "number", "redaction.Redaction", "pk", {}),
)
#: What is asked of pages that show little without a question.
QUERIES: Mapping[str, tuple[str, ...]] = {
    "desk:documents:home": ("", "?q=通知", "?state=signed", "?label=proactive"),
    "desk:articles:home": ("", "?q=预算", "?progress=released", "?progress=first"),
    "desk:applications:every": ("", "?page=2", "?every=1&page=20", "?q=预算"),
    "desk:scrutiny:matters": ("", "?show=mine", "?show=over&page=20", "?show=all&route=public"),
    "desk:disclosure:ledger": ("", "?show=all"),
    "portal:articles:list": ("", "?q=预算", "?q=通知"),
    "desk:find": ("?q=停水", "?q=噪音扰民", "?q=物业", "?q=路灯 不亮"),
    "desk:all": ("", "?stage=in_hand", "?overdue=1", "?stage=closed&page=2"),
}
