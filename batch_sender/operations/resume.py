"""Go on with a batch that was paused, interrupted or only checked, on a connection that was tested."""

from collections.abc import Sequence
from dataclasses import dataclass

from batch_sender import sentences
from batch_sender.config.batch_settings import settings_of
from batch_sender.config.workspace import Workspace
from batch_sender.deliver.errors import BatchEnded
from batch_sender.journal import Journal
from batch_sender.models import BatchRecord, BatchState
from batch_sender.models.errors import BatchSenderError
from batch_sender.operations.connections import Tested, probe_connections
from batch_sender.operations.errors import NothingToResume, OnlyCheckedToResume, SeveralToResume
from batch_sender.operations.options import Caller, SendOptions
from batch_sender.operations.parts import NamesOf, is_named, names_to_go_on
from batch_sender.operations.questions import NONE, Answer
from batch_sender.operations.send import SendOutcome, go_on, send
from batch_sender.operations.status import BatchStanding, needing_a_word


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumption:
    """A batch that can go on, and its connection. `asks`: a person has yet to say that it may."""

    batch: BatchRecord
    tested: Tested
    asks: bool


def find_to_resume(
    journal: Journal, workspace: Workspace, batch_id: int | None, options: SendOptions
) -> Resumption:
    """Find the batch that goes on, the only one that waits if none is named; test its connection.

    Raises:
        NothingToResume, OnlyCheckedToResume, SeveralToResume: none is named, and not one alone waits.
        UnknownBatch, BatchEnded: the one that is named cannot go on.
        NotAPart, NoOtherPart, MoveNamesOthers: rows are to be moved that cannot be.
        SettingsError, ConnectionFault: nothing could leave.
    """
    batch = batch_to_resume(journal, batch_id)
    return Resumption(
        batch=batch,
        tested=probe_to_go_on(journal, workspace, batch, options),
        asks=batch.state is BatchState.CHECKED or options.proof is not None,
    )


def probe_to_go_on(
    journal: Journal,
    workspace: Workspace,
    batch: BatchRecord,
    options: SendOptions,
    *,
    names_of: NamesOf = names_to_go_on,
) -> Tested:
    """Test the connections that a batch goes on through: those that are named, or its own with rows left.

    Raises:
        NotAPart, NoOtherPart, MoveNamesOthers: rows are to be moved that cannot be.
        SettingsError, ConnectionFault: nothing could leave.
    """
    names = names_of(journal, batch, options)
    settings = settings_of(journal.batches, batch.id)
    return probe_connections(workspace, names, settings, named=is_named(options))


def waiting_batches(journal: Journal) -> list[BatchStanding]:
    """Return the batches that can go on, newest first: interrupted, paused, or checked and never begun."""
    return [each for each in needing_a_word(journal) if _can_go_on(each.batch)]


def batch_to_resume(journal: Journal, batch_id: int | None) -> BatchRecord:
    """Return the batch that goes on: the only one that waits, if none is named.

    Raises:
        NothingToResume, OnlyCheckedToResume, SeveralToResume: none is named, and not one alone waits.
        UnknownBatch, BatchEnded: the one that is named cannot go on.
    """
    batch = journal.batches.one(_only_one(journal) if batch_id is None else batch_id)
    if batch.state in {BatchState.FINISHED, BatchState.CANCELLED}:
        raise BatchEnded(batch=batch.id, state=sentences.state_name(batch.state))
    return batch


def resume(
    journal: Journal,
    found: Resumption,
    options: SendOptions,
    caller: Caller,
    answers: Sequence[Answer] = NONE,
) -> SendOutcome:
    """Go on with a batch; one that was only checked asks what `send` asks.

    Raises:
        BadProofNumber, BatchBusy, BatchEnded, OtherConnection, DeliveryBroke: as `send` does.
    """
    carry_on = send if found.asks else go_on
    return carry_on(journal, found.batch.id, found.tested, options, caller, answers)


def _only_one(journal: Journal) -> int:
    waiting = journal.batches.resumable()
    if len(waiting) == 1:
        return waiting[0]
    several: type[BatchSenderError] = SeveralToResume
    if not waiting:
        # Even a single one is named first: it may have been checked for a look alone.
        several, waiting = OnlyCheckedToResume, [each.batch.id for each in _checked(journal)]
    if not waiting:
        raise NothingToResume
    raise several(batches=", ".join(map(str, waiting)), first=waiting[0])


def _checked(journal: Journal) -> list[BatchStanding]:
    return [each for each in waiting_batches(journal) if each.batch.state is BatchState.CHECKED]


def _can_go_on(batch: BatchRecord) -> bool:
    ended = batch.state in {BatchState.FINISHED, BatchState.CANCELLED}
    return not ended and bool(batch.counts.pending or batch.counts.sending)
