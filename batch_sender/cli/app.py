"""The commands: each names its options, imports what it uses, and calls it."""

from collections.abc import Sequence
from typing import Any, Final

import typer

from batch_sender import __version__
from batch_sender.cli import connecting, in_force, keeping, parsing, talk, unattended
from batch_sender.cli.options import judged, kept, reported, sent, shared
from batch_sender.cli.options.adding import adding
from batch_sender.errors import BadSetting, BatchSenderError, ProfileHasOwnJournal
from batch_sender.language import LANGUAGES, _

app = typer.Typer(
    cls=parsing.Group,
    name="batch-sender",
    help=_("Send a WhatsApp message to every person on a list, once, through CleverChat."),
    epilog=_(
        "Exit codes: 0 every row accepted (check: every row can be sent); 1 it could not start, "
        "nothing left; 2 the command line itself; 3 finished, and some rows were skipped, "
        "rejected, failed or unknown; 4 stopped before the end, go on with: batch-sender resume."
    ),
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


@app.callback(invoke_without_command=True)
def _main(
    *,
    version: shared.Version = False,
    lang: shared.Lang = None,
    profile: shared.Profile = None,  # noqa: ARG001 - taken out before anything is parsed
) -> None:
    if version:
        talk.say(f"batch-sender {__version__}")
        raise typer.Exit
    if lang is not None:
        raise BadSetting(setting="--lang", value=lang, allowed=", ".join(LANGUAGES))


@app.command(
    cls=parsing.Command,
    help=_("Show how it works: sample list, local stand-in, no token, no network."),
)
def demo(*, out: shared.Out = None, as_json: shared.Json = False) -> int:
    """Send a sample list to a stand-in on this machine."""
    from batch_sender.cli import demo as door

    return door.demo(out=out, as_json=as_json)


@app.command(cls=parsing.Command, help=_("Judge every row of a list; send nothing."))
@adding(judged.JUDGING)
def check(
    ctx: typer.Context,
    contact_list: judged.List,
    *,
    template: judged.TemplateFile = None,
    text: judged.Text = None,
    out: judged.CheckedOut = None,
    journal: shared.Journal = None,
    as_json: shared.Json = False,
) -> int:
    """Judge a list."""
    from batch_sender.cli import gather, judging

    given = gather.under_profile({**ctx.params, "template": template, "text": text})
    request = judging.request_of(
        given, contact_list, template=given["template"], text=given["text"]
    )
    return judging.check(request, out=out, journal=journal, as_json=as_json)


@app.command(cls=parsing.Command, help=_("Judge a list, ask, send it, and write the results."))
@adding(judged.JUDGING, sent.SENDING)
def send(
    ctx: typer.Context,
    contact_list: judged.List,
    *,
    template: judged.TemplateFile = None,
    text: judged.Text = None,
    journal: shared.Journal = None,
    as_json: shared.Json = False,
) -> int:
    """Judge and send a list."""
    from batch_sender.cli import gather, judging, sending

    given = gather.under_profile({**ctx.params, "template": template, "text": text})
    request = judging.request_of(
        given, contact_list, template=given["template"], text=given["text"]
    )
    manner = sending.Manner.of(given, as_json=as_json)
    return sending.send(request, manner, journal=journal)


@app.command(cls=parsing.Command, help=_("Show the newest batches, or one of them."))
def status(
    batch: shared.AnyBatch = None,
    *,
    watch: reported.Watch = False,
    journal: shared.Journal = None,
    as_json: shared.Json = False,
) -> int:
    """Show how batches stand."""
    from batch_sender.cli import overview

    if watch:
        return overview.watch(batch, journal=journal, as_json=as_json)
    return overview.status(batch, journal=journal, as_json=as_json)


@app.command(
    cls=parsing.Command, help=_("Pause a running batch; what is on its way is finished first.")
)
def pause(
    batch: shared.Batch, *, journal: shared.Journal = None, as_json: shared.Json = False
) -> int:
    """Pause a batch."""
    from batch_sender.cli import overview

    return overview.pause(batch, journal=journal, as_json=as_json)


@app.command(
    cls=parsing.Command, help=_("Go on with a batch that was paused, interrupted or only checked.")
)
@adding(sent.SENDING, {"other_connection": sent.OtherConnection})
def resume(
    ctx: typer.Context,
    batch: shared.AnyBatch = None,
    *,
    journal: shared.Journal = None,
    as_json: shared.Json = False,
) -> int:
    """Go on with a batch."""
    from batch_sender.cli import sending

    manner = sending.Manner.of(ctx.params, as_json=as_json)
    return sending.resume(batch, manner, journal=journal)


@app.command(
    cls=parsing.Command,
    help=_("Send again what surely did not leave; what is in doubt never is among it."),
)
@adding(
    {"rejected": sent.AlsoRejected},
    sent.SENDING,
    {"other_connection": sent.OtherConnection},
)
def retry(
    ctx: typer.Context,
    batch: shared.Batch,
    *,
    journal: shared.Journal = None,
    as_json: shared.Json = False,
) -> int:
    """Send rows of a batch again."""
    from batch_sender.cli import decisions, sending

    manner = sending.Manner.of(ctx.params, as_json=as_json)
    return decisions.retry(batch, manner, rejected=bool(ctx.params["rejected"]), journal=journal)


@app.command(
    cls=parsing.Command,
    help=_(
        "Decide over rows in doubt: they count as sent, or they are sent again. Without --row and "
        "--some it is meant for all of them; without a decision it asks."
    ),
)
@adding(sent.RESOLVING)
def resolve(
    ctx: typer.Context,
    batch: shared.Batch,
    *,
    journal: shared.Journal = None,
    as_json: shared.Json = False,
) -> int:
    """Decide over rows in doubt."""
    from batch_sender.cli import decisions

    return decisions.resolve(batch, decisions.Wish.of(ctx.params, as_json=as_json), journal=journal)


@app.command(cls=parsing.Command, help=_("End a batch for good; what has not left is skipped."))
def cancel(
    batch: shared.Batch, *, journal: shared.Journal = None, as_json: shared.Json = False
) -> int:
    """End a batch."""
    from batch_sender.cli import overview

    return overview.cancel(batch, journal=journal, as_json=as_json)


@app.command(
    cls=parsing.Command,
    help=_(
        "Write the results of a batch, as they are now, or with --since the sums of all batches."
    ),
)
@adding(reported.REPORTING)
def report(
    ctx: typer.Context,
    batch: shared.AnyBatch = None,
    *,
    out: shared.Out = None,
    journal: shared.Journal = None,
    as_json: shared.Json = False,
) -> int:
    """Write results."""
    from batch_sender.cli import reporting

    wish = reporting.Wish.of(ctx.params, batch=batch, out=out, as_json=as_json)
    return reporting.report(wish, journal=journal)


class FaultsInHelp(parsing.Command):
    """Shows the stand-in's table of faults below its options."""

    def format_epilog(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - the parser's
        """Write the table."""
        from batch_sender.standin import FAULTS

        with formatter.section(_("Faults, chosen by the last three digits of the number")):
            formatter.write_dl([(f"…{digits}", _(fault.says)) for digits, fault in FAULTS.items()])


@app.command(
    "stand-in",
    cls=FaultsInHelp,
    help=_(
        "Imitate CleverChat's API on this machine, for rehearsals. It "
        "accepts what the API accepts, loses what the API loses, and hands messages over from one "
        "queue for all connections."
    ),
)
def stand_in(
    *,
    port: kept.Port = 8080,
    record: kept.Record = None,
    queue_seconds: kept.QueueSeconds = 3.0,
    latency: kept.Latency = 0.0,
    no_faults: kept.NoFaults = False,
) -> int:
    """Run the stand-in until Ctrl-C."""
    from batch_sender.cli import standin

    return standin.stand_in(
        port=port,
        record=record,
        queue_seconds=queue_seconds,
        latency=latency,
        no_faults=no_faults,
    )


keeping.people(app)
app.add_typer(connecting.connection_app, name="connection")
app.add_typer(keeping.optout_app, name="optout")
app.add_typer(keeping.journal_app, name="journal")
unattended.register(app, send=send)


_INTERRUPTED: Final = 130
"""What some versions of the parser make of Ctrl-C; others raise it."""


def _refuse_another_journal(argv: Sequence[str]) -> None:
    profile = in_force.profile()
    if profile and any(word.partition("=")[0] == "--journal" for word in argv):
        raise ProfileHasOwnJournal(name=profile)


def dispatch(argv: Sequence[str], *, profile: str | None = None) -> int:
    """Run one command and turn whatever ends it into an exit code."""
    as_json = "--json" in argv
    talk.log_as_json(on=False)
    try:
        with in_force.entered(profile):
            _refuse_another_journal(argv)
            code = app(args=list(argv), prog_name="batch-sender", standalone_mode=False)
    except parsing.UsageError as err:
        talk.usage_failed(err, as_json=as_json)
        return 2
    except BatchSenderError as err:
        talk.failed(err, as_json=as_json)
        return err.exit_code
    except (KeyboardInterrupt, typer.Abort, SystemExit):
        code = _INTERRUPTED
    if code == _INTERRUPTED:
        talk.tell(_("Stopped."))
        return 1
    return code if isinstance(code, int) else 0
