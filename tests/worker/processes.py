"""Workers as processes of their own, and a hand to give them batches and to wait for what comes of it."""

import contextlib
import itertools
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import tomli_w
from sqlalchemy import select

from batch_sender.config.connections import Connection, Token, fingerprint
from batch_sender.config.settings import Settings
from batch_sender.deliver.handed_over import HandedOver
from batch_sender.journal import Journal
from batch_sender.journal.schema.worker_tables import lanes
from batch_sender.models import BatchState, JudgedMessage, MessageState
from batch_sender.standin import StandIn
from tests.support import checked_batch, message

PATIENCE = 60.0
"""Seconds after which something that must happen is taken to have failed."""


def wait_until(
    true: Callable[[], object], what: str | Callable[[], str], *, seconds: float = PATIENCE
) -> float:
    """Wait until something is true; return the seconds that it took."""
    began = time.monotonic()
    while not true():
        if time.monotonic() - began > seconds:
            told = what if isinstance(what, str) else what()
            raise AssertionError(f"not within {seconds} s: {told}")
        time.sleep(0.05)
    return time.monotonic() - began


class WorkerProcess:
    """`batch-sender worker` in a process of its own."""

    def __init__(
        self,
        location: str,
        connections: Path,
        *,
        folder: Path,
        arguments: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
        prefix: Sequence[str] = (),
    ) -> None:
        """Start it; `prefix`: what its command stands behind, such as `ip netns exec NAME`."""
        self.log = folder / "worker.log"
        self._out = (folder / "worker.out").open("wb")
        own = {
            **os.environ,
            "BATCH_SENDER_JOURNAL": location,
            "BATCH_SENDER_CONNECTIONS": str(connections),
            "BATCH_SENDER_STATE": str(folder / "state"),
            "BATCH_SENDER_LANG": "en",
            "HOME": str(folder),
        }
        for name in ("BATCH_SENDER_URL", "BATCH_SENDER_TOKEN"):
            own.pop(name, None)
        command = [*prefix, sys.executable, "-m", "batch_sender", "worker", "--log", str(self.log)]
        self.process = subprocess.Popen(
            [*command, *arguments],
            env={**own, **(environment or {})},
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=self._out,
            stderr=subprocess.STDOUT,
        )

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def lives(self) -> bool:
        return self.process.poll() is None

    def told(self) -> str:
        """All that it has said so far."""
        log = self.log.read_text(encoding="utf-8") if self.log.exists() else ""
        return log + Path(self._out.name).read_text(encoding="utf-8", errors="replace")

    def signal(self, number: int) -> None:
        self.process.send_signal(number)

    def freeze(self) -> None:
        self.signal(signal.SIGSTOP)

    def wake(self) -> None:
        self.signal(signal.SIGCONT)

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait(timeout=PATIENCE)

    def terminate(self) -> int:
        """Ask it to stop; return its exit code."""
        self.process.terminate()
        return self.ended()

    def ended(self) -> int:
        return self.process.wait(timeout=PATIENCE)

    def clear(self) -> None:
        """Leave no process behind, whatever a test found."""
        if self.lives:
            self.process.kill()
            self.process.wait(timeout=PATIENCE)
        self._out.close()


