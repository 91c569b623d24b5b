"""The yardstick city: every fact of a public report of 2019, as records and stated figures."""
