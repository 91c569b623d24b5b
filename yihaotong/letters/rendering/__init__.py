"""A letter as DOCX and PDF, both from `rules.writing.Writing`, both in the layout of GB/T 9704-2012."""
