"""Rows of the table of addresses that an area keeps beside itself: `TABLE` by address, `ARGUMENTS` for its paths."""
