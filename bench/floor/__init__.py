"""The floor: the least that Django can do to take in a request. One view, one order, one event, one transaction."""
