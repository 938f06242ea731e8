"""A batch with several connections: through which ones it goes on, and how many rows each one has."""

from collections.abc import Callable, Sequence

from batch_sender.config.through import Through, written
from batch_sender.journal import Journal
from batch_sender.models import BatchRecord, PartRecord
from batch_sender.models.weights import dealt_out
from batch_sender.operations.connections import Tested
from batch_sender.operations.errors import MoveNamesOthers, NoOtherPart, NotAPart
from batch_sender.operations.options import SendOptions
from batch_sender.operations.sharing import Share

NamesOf = Callable[[Journal, BatchRecord, SendOptions], tuple[str, ...]]
"""Says which connections are needed."""


def names_to_go_on(journal: Journal, batch: BatchRecord, options: SendOptions) -> tuple[str, ...]:
    """Return the names of the connections that are needed to go on with a batch; none: the usual one.

    Those that were named, or the batch's own: of several those with rows left.

    Raises:
        NotAPart: rows are to be moved from one that is none of the batch's.
        NoOtherPart: there is no other to move them to. MoveNamesOthers: others were named besides.
    """
    moved = parts_to_leave(batch, options.move_from)
    if options.connection:
        if moved:
            raise MoveNamesOthers(batch=batch.id)
        return options.connection
    if not batch.connections:
        return (batch.connection,) if batch.connection else ()
    takes = [each for each in batch.connections if each.weight and each not in moved]
    if moved and not takes:
        raise NoOtherPart(batch=batch.id, name=moved[0].name)
    if options.other_connection:
        return tuple(written(each.name, each.weight) for each in takes)
    waiting = [each for each in batch.connections if each.counts.pending and each not in moved]
    if moved or not waiting or journal.parts.undealt(batch.id):
        waiting += takes
    return tuple(each.name for each in batch.connections if each in waiting)


def names_to_put_back(
    journal: Journal, batch: BatchRecord, options: SendOptions
) -> tuple[str, ...]:
    """Return those that are needed where rows are put back first, of whichever connection they are.

    Raises:
        NotAPart, NoOtherPart, MoveNamesOthers: likewise.
    """
    if options.connection or options.other_connection or not batch.connections:
        return names_to_go_on(journal, batch, options)
    return tuple(each.name for each in batch.connections if each.weight or each.counts.read)


def is_named(options: SendOptions) -> bool:
    """Say whether whoever asks has named the connections, and the batch leaves through these alone."""
    return bool(options.connection) or options.other_connection


def parts_to_leave(batch: BatchRecord, names: Sequence[str]) -> list[PartRecord]:
    """Return the parts of a batch whose waiting rows are to move to the others.

    Raises:
        NotAPart: one is none of the batch's connections.
    """
    known = {each.name: each for each in batch.connections}
    for name in names:
        if name not in known:
            every = ", ".join(known) or batch.connection or "–"
            raise NotAPart(batch=batch.id, name=name, names=every)
    return [known[name] for name in names]


def shares(
    journal: Journal, batch: BatchRecord, tested: Tested, options: SendOptions
) -> tuple[Share, ...]:
    """Say how many messages each of several connections gets; empty where there is but one.

    Before they are dealt it is reckoned by the weights alone: who is written to already may be anybody.
    """
    if not tested.several:
        return ()
    if tested.named or not batch.connections:
        return by_weight(batch.counts.pending, tested.several)
    parts = {each.name: each for each in batch.connections}
    own = [parts.get(each.connection.name or each.connection.address) for each in tested.several]
    more = sum(each.counts.pending for each in parts_to_leave(batch, options.move_from))
    more += journal.parts.undealt(batch.id)
    taking = [each.weight if each else 0 for each in own]
    dealt = dealt_out(more, taking) if more and any(taking) else [0] * len(own)
    waiting = [each.counts.pending if each else 0 for each in own]
    counts = [one + other for one, other in zip(waiting, dealt, strict=True)]
    return _shared(tested, counts, exact=not more)


def by_weight(messages: int, through: Sequence[Through]) -> tuple[Share, ...]:
    """Say about how many messages each of several connections gets; empty where there is but one."""
    if len(through) == 1 or not through:
        return ()
    counts = dealt_out(messages, [each.weight for each in through])
    return tuple(
        Share(connection=each.connection, messages=n, exact=False)
        for each, n in zip(through, counts, strict=True)
    )


def _shared(tested: Tested, counts: Sequence[int], *, exact: bool) -> tuple[Share, ...]:
    return tuple(
        Share(connection=each.connection, messages=n, exact=exact)
        for each, n in zip(tested.several, counts, strict=True)
    )
