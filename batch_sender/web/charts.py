"""What became of a batch as pictures: bars by state, and what was tried when; drawn by the template."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any, Final

from batch_sender.journal import Journal
from batch_sender.models import BatchRecord, MessageState
from batch_sender.results.page import chart, states
from batch_sender.results.tally import time_chart
from batch_sender.timing.windows import calendar_of

_MINUTE: Final = 60  # seconds


def drawn(journal: Journal, batch: BatchRecord) -> dict[str, Any]:
    """Return the bars of both pictures; `over_time` is None where nothing was tried."""
    counts = Counter({each: getattr(batch.counts, each.value) for each in MessageState})
    return {
        "patterns": states.patterns(),
        "states": states.counted(counts),
        "over_time": _over_time(journal, batch),
    }


def _over_time(journal: Journal, batch: BatchRecord) -> dict[str, Any] | None:
    minutes = journal.messages.by_minute(batch.id)
    if not minutes:
        return None
    moments = [datetime.fromtimestamp(minute * _MINUTE, UTC) for minute, _accepted in minutes]
    zone = calendar_of(batch.settings.get("window")).zone
    return chart.drawn(time_chart(minutes, first=min(moments), last=max(moments), zone=zone))
