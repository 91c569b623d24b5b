"""Repeatable measurements: what an intake costs, and what survives a kill. See README.md beside this file."""
