"""What a person sees while a batch is sent, and how they stop it."""

import contextlib
import signal
import sys
import threading
from collections.abc import Iterator
from datetime import datetime
from types import FrameType
from zoneinfo import ZoneInfo

from tqdm import tqdm

from batch_sender import sentences
from batch_sender.cli import output, wording
from batch_sender.deliver.health import PauseReason
from batch_sender.language import _
from batch_sender.models import MessageState, Reason


class ProgressBar:
    """A bar on the terminal with rate, finishing time, and what came of the messages so far."""

    def __init__(self, *, total: int, zone: ZoneInfo) -> None:
        self._bar = tqdm(total=total, unit=_("msg"), file=sys.stderr, disable=None, leave=True)
        self._zone = zone
        self._counts: dict[MessageState, int] = {}
        self._lock = threading.Lock()
        self._told_until: datetime | None = None

    def close(self) -> None:
        """Leave the bar as it is."""
        self._bar.close()

    def settled(self, state: MessageState) -> None:
        """Count a message that came to rest."""
        if state not in sentences.AT_REST:
            return
        with self._lock:
            self._counts[state] = self._counts.get(state, 0) + 1
            listed = ", ".join(
                sentences.counted(known, n)
                for known in sentences.AT_REST
                if (n := self._counts.get(known))
            )
            self._bar.set_postfix_str(listed, refresh=False)
            self._bar.update()

    def waiting(self, until: datetime, *, because: PauseReason | Reason) -> None:
        """Say once until when nothing may leave."""
        with self._lock:
            if self._told_until == until:
                return
            self._told_until = until
        told = _told_of_wait(because).format(
            why=_capitalised(sentences.why_paused(because)),
            moment=wording.moment_there(until, self._zone),
        )
        tqdm.write(told, file=sys.stderr)


def _told_of_wait(because: PauseReason | Reason) -> str:
    match because:
        case PauseReason.CAP_REACHED:
            return _(
                "The day's messages have been sent; waiting until {moment}. Ctrl-C stops here."
            )
        case PauseReason():
            return _("Outside the sending hours; waiting until {moment}. Ctrl-C stops here.")
        case _:
            return _("{why}; waiting until {moment}. Ctrl-C stops here.")


def _capitalised(fragment: str) -> str:
    return fragment[:1].upper() + fragment[1:]


@contextlib.contextmanager
def stopping() -> Iterator[threading.Event]:
    """Turn Ctrl-C and a request to terminate into an event, so that nothing is cut in half."""
    stop = threading.Event()

    def heard(_number: int, _frame: FrameType | None) -> None:
        if not stop.is_set():
            stop.set()
            with contextlib.suppress(OSError):  # the terminal may be what went away
                output.tell()
                output.tell(_("Stopping: what is on its way is finished first. Please wait."))

    # A closed terminal (SIGHUP) and Windows' Ctrl-Break are requests to stop, too.
    names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    wanted = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {number: signal.signal(number, heard) for number in wanted}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
