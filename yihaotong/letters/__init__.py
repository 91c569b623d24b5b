"""Letters: editable templates, numbers, and the written thing as DOCX and PDF (GB/T 9704-2012)."""
