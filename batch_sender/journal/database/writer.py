"""Write for many threads, one at a time: what waits together shares one flushed commit.

Flushing costs far more than the statements, so whatever waits when a commit ends shares the next
one. Who comes while nobody writes does so at once, in its own thread, also for those who come
meanwhile: waking another thread for it takes as long as the flush. A caller returns only after its
own work is on disk.
"""

import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from batch_sender.journal.database.faults import is_transient, took_everything
from batch_sender.journal.database.writing import let_go, writing

T = TypeVar("T")
U = TypeVar("U")

_MOST_TOGETHER: Final = 64

_MOST_TRIES: Final = 5
"""So often is work begun again that met another machine's transaction badly."""

_IDLE: Final = 1.0
"""Seconds without work after which the connection goes through the pool, which knows a dead one."""

_A_MOMENT: Final = 0.02
"""Seconds. Who begins again at once takes the lock that the other side was about to get."""


class _Task(Generic[T]):
    """Work, and what came of it."""

    def __init__(self, work: Callable[[Connection], T]) -> None:
        self._work = work
        # Whoever writes for others speaks their language, should it have to say what is wrong.
        self._context = copy_context()
        self._result: T | None = None
        self._error: BaseException | None = None
        self._tries = 0

    def run_in(self, connection: Connection) -> None:
        """Run; whatever it raises is kept and raised: nothing of the transaction may stay."""
        self._tries += 1
        self._error = None
        try:
            self._result = self._context.run(self._work, connection)
        except BaseException as err:
            self._error = err
            raise

    def run_alone_in(self, connection: Connection) -> None:
        """Run inside a savepoint, so that one task's error undoes that task alone.

        Raises whatever took the whole transaction with it.
        """
        savepoint = connection.begin_nested()
        try:
            self.run_in(connection)
        except BaseException as err:
            if took_everything(err):
                raise
            try:
                savepoint.rollback()
            except SQLAlchemyError:
                # SQLite ends the transaction by itself when, say, the disk is full: that is news.
                raise err from None
        else:
            savepoint.commit()

    @property
    def failed(self) -> bool:
        return self._error is not None

    @property
    def goes_again(self) -> bool:
        return is_transient(self._error) and self._tries < _MOST_TRIES

    def undo(self, error: BaseException) -> None:
        """Take note that nothing came of it: its own error, or the transaction's."""
        self._error = self._error or error

    def result(self) -> T:
        """Return what came of it, or raise its error; asked when it is on disk or given up."""
        if self._error is not None:
            raise self._error
        return self._result  # type: ignore[return-value]  # set when `work` returned


class _Caller:
    """Who waits until its tasks are written, by somebody else or by itself."""

    def __init__(self, tasks: tuple[_Task[Any], ...]) -> None:
        self.tasks = tasks
        self.is_served = False
        self._called = threading.Lock()
        self._called.acquire()

    def wait(self) -> None:
        """Wait until its tasks are written, or it is its turn to write."""
        self._called.acquire()

    def call(self) -> None:
        """End its waiting."""
        self._called.release()


