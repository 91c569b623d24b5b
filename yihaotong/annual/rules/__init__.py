"""Rules of this area: pure Python."""
