"""One thread that writes: work from many lanes goes in, one flushed commit serves them all.

Flushing costs far more than the statements, so whatever waits when a commit ends shares the next
one. A caller returns only after its own work is on disk.
"""

import contextlib
import queue
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from batch_sender.journal.faults import is_transient, took_everything

T = TypeVar("T")
U = TypeVar("U")

_MOST_TOGETHER: Final = 64

_MOST_TRIES: Final = 5
"""So often is work begun again that met another machine's transaction badly."""

_IDLE: Final = 1.0
"""Seconds without work after which the writer's connection goes back to the pool."""

_A_MOMENT: Final = 0.02
"""Seconds. Who begins again at once takes the lock that the other side was about to get."""


class _Task(Generic[T]):
    """Work and its caller, who waits for what comes of it."""

    def __init__(self, work: Callable[[Connection], T]) -> None:
        self._work = work
        self._result: T | None = None
        self._error: BaseException | None = None
        self._tries = 0
        self.future: Future[T] = Future()

    def run_in(self, connection: Connection) -> None:
        """Run; whatever it raises is kept and raised: nothing of the transaction may stay."""
        self._tries += 1
        self._error = None
        try:
            self._result = self._work(connection)
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

    def committed(self) -> None:
        """Tell the caller what came of it, now that the transaction is on disk."""
        if self._error is not None:
            self.future.set_exception(self._error)
        else:
            self.future.set_result(self._result)  # type: ignore[arg-type]  # set when `work` returned

    def undone(self, error: BaseException) -> None:
        """Tell the caller that nothing came of it: its own error, or the transaction's."""
        self.future.set_exception(self._error or error)


class Writer:
    """The journal's one writing thread in this process."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._tasks: queue.SimpleQueue[tuple[_Task[Any], ...] | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        self._connection: Connection | None = None
        self._thread = threading.Thread(target=self._loop, name="journal-writer", daemon=True)
        self._thread.start()

    def run(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction; return what it returned once that is on disk.

        Whatever `work` raises comes back to the caller, and its changes are undone. It may run
        more than once, each time from the start.

        Raises:
            RuntimeError: the writer is closed.
        """
        task = _Task(work)
        self._put(task)
        return task.future.result()

    def run_both(
        self, first: Callable[[Connection], T], then: Callable[[Connection], U]
    ) -> tuple[T, U]:
        """Run two pieces of work in one commit; one's error undoes that one alone, as in `run`.

        What `first` raises comes before what `then` does.
        """
        tasks = _Task(first), _Task(then)
        self._put(*tasks)
        return tasks[0].future.result(), tasks[1].future.result()

    def _put(self, *tasks: _Task[Any]) -> None:
        with self._lock:
            if self._closed:
                raise RuntimeError("the journal is closed")
            self._tasks.put(tasks)

    def close(self) -> None:
        """Finish what waits, then end the thread; nothing is taken any more."""
        with self._lock:
            self._closed = True
            self._tasks.put(None)
        self._thread.join()

    def _loop(self) -> None:
        going_on = True
        while going_on:
            together, going_on = self._waiting()
            while together:
                together = self._commit(together)
        self._let_go()

    def _waiting(self) -> tuple[list[_Task[Any]], bool]:
        together = [*(self._next() or ())]
        going_on = bool(together)
        while going_on and len(together) < _MOST_TOGETHER:
            try:
                more = self._tasks.get_nowait()
            except queue.Empty:
                break
            together.extend(more or ())
            going_on = more is not None
        return together, going_on

    def _next(self) -> tuple[_Task[Any], ...] | None:
        if self._connection is not None:
            try:
                return self._tasks.get(timeout=_IDLE)
            except queue.Empty:
                self._let_go()
        return self._tasks.get()

    def _commit(self, together: list[_Task[Any]]) -> list[_Task[Any]]:
        """Write what belongs to these tasks; return those that have to go again."""
        try:
            if not self._written_at_once(together) and len(together) > 1:
                _let_others_pass(together)
                self._write_one_by_one(together)
        except BaseException as err:  # noqa: BLE001 - no caller may wait forever
            for task in together:
                task.undone(err)
            return []
        again = _let_others_pass(together)
        for task in together:
            if task not in again:
                task.committed()
        return again

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
        try:
            self._connection = self._connection or self._engine.connect()
            with self._connection.begin():
                yield self._connection
        except BaseException:
            self._let_go()  # it may be broken; the pool knows how to tell
            raise

    def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(SQLAlchemyError):
                connection.close()


def _let_others_pass(together: list[_Task[Any]]) -> list[_Task[Any]]:
    """Return the tasks that met another machine's transaction badly, after a moment for that one."""
    again = [task for task in together if task.goes_again]
    if again:
        time.sleep(_A_MOMENT)
    return again
