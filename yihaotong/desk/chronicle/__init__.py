"""The pages of 大事记."""
