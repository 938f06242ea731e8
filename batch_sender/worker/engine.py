"""Procrastinate, behind one thin wall: it hands jobs to workers and takes note of dead ones, nothing else.

It is no fence (docs/measured.md): a frozen worker may wake beside its successor. So no job has a `lock`,
none is ever retried, and whoever gets one looks into the journal for whether it is still wanted. A job that
a dead worker left is failed; what follows it is deferred anew.
"""

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, Final, Protocol

import psycopg
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException, ProcrastinateException
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager
from procrastinate.schema import SchemaManager
from psycopg_pool import PoolTimeout

_log: Final = logging.getLogger(__name__)

_TASK: Final = "batch_sender.duty"
_TABLES_LOCK: Final = 0x70726F63
"""Held by whoever makes the engine's tables: several workers may start at once."""

_POLL: Final = 1.0
_BEAT: Final = 5.0
_DEAD_AFTER: Final = 30.0
_OPENING: Final = 10.0
"""Seconds to reach the server, then it is tried again later."""

_FEWEST_CONNECTIONS, _MOST_CONNECTIONS = 1, 4
_FIRST_REST, _LONGEST_REST = 1.0, 15.0
_KEPT_HOURS: Final = 24

_AWAY: Final = (ProcrastinateException, psycopg.Error, PoolTimeout, OSError)
"""What comes of a server that does not answer."""


class Duty(Protocol):
    """One kind of jobs: their queues begin with `prefix` and a hyphen."""

    prefix: str

    def queues(self) -> Sequence[str]:
        """Say from which queues a job would be taken now."""

    def take(self, queue: str) -> None:
        """Hear that a job was taken, before the next one is asked for."""

    def run(self, queue: str) -> None:
        """Do it; called in a thread of its own."""


