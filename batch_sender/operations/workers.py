"""The workers of a journal, the connections that wait for one, and what dead ones left behind."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from batch_sender.journal import Journal, WorkerRecord
from batch_sender.sentences.workers import remarks


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingConnection:
    """A connection with messages to send, whose lane no living worker holds.

    `is_known`: a living worker has its token, and takes it as soon as it has room.
    """

    name: str
    is_known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftBehind:
    """So many messages at `sending` on a lane that no living worker holds: they may have left."""

    name: str
    messages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkersSeen:
    """The workers, the living first, and what is to be seen to. `names`: of the connections, by number."""

    workers: Sequence[WorkerRecord]
    waiting: Sequence[WaitingConnection]
    left_behind: Sequence[LeftBehind]
    names: Mapping[int, str]

    @property
    def living(self) -> list[WorkerRecord]:
        """Those that have beaten in the last moments."""
        return [each for each in self.workers if each.is_alive]

    @property
    def dead(self) -> list[WorkerRecord]:
        """Those that have not, and were not stopped either."""
        return [each for each in self.workers if not each.is_alive]

    def lanes_of(self, worker: WorkerRecord) -> list[str]:
        """Return what the connections are called whose lanes it holds."""
        return [self.names[each] for each in worker.lanes]


def look_at_workers(journal: Journal) -> WorkersSeen:
    """Look at the workers of a journal.

    Raises:
        WorkersNeedServer: it is a file, which no workers share.
    """
    lanes = journal.lanes
    lanes.refuse_file()
    # Before the workers: a lane that is taken while this looks on does not count as waiting.
    wanted, under_way = lanes.wanted(), lanes.left_behind()
    workers, names = lanes.all_workers(), lanes.names_of_connections()
    living = [each for each in workers if each.is_alive]
    held = frozenset(lane for each in living for lane in each.lanes)
    known = frozenset(connection for each in living for connection in each.connections)
    return WorkersSeen(
        workers=workers,
        waiting=[
            WaitingConnection(name=names[each], is_known=each in known)
            for each in wanted
            if each not in held
        ],
        left_behind=[
            LeftBehind(name=names[each], messages=n)
            for each, n in sorted(under_way.items())
            if each not in held
        ],
        names=names,
    )


def remarks_on(seen: WorkersSeen) -> Iterator[str]:
    """Say what is to be seen to, a sentence for each."""
    yield from remarks(
        living=len(seen.living),
        dead=len(seen.dead),
        waiting=[(each.name, each.is_known) for each in seen.waiting],
        left_behind=[(each.name, each.messages) for each in seen.left_behind],
    )


def as_object(seen: WorkersSeen) -> dict[str, Any]:
    """Return it as programs read it."""
    return {
        "workers": [_worker(seen, each) for each in seen.workers],
        "waiting": [{"connection": each.name, "known": each.is_known} for each in seen.waiting],
        "left_behind": [
            {"connection": each.name, "messages": each.messages} for each in seen.left_behind
        ],
    }


def _worker(seen: WorkersSeen, worker: WorkerRecord) -> dict[str, Any]:
    return {
        "id": worker.id,
        "host": worker.host,
        "pid": worker.pid,
        "version": worker.version,
        "alive": worker.is_alive,
        "lanes": seen.lanes_of(worker),
        "most_lanes": worker.most_lanes,
        "calls": worker.calls,
        "calls_a_minute": round(worker.calls_a_minute, 1),
        "started_at": worker.started_at,
        "beat_at": worker.beat_at,
    }
