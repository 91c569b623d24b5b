"""Timers: what the worker does again and again, with its place kept in the database."""
