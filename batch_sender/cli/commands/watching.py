"""How batches stand, what became of them, and stopping them."""

from pathlib import Path
from typing import Any

from batch_sender.cli.commands.root import main
from batch_sender.cli.parsing import command
from batch_sender.config.options.common import ANY_BATCH, BATCH, JOURNAL, JSON, OUT, UNASKED
from batch_sender.config.options.reporting import NEWEST, REPORTING, WATCH
from batch_sender.language import N_


@command(
    main,
    N_("Show the newest batches, or one of them."),
    ANY_BATCH,
    *NEWEST,
    WATCH,
    JOURNAL,
    JSON,
)
def status(*, batch: int | None, every: bool, last: int | None, watch: bool, as_json: bool) -> int:
    """Show how batches stand."""
    from batch_sender.cli import overview

    if watch:
        return overview.watch(batch, as_json=as_json)
    if batch is None:
        return overview.newest(every=every, last=last, as_json=as_json)
    return overview.status(batch, as_json=as_json)


@command(
    main,
    N_("Pause a running batch; what is on its way is finished first."),
    BATCH,
    JOURNAL,
    JSON,
)
def pause(*, batch: int, as_json: bool) -> int:
    """Pause a batch."""
    from batch_sender.cli import overview

    return overview.pause(batch, as_json=as_json)


@command(
    main,
    N_("End a batch for good; what has not left is skipped."),
    BATCH,
    UNASKED,
    JOURNAL,
    JSON,
)
def cancel(*, batch: int, yes: bool, as_json: bool) -> int:
    """End a batch."""
    from batch_sender.cli import overview

    return overview.cancel(batch, yes=yes, as_json=as_json)


@command(
    main,
    N_("Write the results of a batch, as they are now, or with --since the sums of all batches."),
    ANY_BATCH,
    *REPORTING,
    OUT,
    JOURNAL,
    JSON,
)
def report(*, batch: int | None, out: Path | None, as_json: bool, **given: Any) -> int:
    """Write results."""
    from batch_sender.cli import reporting

    flags = reporting.ReportFlags.of(given, batch=batch, out=out, as_json=as_json)
    return reporting.report(flags)


@command(
    main,
    N_("Show the workers, the connections that wait for one, and what dead ones left."),
    JOURNAL,
    JSON,
)
def workers(*, as_json: bool) -> int:
    """Show the workers."""
    from batch_sender.cli import workers as door

    return door.show(as_json=as_json)
