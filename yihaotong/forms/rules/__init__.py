"""Forms and rules of the statutory tables: pure Python."""
