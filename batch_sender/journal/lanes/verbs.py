"""Move lanes between workers, and keep which workers there are."""

from collections.abc import Collection

from sqlalchemy import Connection

from batch_sender.journal.batches import changes
from batch_sender.journal.database import versions
from batch_sender.journal.database.session_locks import SessionLocks
from batch_sender.journal.handle import PROGRAM, Subject, asked
from batch_sender.journal.lanes import moving, workers
from batch_sender.journal.lanes import overview as overviews
from batch_sender.journal.lanes.errors import WorkersNeedServer
from batch_sender.journal.lanes.workers import NewWorker


class Lanes(Subject):
    """Moves of lanes, one for each connection, and questions about them."""

    wanted = asked(overviews.wanted)
    connections_of = asked(moving.connections_of)
    has_several = asked(moving.has_several)
    left_behind = asked(moving.left_behind)
    still_running = asked(moving.still_running)
    known_connections = asked(workers.known_connections)
    names_of_connections = asked(workers.names_of_connections)
    all_workers = asked(workers.of_journal)
    overview = asked(overviews.overview)
    terms_now = asked(overviews.terms_now)
    end_sessions = asked(overviews.end_sessions)

    @property
    def can_be_shared(self) -> bool:
        """Whether workers on several machines can work with this journal."""
        return self._handle.engine.dialect.name == "postgresql"

    def refuse_file(self) -> None:
        """See that the journal can be shared.

        Raises:
            WorkersNeedServer: it is a file.
        """
        if not self.can_be_shared:
            raise WorkersNeedServer(location=self._handle.location)

    def locks(self) -> SessionLocks:
        """Return the locks of one worker; the session is not open yet."""
        return SessionLocks(self._handle.engine)

    def start(self, connection_id: int, worker: str) -> int:
        """Start a connection's lane here: return its new epoch.

        What an earlier start left at `sending` becomes unknown: its worker is dead, or will be told that
        the lane was taken from it.

        Raises:
            JournalRestored: nothing may leave from this journal, here or anywhere.
            JournalFromNewerVersion: a newer program has migrated it.
        """

        def work(tx: Connection) -> int:
            self._handle.refuse_if_changed(tx)
            now = self._handle.now()
            epoch = moving.start(tx, connection_id, worker, now=now)
            for batch_id, left in moving.take_over(tx, connection_id, now=now).items():
                detail = {"unknown": left}
                changes.note(tx, batch_id, "taken_over", who=PROGRAM, detail=detail, now=now)
            return epoch

        return self._handle.write(work)

    def give_up(self, connection_id: int, epoch: int) -> None:
        """Say that nobody holds a lane any more."""
        self._handle.write(lambda tx: moving.give_up(tx, connection_id, epoch))

    def let_go(self, worker: str, connections: Collection[int]) -> None:
        """Say that a worker does not hold these lanes any more: it could not say so when it gave them up."""
        self._handle.write(lambda tx: moving.let_go(tx, worker, connections))

    def begin(self, new: NewWorker) -> None:
        """Write a worker down that begins."""
        self._handle.write(lambda tx: workers.begin(tx, new))

    def beat(
        self, worker: str, *, calls: int, calls_a_minute: float, known: Collection[int]
    ) -> bool:
        """Say that a worker lives; False: it is not known any more, and begins anew.

        Raises:
            JournalFromNewerVersion: a newer program has migrated the journal; this worker is to end.
        """

        def work(tx: Connection) -> bool:
            versions.refuse_other_version(tx)
            return workers.beat(tx, worker, calls=calls, calls_a_minute=calls_a_minute, known=known)

        return self._handle.write(work)

    def leave(self, worker: str) -> None:
        """Forget a worker that has ended."""
        self._handle.write(lambda tx: workers.leave(tx, worker))
