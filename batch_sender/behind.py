"""Do pieces of work in a background thread, one after the other, while the next one is made."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from types import TracebackType
from typing import Self


class Behind:
    """Does one piece of work at a time, in a thread of its own. Leaving the block ends the last one."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="behind")
        self._latest: Future[object] | None = None

    def do(self, work: Callable[[], object]) -> None:
        """Begin a piece of work, once the one before it is done.

        Raises whatever that one raised.
        """
        self.wait()
        self._latest = self._pool.submit(copy_context().run, work)

    def wait(self) -> None:
        """Wait until all is done; raise what the latest piece raised."""
        latest, self._latest = self._latest, None
        if latest is not None:
            latest.result()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self._pool.shutdown()
        if error is None:
            self.wait()
