"""The work order: its life from the first ring to the archive."""
