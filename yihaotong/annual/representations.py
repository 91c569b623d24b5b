"""A report as files: DOCX, PDF, HTML, JSON, all of one version at one instant."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from yihaotong.annual import access
from yihaotong.annual.rendering.docx import docx
from yihaotong.annual.rendering.laid import laid
from yihaotong.annual.rendering.page import page
from yihaotong.annual.rendering.pdf import pdf
from yihaotong.annual.rules.drafted import Drafted, as_json

#: What each kind of file is called in a header, by the end of its name.
MEDIA: Mapping[str, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
}


def file(drafted: Drafted, kind: str, at: datetime, *, annex: bool = True) -> bytes:
    """One file, by the end of its name. Raises KeyError for a kind that there is none of."""
    return _MAKERS[kind](drafted, at, annex=annex)


def _docx(drafted: Drafted, at: datetime, *, annex: bool) -> bytes:
    return docx(laid(drafted, annex=annex), at)


def _pdf(drafted: Drafted, at: datetime, *, annex: bool) -> bytes:
    return pdf(laid(drafted, annex=annex), at)


def _html(drafted: Drafted, _at: datetime, *, annex: bool) -> bytes:
    return page(laid(drafted, annex=annex)).encode()


def _json(drafted: Drafted, _at: datetime, *, annex: bool) -> bytes:
    return (json.dumps(told(drafted) if annex else public(drafted), ensure_ascii=False, indent=1) + "\n").encode()


_MAKERS: Mapping[str, Callable[..., bytes]] = {"docx": _docx, "pdf": _pdf, "html": _html, "json": _json}


def told(drafted: Drafted) -> dict[str, Any]:
    """The whole JSON: form, text, figures with their origin, findings, slips."""
    return as_json(drafted) | {"slips": [each.as_json() for each in access.slips(drafted)]}


def public(drafted: Drafted) -> dict[str, Any]:
    """What the public gets: the report without keys of records, findings, slips; figures with how they came about."""
    whole = as_json(drafted)
    figures = [
        {name: each[name] for name in ("code", "label", "value", "unit", "printed", "kind")}
        for each in whole["figures"]
    ]
    left_out = {"figures", "findings", "edition"}
    return {name: value for name, value in whole.items() if name not in left_out} | {"figures": figures}
