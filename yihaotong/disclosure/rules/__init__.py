"""What the office goes by: its organisation, its own rules, what superiors asked for, its guide. Plain Python."""
