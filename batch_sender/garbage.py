"""Work that makes millions of short-lived values goes on; Python's collector looks at them less often.

Such values refer to nothing that refers back, so they go when they are done with. Each look of the
collector goes through all that the program has loaded, and finds nothing.
"""

import contextlib
import gc
from collections.abc import Iterator
from typing import Final

_MANY: Final = 50_000
"""New values after which the collector looks, not 700."""


@contextlib.contextmanager
def rarely_collected() -> Iterator[None]:
    """Leave out what stands there already, and look at the rest less often, while the block runs."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_MANY, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
