"""What the proofs share: people who choose no fault, the program as a process, what a server saw."""

import contextlib
import json
import os
import random
import secrets
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from batch_sender.journal import Journal
from batch_sender.models import BatchRecord, BatchState, MessageState, PhoneNumber
from batch_sender.standin import Faults, Received, StandIn, no_faults

PATIENCE: Final = 60.0
"""Seconds after which something that must happen is taken to have failed."""

_SEED: Final = "BATCH_SENDER_PROOF_SEED"


def chance_for(proof: str) -> random.Random:
    """Return the moments of one run; pytest shows the seed when the proof fails."""
    seed = os.environ.get(_SEED) or str(secrets.randbits(32))
    sys.stdout.write(f"{proof}: run again with {_SEED}={seed}\n")
    return random.Random(f"{proof}/{seed}")


def people(many: int, *, fate: str = "000") -> list[PhoneNumber]:
    """Return so many numbers that end in `fate`, by which the stand-in chooses its fault."""
    return [PhoneNumber(f"55119{n:05d}{fate}") for n in range(many)]


def write_list(path: Path, numbers: Sequence[str]) -> Path:
    lines = ["nome,telefone", *(f"Cliente {n},{to}" for n, to in enumerate(numbers))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


# ── what an answer means ──────────────────────────────────────────────────────────────────────

MEANS: Final[Mapping[str | None, MessageState]] = {
    None: MessageState.ACCEPTED,
    "other_success": MessageState.ACCEPTED,
    "accepted_and_lost": MessageState.ACCEPTED,
    "refused": MessageState.REJECTED,
    "sending_failed": MessageState.REJECTED,
    "payload_fault": MessageState.REJECTED,
    "internal_error": MessageState.REJECTED,
    "validation_error": MessageState.REJECTED,
    "too_large": MessageState.REJECTED,
    # It surely did not leave: it waits, and is tried again.
    "too_many_requests": MessageState.PENDING,
    "unavailable_for_a_second": MessageState.PENDING,
    # Nor did it here, where nothing more may leave until a person has put that right.
    "token_refused": MessageState.PENDING,
    "no_api": MessageState.PENDING,
    "not_started": MessageState.PENDING,
    "no_default": MessageState.PENDING,
    # It may have left.
    "bad_gateway": MessageState.UNKNOWN,
    "closed_after_reading": MessageState.UNKNOWN,
    "reset_before_reading": MessageState.UNKNOWN,
    "reset_after_reading": MessageState.UNKNOWN,
    "empty_answer": MessageState.UNKNOWN,
    "html_answer": MessageState.UNKNOWN,
    "head_cut": MessageState.UNKNOWN,
    "body_cut": MessageState.UNKNOWN,
    "garbage": MessageState.UNKNOWN,
    "unavailable": MessageState.UNKNOWN,
    "gateway_timed_out": MessageState.UNKNOWN,
    "crashed": MessageState.UNKNOWN,
}
"""What becomes of a message by the stand-in's fault: the proofs' own table, not the program's."""

MAY_HAVE_LEFT: Final = (MessageState.ACCEPTED, MessageState.UNKNOWN)


# ── the program, as a process ─────────────────────────────────────────────────────────────────

_AHEAD: Final = """
import sys
import batch_sender.cli.sending
from batch_sender.cli import main
sys.stdout.write("ready\\n")
sys.stdout.flush()
sys.stdin.readline()
sys.exit(main(sys.argv[1:]))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    code: int
    out: str
    err: str


class Desk:
    """A person's terminal: one folder, one journal, one server, and what was typed so far."""

    def __init__(self, journal: str | Path, api: StandIn, *, folder: Path) -> None:
        self.journal, self.api, self.folder = journal, api, folder
        self.arrivals = Arrivals()
        self._started: list[Program] = []
        api.tell(self.arrivals)

    def type(self, *arguments: str | Path) -> "Program":
        """Start the program and let it import what it needs; `go` is the Enter key."""
        program = Program(self, [str(argument) for argument in arguments])
        self._started.append(program)
        return program

    def send(self, contacts: Path, *, lanes: int, out: Path | None = None) -> "Program":
        asked = ["--text", "Oi {nome}", "--yes", "--rate", "off", "--concurrency", str(lanes)]
        where = () if out is None else ("--out", out)
        return self.type("send", contacts, *asked, *where)

    def resume(self, *arguments: str | Path) -> "Program":
        return self.type("resume", *arguments, "--yes")

    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "BATCH_SENDER_JOURNAL": str(self.journal),
            "BATCH_SENDER_URL": self.api.url,
            "BATCH_SENDER_TOKEN": self.api.token,
            "BATCH_SENDER_LANG": "en",
            # Nothing of the person who runs the tests, and nothing of the program's left there.
            "HOME": str(self.folder),
            "XDG_DATA_HOME": str(self.folder / "data"),
        }

    def clear(self) -> None:
        """Leave no process behind, whatever the test found."""
        for program in self._started:
            program.give_up()


