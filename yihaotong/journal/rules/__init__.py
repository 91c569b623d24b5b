"""The chain in pure Python: what is hashed, in which form, with which key. Rows once written are for ever."""
