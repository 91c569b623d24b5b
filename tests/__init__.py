"""The tests. `python -m tests.run` runs all of them; tests/<area>/ mirrors yihaotong/<area>/."""
