"""The summary of a batch under the names that programs know: of the command line's JSON and the HTTP API's."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from batch_sender.models import BatchRecord, Counts, MessageState, PartRecord, Sighted

_READ_AS: Final = (
    "other_sheets",
    "open_in",
    "header_row",
    "titles",
    "encoding",
    "delimiter",
    "phone_columns",
    "completed_by",
    "consent_columns",
    "known_column",
    "known_unclear",
    "media_column",
    "payment_column",
    "payment_lines",
    "payments_checked",
    "payments",
    "aliases",
    "where",
    "left_out",
)
"""What is told of how a list was read, under the names it is kept by."""


def summary_of(batch: BatchRecord, *, results: Sequence[str]) -> dict[str, Any]:
    """Return the summary of a batch, its keys as the README lists them; `results`: where they are."""
    return {
        "batch": batch.id,
        "state": batch.state,
        **counts_by_name(batch.counts),
        "hidden": batch.hidden,
        "new_people": batch.new_people,
        "results": list(results),
        "problems": batch.problems,
        "repairs": batch.repairs,
        "variants": {each.name: counts_by_name(each.counts) for each in batch.variants},
        "connections": [_part(each) for each in batch.connections],
        "paused_because": batch.paused_because,
        "by_workers": batch.by_workers,
        "waits_until": batch.waits.until.isoformat() if batch.waits else None,
        "waits_because": batch.waits.because if batch.waits else None,
        "look_at_rows": list(batch.open_look.rows) if batch.open_look else [],
        "seen_on_phone": None if batch.sighted is None else seen_on_phone(batch.sighted),
    }


def _part(part: PartRecord) -> dict[str, Any]:
    """Return what a batch has for one of several connections."""
    return {
        "connection": part.name,
        "weight": part.weight,
        **counts_by_name(part.counts),
        "paused_because": part.paused_because,
    }


def seen_on_phone(sighted: Sighted) -> dict[str, Any]:
    """Return what was seen of new people on the phone; `share` and `likely` are an estimate for all of them."""
    return {
        "looked_at": sighted.looked_at,
        **asdict(sighted),
        "share": round(sighted.share, 3),
        "likely": [round(each, 3) for each in sighted.likely],
    }


def read_as(batch: BatchRecord, judged: Mapping[str, Any]) -> dict[str, Any]:
    """Return how the list of a batch was read: what was guessed of it, and what of it was not read."""
    told = {key: judged[key] for key in _READ_AS if key in judged}
    return {"sheet": batch.sheet, **told, "header_row": told.get("header_row") or None}


def counts_by_name(counts: Counts) -> dict[str, int]:
    """Return `read` and the seven states that add up to it."""
    states = (
        MessageState.SKIPPED,
        MessageState.PENDING,
        MessageState.SENDING,
        MessageState.ACCEPTED,
        MessageState.REJECTED,
        MessageState.FAILED,
        MessageState.UNKNOWN,
    )
    return {"read": counts.read, **{state.value: getattr(counts, state) for state in states}}
