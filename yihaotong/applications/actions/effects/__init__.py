"""What each move leaves behind besides stage, clocks, event and line."""

from yihaotong.applications.actions.effects import consulting, deciding, ending, receiving
from yihaotong.applications.actions.effects.part import Act, Effect

__all__ = ["EFFECTS", "Act", "Effect"]

EFFECTS = {**receiving.EFFECTS, **consulting.EFFECTS, **deciding.EFFECTS, **ending.EFFECTS}
