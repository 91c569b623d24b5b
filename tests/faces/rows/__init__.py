"""Rows of the table of addresses that an area keeps beside itself: `TABLE` by address, `ARGUMENTS` for its paths."""

from tests.faces.rows import (
    annual,
    applications,
    articles,
    catalogue,
    chronicle,
    disclosure,
    documents,
    engagement,
    inspection,
    letters,
    opendata,
    outlets,
    redaction,
    scrutiny,
    site,
)

AREAS = (
    letters,
    redaction,
    disclosure,
    catalogue,
    documents,
    articles,
    chronicle,
    engagement,
    applications,
    scrutiny,
    outlets,
    inspection,
    annual,
    site,
    opendata,
)
