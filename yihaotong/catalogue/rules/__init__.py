"""The rules of the catalogue: plain Python, no database, no present moment."""
