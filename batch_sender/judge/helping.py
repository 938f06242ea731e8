"""Judge pieces of lists that somebody else judges, as a worker does."""

import logging
from collections import deque
from typing import Final

from batch_sender import __version__
from batch_sender.journal import Journal
from batch_sender.journal.chunks.pieces import ListPiece
from batch_sender.judge.chunk_format import pack_judged, unpack_contacts
from batch_sender.judge.row import RowJudge
from batch_sender.judge.shared_context import unpack_context

_LOG: Final = logging.getLogger(__name__)


class Helper:
    """Judges one piece after another, of each list in turn; `worker`: its name."""

    def __init__(self, journal: Journal, worker: str) -> None:
        self._journal = journal
        self._worker = worker
        self._key = journal.key()
        self._judges: dict[int, RowJudge] = {}
        self._refused: set[int] = set()
        self._turns: deque[int] = deque()

    def look(self) -> bool:
        """Say whether any list is being judged."""
        wanted = self._journal.chunks.wanted(__version__)
        self._turns = deque(sorted(set(wanted) - self._refused))
        self._judges = {batch: judge for batch, judge in self._judges.items() if batch in wanted}
        return bool(self._turns)

    def judge_one(self) -> bool:
        """Judge one piece of one of them; False: nobody needs help with any."""
        for _turn in range(len(self._turns)):
            batch_id = self._turns[0]
            self._turns.rotate(-1)
            judge = self._judge_of(batch_id)
            piece = None if judge is None else self._journal.chunks.take(batch_id, self._worker)
            if judge is not None and piece is not None:
                self._judge(piece, judge)
                return True
        return False

    def _judge_of(self, batch_id: int) -> RowJudge | None:
        if batch_id not in self._judges and batch_id not in self._refused:
            context = self._journal.chunks.context_of(batch_id)
            if context is None:
                return None
            try:
                self._judges[batch_id] = RowJudge.of(unpack_context(context, key=self._key))
            except Exception as err:  # noqa: BLE001 - whoever judges the list goes on without this worker
                self._refuse(batch_id, err)
        return self._judges.get(batch_id)

    def _judge(self, piece: ListPiece, judge: RowJudge) -> None:
        """Judge a piece; leave it to whoever judges the list where that fails, as it would there."""
        chunks = self._journal.chunks
        try:
            judge.payments.take_count()
            rows = judge.judge(unpack_contacts(piece.rows))
            judged = pack_judged(rows, judge.payments.take_count())
        except Exception as err:  # noqa: BLE001 - likewise
            self._refuse(piece.batch_id, err)
            chunks.give_up(piece, self._worker)
        else:
            chunks.hand_in(piece, self._worker, judged)

    def _refuse(self, batch_id: int, err: Exception) -> None:
        """Help with a list no more. What the error says may name people: its kind alone is written down."""
        self._refused.add(batch_id)
        self._judges.pop(batch_id, None)
        _LOG.error("a worker cannot judge the list of batch %s: %s", batch_id, type(err).__name__)
