"""What is shown and written when a batch has ended or stopped."""

import contextlib
from pathlib import Path

from batch_sender import results, sentences
from batch_sender.cli import gather, in_force, talk
from batch_sender.errors import JournalError, ResultsError
from batch_sender.journal import Journal
from batch_sender.language import _
from batch_sender.models import BatchRecord, MessageState

_ORDER = (
    MessageState.ACCEPTED,
    MessageState.REJECTED,
    MessageState.UNKNOWN,
    MessageState.FAILED,
    MessageState.SKIPPED,
    MessageState.SENDING,
    MessageState.PENDING,
)


def check_place(out: Path | None, *, list_path: Path) -> None:
    """See that the results can be written where they are to go, before anything leaves.

    Raises:
        ResultsError: they cannot.
    """
    path = out or Path(f"{list_path.stem}-results.xlsx")
    results.check_results_path(path, list_path=list_path)


def write(book: Journal, batch_id: int, out: Path | None, *, with_people: bool = False) -> Path:
    """Write the results of a batch as it stands; return where they are.

    Raises:
        ResultsError: they cannot be written there.
    """
    batch = book.batch(batch_id)
    path = out or _own_name(batch)
    written = results.write_results(
        path,
        batch=batch,
        rows=book.rows(batch_id),
        show_time_in=gather.zone_of(book, batch_id),
        with_people=with_people,
        profile=in_force.profile(),
    )
    if written != path:
        told = _("{path} is open in another program; the results are in {written} instead.")
        talk.tell(told.format(path=path.name, written=written.name))
    with contextlib.suppress(JournalError):  # they are there, whether or not it is remembered
        detail = {"path": str(written.absolute())}
        book.note(batch_id, "results_written", who=gather.who(), detail=detail)
    return written


def write_somewhere(book: Journal, batch_id: int, out: Path | None) -> Path | None:
    """Write the results where they were to go or else in another place; None: nowhere.

    Messages have left, and the journal knows of each: only the sheet would be missing.
    """
    own = _own_name(book.batch(batch_id))
    places = [out or own, own.absolute(), Path.home() / own]
    for place in dict.fromkeys(places):
        try:
            return write(book, batch_id, place)
        except ResultsError as err:
            talk.failed(err, as_json=False)
    return None


def _own_name(batch: BatchRecord) -> Path:
    # What was written before people were removed may be all that still tells of them.
    counts_only = "-purged" if batch.purged_at else ""
    return Path(f"{batch.list_path.stem}-results-{batch.id}{counts_only}.xlsx")


def show(batch: BatchRecord, written: Path | None) -> None:
    """Print the summary of a batch: counts that add up, what to do next, where the results are."""
    title = _("Batch {batch} · {list} · {state}")
    named = title.format(
        batch=batch.id, list=batch.list_path.name, state=sentences.state_name(batch.state)
    )
    profile = in_force.profile()
    talk.say(f"[{profile}] {named}" if profile else named)
    for line in counts(batch):
        talk.say(line)
    for line in advice(batch):
        talk.say(line)
    if written is not None:
        talk.say(_("Results: {path}").format(path=written.absolute()))


def counts(batch: BatchRecord) -> list[str]:
    """Return the counts as a sum: every state that occurs, then the total."""
    by_name = talk.counts_by_name(batch.counts)
    lines = [
        "  " + sentences.counted(state, n, width=7) for state in _ORDER if (n := by_name[state])
    ]
    return [*lines, _("  {n:>7}  rows read in all").format(n=by_name["read"])]


def advice(batch: BatchRecord) -> list[str]:
    """Return what a person should know or do now."""
    lines = []
    if batch.paused_because:
        lines.append(sentences.describe_pause(batch.paused_because, batch=batch.id))
    if batch.counts.accepted:
        lines.append(
            _("Accepted means: CleverChat has it and will send it; not yet that it was delivered.")
        )
    if batch.counts.unknown:
        lines.append(
            _(
                "Unknown means: it may have left. It is never sent again by itself; look at the "
                "phone of the connection before you write to these people again."
            )
        )
    return lines
