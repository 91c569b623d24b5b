"""The disclosure office: who answers for it, its own rules, what superiors asked for, its guide (条例 art. 4, 12)."""
