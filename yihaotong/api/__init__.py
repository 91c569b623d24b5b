"""The face for machines: the same acts as the desk, in JSON."""
