"""Every write to the index. It follows from texts that are journalled where they are written, so only a rebuilding has
lines of its own.
"""

from yihaotong.search.actions.rebuilding import begin_rebuild, end_rebuild, rebuild_batch
from yihaotong.search.actions.refreshing import refresh

__all__ = ["begin_rebuild", "end_rebuild", "rebuild_batch", "refresh"]
