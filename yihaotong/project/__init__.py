"""Wiring: settings, addresses, the command line, the demo city. Nothing below imports from here."""
