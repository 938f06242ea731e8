"""Batches without anyone at the keyboard: batch files, schedules, the service, profiles."""

from pathlib import Path
from typing import Any

from batch_sender.cli.commands.root import family, main
from batch_sender.cli.parsing import command
from batch_sender.config import options
from batch_sender.config.options.common import JOURNAL, JSON, UNASKED
from batch_sender.config.options.unattended import (
    ALL_BY_WORKERS,
    BATCH_FILE,
    BEYOND_THIS_MACHINE,
    DRY_RUN,
    FILED,
    HEALTH_PORT,
    LOG,
    NEW_BATCH_FILE,
    NO_BROWSER,
    NO_PAGE,
    PROFILE_NAME,
    SCHEDULE,
    SCHEDULING,
)
from batch_sender.config.options.working import WORKING
from batch_sender.language import N_


@command(
    main,
    N_("Run a batch file (TOML); a flag wins over what the file says."),
    BATCH_FILE,
    *FILED,
    DRY_RUN,
    *options.SEND,
    grouped=True,
)
def run(*, batch_file: Path, **flags: Any) -> int:
    """Run a batch file."""
    from batch_sender.cli import running

    return running.run(batch_file, flags)


@command(main, N_("Ask a few questions and write a batch file."), NEW_BATCH_FILE)
def init(*, file: Path) -> int:
    """Write a batch file."""
    from batch_sender.cli import init as door

    return door.init(file)


@command(
    main,
    N_("Open the page, and run schedules and sending, until it is told to stop."),
    NO_PAGE,
    NO_BROWSER,
    HEALTH_PORT,
    *BEYOND_THIS_MACHINE,
    ALL_BY_WORKERS,
    LOG,
    JOURNAL,
)
def serve(*, no_page: bool, no_browser: bool, **given: Any) -> int:
    """Run the service."""
    from batch_sender.cli import serving

    terms = serving.ServiceTerms(log=given.pop("log"), by_workers=given.pop("workers"))
    return serving.serve(terms, no_page=no_page, no_browser=no_browser, reach=given)


@command(
    main,
    N_("Begin what is due by now, send it, and end; for cron and the Task Scheduler."),
    ALL_BY_WORKERS,
    LOG,
    JOURNAL,
    name="run-due",
)
def run_due(*, log: Path | None, workers: bool) -> int:
    """Begin what is due."""
    from batch_sender.cli import serving

    return serving.run_due(serving.ServiceTerms(log=log, by_workers=workers))


@command(
    main,
    N_("Send what was handed over to workers, beside others on any machine; needs PostgreSQL."),
    *WORKING,
    LOG,
    JOURNAL,
)
def worker(*, log: Path | None, **told: Any) -> int:
    """Run a worker."""
    from batch_sender.cli import worker as door

    return door.run(door.WorkerFlags(**told), log=log)


# ── schedules ─────────────────────────────────────────────────────────────────────────────────

schedules = family(
    "schedule", N_("Let batch files run by themselves: at a time, or again and again.")
)


@command(
    schedules,
    N_("Let a batch file run by a cron expression, or once; run-due or serve runs it."),
    BATCH_FILE,
    *SCHEDULING,
    JOURNAL,
)
def add(*, batch_file: Path, **given: Any) -> int:
    """Add a schedule."""
    from batch_sender.cli import schedule as door
    from batch_sender.operations.schedules import ScheduleOptions

    return door.add(batch_file, ScheduleOptions(**given))


@command(
    schedules,
    N_("Show the schedules, each with its next three times."),
    JOURNAL,
    JSON,
    name="list",
)
def list_all(*, as_json: bool) -> int:
    """Show the schedules."""
    from batch_sender.cli import schedule as door

    return door.list_all(as_json=as_json)


@command(
    schedules,
    N_("Let a schedule rest; what is due meanwhile is not made up for."),
    SCHEDULE,
    JOURNAL,
)
def pause(*, schedule: int) -> int:
    """Let a schedule rest."""
    from batch_sender.cli import schedule as door

    return door.pause(schedule)


@command(schedules, N_("Let a paused schedule go on."), SCHEDULE, JOURNAL)
def resume(*, schedule: int) -> int:
    """Let a schedule go on."""
    from batch_sender.cli import schedule as door

    return door.resume(schedule)


@command(schedules, N_("Remove a schedule; its batches stay."), SCHEDULE, UNASKED, JOURNAL)
def remove(*, schedule: int, yes: bool) -> int:
    """Remove a schedule."""
    from batch_sender.cli import schedule as door

    return door.remove(schedule, yes=yes)


# ── profiles ──────────────────────────────────────────────────────────────────────────────────

profiles = family(
    "profile", N_("Keep clients apart: a journal, connections, texts and defaults for each.")
)


@command(profiles, N_("Make a profile, for a client say."), PROFILE_NAME, name="add")
def add_profile(*, name: str) -> int:
    """Make a profile."""
    from batch_sender.cli import profile

    return profile.add(name)


@command(profiles, N_("List the profiles."), JSON, name="list")
def list_profiles(*, as_json: bool) -> int:
    """List the profiles."""
    from batch_sender.cli import profile

    return profile.list_all(as_json=as_json)
