"""One open journal: its verbs and questions, by subject. A subject is loaded when it is first asked for."""

# ruff: noqa: PLC0415 - `status` must not wait for what only sending or erasing needs

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from batch_sender.journal.batches.verbs import Batches
from batch_sender.journal.database.memory import Memory
from batch_sender.journal.database.server_clock import RateClock
from batch_sender.journal.handle import Handle

if TYPE_CHECKING:
    from batch_sender.journal.automation.verbs import Notifications, Schedules, Sources
    from batch_sender.journal.chunks.verbs import Chunks
    from batch_sender.journal.decisions.verbs import Decisions
    from batch_sender.journal.lanes.verbs import Lanes
    from batch_sender.journal.looks.verbs import Looks
    from batch_sender.journal.maintenance.verbs import Maintenance
    from batch_sender.journal.messages.verbs import Messages
    from batch_sender.journal.parts.verbs import Parts
    from batch_sender.journal.people.verbs import People
    from batch_sender.journal.sending.verbs import Sending


class Journal:
    """One journal, open: its verbs and questions, by subject.

    Every one of them raises `JournalError` with a next step, nothing else.
    """

    def __init__(
        self,
        location: str | Path,
        *,
        now: Callable[[], datetime] | None = None,
        rate_clock: RateClock | None = None,
        memory: Memory | None = None,
        to_read: bool = False,
    ) -> None:
        """Open it.

        `now`: another clock than the machine's, by which the pace goes, too. `rate_clock`: another
        clock for the pace alone; the database server's, where there is one. `memory`: what this
        machine remembers of journals, to know a copy brought back. `to_read`: for questions alone,
        and write nothing: its disk is full, or takes no writes.
        """
        self._handle = handle = Handle(
            location, now=now, rate_clock=rate_clock, memory=memory, to_read=to_read
        )
        self.location = handle.location  # as it may be printed
        self.key = handle.key
        self.count_generation = handle.count_generation
        self.close = handle.close
        self.batches = Batches(handle)

    @cached_property
    def messages(self) -> "Messages":
        """Rows to read."""
        from batch_sender.journal.messages.verbs import Messages

        return Messages(self._handle)

    @cached_property
    def decisions(self) -> "Decisions":
        """A person's word on rows that are at rest."""
        from batch_sender.journal.decisions.verbs import Decisions

        return Decisions(self._handle, self.batches)

    @cached_property
    def looks(self) -> "Looks":
        """Looks at the phone, and what was seen there."""
        from batch_sender.journal.looks.verbs import Looks

        return Looks(self._handle)

    @cached_property
    def lanes(self) -> "Lanes":
        """Lanes that move between machines, and the workers that hold them."""
        from batch_sender.journal.lanes.verbs import Lanes

        return Lanes(self._handle)

    @cached_property
    def chunks(self) -> "Chunks":
        """Pieces of lists that workers judge."""
        from batch_sender.journal.chunks.verbs import Chunks

        return Chunks(self._handle)

    @cached_property
    def parts(self) -> "Parts":
        """The connections of a batch that has several."""
        from batch_sender.journal.parts.verbs import Parts

        return Parts(self._handle)

    @cached_property
    def sending(self) -> "Sending":
        """Claim a message, and record what came of it."""
        from batch_sender.journal.sending.verbs import Sending

        return Sending(self._handle, self.batches)

    @cached_property
    def people(self) -> "People":
        """Who must not be written to, what is known of one person, and erasing them."""
        from batch_sender.journal.people.verbs import People

        return People(self._handle, self.batches)

    @cached_property
    def sources(self) -> "Sources":
        """What unattended batches were made of."""
        from batch_sender.journal.automation.verbs import Sources

        return Sources(self._handle)

    @cached_property
    def schedules(self) -> "Schedules":
        """When a batch file is due."""
        from batch_sender.journal.automation.verbs import Schedules

        return Schedules(self._handle)

    @cached_property
    def notifications(self) -> "Notifications":
        """What people are still to be told."""
        from batch_sender.journal.automation.verbs import Notifications

        return Notifications(self._handle)

    @cached_property
    def maintenance(self) -> "Maintenance":
        """Looking after the journal itself."""
        from batch_sender.journal.maintenance.verbs import Maintenance

        return Maintenance(self._handle, self.batches)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()
