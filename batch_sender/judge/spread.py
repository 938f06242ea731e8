"""Judge a long list's rows by themselves with the help of workers; they come back in the list's order.

Whoever judges the list reads it, puts pieces into the journal while workers take them, and judges what nobody
takes. What hangs on other rows is judged behind this, in one place: it makes no difference who judged a row.
"""

import logging
import time
from collections import Counter
from collections.abc import Iterator
from typing import Final, NamedTuple

from batch_sender import __version__
from batch_sender.journal import Journal
from batch_sender.judge.chunk_format import pack_contacts, unpack_judged
from batch_sender.judge.request import JudgingContext
from batch_sender.judge.row import RowJudge
from batch_sender.judge.shared_context import pack_context
from batch_sender.models import Contacts, JudgedRows

Pieces = Iterator[Contacts]

_LOG = logging.getLogger(__name__)

_JUDGED_ALONE: Final = 4_000
"""So many rows are judged in less time than it takes a worker to hear of the list."""
_FOR_EACH_WORKER: Final = 3
"""Pieces ahead: one that it judges, one that waits for it, one that waits to be collected."""
_MOST_AHEAD: Final = 48
"""Pieces in memory, whatever number of workers: 2,000 rows are about a megabyte."""
_LOOK_AGAIN: Final = 2.0
"""Seconds after which workers are counted anew."""
_MOMENT: Final = 0.01
_PATIENCE: Final = 1.0
"""Seconds without anything else to do after which a worker's piece is judged once more here."""
_FIRST_REST, _LONGEST_REST = 8, 128
"""So many pieces are not offered, at first and at last, where nobody took the last ones."""


class _JudgedPiece(NamedTuple):
    rows: JudgedRows
    payments: Counter[str]


def judged(
    journal: Journal, batch_id: int, context: JudgingContext, judge: RowJudge, pieces: Pieces
) -> Iterator[tuple[Contacts, JudgedRows]]:
    """Yield the pieces of a list, each with its rows as they were judged by themselves.

    A list whose rows have files of their own is judged where it is: other machines have other files.
    """
    if journal.chunks.can_be_shared and judge.path_columns is None:
        return _SpreadJudging(journal, batch_id, context, judge).of(pieces)
    return ((contacts, judge.judge(contacts)) for contacts in pieces)


