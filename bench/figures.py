"""Medians for people, JSON for whoever wants to look again."""

import json
from pathlib import Path
from statistics import median
from typing import Any

RESULTS = Path(__file__).resolve().parent / "results"


def spread(values: list[float], form: str) -> str:
    """Median, and the lowest and highest in brackets when there are several."""
    low, middle, high = (format(value, form) for value in (min(values), median(values), max(values)))
    return f"{middle} ({low}–{high})" if len(values) > 1 else middle


def keep(bench: str, at: str, facts: dict[str, Any]) -> None:
    """Write everything that was measured to bench/results, which git ignores."""
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(facts, ensure_ascii=False, indent=1)
    (RESULTS / f"{bench}-{at.replace(':', '')}.json").write_text(text)
