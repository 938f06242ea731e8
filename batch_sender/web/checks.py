"""What there is to see of judged batches, kept for the pages that show it again and again.

Of a long list it takes seconds to gather. It holds while nothing of the batch has left.
"""

import threading
from collections import OrderedDict
from typing import Final

from batch_sender.operations.preview import Preview

_MOST: Final = 20
"""Batches whose pictures are kept: each holds a few dozen rows."""


class Checks:
    """The pictures of the batches that were looked at last, by their numbers."""

    def __init__(self) -> None:
        self._found: OrderedDict[int, Preview] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, found: Preview) -> None:
        """Keep one; the oldest goes."""
        with self._lock:
            self._found[found.batch.id] = found
            self._found.move_to_end(found.batch.id)
            if len(self._found) > _MOST:
                self._found.popitem(last=False)

    def of(self, batch_id: int) -> Preview | None:
        """Return that of a batch; None where it has to be gathered anew."""
        with self._lock:
            return self._found.get(batch_id)
