"""What a person sees while a batch is sent."""

import threading
from datetime import datetime
from zoneinfo import ZoneInfo

from tqdm import tqdm

from batch_sender import sentences
from batch_sender.cli import streams, wording
from batch_sender.deliver.health import PauseReason
from batch_sender.language import _
from batch_sender.models import MessageState, Reason


class ProgressBar:
    """A bar on the terminal with rate, finishing time, and what came of the messages so far."""

    def __init__(self, *, total: int, zone: ZoneInfo) -> None:
        # Drawn by lanes: a terminal that takes no more must neither end the sending nor hold it up.
        self._talk = streams.Talk()
        self._bar = tqdm(total=total, unit=_("msg"), file=self._talk, disable=None, leave=True)
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
        tqdm.write(told, file=self._talk)


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
