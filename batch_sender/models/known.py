"""What judging asks the journal about many people, and its answer."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What to ask of the people on a list; what is None or empty is not asked.

    `written_since`: since when messages to one person are counted. `not_in`, `accepted_in`:
    batches that reached a person, or whose message to them was accepted.
    """

    sent_since: datetime | None = None
    written_since: datetime | None = None
    not_in: Collection[int] = ()
    accepted_in: Collection[int] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the journal knows of some people, by `phones.person_key`, and of idempotency keys.

    `opted_out`: where the opt-out comes from. `written`: how many messages. `reached`: who is in
    one of the batches of `not_in`. `accepted`: who is in one of `accepted_in`; None: not asked.
    `already_sent`: the earlier message, as "batch row time". `met`: who is no new person: some
    connection has an accepted message to them, or somebody said so.
    """

    opted_out: Mapping[str, str] = field(default_factory=dict)
    written: Mapping[str, int] = field(default_factory=dict)
    reached: frozenset[str] = frozenset()
    accepted: frozenset[str] | None = None
    already_sent: Mapping[str, str] = field(default_factory=dict)
    met: frozenset[str] = frozenset()

    @property
    def tells_anything(self) -> bool:
        """Whether anything of it can keep a row back."""
        asked_who = self.accepted is not None
        return asked_who or bool(
            self.opted_out or self.written or self.reached or self.already_sent
        )
