"""Share the judging of a list: pieces go into the journal, to workers, and back."""

import contextlib
from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection, text

from batch_sender.journal.chunks import pieces
from batch_sender.journal.chunks.pieces import Collected, ListPiece
from batch_sender.journal.handle import Subject, asked

_NOT_FLUSHED: Final = text("SET LOCAL synchronous_commit = off")


class Chunks(Subject):
    """Moves of the pieces of lists that are being judged.

    They are written by transactions of their own: large as they are, no message that is about to leave waits
    for them. And none waits for a disk: a piece that a crash of the server took is judged once more.
    """

    wanted = asked(pieces.wanted)
    context_of = asked(pieces.context_of)
    helpers = asked(pieces.helpers)

    @property
    def can_be_shared(self) -> bool:
        """Whether workers on other machines reach this journal."""
        return self._handle.engine.dialect.name == "postgresql"

    # ── of whoever judges the list ────────────────────────────────────────────────────────────

    def begin(self, batch_id: int, *, version: str, context: bytes) -> None:
        """Say what workers have to know of a list, and the version of the program that they must be."""
        with self._writing() as tx:
            pieces.begin(tx, batch_id, version=version, context=context)

    def add(self, batch_id: int, number: int, rows: bytes) -> None:
        """Put a piece of a list there, for any worker."""
        with self._writing() as tx:
            pieces.add(tx, batch_id, number, rows)

    def collect(self, batch_id: int) -> Collected:
        """Take the judged pieces of a list out, and tell who has the others."""
        with self._writing() as tx:
            return pieces.collect(tx, batch_id)

    def take_back(self, batch_id: int, number: int) -> bool:
        """Take a piece out that nobody judges; False: somebody does by now, or has."""
        with self._writing() as tx:
            return pieces.take_back(tx, batch_id, number)

    def drop(self, batch_id: int, number: int) -> None:
        """Take a piece out, whoever judges it: what comes of it is not waited for."""
        with self._writing() as tx:
            pieces.drop(tx, batch_id, number)

    def forget(self, batch_id: int) -> None:
        """Delete all that stands here of a list: it is judged."""
        with self._writing() as tx:
            pieces.forget(tx, batch_id)

    # ── of a worker ───────────────────────────────────────────────────────────────────────────

    def take(self, batch_id: int, worker: str) -> ListPiece | None:
        """Take the first piece of a list that nobody has, for some seconds; None without one."""
        with self._writing() as tx:
            return pieces.take(tx, batch_id, worker)

    def hand_in(self, piece: ListPiece, worker: str, judged: bytes) -> bool:
        """Write down how a piece was judged; False: it was taken from this worker meanwhile."""
        with self._writing() as tx:
            return pieces.hand_in(tx, piece, worker, judged)

    def give_up(self, piece: ListPiece, worker: str) -> None:
        """Leave a piece that this worker cannot judge to whoever judges the list."""
        with self._writing() as tx:
            pieces.give_up(tx, piece, worker)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._handle.translated(), self._handle.engine.begin() as tx:
            tx.execute(_NOT_FLUSHED)
            yield tx
