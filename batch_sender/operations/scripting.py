"""The verbs of `import batch_sender`: for scripts and notebooks, which ask nobody and hand over all they mean.

What lies in the environment, in a profile or on a command line counts for nothing here.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from batch_sender.config import connections, places
from batch_sender.config.connections import Connection
from batch_sender.config.settings import Settings
from batch_sender.config.through import Through as Weighted
from batch_sender.config.through import refuse_bad_weight, refuse_same
from batch_sender.deliver.health import PauseReason
from batch_sender.deliver.session import Dispatch
from batch_sender.journal import Journal, Memory
from batch_sender.judge.prepare import Request, prepare
from batch_sender.judge.progress import JudgedSoFar
from batch_sender.language import _
from batch_sender.load.in_memory import Frame, Rows
from batch_sender.models import (
    BatchRecord,
    MessageRecord,
    MessageState,
    MessageText,
    PhoneNumber,
    Reason,
)
from batch_sender.operations import results, text_files
from batch_sender.operations import send as sending
from batch_sender.operations.connections import Tested, probed, probed_all
from batch_sender.operations.errors import TextOrTemplate
from batch_sender.operations.file_changes import refuse_changed
from batch_sender.operations.options import Caller, Onlooker, SendOptions
from batch_sender.operations.resume import batch_to_resume
from batch_sender.timing.clock import SystemClock
from batch_sender.timing.silence import Silence

Contacts = str | Path | Frame | Iterable[Mapping[str, object]]
"""A contact list: the path of a file, a pandas DataFrame, or rows as dicts."""

Through = Connection | Sequence[Connection | tuple[Connection, int]]
"""A connection, or several that rows are spread over, each with a weight where it is not 1."""

Text = str | Path | Sequence[str | Path]
"""A message text itself, the `Path` of its file, or several of these: variants."""

Progress = Callable[[int], None]
"""Hears how many more rows are judged, or messages have come to rest."""

PYTHON: Final = "python"
"""Who did it, where a script does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowOutcome:
    """What became of one row so far: `cells` by column; the rest as the results sheet has it.

    `reason` is a code that never changes its meaning; `time` is UTC, None where nothing was tried.
    """

    row: int
    cells: Mapping[str, str]
    state: MessageState
    reason: str | None
    number: PhoneNumber | None
    text: str | None
    media: str | None
    time: datetime | None
    attempts: int
    answer: str | None
    payment_line: str | None = None


def unheard(_more: int) -> None:
    """Hear of progress, and say nothing."""


def open_journal(location: str | Path | None = None, *, state: Path | None = None) -> Journal:
    """Open a journal, and make it if there is none; close it, or use it in a `with`.

    `location`: a path or a database URL; without one it lies in the user's data folder. `state`:
    the folder where this machine remembers its journals, by which it knows a copy brought back.

    Raises:
        JournalError: it cannot be used.
    """
    memory = Memory(state or places.state_folder({}))
    return Journal(location or places.journal_location(None, {}), memory=memory)


def saved_connection(name: str | None = None, *, path: Path | None = None) -> Connection:
    """Return a connection that `batch-sender connection add` saved; without a name, the only one.

    Raises:
        SettingsError: there is none of that name, or the file cannot be used.
    """
    return connections.choose(name, path=path or places.connections_file({}), environment={})


def check(  # noqa: PLR0913 - a door: whoever leaves a keyword out never meets it
    journal: Journal,
    contacts: Contacts,
    text: Text,
    *,
    settings: Settings | None = None,
    name: str = "rows",
    progress: Progress = unheard,
    who: str = PYTHON,
) -> BatchRecord:
    """Judge a whole list into the journal; nothing leaves. Counts, problems, repairs are the batch's.

    `name` stands for the file's where there is none. `progress` hears how many more rows are judged.

    Raises:
        ListError, TemplateError, MediaError, ConditionError, SettingsError, JournalError:
            nothing was judged.
    """
    list_path, rows = _listed(contacts, name)
    first, *others = _texts(text, list_path)
    request = Request(
        list_path=list_path,
        rows=rows,
        text=first.text,
        origin=first.origin,
        text_file=first.file,
        others=tuple(others),
        settings=settings or Settings(),
        who=who,
    )
    batch_id = prepare(journal, request, now=SystemClock().now(), progress=_in_rows(progress))
    return journal.batches.one(batch_id)


def send(  # noqa: PLR0913 - as above
    journal: Journal,
    batch: BatchRecord | int,
    *,
    connection: Through,
    wait: bool = False,
    as_judged: bool = False,
    workers: bool = False,
    progress: Progress = unheard,
    who: str = PYTHON,
) -> BatchRecord:
    """Send a checked batch, or go on with one that was begun; the call is the yes, nobody is asked.

    Returns the batch as it stands then: where it is paused, `paused_because` says why, and another
    call goes on. `wait`: outside of the sending hours, or with the day's cap reached, wait instead.
    `as_judged`: send what was judged although the list or a text was changed since, or is gone.
    `workers`: hand it over to these and look on; it goes on where the call is cut short.
    `progress` hears of each message that came to rest, in one thread at a time. `connection`: over several,
    such as `[vendas1, (vendas2, 2)]`, the rows are spread by weight.

    Raises:
        WorkersNeedServer: workers are asked for, and the journal is a file.
        FilesChanged: the list or a text is not what was judged, and `as_judged` does not say that it may be.
        BatchBusy, BatchEnded, OtherConnection, JournalRestored: the batch cannot be sent from here.
        ConnectionFault: nothing could leave through this connection.
        DeliveryBroke: the journal failed on the way.
    """
    return resume(
        journal,
        batch,
        connection=connection,
        wait=wait,
        as_judged=as_judged,
        workers=workers,
        progress=progress,
        who=who,
    )


