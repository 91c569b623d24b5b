"""年报 for everybody."""
