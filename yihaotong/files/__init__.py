"""Files: what somebody hands in is looked at, cleaned and kept. To whom it belongs is an opaque key from above."""
