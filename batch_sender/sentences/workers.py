"""What is to be done about workers that are dead, connections that wait, and messages left behind."""

from collections.abc import Iterator, Sequence
from typing import Final

from batch_sender.language import _, ngettext, number

_MOST_NAMES: Final = 10


def remarks(
    *,
    living: int,
    dead: int,
    waiting: Sequence[tuple[str, bool]],
    left_behind: Sequence[tuple[str, int]],
) -> Iterator[str]:
    """Say what is to be seen to, and what to do about each.

    `waiting`: the names of connections that no living worker holds, and whether one has their token;
    `left_behind`: names, and how many messages were under way there.
    """
    if not living:
        yield _("No worker runs. Start one on each machine that is to send: batch-sender worker")
    if dead:
        yield _dead(dead)
    if living and (known := [name for name, is_known in waiting if is_known]):
        yield _waiting_for_room(known)
    if unknown := [name for name, is_known in waiting if not is_known]:
        yield _waiting_for_token(unknown) if living else _waiting(unknown)
    if left_behind:
        n = sum(messages for _name, messages in left_behind)
        yield _left_behind(n, [name for name, _messages in left_behind])


def ago(seconds: float) -> str:
    """Say how long ago a worker has beaten."""
    if seconds < 120:
        return _("{n} s ago").format(n=max(0, round(seconds)))
    if seconds < 7200:
        return _("{n} min ago").format(n=round(seconds / 60))
    return _("{n} h ago").format(n=round(seconds / 3600))


def _dead(n: int) -> str:
    """Say what becomes of the lanes of dead workers."""
    told = ngettext(
        "{n} worker has not beaten for a while: it was killed, froze or lost the database. Its connections "
        "go to other workers by themselves; start it again if it is missed.",
        "{n} workers have not beaten for a while: they were killed, froze or lost the database. Their "
        "connections go to other workers by themselves; start them again if they are missed.",
        n,
    )
    return told.format(n=number(n))


def _waiting(names: Sequence[str]) -> str:
    """Say which connections have something to send, where no worker runs."""
    told = ngettext(
        "{n} connection has messages to send and waits for a worker: {names}.",
        "{n} connections have messages to send and wait for a worker: {names}.",
        len(names),
    )
    return told.format(n=number(len(names)), names=named(names))


def _waiting_for_room(names: Sequence[str]) -> str:
    """Say which connections a worker could take, and does not yet."""
    told = ngettext(
        "{n} connection waits for a worker: {names}. It is taken within seconds where one has room; "
        "otherwise start another, or let one take more.",
        "{n} connections wait for a worker: {names}. They are taken within seconds where one has room; "
        "otherwise start another, or let one take more.",
        len(names),
    )
    return told.format(n=number(len(names)), names=named(names))


def _waiting_for_token(names: Sequence[str]) -> str:
    """Say which connections no worker can take, because none has the token."""
    told = ngettext(
        "{n} connection waits, and no running worker has its token: {names}. Save it on a machine where "
        "a worker runs: that one takes it within seconds.",
        "{n} connections wait, and no running worker has their tokens: {names}. Save them on a machine "
        "where a worker runs: that one takes them within seconds.",
        len(names),
    )
    return told.format(n=number(len(names)), names=named(names))


def _left_behind(n: int, names: Sequence[str]) -> str:
    """Say how many messages dead workers left on their way, and what becomes of them."""
    told = ngettext(
        "{n} message was on its way when its worker was lost ({names}). It counts as in doubt as soon as "
        "a worker takes the connection; nobody sends it again by itself.",
        "{n} messages were on their way when their workers were lost ({names}). They count as in doubt "
        "as soon as a worker takes the connection; nobody sends them again by itself.",
        n,
    )
    return told.format(n=number(n), names=named(names))


def named(names: Sequence[str]) -> str:
    """Write the first few names down, and how many there are besides."""
    told = ", ".join(names[:_MOST_NAMES])
    more = len(names) - _MOST_NAMES
    return _("{names} and {n} more").format(names=told, n=number(more)) if more > 0 else told