class Writer:
    """Whoever writes to the journal in this process, one at a time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._waiting: deque[_Caller] = deque()
        self._busy = False
        self._closed = False
        self._connection: Connection | None = None
        self._used_at = 0.0
        self._aside = ThreadPoolExecutor(1, thread_name_prefix="journal-writer")

    def run(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction; return what it returned once that is on disk.

        Whatever `work` raises comes back to the caller, and its changes are undone. It may run
        more than once, each time from the start, and in another thread.

        Raises:
            RuntimeError: the writer is closed.
        """
        task = _Task(work)
        self._write(task)
        return task.result()

    def run_both(
        self, first: Callable[[Connection], T], then: Callable[[Connection], U]
    ) -> tuple[T, U]:
        """Run two pieces of work in one commit; one's error undoes that one alone, as in `run`.

        What `first` raises comes before what `then` does.
        """
        tasks = _Task(first), _Task(then)
        self._write(*tasks)
        return tasks[0].result(), tasks[1].result()

    def close(self) -> None:
        """Finish what waits, and let the database go; nothing is taken any more."""
        self._aside.shutdown()  # of the main thread's too, which may have been called off waiting
        last = _Caller(())
        with self._lock:
            self._closed, writes = True, self._queues_up(last)
        self._serve(last, writes=writes)
        self._let_go()

    # ── whose turn it is ──────────────────────────────────────────────────────────────────────

    def _write(self, *tasks: _Task[Any]) -> None:
        self._refuse_if_closed()
        if threading.current_thread() is threading.main_thread():
            # Ctrl-C is raised there, wherever it is: not in the middle of what others wait for.
            self._aside.submit(self._write_here, tasks).result()
        else:
            self._write_here(tasks)

    def _write_here(self, tasks: tuple[_Task[Any], ...]) -> None:
        caller = _Caller(tasks)
        with self._lock:
            self._refuse_if_closed()
            writes = self._queues_up(caller)
        self._serve(caller, writes=writes)

    def _refuse_if_closed(self) -> None:
        if self._closed:
            raise RuntimeError("the journal is closed")

    def _queues_up(self, caller: _Caller) -> bool:
        """Put a caller into the queue; say whether nobody writes, so that it is to do so."""
        self._waiting.append(caller)
        writes, self._busy = not self._busy, True
        return writes

    def _serve(self, caller: _Caller, *, writes: bool) -> None:
        """Return when a caller's tasks are written: by somebody else or, if it `writes`, here."""
        if not writes:
            caller.wait()
        if caller.is_served:
            return
        served = self._next_ones()
        together = [task for each in served for task in each.tasks]
        while together:
            together = self._commit(together)
        self._hand_on(served)

    def _next_ones(self) -> list[_Caller]:
        """Take callers, the longest waiting first, for as much work as one commit may hold."""
        with self._lock:
            taken = [self._waiting.popleft()]
            tasks = len(taken[0].tasks)
            while self._waiting and tasks < _MOST_TOGETHER:
                taken.append(self._waiting.popleft())
                tasks += len(taken[-1].tasks)
        return taken

    def _hand_on(self, served: list[_Caller]) -> None:
        with self._lock:
            following = self._waiting[0] if self._waiting else None
            self._busy = following is not None
        if following is not None:
            following.call()
        for caller in served:
            caller.is_served = True
            caller.call()

    # ── a commit ──────────────────────────────────────────────────────────────────────────────

    def _commit(self, together: list[_Task[Any]]) -> list[_Task[Any]]:
        """Write what belongs to these tasks; return those that have to go again."""
        try:
            if not self._written_at_once(together) and len(together) > 1:
                _let_others_pass(together)
                self._write_one_by_one(together)
        except BaseException as err:  # noqa: BLE001 - no caller may wait forever
            for task in together:
                task.undo(err)
            return []
        return _let_others_pass(together)

    def _written_at_once(self, together: list[_Task[Any]]) -> bool:
        """Write them as one piece; False, and nothing is written, where one of them failed.

        Savepoints between them would cost as much as what is written, for what hardly ever happens.
        """
        try:
            with self._transaction() as connection:
                for task in together:
                    task.run_in(connection)
        except BaseException as err:
            if took_everything(err) or not any(task.failed for task in together):
                raise
            return False
        return True

    def _write_one_by_one(self, together: list[_Task[Any]]) -> None:
        with self._transaction() as connection:
            for task in together:
                task.run_alone_in(connection)

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[Connection]:
        """Write in one transaction, by a connection that is kept while work keeps coming."""
        now = time.monotonic()
        if now - self._used_at > _IDLE:
            self._let_go()
        self._used_at = now
        try:
            self._connection = self._connection or writing(self._engine)
            with self._connection.begin():
                yield self._connection
        except BaseException:
            self._let_go()  # it may be broken; the pool knows how to tell
            raise

    def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(SQLAlchemyError):
                let_go(connection)


def _let_others_pass(together: list[_Task[Any]]) -> list[_Task[Any]]:
    """Return the tasks that met another machine's transaction badly, after a moment for that one."""
    again = [task for task in together if task.goes_again]
    if again:
        time.sleep(_A_MOMENT)
    return again
