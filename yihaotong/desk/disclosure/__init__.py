"""政务公开: its pages for staff."""
