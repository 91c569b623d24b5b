"""Lists of cases: narrowed, walked by key, found by their text; and what somebody keeps for his own."""