@contextlib.contextmanager
def desk(
    folder: Path,
    *,
    journal: str | Path | None = None,
    latency: float = 0.0,
    faults: Faults = no_faults,
) -> Iterator[Desk]:
    """Sit down before a server of one's own; its record can still be asked afterwards."""
    with StandIn(latency=latency, faults=faults) as api:
        sat_down = Desk(journal or folder / "journal.sqlite3", api, folder=folder)
        try:
            yield sat_down
        finally:
            sat_down.clear()


class Program:
    """The program in a process of its own, waiting for its Enter key."""

    def __init__(self, at: Desk, arguments: list[str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _AHEAD, *arguments],
            env=at.environment(),
            cwd=at.folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    def ready(self) -> Self:
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n", self.ended()
        return self

    def go(self) -> Self:
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return self

    def kill(self) -> Ended:
        self._process.kill()
        return self.ended()

    def ended(self) -> Ended:
        try:
            out, err = self._process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            out, err = self._process.communicate()
            raise AssertionError(f"the program hung\n{out}\n{err}") from None
        return Ended(code=self._process.returncode, out=out, err=err)

    def give_up(self) -> None:
        if self._process.poll() is None:
            self.kill()


# ── what the server saw ───────────────────────────────────────────────────────────────────────


class Arrivals:
    """Counts messages as they arrive; somebody may wait for the next ones."""

    def __init__(self) -> None:
        self._count = 0
        self._most_answered: int | None = None
        self._changed = threading.Condition()

    def __call__(self, request: Received) -> None:
        if request.number:
            self.one()
            with self._changed:
                self._changed.wait_for(lambda: not self._is_held, timeout=PATIENCE)

    def one(self) -> None:
        with self._changed:
            self._count += 1
            self._changed.notify_all()

    @property
    def _is_held(self) -> bool:
        return self._most_answered is not None and self._count > self._most_answered

    def hold_after(self, many: int) -> None:
        """Once so many more have come, answer nobody: who sends is not done before `let_go`."""
        with self._changed:
            self._most_answered = self._count + many

    def let_go(self) -> None:
        """Answer whoever waits."""
        with self._changed:
            self._most_answered = None
            self._changed.notify_all()

    def wait_for_more(self, many: int, *, seconds: float = PATIENCE) -> bool:
        """Wait until so many more have arrived, or so many seconds; say whether they have."""
        with self._changed:
            wanted = self._count + many
            return self._changed.wait_for(lambda: self._count >= wanted, timeout=seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """How many whole requests a server got, and how many it said yes to, by number."""

    arrived: Counter[str]
    accepted: Counter[str]

    @classmethod
    def by(cls, api: StandIn) -> Self:
        return cls(arrived=Counter(api.arrived()), accepted=Counter(api.accepted()))

    @classmethod
    def in_record(cls, record: Path) -> Self:
        """Read what a stand-in in another process wrote down, over all its lives."""
        lines = [json.loads(line) for line in record.read_text(encoding="utf-8").splitlines()]
        whole = [
            line
            for line in lines
            if line["event"] == "request" and line["number"] and line["whole"]
        ]
        return cls(
            arrived=Counter(line["number"] for line in whole),
            accepted=Counter(line["number"] for line in whole if line["status"] == 200),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """What a journal says of one batch, to be held against what the server saw."""

    batch: BatchRecord
    by_state: dict[MessageState, set[str]]
    taken_over: list[int]

    @classmethod
    def of(cls, journal: str | Path, batch_id: int = 1) -> Self:
        by_state: dict[MessageState, set[str]] = {state: set() for state in MessageState}
        with Journal(journal) as book:
            for row in book.messages.rows(batch_id):
                assert row.number is not None
                by_state[row.state].add(row.number)
            events = book.batches.events(batch_id)
            return cls(
                batch=book.batches.one(batch_id),
                by_state=by_state,
                taken_over=[e.detail["unknown"] for e in events if e.kind == "taken_over"],
            )

    @property
    def unknown(self) -> set[str]:
        return self.by_state[MessageState.UNKNOWN]

    def holds(self, seen: Seen, numbers: Sequence[str]) -> None:
        """Nobody twice, nobody lost, nobody called accepted who was not: of a finished batch."""
        twice = {to: count for to, count in seen.arrived.items() if count > 1}
        assert not twice, "somebody was written to twice"
        accepted = self.by_state[MessageState.ACCEPTED]
        assert self.batch.state is BatchState.FINISHED
        assert accepted | self.unknown == set(numbers), "a row was lost"
        assert len(accepted) + len(self.unknown) == self.batch.counts.read == len(numbers)
        assert set(seen.arrived) <= accepted | self.unknown
        assert accepted <= set(seen.accepted), "accepted, says the journal; never, says the server"
