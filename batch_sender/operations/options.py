"""How a batch is to be sent: what a person chooses once, and what a door lends while it leaves."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from batch_sender.timing.clock import Clock, SystemClock

if TYPE_CHECKING:  # who only judges need not wait for what sends
    from batch_sender.deliver.health import PauseReason
    from batch_sender.deliver.session import Dispatch, Log, LookDrawn, Watch
    from batch_sender.journal import SendReport, Settled
    from batch_sender.models import LookRecord, MessageState, Reason
    from batch_sender.models.held_up import HeldUp
    from batch_sender.timing.silence import Silence


@dataclass(frozen=True, slots=True, kw_only=True)
class SendOptions:
    """What a person chooses when a batch is sent.

    `connection`: through which ones, such as "vendas1" and "vendas2=2"; none: those of the batch, or the usual
    one. `move_from`: connections of the batch whose waiting rows go to its others.
    `yes`: nobody is to be asked whether it may leave. `proof`: the number that a test message goes
    to first. `canary`: so many leave first, then somebody is asked. `out`: where the results go.
    `no_wait`: pause instead of waiting for the sending hours. `after_restore`: a journal that was
    brought back from a copy is the journal from here on. `as_judged`: what was judged leaves although
    the list or a text has changed since. `look_after`, `look_unanswered`: as the batch's own settings have
    them; None: those hold. `workers`: hand it over to these; `here`: send it from this program although
    workers sent it before; neither: as it was sent before.
    """

    connection: tuple[str, ...] = ()
    move_from: tuple[str, ...] = ()
    yes: bool = False
    proof: str | None = None
    canary: int | None = None
    out: Path | None = None
    no_wait: bool = False
    other_connection: bool = False
    after_restore: bool = False
    as_judged: bool = False
    look_after: int | None = None
    look_unanswered: str | None = None
    workers: bool = False
    here: bool = False

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """Pick them out of the values of options, each under its name; None: not given."""
        names = [each.name for each in fields(cls)]
        given = {name: values[name] for name in names if values.get(name) is not None}
        for name in _SEVERAL & given.keys():
            given[name] = as_names(given[name])
        return cls(**given)


_SEVERAL: Final = frozenset({"connection", "move_from"})


def as_names(given: str | Sequence[str] | None) -> tuple[str, ...]:
    """Return one name, or several, as several."""
    return (given,) if isinstance(given, str) and given else tuple(given or ())


class _Unwatched:
    """Looks on and says nothing."""

    def settled(self, state: "MessageState") -> None:
        """Hear that one message came to rest."""

    def waiting(self, until: datetime, *, because: "PauseReason | Reason") -> None:
        """Hear that nothing may leave before `until`."""

    def answering(self) -> None:
        """Hear that the server answers again."""

    def unanswered(self, silence: "Silence") -> None:
        """Hear that a call has no answer yet."""


def unheard(_report: "SendReport", _settled: "Settled") -> None:
    """Hear of a call, and do nothing."""


def unnoticed() -> None:
    """Hear that a batch is being sent now, and do nothing."""


def unseen(_look: "LookRecord") -> None:
    """Hear of a look at the phone, and do nothing: the batch tells of it."""


def untold(_because: "HeldUp | None") -> None:
    """Hear what keeps workers from a batch, and do nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Onlooker:
    """Who looks on while a batch leaves, hears that it began and of every call, and may stop it.

    Where workers send it, its calls are heard of by these alone; `held_up` hears what keeps them from it
    (None: nothing any more), and to stop ends the looking on, not the sending.
    """

    watch: "Watch" = field(default_factory=_Unwatched)
    log: "Log" = unheard
    stop: threading.Event = field(default_factory=threading.Event)
    began: Callable[[], None] = unnoticed
    held_up: Callable[["HeldUp | None"], None] = untold


Watching = Callable[["Dispatch"], AbstractContextManager[Onlooker]]
"""Opened around each delivery: a bar on a terminal, a log, a page that is told how it goes."""


@contextmanager
def unwatched(_dispatch: "Dispatch") -> Iterator[Onlooker]:
    """Let a batch leave with nobody looking on."""
    yield Onlooker()


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Whoever asks for an operation: their name in the journal, their clock, and who looks on.

    `profile`: the client whose batches they are, where there are several. `serves`: it is a server, whose
    own end is nobody's pause. `door`: by which it came, where that decides who goes on with a batch. `is_there`:
    a person, who can look at the phone when asked to; `look_drawn`: who else hears of a look, where
    nobody is there.
    """

    who: str
    profile: str | None = None
    clock: Clock = field(default_factory=SystemClock)
    watching: Watching = unwatched
    serves: bool = False
    door: str | None = None
    is_there: bool = False
    look_drawn: "LookDrawn" = unseen
