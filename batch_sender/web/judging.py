"""Lists that are being judged, each in a thread of its own, with what is known of them so far."""

import logging
import threading
from collections.abc import Callable, Mapping
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import Final

from batch_sender.judge.progress import JudgedSoFar, Progress
from batch_sender.models.errors import BatchSenderError, UnforeseenFault

_log: Final = logging.getLogger(__name__)

Work = Callable[[Progress], int]
"""Judges a list, tells how far it is, and returns the batch's number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """How far a list is judged. `batch`: what became of it, once it is done; `fault`: why it is not.

    `problems`: rows by the code of what is wrong in them; `first`: the first messages, three at most.
    """

    rows: int = 0
    sendable: int = 0
    problems: Mapping[str, int] = field(default_factory=dict)
    first: tuple[str, ...] = ()
    batch: int | None = None
    fault: BatchSenderError | None = None

    @property
    def is_over(self) -> bool:
        """Whether it is judged, or cannot be."""
        return self.batch is not None or self.fault is not None


class Judgings:
    """What is judged now, and what came of it, by the id of its draft."""

    def __init__(self) -> None:
        self._judged: dict[str, Judged] = {}
        self._lock = threading.Lock()
        self._heard = threading.Condition()

    def begin(self, draft_id: str, work: Work, *, done: Callable[[int], None]) -> None:
        """Judge a list in a thread, unless it is judged just now; `done` hears of its batch first."""
        with self._lock:
            now = self._judged.get(draft_id)
            if now is not None and not now.is_over:
                return
            self._judged[draft_id] = Judged()
        context = copy_context()
        thread = threading.Thread(
            target=context.run, args=(self._run, draft_id, work, done), name=f"judge-{draft_id}"
        )
        thread.daemon = True  # nothing leaves; what is cut short is discarded and judged anew
        thread.start()

    def of(self, draft_id: str) -> Judged | None:
        """Return how far a list is; None where nothing of it is judged since the server began."""
        return self._judged.get(draft_id)

    def heard_within(self, draft_id: str, seconds: float) -> Judged | None:
        """Wait at most so long for the first figures of a list; return how far it is."""
        with self._heard:
            self._heard.wait_for(lambda: self._has_figures(draft_id), seconds)
        return self.of(draft_id)

    def _has_figures(self, draft_id: str) -> bool:
        now = self._judged.get(draft_id)
        return now is None or bool(now.rows) or now.is_over

    def _set(self, draft_id: str, judged: Judged) -> None:
        with self._heard:
            self._judged[draft_id] = judged
            self._heard.notify_all()

    def _run(self, draft_id: str, work: Work, done: Callable[[int], None]) -> None:
        def heard(so_far: JudgedSoFar) -> None:
            self._set(draft_id, _seen(so_far))

        try:
            batch = work(heard)
            done(batch)
        except BatchSenderError as err:
            self._set(draft_id, Judged(fault=err))
        except Exception as err:  # noqa: BLE001 - its page tells of it, the log has its trace
            _log.exception("a list could not be judged")
            self._set(draft_id, Judged(fault=UnforeseenFault.of(err)))
        else:
            self._set(draft_id, Judged(batch=batch))


def _seen(so_far: JudgedSoFar) -> Judged:
    return Judged(
        rows=so_far.rows,
        sendable=so_far.sendable,
        problems=dict(so_far.problems),
        first=tuple(each.text or "" for each in so_far.first),
    )
