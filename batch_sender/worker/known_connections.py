"""Which connections this worker can send through: those whose tokens it has, and that the journal knows."""

import threading
from collections.abc import Mapping
from typing import Final

from batch_sender.config.connections import (
    Connection,
    fingerprint,
    from_environment,
    load_connections,
)
from batch_sender.config.workspace import Workspace
from batch_sender.journal import Journal
from batch_sender.models.errors import BatchSenderError
from batch_sender.worker.report import Reporter

_NOTHING: Final[Mapping[int, Connection]] = {}


class KnownConnections:
    """The connections of a workspace by the journal's numbers, looked at again now and then."""

    def __init__(self, journal: Journal, workspace: Workspace, report: Reporter) -> None:
        self._journal, self._workspace, self._report = journal, workspace, report
        self._lock = threading.Lock()
        self._key: bytes | None = None
        self._by_number = _NOTHING
        self._complained: str | None = None

    def by_number(self) -> Mapping[int, Connection]:
        """Return them as they were when they were last looked at."""
        with self._lock:
            return self._by_number

    def look(self) -> None:
        """Read the connections file and the environment again; one that cannot be read changes nothing.

        Raises:
            JournalError: the journal does not answer.
        """
        self._key = self._key or self._journal.key()
        numbers = self._journal.lanes.known_connections()
        try:
            own = self._own()
        except BatchSenderError as err:
            if str(err) != self._complained:
                self._complained = str(err)
                self._report(f"{err.message} {err.next}".strip(), trouble=True)
            return
        self._complained = None
        found = {numbers[mark]: own[mark] for mark in own if mark in numbers}
        with self._lock:
            self._by_number = found

    def _own(self) -> dict[str, Connection]:
        """Return the connections whose tokens lie here, by their fingerprints."""
        found = list(load_connections(self._workspace.connections).values())
        from_outside = from_environment(self._workspace.variables)
        if from_outside is not None:
            found.append(from_outside)
        key = self._key or b""
        return {fingerprint(each, key): each for each in found}
