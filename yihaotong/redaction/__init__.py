"""Redaction: what must not be given out is taken out of a PDF, a DOCX or a picture for good, with its proof."""
