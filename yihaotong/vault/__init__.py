"""The vault: sealed fields and the keys that open them. Who may open what and why is decided where the field lives."""
