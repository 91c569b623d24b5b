"""公开目录: its pages for the public."""