class Plant:
    """A journal in PostgreSQL, stand-ins, connections to them, and workers that send."""

    def __init__(self, location: str, folder: Path) -> None:
        self.location, self.folder = location, folder
        self.journal = Journal(location)
        self.workers: list[WorkerProcess] = []
        self._numbers = itertools.count(1)
        self._files = itertools.count(1)

    def connect(self, api: StandIn, name: str = "loja") -> tuple[Connection, int]:
        """Return a connection to a stand-in, and its number in the journal."""
        return self.know(Connection(name=name, url=api.url, token=Token(api.token)))

    def know(self, connection: Connection) -> tuple[Connection, int]:
        """Write a connection into the journal; return it with its number."""
        number = self.journal.sending.known_connection(
            fingerprint=fingerprint(connection, self.journal.key()),
            name=connection.name,
            address=connection.address,
        )
        return connection, number

    def file_of(self, *connections: Connection) -> Path:
        """Write a connections file."""
        path = self.folder / f"connections-{next(self._files)}.toml"
        return write_connections(path, *connections)

    def work(self, connections: Path, *arguments: str, **changes: Any) -> WorkerProcess:
        """Start a worker."""
        folder = self.folder / f"worker-{len(self.workers) + 1}"
        folder.mkdir()
        made = WorkerProcess(
            self.location, connections, folder=folder, arguments=arguments, **changes
        )
        self.workers.append(made)
        return made

    def messages(self, many: int) -> list[JudgedMessage]:
        """Return messages to so many people whom the stand-in answers well."""
        return [message(row, next(self._numbers) + 2000) for row in range(2, many + 2)]

    def checked(self, many: int, settings: Settings | None = None) -> int:
        return checked_batch(self.journal, self.messages(many), settings)

    def hand_over(self, batch_id: int, connection_id: int, terms: HandedOver | None = None) -> int:
        """Let workers send a batch; return its number."""
        self.journal.batches.start(
            batch_id,
            connection_id=connection_id,
            who="ana",
            sender=(terms or HandedOver()).told(),
            by_workers=True,
        )
        return batch_id

    def batch(self, connection_id: int, many: int, settings: Settings | None = None) -> int:
        """Judge a list of so many people and hand it over."""
        return self.hand_over(self.checked(many, settings), connection_id)

    def state(self, batch_id: int) -> BatchState:
        return self.journal.batches.state(batch_id)

    def states(self, batch_id: int) -> Counter[MessageState]:
        return Counter(each.state for each in self.journal.messages.rows(batch_id))

    def wait_for(self, state: BatchState, *batches: int, seconds: float = PATIENCE) -> None:
        """Wait until each of these batches stands there."""
        wait_until(
            lambda: all(self.state(each) is state for each in batches),
            lambda: f"batches {batches} at {state}: {self.told(*batches)}",
            seconds=seconds,
        )

    def wait_sent(self, batch_id: int, many: int, *, seconds: float = PATIENCE) -> None:
        """Wait until so many messages of a batch were accepted."""
        wait_until(
            lambda: self.journal.batches.counts(batch_id).accepted >= many,
            lambda: f"{many} messages of batch {batch_id} accepted: {self.told(batch_id)}",
            seconds=seconds,
        )

    def told(self, *batches: int) -> str:
        """How batches stand, and all that the workers have said."""
        stand = [(each, self.state(each), dict(self.states(each))) for each in batches]
        return "\n".join([str(stand), *(each.told() for each in self.workers)])

    def holders(self) -> dict[int, str]:
        """Return which worker holds each lane."""
        return self.journal.lanes.overview().holders()

    def epochs(self) -> dict[int, int]:
        """How often each lane was started."""
        with self.journal._handle.engine.connect() as connection:
            found = connection.execute(select(lanes.c.connection_id, lanes.c.epoch))
            return {row.connection_id: row.epoch for row in found}

    def close(self) -> None:
        for each in self.workers:
            each.clear()
        self.journal.close()


def write_connections(path: Path, *connections: Connection) -> Path:
    """Write a connections file in one step, as the program does."""
    entries = {
        str(each.name): {"url": each.url, "token": each.token.reveal()} for each in connections
    }
    draft = path.with_suffix(".draft")
    draft.write_text(tomli_w.dumps(entries), encoding="utf-8")
    draft.chmod(0o600)
    draft.replace(path)
    return path


@contextlib.contextmanager
def plant_in(location: str, folder: Path) -> Iterator[Plant]:
    made = Plant(location, folder)
    try:
        yield made
    finally:
        made.close()
