"""遮盖: its pages for staff."""
