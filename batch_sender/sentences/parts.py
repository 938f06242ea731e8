"""Several connections of one batch, in words: how many rows each has, and why one stands still."""

from batch_sender import language, sentences
from batch_sender.language import _, ngettext, number
from batch_sender.models import BatchRecord, PartRecord
from batch_sender.sentences.counts import all_counted


def describe_share(name: str, messages: int, *, exact: bool) -> str:
    """Say how many messages leave through a connection; before they are dealt it is about so many."""
    told = _("{connection}: {n}") if exact else _("{connection}: about {n}")
    return told.format(connection=name, n=number(messages))


def describe_part(part: PartRecord) -> str:
    """Say what became of the rows of a connection and, where nothing leaves through it, why."""
    told = _("{connection}: {counts}").format(
        connection=part.name, counts=", ".join(all_counted(part.counts)) or "–"
    )
    if part.paused_because is None or not part.counts.pending:
        return told
    return _("{told}; stands still: {why}").format(
        told=told, why=sentences.why_paused(part.paused_because)
    )


def what_else(batch: BatchRecord) -> str:
    """Say which connections nothing leaves through, and that their rows can move; "" where all go on.

    `{command}` in it stands for what moves them.
    """
    stopped = batch.stopped
    if not stopped:
        return ""
    told = ngettext(
        "It stands still for connection {names}.",
        "It stands still for connections {names}.",
        len(stopped),
    ).format(names=", ".join(part.name for part in stopped))
    if not can_move(batch):
        return told
    return told + " " + _("To send its rows through the others: {command}")


def moving(batch: BatchRecord) -> str:
    """Name the command that moves the rows of the first connection that stands still."""
    first = batch.stopped[:1]
    return language.command("resume", batch.id, *(f"--move-from={each.name}" for each in first))


def can_move(batch: BatchRecord) -> bool:
    """Say whether a batch has connections that the rows of those that stand still could move to."""
    return any(part.weight and part not in batch.stopped for part in batch.connections)
