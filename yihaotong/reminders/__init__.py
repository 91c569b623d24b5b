"""Reminders: what somebody at a desk should know now, kept until he has seen it; quiet hours."""
