"""What the proofs of many machines share: many connections to one stand-in, and a database server of one's own."""

import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import select

from batch_sender.config.connections import Connection, Token
from batch_sender.config.settings import Settings
from batch_sender.journal.schema.conditions import stands_at
from batch_sender.journal.schema.tables import attempts, batches, messages
from batch_sender.models import JudgedMessage, MessageState, PhoneNumber
from batch_sender.standin import LineState, StandIn, no_faults
from tests.support import checked_batch
from tests.worker.processes import Plant, WorkerProcess, wait_until

FULL: Final = os.environ.get("BATCH_SENDER_PROOF_SIZE") == "full"
"""Whether the proofs run at the size of docs/measured.md; else at one that fits into every check."""


@contextmanager
def many_lines(many: int, *, latency: float = 0.0, port: int = 0) -> Iterator[StandIn]:
    """Run a stand-in with so many connections, each with a token of its own."""
    tokens = dict.fromkeys(tokens_of(many), LineState.CONNECTED)
    with StandIn(tokens=tokens, faults=no_faults, latency=latency, port=port) as api:
        yield api


def tokens_of(many: int) -> list[str]:
    return [f"token-{which:03d}" for which in range(many)]


def _message(row: int, person: int) -> JudgedMessage:
    to = PhoneNumber(f"55119{person:08d}")
    return JudgedMessage(
        row=row, cells=(to,), number=to, person=to, idempotency_key=f"{to}/Olá!", text="Olá!"
    )


class Fleet:
    """Connections to one stand-in, a batch on each, and workers that have all their tokens."""

    def __init__(self, plant: Plant, urls: Sequence[str]) -> None:
        self.plant = plant
        self._people = itertools.count()
        pairs = [
            plant.know(Connection(name=f"c{which:03d}", url=url, token=Token(token)))
            for which, (url, token) in enumerate(zip(urls, tokens_of(len(urls)), strict=True))
        ]
        self.numbers = [number for _connection, number in pairs]
        self.file = plant.file_of(*(connection for connection, _number in pairs))
        self.batches: list[int] = []

    def hand_over(self, rows: int, settings: Settings) -> None:
        """Give each connection a list of so many people."""
        for number in self.numbers:
            listed = [_message(row, next(self._people)) for row in range(2, rows + 2)]
            batch_id = checked_batch(self.plant.journal, listed, settings)
            self.batches.append(self.plant.hand_over(batch_id, number))

    def work(self, many: int = 1, *, behind: Sequence[str] = ()) -> list[WorkerProcess]:
        """Start workers, and wait until all of them beat."""
        begun = [self.plant.work(self.file, prefix=behind) for _each in range(many)]
        wait_until(
            lambda: all(self.beats(each) for each in begun),
            lambda: f"workers beat: {self.plant.told()}",
        )
        return begun

    def beats(self, worker: WorkerProcess) -> bool:
        alive = self.plant.journal.lanes.overview().living()
        return any(f"-{worker.pid}-" in each for each in alive)

    def lanes_of(self, *workers: WorkerProcess) -> set[int]:
        """Return the connections whose lanes these workers hold."""
        pids = [f"-{each.pid}-" for each in workers]
        holders = self.plant.holders().items()
        return {number for number, who in holders if any(pid in who for pid in pids)}

    def under_way(self, *workers: WorkerProcess) -> int:
        """Count what stands at `sending` on these workers' lanes, or on all."""
        left = self.plant.journal.lanes.left_behind()
        mine = self.lanes_of(*workers) if workers else left.keys()
        return sum(many for number, many in left.items() if number in mine)

    def sent(self) -> int:
        return sum(self.plant.journal.batches.counts(each).accepted for each in self.batches)

    def wait_for_more(self, many: int) -> None:
        """Wait until so many more messages were accepted."""
        wanted = self.sent() + many
        wait_until(
            lambda: self.sent() >= wanted,
            lambda: f"{many} more sent: {self.plant.told(*self.batches)}",
        )

    def numbers_at(self, *states: MessageState) -> set[str]:
        """Return who stands so in any of the batches."""
        statement = select(messages.c.number).where(stands_at(*states))
        with self.plant.journal._handle.engine.connect() as connection:
            return set(connection.execute(statement).scalars())

    def people(self) -> int:
        return sum(self.plant.journal.batches.counts(each).read for each in self.batches)

    def settled_calls(self) -> dict[tuple[int, int, int], str | None]:
        """Return what came of each call that has ended or was given up, by batch, row and attempt."""
        with self.plant.journal._handle.engine.connect() as connection:
            found = connection.execute(select(attempts).where(attempts.c.ended_at.is_not(None)))
            return {(row.batch_id, row.row, row.attempt): row.outcome for row in found}

    def connection_of(self) -> dict[str, int]:
        """Return through which connection each person's message leaves."""
        statement = select(messages.c.number, batches.c.connection_id).join(
            batches, batches.c.id == messages.c.batch_id
        )
        with self.plant.journal._handle.engine.connect() as connection:
            return {row.number: row.connection_id for row in connection.execute(statement)}

    def holds(self, api: StandIn, *, in_flight: int) -> None:
        """Nobody twice, nobody lost, and no more in doubt than what was in flight."""
        arrived, accepted = api.arrived(), self.numbers_at(MessageState.ACCEPTED)
        unknown = self.numbers_at(MessageState.UNKNOWN)
        twice = {to: count for to, count in arrived.items() if count > 1}
        assert not twice, "somebody was written to twice"
        assert len(accepted | unknown) == len(accepted) + len(unknown) == self.people(), (
            f"a row was lost: {self.plant.told(*self.batches)}"
        )
        assert accepted <= set(api.accepted()), "accepted, says the journal; never, says the server"
        assert set(arrived) <= accepted | unknown
        assert len(unknown) <= in_flight


