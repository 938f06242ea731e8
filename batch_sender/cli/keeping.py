"""The commands about opt-outs, the journal and the people in it: each calls its door when it runs."""

import typer

from batch_sender.cli import parsing
from batch_sender.cli.options import kept, reading, shared
from batch_sender.cli.options import people as people_options
from batch_sender.cli.options.adding import adding
from batch_sender.language import _

optout_app = typer.Typer(
    cls=parsing.Group,
    help=_("Keep the list of people who must not be written to."),
    rich_markup_mode=None,
    no_args_is_help=True,
)
journal_app = typer.Typer(
    cls=parsing.Group,
    help=_("Back the journal up while it is in use, and check it."),
    rich_markup_mode=None,
    no_args_is_help=True,
)


@optout_app.command(cls=parsing.Command, help=_("Put numbers on the list, in any notation."))
def add(
    numbers: kept.Numbers, *, journal: shared.Journal = None, as_json: shared.Json = False
) -> int:
    """Put numbers on the list."""
    from batch_sender.cli import optout

    return optout.add(numbers, journal=journal, as_json=as_json)


@optout_app.command(
    cls=parsing.Command, help=_("Take numbers off the list: they may be written to again.")
)
def remove(
    numbers: kept.Numbers,
    *,
    yes: shared.Yes = None,
    journal: shared.Journal = None,
    as_json: shared.Json = False,
) -> int:
    """Take numbers off the list."""
    from batch_sender.cli import optout

    return optout.remove(numbers, yes=bool(yes), journal=journal, as_json=as_json)


@optout_app.command("list", cls=parsing.Command, help=_("Show the list, with source and date."))
def list_all(*, journal: shared.Journal = None, as_json: shared.Json = False) -> int:
    """Show the list."""
    from batch_sender.cli import optout

    return optout.list_all(journal=journal, as_json=as_json)


@optout_app.command(
    "import",
    cls=parsing.Command,
    help=_("Put everyone in a file on the list: any contact list, or one number a line."),
)
@adding(reading.FILE)
def import_file(
    ctx: typer.Context,
    file: kept.DoNotCallFile,
    *,
    source: kept.Source = None,
    journal: shared.Journal = None,
    as_json: shared.Json = False,
) -> int:
    """Put everyone in a file on the list."""
    from batch_sender.cli import optout
    from batch_sender.donotcall import Reading

    how = {name: ctx.params[name] for name in reading.FILE}
    told = Reading(path=file, source=source, **how)
    return optout.import_file(told, journal=journal, as_json=as_json)


def people(app: typer.Typer) -> None:
    """Add the commands about the people in the journal."""

    @app.command(
        cls=parsing.Command, help=_("Tell every message that was meant for one person, and why.")
    )
    def history(
        number: people_options.Number,
        *,
        journal: shared.Journal = None,
        as_json: shared.Json = False,
    ) -> int:
        """Tell what the journal holds of one person."""
        from batch_sender.cli import person

        return person.history(number, journal=journal, as_json=as_json)

    @app.command(
        cls=parsing.Command,
        help=_("Remove one person from the journal for good, with a receipt; an opt-out stays."),
    )
    def forget(
        number: people_options.Number,
        *,
        yes: shared.Yes = None,
        journal: shared.Journal = None,
        as_json: shared.Json = False,
    ) -> int:
        """Remove one person."""
        from batch_sender.cli import person

        return person.forget(number, yes=bool(yes), journal=journal, as_json=as_json)

    @app.command(
        cls=parsing.Command,
        help=_(
            "Remove names, numbers, texts and media names of old batches from the journal for good; "
            "counts and opt-outs stay."
        ),
    )
    @adding(people_options.PURGING)
    def purge(
        ctx: typer.Context,
        batches: people_options.Batches = None,
        *,
        journal: shared.Journal = None,
        as_json: shared.Json = False,
    ) -> int:
        """Remove the people of old batches."""
        from batch_sender.cli import purging

        return purging.purge(
            purging.Wish.of(ctx.params, batches=batches or (), as_json=as_json), journal=journal
        )


@journal_app.command(
    cls=parsing.Command,
    help=_("Write a whole copy of the journal to a file; batches may run meanwhile."),
)
def backup(
    file: kept.BackupFile,
    *,
    force: kept.Force = False,
    journal: shared.Journal = None,
    as_json: shared.Json = False,
) -> int:
    """Write a copy of the journal."""
    from batch_sender.cli import journal as door

    return door.backup(file, force=force, journal=journal, as_json=as_json)


@journal_app.command(
    cls=parsing.Command,
    help=_(
        "Look for damage and contradictions. Ends with 0 if there is nothing, 1 if the journal is "
        "not sound, 3 if a sender that died left rows on their way."
    ),
)
def check(*, journal: shared.Journal = None, as_json: shared.Json = False) -> int:
    """Check the journal."""
    from batch_sender.cli import journal as door

    return door.check(journal=journal, as_json=as_json)
