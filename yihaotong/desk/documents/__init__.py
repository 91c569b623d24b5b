"""公文: its pages for staff."""