class _SpreadJudging:
    """Judges a list's pieces here and elsewhere."""

    def __init__(
        self, journal: Journal, batch_id: int, context: JudgingContext, judge: RowJudge
    ) -> None:
        self._context = context
        self._chunks = journal.chunks
        self._batch_id = batch_id
        self._judge = judge
        self._number = 0
        self._ahead: dict[int, Contacts] = {}
        self._offered: set[int] = set()
        self._done: dict[int, _JudgedPiece | bytes] = {}
        self._workers = _Workers(journal)
        self._rest = _Rest()

    def of(self, pieces: Pieces) -> Iterator[tuple[Contacts, JudgedRows]]:
        """Yield them in their order; in the end nothing of them is left in the journal."""
        alone = 0
        for contacts in pieces:
            if alone < _JUDGED_ALONE:
                alone += len(contacts.rows)
                yield contacts, self._judge.judge(contacts)
                continue
            self._add(contacts)
            while len(self._ahead) > self._most_ahead:
                yield self._next()
        while self._ahead:
            yield self._next()
        if self._workers.were_there:
            self._chunks.forget(self._batch_id)

    @property
    def _most_ahead(self) -> int:
        return min(_FOR_EACH_WORKER * self._workers.number, _MOST_AHEAD)

    def _add(self, contacts: Contacts) -> None:
        """Take a piece in, and offer it to workers, where there are any."""
        self._number += 1
        self._ahead[self._number] = contacts
        if self._workers.number and not self._rest.goes_on():
            if self._workers.come_first():
                told = pack_context(self._context, file=self._judge.file)
                self._chunks.begin(self._batch_id, version=__version__, context=told)
            self._chunks.add(self._batch_id, self._number, pack_contacts(contacts))
            self._offered.add(self._number)

    def _next(self) -> tuple[Contacts, JudgedRows]:
        """Return the first piece, judged by whomever."""
        number = next(iter(self._ahead))
        since = time.monotonic()
        while number not in self._done:
            self._bring(number, is_late=time.monotonic() - since > _PATIENCE)
        contacts = self._ahead.pop(number)
        rows, payments = self._read(self._done.pop(number), contacts)
        self._judge.payments.kinds.update(payments)
        return contacts, rows

    def _bring(self, number: int, *, is_late: bool) -> None:
        """Do the next thing so that a piece comes: collect, judge it, judge another meanwhile, or wait."""
        if number not in self._offered:
            self._judge_here(number)
            return
        found = self._chunks.collect(self._batch_id)
        if found.judged:
            self._rest.end()
        self._done.update(found.judged)
        self._offered -= found.judged.keys()
        if number in found.judged:
            return
        self._offered &= found.held.union(found.free)  # those that are gone are judged here
        if number in found.free:
            self._rest.begin()
            self._take_back(number)
        elif is_late:
            self._chunks.drop(self._batch_id, number)
            self._offered.discard(number)
        elif number in self._offered:
            self._meanwhile(found.free)

    def _meanwhile(self, free: tuple[int, ...]) -> None:
        """Judge what no worker has; of what is offered the last, as workers take the first."""
        own = (each for each in self._ahead if each not in self._offered and each not in self._done)
        other = next(own, None)
        if other is not None:
            self._judge_here(other)
        elif len(free) > self._workers.number:
            self._take_back(free[-1])
        else:
            time.sleep(_MOMENT)

    def _take_back(self, number: int) -> None:
        if self._chunks.take_back(self._batch_id, number):
            self._offered.discard(number)
            self._judge_here(number)

    def _judge_here(self, number: int) -> None:
        self._done[number] = self._judged(self._ahead[number])

    def _judged(self, contacts: Contacts) -> _JudgedPiece:
        """Judge rows here, and count their payment lines where it is their turn."""
        before = self._judge.payments.take_count()
        rows = self._judge.judge(contacts)
        payments = self._judge.payments.take_count()
        self._judge.payments.kinds.update(before)
        return _JudgedPiece(rows, payments)

    def _read(self, done: "_JudgedPiece | bytes", contacts: Contacts) -> _JudgedPiece:
        """Read what a worker wrote; what cannot be read is judged here."""
        if isinstance(done, _JudgedPiece):
            return done
        try:
            return _JudgedPiece(*unpack_judged(done, contacts, file=self._judge.file))
        except (ValueError, LookupError, TypeError):
            _LOG.exception("a piece that a worker judged cannot be read")
            return self._judged(contacts)


class _Workers:
    """How many there are of this version, asked every few moments."""

    def __init__(self, journal: Journal) -> None:
        self._chunks = journal.chunks
        self._asked_at: float | None = None
        self._number = 0
        self.were_there = False

    @property
    def number(self) -> int:
        """How many live."""
        now = time.monotonic()
        if self._asked_at is None or now - self._asked_at > _LOOK_AGAIN:
            self._number, self._asked_at = self._chunks.helpers(__version__), now
        return self._number

    def come_first(self) -> bool:
        """Say whether these are the first that there are, and that they were there from now on."""
        were_there, self.were_there = self.were_there, True
        return not were_there


class _Rest:
    """How many pieces are not offered because nobody took the last ones: each time twice as many."""

    def __init__(self) -> None:
        self._left, self._next = 0, _FIRST_REST

    def goes_on(self) -> bool:
        """Say whether the next piece is not offered, and count it."""
        self._left -= 1
        return self._left >= 0

    def begin(self) -> None:
        """Take note that nobody took a piece."""
        if self._left <= 0:
            self._left, self._next = self._next, min(2 * self._next, _LONGEST_REST)

    def end(self) -> None:
        """Take note that somebody judged one."""
        self._left, self._next = 0, _FIRST_REST
