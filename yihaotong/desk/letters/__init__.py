"""文书: its pages for staff."""