class Engine:
    """Fetches jobs of some duties and runs each in a thread, until it is stopped; defers new ones.

    It lives through a database that is away: it begins again by itself, and what runs goes on meanwhile.
    """

    def __init__(self, conninfo: str, *, name: str, most: int, duties: Sequence[Duty]) -> None:
        self._conninfo, self._name, self._most = conninfo, name, most
        self._duties = {each.prefix: each for each in duties}
        self._threads = ThreadPoolExecutor(most, thread_name_prefix="job")
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._app: App | None = None
        self._serving: asyncio.Task[None] | None = None
        self._rest: asyncio.Event | None = None
        self._stopping = False

    # ── from any thread ───────────────────────────────────────────────────────────────────────

    def start(self) -> None:
        """Begin to fetch jobs."""
        _hush()
        run = copy_context().run
        self._thread = threading.Thread(target=run, args=(self._run,), name="engine", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Fetch no more; what runs is not waited for here."""
        self._stopping = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._leave_off)
        if self._thread is not None:
            self._thread.join(timeout=_OPENING)
        self._threads.shutdown(wait=False, cancel_futures=True)

    def defer(self, queues: Collection[str]) -> bool:
        """Put a job into each of these queues, unless one waits there; False where nobody answers."""
        return self._ask(self._defer, queues)

    def tidy(self) -> bool:
        """Fail what dead workers left, and forget what has long been done."""
        return self._ask(self._tidy)

    def _leave_off(self) -> None:
        if self._serving is not None:
            self._serving.cancel()
        if self._rest is not None:
            self._rest.set()

    def _ask(self, what: Callable[..., Any], *arguments: Any) -> bool:
        loop, app = self._loop, self._app
        if loop is None or app is None or self._stopping:
            return False
        future = asyncio.run_coroutine_threadsafe(what(app, *arguments), loop)
        try:
            future.result(timeout=_OPENING)
        except (*_AWAY, TimeoutError) as err:
            future.cancel()
            _log.debug("the engine could not be asked", exc_info=err)
            return False
        return True

    # ── in its own thread ─────────────────────────────────────────────────────────────────────

    def _run(self) -> None:
        # The driver needs this loop on Windows; elsewhere it is the usual one.
        with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
            self._loop = runner.get_loop()
            self._loop.set_exception_handler(_note)
            try:
                runner.run(self._forever())
            finally:
                self._loop = None

    async def _forever(self) -> None:
        rest, self._rest = _FIRST_REST, asyncio.Event()
        while not self._stopping:
            self._serving = asyncio.create_task(self._serve())
            try:
                await self._serving
                rest = _FIRST_REST
            except asyncio.CancelledError:
                return
            except _AWAY as err:
                _log.debug("the engine begins again", exc_info=err)
            except Exception:  # noqa: BLE001 - logged, and it begins again
                _log.exception("the engine of the workers broke; it begins again")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._rest.wait(), rest)
            rest = min(rest * 2, _LONGEST_REST)

    async def _serve(self) -> None:
        await asyncio.to_thread(make_tables, self._conninfo)
        # Anew each time: a pool that could not be opened is of no use any more.
        app = App(connector=_connector(self._conninfo))
        app.job_manager = _Jobs(app.connector, tuple(self._duties.values()))

        @app.task(name=_TASK)
        async def duty(queue: str) -> None:
            await self._do(queue)

        try:
            await app.open_async()
            self._app = app
            await app.run_worker_async(
                name=self._name,
                concurrency=self._most,
                fetch_job_polling_interval=_POLL,
                abort_job_polling_interval=3600.0,
                # Jobs go on in their threads, whatever becomes of the engine.
                shutdown_graceful_timeout=1.0,
                listen_notify=False,
                delete_jobs="successful",
                install_signal_handlers=False,
                update_heartbeat_interval=_BEAT,
                stalled_worker_timeout=_DEAD_AFTER,
            )
        finally:
            self._app = None
            with contextlib.suppress(*_AWAY):
                await app.close_async()

    async def _do(self, queue: str) -> None:
        duty = self._duties.get(queue.partition("-")[0])
        if duty is not None and self._loop is not None:
            run = copy_context().run
            await self._loop.run_in_executor(self._threads, run, duty.run, queue)

    async def _defer(self, app: App, queues: Iterable[str]) -> None:
        for queue in queues:
            with contextlib.suppress(AlreadyEnqueued):
                job = app.configure_task(_TASK, queue=queue, queueing_lock=queue)
                await job.defer_async(queue=queue)

    async def _tidy(self, app: App) -> None:
        jobs = app.job_manager
        await jobs.prune_stalled_workers(_DEAD_AFTER)
        for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=_DEAD_AFTER):
            if job.id is not None:
                await jobs.finish_job_by_id_async(job.id, Status.FAILED, delete_job=False)
        await jobs.delete_old_jobs(
            _KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
        )


class _Jobs(JobManager):
    """Fetches from the queues that are wanted at this moment, and lets a worker that woke up end."""

    def __init__(self, connector: Any, duties: Sequence[Duty]) -> None:
        super().__init__(connector)
        self._own = duties

    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> Job | None:  # noqa: ARG002 - the engine's
        wanted = {queue: duty for duty in self._own for queue in duty.queues()}
        if not wanted:
            return None
        job = await super().fetch_job(queues=list(wanted), worker_id=worker_id)
        if job is not None:
            wanted[job.queue].take(job.queue)
        return job

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:  # noqa: FBT001 - the engine's
        try:
            await super().finish_job(job=job, status=status, delete_job=delete_job)
        except ConnectorException as err:
            # It was failed as a dead worker's, or the database is away: then somebody will.
            _log.debug("a job's end was not written", exc_info=err)


def _connector(conninfo: str) -> PsycopgConnector:
    return PsycopgConnector(
        conninfo=conninfo,
        min_size=_FEWEST_CONNECTIONS,
        max_size=_MOST_CONNECTIONS,
        timeout=_OPENING,
    )


def make_tables(conninfo: str) -> None:
    """Make the engine's tables where there are none, beside the journal's."""
    with psycopg.connect(conninfo, connect_timeout=int(_OPENING)) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s, 0)", [_TABLES_LOCK])
        found = connection.execute("SELECT to_regclass('procrastinate_jobs')").fetchone()
        if found is None or found[0] is None:
            connection.execute(SchemaManager.get_schema())


def _hush() -> None:
    """Keep libraries that have no handler from writing to the terminal: what matters is told by us."""
    for name in ("procrastinate", "psycopg.pool", "asyncio"):
        logging.getLogger(name).addHandler(logging.NullHandler())


def _note(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    _log.debug("%s", context.get("message"), exc_info=context.get("exception"))
