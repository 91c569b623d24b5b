"""A report as DOCX, PDF, HTML and JSON, all from one `Laid` structure; letters lend fonts and measures."""
