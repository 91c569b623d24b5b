"""The tests. `python -m tests.run` runs all of them; tests/<area>/ mirrors yihaotong/<area>/."""

import yihaotong as yihaotong  # what it sets for the libraries holds before any test imports one of them
