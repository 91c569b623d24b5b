"""公开信息: its pages for staff."""