# ── a database server of one's own ────────────────────────────────────────────────────────────


class Server:
    """A PostgreSQL server that a proof may stop."""

    def __init__(self, folder: Path, bin_folder: Path) -> None:
        self._folder, self._bin = folder, bin_folder
        with StandIn() as free:
            self._port = free.port

    @property
    def port(self) -> int:
        return self._port

    def url(self, host: str = "127.0.0.1") -> str:
        return f"postgresql://tester@{host}:{self._port}/postgres"

    def make(self) -> None:
        self._run(f"'{self._bin}/initdb' -D '{self._folder}/data' -A trust -U tester")
        # Of one's own network alone, and for the minutes of one proof.
        self._run(f"echo 'host all all 10.231.0.0/16 trust' >> '{self._folder}/data/pg_hba.conf'")

    def start(self) -> None:
        options = (
            f"-p {self._port} -c listen_addresses='*' -c unix_socket_directories={self._folder} "
            "-c max_connections=400 -c fsync=off"
        )
        told = f"-l '{self._folder}/log' -o \"{options}\""
        self._run(f"'{self._bin}/pg_ctl' -D '{self._folder}/data' -w {told} start")

    def stop(self, mode: str = "immediate") -> None:
        self._run(f"'{self._bin}/pg_ctl' -D '{self._folder}/data' -m {mode} -w stop")

    def _run(self, command: str) -> None:
        as_postgres = ["su", "postgres", "-s", "/bin/bash", "-c", command]
        asked = as_postgres if os.geteuid() == 0 else ["bash", "-c", command]
        subprocess.run(asked, check=True, capture_output=True, timeout=120, cwd=self._folder)


def programs() -> Path | None:
    """Return where the newest server's programs lie."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    anywhere = shutil.which("initdb")
    return Path(anywhere).resolve().parent if anywhere else None


@contextmanager
def own_server() -> Iterator[Server]:
    """Run a server of one's own, or skip where there is none to run."""
    where = programs()
    if where is None:
        pytest.skip("PostgreSQL's own programs are not installed")
    with tempfile.TemporaryDirectory(prefix="proof-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        server = Server(folder, where)
        server.make()
        server.start()
        try:
            yield server
        finally:
            _stop(server)


def _stop(server: Server) -> None:
    with suppress(subprocess.CalledProcessError):  # it is stopped already
        server.stop()
