"""See through which connections a batch leaves, and that each waiting row has its own."""

from dataclasses import dataclass

from batch_sender.config.connections import Connection, fingerprint
from batch_sender.config.through import Through
from batch_sender.deliver.errors import OtherConnection
from batch_sender.deliver.health import PauseReason
from batch_sender.deliver.session import Dispatch
from batch_sender.journal import Journal, Weighted


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownConnection:
    """A connection that a batch leaves through, and its number in the journal."""

    connection: Connection
    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeReady:
    """What a batch leaves through. `several`: each connection has rows of its own, be it one that is left.

    `stopped`: connections of the batch that nothing leaves through: their rows were to move, or they have none.
    """

    each: tuple[KnownConnection, ...]
    several: bool
    stopped: tuple[int, ...] = ()


def make_ready(journal: Journal, dispatch: Dispatch) -> MadeReady:
    """See that each waiting row of a batch has its connection, among several; only for who holds the batch.

    Raises:
        OtherConnection: it began on others, and nobody has said that it may go on so.
    """
    batch_id, through = dispatch.batch_id, dispatch.all_through
    if not dispatch.other_connection:
        refuse_other_connections(journal, batch_id, through, named=dispatch.named)
    parts = tuple(_known(journal, each.connection) for each in through)
    if dispatch.named or not journal.parts.of_batch(batch_id):
        weights = [each.weight for each in through]
        over = [Weighted(part.id, n) for part, n in zip(parts, weights, strict=True)]
        journal.parts.spread(batch_id, over)
    else:
        journal.parts.deal(batch_id)
    known = {each.name: each.id for each in journal.parts.of_batch(batch_id)}
    moved = tuple(known[name] for name in dispatch.move_from)
    if moved:
        journal.parts.move(batch_id, moved, who=dispatch.who)
    # Nobody may take a batch for running of which some rows have nobody to send them.
    left = set(known.values()).difference(each.id for each in parts)
    journal.parts.leave_out(batch_id, left, because=PauseReason.INTERRUPTED)
    return MadeReady(each=parts, several=bool(known), stopped=tuple(left))


def goes_on_as_it_is(journal: Journal, dispatch: Dispatch, connection_id: int | None) -> bool:
    """Say whether a begun batch leaves through what it left through before, and no row has to be dealt.

    `connection_id`: the one it has, or the first of several.

    Raises:
        OtherConnection: it began on others, and nobody has said that it may go on so.
    """
    batch_id, through = dispatch.batch_id, dispatch.all_through
    if not dispatch.other_connection:
        refuse_other_connections(journal, batch_id, through, named=dispatch.named)
    if journal.parts.of_batch(batch_id):
        to_deal = dispatch.named or dispatch.move_from or journal.parts.undealt(batch_id)
        return not to_deal
    return len(through) == 1 and _known(journal, through[0].connection).id == connection_id


def refuse_other_connections(
    journal: Journal, batch_id: int, through: tuple[Through, ...], *, named: bool
) -> None:
    """See that a batch goes on where it began: the same addresses and tokens.

    `named`: these are all that it is to leave through; otherwise those of its own that are needed.

    Raises:
        OtherConnection: it began on others.
    """
    began = journal.parts.fingerprints(batch_id)
    if not began or not journal.batches.one(batch_id).started_at:
        return
    own = {fingerprint(each.connection, journal.key()) for each in through}
    if not own <= began.keys() or (named and own != began.keys()):
        raise OtherConnection(batch=batch_id)


def _known(journal: Journal, connection: Connection) -> KnownConnection:
    number = journal.sending.known_connection(
        fingerprint=fingerprint(connection, journal.key()),
        name=connection.name,
        address=connection.address,
    )
    return KnownConnection(connection=connection, id=number)
