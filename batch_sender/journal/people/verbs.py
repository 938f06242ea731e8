"""Ask and decide about people: opt-outs, one person's history, erasure, retention."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial

from sqlalchemy import Connection

from batch_sender.journal.batches import reading
from batch_sender.journal.batches.verbs import Batches
from batch_sender.journal.errors import JournalBusy, JournalFull
from batch_sender.journal.handle import MOST_ROWS_TOGETHER, Handle, Subject, asked, streamed
from batch_sender.journal.people import (
    erasure,
    known_people,
    opt_out_imports,
    opt_outs,
    person_history,
    retention,
    rewriting,
    stop_words,
)
from batch_sender.journal.people.erasure import Forgotten, Purged
from batch_sender.journal.people.known_people import KnownAdded, KnownPerson
from batch_sender.journal.people.opt_outs import OptOut, OptOutsAdded
from batch_sender.journal.people.retention import OlderBatches
from batch_sender.models import BatchState, PhoneNumber


class People(Subject):
    """The opt-out list, who is known, questions about one person, and removals that nothing brings back."""

    on_the_list = asked(opt_outs.known_among)
    opt_outs_found = asked(opt_outs.found)
    opt_outs = streamed(opt_outs.everyone)
    stop_words = asked(stop_words.kept)
    imports = asked(opt_out_imports.every)
    one_import = asked(opt_out_imports.one)
    known_counts = asked(known_people.counts)
    newest_known = asked(known_people.newest)
    known = streamed(known_people.everyone)
    is_opted_out = asked(person_history.is_opted_out)
    messages_to = asked(person_history.messages_to)

    def __init__(self, handle: Handle, batches: Batches) -> None:
        super().__init__(handle)
        self._batches = batches

    def add_opt_outs(
        self,
        entries: Sequence[OptOut],
        *,
        who: str,
        kind: str | None = None,
        import_id: int | None = None,
    ) -> OptOutsAdded:
        """Write opt-outs down, at most `MOST_ROWS_TOGETHER`; who stands there stays as first told.

        `kind`: of the event that tells how many, if one does. `import_id`: of the file they come from.
        """
        now = self._handle.now()
        return self._handle.write(
            lambda tx: opt_outs.add(tx, entries, who=who, now=now, kind=kind, import_id=import_id)
        )

    def begin_import(self, source: str, *, who: str) -> int:
        """Write down that a do-not-call file is being read; return the import's number."""
        now = self._handle.now()
        return self._handle.write(lambda tx: opt_out_imports.begin(tx, source, who=who, now=now))

    def undo_import(self, import_id: int, *, who: str) -> int:
        """Take those off the list who are on it because of one import alone; return how many.

        Cut short, what was begun is done by the same call once more.

        Raises:
            UnknownImport: there is none of this number, or it was taken back.
        """
        removed = 0
        while True:
            seen, off = self._handle.write(
                lambda tx: opt_out_imports.take_back_some(tx, import_id, most=MOST_ROWS_TOGETHER)
            )
            removed += off
            if not seen:
                break
        now = self._handle.now()

        def end(tx: Connection) -> None:
            opt_out_imports.close(tx, import_id, now=now)
            opt_out_imports.note_undone(tx, import_id, removed, who=who, now=now)

        self._handle.write(end)
        return removed

    def remove_opt_outs(self, persons: Mapping[str, PhoneNumber], *, who: str) -> None:
        """Take persons off the list, given with the number that was asked for.

        Raises:
            NotOptedOut: one of them is not on it; nothing was changed.
        """
        self._handle.write(lambda tx: opt_outs.remove(tx, persons, who=who, now=self._handle.now()))

    def refuse_unlisted(self, persons: Mapping[str, PhoneNumber]) -> None:
        """See that persons are on the list.

        Raises:
            NotOptedOut: one of them is not.
        """
        with self._handle.reading() as connection:
            opt_outs.refuse_unlisted(connection, persons)

    def add_known(self, entries: Sequence[KnownPerson], *, who: str) -> KnownAdded:
        """Write known people down, at most `MOST_ROWS_TOGETHER`; who is there stays as first told."""
        key, now = self._handle.key(), self._handle.now()
        return self._handle.write(
            lambda tx: known_people.add(tx, entries, key=key, who=who, now=now)
        )

    def remove_known(self, persons: Mapping[str, PhoneNumber], *, who: str) -> None:
        """Take persons, given with the number that was asked for, off the known ones.

        Raises:
            NotKnown: one of them is not there; nothing was changed.
        """
        key, now = self._handle.key(), self._handle.now()
        self._handle.write(lambda tx: known_people.remove(tx, persons, key=key, who=who, now=now))

    def keep_stop_words(self, words: Sequence[str] | None, *, who: str) -> None:
        """Write down by which words people ask for no more messages; None: the usual ones."""
        now = self._handle.now()
        self._handle.write(lambda tx: stop_words.keep(tx, words, who=who, now=now))

    def older_than(self, age: timedelta) -> OlderBatches:
        """Find the batches that ended so long ago and hold people, and older ones that never did."""
        with self._handle.reading() as connection:
            return retention.older_than(connection, self._handle.now() - age)

    def purge(self, batch_id: int, *, who: str) -> Purged:
        """Remove everybody from an ended batch; its counts stay. See `rewrite`.

        Raises:
            CannotPurge: it has not ended. BatchBusy: a process still holds it.
        """
        order = erasure.Purge(
            batch_id=batch_id, key=self._handle.key(), who=who, now=self._handle.now()
        )
        with self._batches.holding(batch_id):
            return erasure.purge(self._handle.write, order, most=MOST_ROWS_TOGETHER)

    def forget(self, key: str, numbers: Sequence[str], *, receipt: str, who: str) -> Forgotten:
        """Remove one person from every batch; an opt-out stays. See `rewrite`.

        Raises:
            ForgetTooEarly: one of their batches is under way; nothing was changed.
        """
        order = erasure.Erasure(
            key=key, numbers=numbers, receipt=receipt, who=who, now=self._handle.now()
        )
        return self._handle.write(partial(erasure.forget, erasure=order))

    def rewrite(self) -> bool:
        """Let no remains of what was removed stand in the database's files; say whether none do.

        Not while a batch is judged or sent: its messages would have to wait. Where it cannot be done
        now, it is still due the next time.
        """
        with self._handle.reading() as connection:
            due = rewriting.rewrite_is_due(connection)
            at_work = reading.with_states(connection, BatchState.RUNNING, BatchState.JUDGING)
        if due and any(self._batches.is_held(batch_id) for batch_id in at_work):
            return False
        return self._rewritten() if due else True

    def _rewritten(self) -> bool:
        try:
            with self._handle.translated():
                done = rewriting.rewrite(self._handle.engine)
        except (JournalBusy, JournalFull):
            return False
        if done:
            self._handle.write(rewriting.note_rewritten)
        return done

    def retention(self) -> timedelta | None:
        """Return after how long people are removed by themselves; None: never."""
        with self._handle.reading() as connection:
            days = retention.retention(connection)
        return None if days is None else timedelta(days=days)

    def set_retention(self, age: timedelta | None, *, who: str) -> None:
        """Write the rule down; None: from now on nobody is removed by itself."""
        days = None if age is None else age.days
        self._handle.write(
            lambda tx: retention.set_retention(tx, days, who=who, now=self._handle.now())
        )