def resume(  # noqa: PLR0913 - as above
    journal: Journal,
    batch: BatchRecord | int | None = None,
    *,
    connection: Through,
    wait: bool = False,
    as_judged: bool = False,
    workers: bool = False,
    progress: Progress = unheard,
    who: str = PYTHON,
) -> BatchRecord:
    """Go on as `send` does; without a batch with the only one that was begun and has not ended.

    What workers have begun goes back to them.

    Raises:
        NothingToResume, OnlyCheckedToResume, SeveralToResume: no batch is named, and not one alone waits.
        BatchSenderError: as `send` does.
    """
    if workers:
        journal.lanes.refuse_file()
    journal.batches.settle_abandoned(who=who)
    journal.maintenance.refuse_if_restored()
    found = batch_to_resume(journal, None if batch is None else _number(batch))
    if not as_judged:
        refuse_changed(journal, found.id)
    tested = _probed(found, connection)
    caller = Caller(who=who, watching=partial(_counted, progress))
    options = SendOptions(yes=True, no_wait=not wait, as_judged=True, workers=workers)
    sending.send(journal, found.id, tested, options, caller)
    return results.conclude(journal, found.id, (), caller).batch


def _probed(batch: BatchRecord, connection: Through) -> Tested:
    settings = Settings(**batch.settings)
    if isinstance(connection, Connection):
        return probed(connection, settings)
    through = [
        Weighted(connection=each) if isinstance(each, Connection) else _weighted(*each)
        for each in connection
    ]
    refuse_same([each.connection for each in through])
    return probed_all(through, settings, named=True)


def _weighted(connection: Connection, weight: int) -> Weighted:
    refuse_bad_weight(connection.name or connection.address, str(weight))
    return Weighted(connection=connection, weight=weight)


def outcomes(journal: Journal, batch: BatchRecord | int) -> Iterator[RowOutcome]:
    """Stream what became of each row of a batch, in the order of the list.

    Raises:
        UnknownBatch: there is none of this number.
    """
    header = journal.batches.one(_number(batch)).header
    return (_outcome(header, row) for row in journal.messages.rows(_number(batch)))


def report(
    journal: Journal,
    batch: BatchRecord | int,
    path: str | Path,
    *,
    with_people: bool = False,
    who: str = PYTHON,
) -> Path:
    """Write the results as they are now, by the path's ending (XLSX, CSV, JSONL, HTML); return where.

    `with_people`: a page, too, holds names and numbers; every other format does anyway.

    Raises:
        ResultsError: they cannot be written there.
    """
    written = results.write_results(
        journal, _number(batch), Path(path), Caller(who=who), with_people=with_people
    )
    return written.path


def _in_rows(progress: Progress) -> Callable[[JudgedSoFar], None]:
    """Tell a caller how many more rows are judged each time."""
    told = 0

    def hear(so_far: JudgedSoFar) -> None:
        nonlocal told
        more, told = so_far.rows - told, so_far.rows
        progress(more)

    return hear


def _number(batch: BatchRecord | int) -> int:
    return batch if isinstance(batch, int) else batch.id


def _listed(contacts: Contacts, name: str) -> tuple[Path, Rows | None]:
    if isinstance(contacts, str | Path):
        return Path(contacts), None
    # Rows are gone through more than once, which an iterator is not.
    return Path(name), contacts if isinstance(contacts, Frame) else list(contacts)


def _texts(text: Text, list_path: Path) -> list[MessageText]:
    several = [text] if isinstance(text, str | Path) else text
    if not several:
        raise TextOrTemplate
    return [
        text_files.read(each, contact_list=list_path)
        if isinstance(each, Path)
        else MessageText(text=each, origin=_("the message text"))
        for each in several
    ]


def _outcome(header: Sequence[str], record: MessageRecord) -> RowOutcome:
    return RowOutcome(
        row=record.row,
        cells=dict(zip(header, record.cells, strict=False)),  # a purged row has none
        state=record.state,
        reason=record.reason,
        number=record.number,
        text=record.text,
        media=record.media_name,
        time=record.time,
        attempts=record.attempts,
        answer=record.answer,
        payment_line=record.payment_line,
    )


class _Counted:
    """Tells a caller of each message that came to rest, in one thread at a time.

    What the caller raises ends no lane, which may have marked the next row: it stops the batch.
    """

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._lock = threading.Lock()
        self.stop = threading.Event()
        self.fault: BaseException | None = None

    def settled(self, state: MessageState) -> None:
        if state in {MessageState.PENDING, MessageState.SENDING}:
            return
        with self._lock:
            try:
                self._progress(1)
            except BaseException as err:  # noqa: BLE001 - raised again by whoever waits for the lanes
                self.fault = self.fault or err
                self.stop.set()

    def waiting(self, until: datetime, *, because: PauseReason | Reason) -> None:
        """Hear that nothing may leave for a while: no message came to rest."""

    def answering(self) -> None:
        """Hear that the server answers again: likewise."""

    def unanswered(self, silence: Silence) -> None:
        """Hear that a call has no answer yet: likewise."""


@contextmanager
def _counted(progress: Progress, _dispatch: Dispatch) -> Iterator[Onlooker]:
    counted = _Counted(progress)
    yield Onlooker(watch=counted, stop=counted.stop)
    if counted.fault is not None:
        raise counted.fault
