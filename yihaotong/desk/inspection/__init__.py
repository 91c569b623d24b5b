"""The pages of 自查."""
