"""The commands for batches without anyone at the keyboard: each names its options, and calls its door."""

from collections.abc import Callable

import typer

from batch_sender.cli import parsing
from batch_sender.cli.options import filed, served, shared
from batch_sender.cli.options.adding import adding
from batch_sender.language import _

schedule_app = typer.Typer(
    cls=parsing.Group,
    help=_("Let batch files run by themselves: at a time, or again and again."),
    rich_markup_mode=None,
    no_args_is_help=True,
)
profile_app = typer.Typer(
    cls=parsing.Group,
    help=_("Keep clients apart: a journal, connections, texts and defaults for each."),
    rich_markup_mode=None,
    no_args_is_help=True,
)


def register(app: typer.Typer, *, send: Callable[..., int]) -> None:
    """Add the commands to the program; `run` has every option of `send`."""
    options = filed.options_of(send)

    @app.command(
        cls=parsing.Command,
        help=_("Run a batch file (TOML); a flag wins over what the file says."),
    )
    @adding(filed.FILED, {"dry_run": filed.DryRun}, options)
    def run(ctx: typer.Context, batch_file: filed.BatchFile) -> int:
        """Run a batch file."""
        from batch_sender.cli import running

        flags = {name: value for name, value in ctx.params.items() if name != "batch_file"}
        return running.run(batch_file, flags)

    app.command(cls=parsing.Command, help=_("Ask a few questions and write a batch file."))(init)
    app.command(
        cls=parsing.Command,
        help=_("Run schedules and sending as a service, until it is told to stop."),
    )(serve)
    app.command(
        "run-due",
        cls=parsing.Command,
        help=_("Begin what is due by now, send it, and end; for cron and the Task Scheduler."),
    )(run_due)
    app.command(
        cls=parsing.Command,
        help=_(
            "Check that all is in order here, and say what to mend. Ends with 0 if nothing is in "
            "the way, 1 if something is, 3 if something should be looked at."
        ),
    )(doctor)
    app.add_typer(schedule_app, name="schedule")
    app.add_typer(profile_app, name="profile")


def init(file: filed.NewBatchFile) -> int:
    """Write a batch file."""
    from batch_sender.cli import init as door

    return door.init(file)


def serve(
    *,
    no_page: served.NoPage = False,
    port: served.Port = 8321,
    log: served.Log = None,
    journal: shared.Journal = None,
) -> int:
    """Run the service."""
    from batch_sender.cli import serving

    return serving.serve(no_page=no_page, port=port, log=log, journal=journal)


def run_due(*, log: served.Log = None, journal: shared.Journal = None) -> int:
    """Begin what is due."""
    from batch_sender.cli import serving

    return serving.run_due(log=log, journal=journal)


def doctor(*, journal: shared.Journal = None, as_json: shared.Json = False) -> int:
    """Look after everything that sending needs."""
    from batch_sender.cli import doctor as door

    return door.doctor(journal=journal, as_json=as_json)


@schedule_app.command(
    cls=parsing.Command,
    help=_("Let a batch file run by a cron expression, or once; run-due or serve runs it."),
)
def add(
    file: filed.BatchFile,
    *,
    cron: served.Cron = None,
    at: served.At = None,
    zone: served.Zone = None,
    late: served.Late = None,
    journal: shared.Journal = None,
) -> int:
    """Add a schedule."""
    from batch_sender.cli import schedule

    wish = schedule.Wish(cron=cron, at=at, zone=zone, late=late)
    return schedule.add(file, wish, journal=journal)


@schedule_app.command(
    "list", cls=parsing.Command, help=_("Show the schedules, each with its next three times.")
)
def list_all(*, journal: shared.Journal = None, as_json: shared.Json = False) -> int:
    """Show the schedules."""
    from batch_sender.cli import schedule

    return schedule.list_all(journal=journal, as_json=as_json)


@schedule_app.command(
    cls=parsing.Command, help=_("Let a schedule rest; what is due meanwhile is not made up for.")
)
def pause(schedule: served.Schedule, *, journal: shared.Journal = None) -> int:
    """Let a schedule rest."""
    from batch_sender.cli import schedule as door

    return door.pause(schedule, journal=journal)


@schedule_app.command(cls=parsing.Command, help=_("Let a paused schedule go on."))
def resume(schedule: served.Schedule, *, journal: shared.Journal = None) -> int:
    """Let a schedule go on."""
    from batch_sender.cli import schedule as door

    return door.resume(schedule, journal=journal)


@schedule_app.command(cls=parsing.Command, help=_("Remove a schedule; its batches stay."))
def remove(schedule: served.Schedule, *, journal: shared.Journal = None) -> int:
    """Remove a schedule."""
    from batch_sender.cli import schedule as door

    return door.remove(schedule, journal=journal)


@profile_app.command("add", cls=parsing.Command, help=_("Make a profile, for a client say."))
def add_profile(name: served.ProfileName) -> int:
    """Make a profile."""
    from batch_sender.cli import profile

    return profile.add(name)


@profile_app.command("list", cls=parsing.Command, help=_("List the profiles."))
def list_profiles(*, as_json: shared.Json = False) -> int:
    """List the profiles."""
    from batch_sender.cli import profile

    return profile.list_all(as_json=as_json)
