"""What a person sees while a batch is sent."""

import threading
from collections.abc import Iterable
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from tqdm import tqdm

from batch_sender import sentences
from batch_sender.cli import layout, streams, wording
from batch_sender.deliver.health import PauseReason
from batch_sender.language import _
from batch_sender.models import Delay, MessageState, Reason
from batch_sender.models.held_up import HeldUp
from batch_sender.sentences.handed_over import describe_held_up
from batch_sender.sentences.outages import (
    describe_answering,
    describe_delay,
    describe_next_try,
    describe_silence,
)
from batch_sender.timing.clock import SystemClock
from batch_sender.timing.silence import Silence

_BAR: Final = "{desc}{percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt} [{elapsed}<{remaining}{postfix}]"
_WITHOUT_BAR: Final = (
    "{desc}{percentage:3.0f}% {n_fmt}/{total_fmt} [{elapsed}<{remaining}{postfix}]"
)
_WITHOUT_TIME: Final = "{desc}{percentage:3.0f}% {n_fmt}/{total_fmt}{postfix}"
_NARROWEST_BAR: Final = "━" * 8


class ProgressBar:
    """A bar on the terminal with the time that is left, and what came of the messages so far."""

    def __init__(self, *, total: int, zone: ZoneInfo) -> None:
        # Drawn by lanes: a terminal that takes no more must neither end the sending nor hold it up.
        self._talk = streams.Talk()
        shown = None if total else True  # of nothing there is no progress
        self._bar = tqdm(total=total, bar_format=_BAR, file=self._talk, disable=shown)
        self._zone = zone
        self._counts: dict[MessageState, int] = {}
        self._lock = threading.Lock()
        self._told_until: datetime | None = None
        self._told_because: PauseReason | Reason | None = None

    def _describe(self, what: str) -> None:
        self._bar.ncols = streams.columns() - 1  # a broken line cannot be written over
        self._bar.set_description_str(f"{what}: " if what else "", refresh=False)
        self._fit()

    def _fit(self) -> None:
        """Show as much as the line holds: the bar goes first, then what went well, then the time."""
        if self._bar.disable:
            return
        every = self._told(sentences.AT_REST)
        worst = self._told(
            [each for each in sentences.AT_REST if each is not MessageState.ACCEPTED]
        )
        for shape, told in (
            (_BAR, every),
            (_WITHOUT_BAR, every),
            (_WITHOUT_BAR, worst or every),
            (_WITHOUT_TIME, worst or every),
        ):
            self._bar.bar_format = shape
            self._bar.set_postfix_str(told, refresh=False)
            if (excess := self._excess(shape)) <= 0:
                return
            room = max(layout.shown_width(told) - excess, 1)
            self._bar.set_postfix_str(layout.clipped(told, room), refresh=False)

    def _told(self, states: Iterable[MessageState]) -> str:
        counts = [(each, self._counts.get(each, 0)) for each in states]
        return ", ".join(sentences.counted(each, n) for each, n in counts if n)

    def _excess(self, shape: str) -> int:
        """Return by how many columns the line is too wide; two are kept for a time that grows."""
        shown = self._bar.format_dict
        narrowest = shape.replace("{bar}", _NARROWEST_BAR)
        line = tqdm.format_meter(**{**shown, "ncols": None, "bar_format": narrowest})
        return layout.shown_width(line) + 2 - int(shown["ncols"])

    def close(self) -> None:
        """Leave the bar as it is, and a line free below it."""
        is_shown = not self._bar.disable
        self._bar.close()
        if is_shown:
            self._talk.write("\n")

    def settled(self, state: MessageState) -> None:
        """Count a message that came to rest."""
        if state not in sentences.AT_REST:
            return
        with self._lock:
            self._counts[state] = self._counts.get(state, 0) + 1
            self._describe("")
            self._bar.update()

    def waiting(self, until: datetime, *, because: PauseReason | Reason) -> None:
        """Say once until when nothing may leave."""
        with self._lock:
            if self._told_until == until:
                return
            self._told_until = until
            is_further_try, self._told_because = because == self._told_because, because
            self._describe(_("waiting"))
        if isinstance(because, PauseReason):
            told = _told_of_hours(until, because, self._zone)
        else:
            delay = Delay(until=until, because=because)
            told = _told_of_try(delay, self._zone, is_further=is_further_try)
        self._tell(told)

    def answering(self) -> None:
        """Say that the server answers again."""
        with self._lock:
            self._told_because = None
        self._tell(describe_answering())

    def held_up(self, because: HeldUp | None) -> None:
        """Say what keeps workers from the batch, or that nothing does any more."""
        with self._lock:
            self._describe("" if because is None else _("waiting"))
        self._tell(describe_held_up(because))

    def unanswered(self, silence: Silence) -> None:
        """Say that a call has no answer yet."""
        with self._lock:
            self._describe(_("waiting"))
        self._tell(describe_silence(silence))

    def _tell(self, sentence: str) -> None:
        """Show a sentence that stays, above the bar."""
        tqdm.write(layout.laid_out(sentence, self._talk), file=self._talk)


def _told_of_hours(until: datetime, because: PauseReason, zone: ZoneInfo) -> str:
    match because:
        case PauseReason.CAP_REACHED:
            told = _(
                "The day's messages have been sent; waiting until {moment}. Ctrl-C stops here."
            )
        case PauseReason.NEW_CAP_REACHED:
            told = _(
                "The day's new people have been written to; waiting until {moment}. Ctrl-C stops here."
            )
        case _:
            told = _("Outside the sending hours; waiting until {moment}. Ctrl-C stops here.")
    return told.format(moment=wording.moment_there(until, zone))


def _told_of_try(delay: Delay, zone: ZoneInfo, *, is_further: bool) -> str:
    """Say when the server is tried again; what is wrong, and what to do, is said once."""
    now = SystemClock().now()
    if is_further:
        return f"{describe_next_try(delay, now=now, zone=zone)}."
    told = describe_delay(delay, now=now, zone=zone)
    return _("{told}. Ctrl-C stops here.").format(told=told)
