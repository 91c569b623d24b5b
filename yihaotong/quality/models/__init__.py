"""The tables of quality. Nothing here decides: see `rules`; nothing here is written but in `actions`."""

from yihaotong.quality.models.draws import Draw, Plan, Sample
from yihaotong.quality.models.scores import Appeal, Score, Sheet

__all__ = ["Appeal", "Draw", "Plan", "Sample", "Score", "Sheet"]
