"""Run pieces of work in a background thread, in order, while the caller prepares the next one."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context


class BackgroundWriter:
    """Does one piece of work at a time, in a thread of its own."""

    def __init__(self, thread: ThreadPoolExecutor) -> None:
        self._thread = thread
        self._latest: Future[object] | None = None

    def do(self, work: Callable[[], object]) -> None:
        """Begin a piece of work, once the one before it is done.

        Raises whatever that one raised.
        """
        self.wait()
        self._latest = self._thread.submit(copy_context().run, work)

    def wait(self) -> None:
        """Wait until all is done; raise what the latest piece raised."""
        latest, self._latest = self._latest, None
        if latest is not None:
            latest.result()


@contextmanager
def background_writer() -> Iterator[BackgroundWriter]:
    """Hand out a writer; what it has begun is done before the block is left, whatever ends it.

    Raises what its last piece raised, unless the block itself failed.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="background-writer") as thread:
        writer = BackgroundWriter(thread)
        yield writer
        writer.wait()
