"""依申请公开: its pages for the public."""
