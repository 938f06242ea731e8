"""Judging a list, sending it, and deciding over what is left of it."""

from pathlib import Path
from typing import Any

from batch_sender.cli.commands.root import main
from batch_sender.cli.parsing import command
from batch_sender.config import options
from batch_sender.config.options.common import ANY_BATCH, BATCH, CHECKED_OUT, JOURNAL, JSON, OUT
from batch_sender.config.options.reading import CONTACT_LIST
from batch_sender.config.options.sending import (
    AS_JUDGED,
    HERE,
    LOOKING,
    MOVE_FROM,
    OTHER_CONNECTION,
    REJECTED,
    RESOLVING,
    SENDING,
)
from batch_sender.language import N_, PROGRAM


@command(
    main,
    N_("Show how it works: sample list, local stand-in, no token, no network."),
    OUT,
    JSON,
)
def demo(*, out: Path | None, as_json: bool) -> int:
    """Send a sample list to a stand-in on this machine."""
    from batch_sender.cli import demo as door

    return door.demo(out=out, as_json=as_json)


@command(
    main,
    N_("Ask step by step what to send; the program's bare name does so, too."),
    JOURNAL,
)
def guide() -> int:
    """Ask what to send, and send it."""
    from batch_sender.cli import guide as door
    from batch_sender.cli import in_force

    words = door.asked()
    if words is None:
        return 1
    in_force.use_typed(words)
    return main(args=words, prog_name=PROGRAM, standalone_mode=False) or 0


@command(
    main,
    N_("Judge every row of a list; send nothing."),
    CONTACT_LIST,
    *options.JUDGING,
    CHECKED_OUT,
    JOURNAL,
    JSON,
    grouped=True,
)
def check(*, contact_list: Path, out: Path | None, as_json: bool, **given: Any) -> int:
    """Judge a list."""
    from batch_sender.cli import context, in_force, judging
    from batch_sender.operations import option_values, requests

    values = option_values.under_profile(given, in_force.workspace())
    request = requests.request_of(values, contact_list, who=context.who())
    return judging.check(request, out=out, as_json=as_json)


@command(
    main,
    N_("Judge a list, ask, send it, and write the results."),
    CONTACT_LIST,
    *options.SEND,
    grouped=True,
)
def send(*, contact_list: Path, as_json: bool, **given: Any) -> int:
    """Judge and send a list."""
    from batch_sender.cli import context, in_force, sending
    from batch_sender.operations import option_values, requests

    values = option_values.under_profile(given, in_force.workspace())
    request = requests.request_of(values, contact_list, who=context.who())
    flags = sending.SendFlags.of({**values, "as_json": as_json})
    return sending.send(request, flags)


@command(
    main,
    N_("Go on with a batch that was paused, interrupted or only checked."),
    ANY_BATCH,
    *SENDING,
    HERE,
    OTHER_CONNECTION,
    MOVE_FROM,
    AS_JUDGED,
    JOURNAL,
    JSON,
)
def resume(*, batch: int | None, **given: Any) -> int:
    """Go on with a batch."""
    from batch_sender.cli import sending

    return sending.resume(batch, sending.SendFlags.of(given))


@command(
    main,
    N_("Send again what surely did not leave; what is in doubt never is among it."),
    BATCH,
    REJECTED,
    *SENDING,
    HERE,
    OTHER_CONNECTION,
    AS_JUDGED,
    JOURNAL,
    JSON,
)
def retry(*, batch: int, rejected: bool, **given: Any) -> int:
    """Send rows of a batch again."""
    from batch_sender.cli import decisions, sending

    return decisions.retry(batch, sending.SendFlags.of(given), rejected=rejected)


@command(
    main,
    N_(
        "Decide over rows in doubt: they count as sent, or they are sent again. Without --row and "
        "--some it is meant for all of them; without a decision it asks."
    ),
    BATCH,
    *RESOLVING,
    JOURNAL,
    JSON,
)
def resolve(*, batch: int, as_json: bool, **given: Any) -> int:
    """Decide over rows in doubt."""
    from batch_sender.cli import decisions

    return decisions.resolve(batch, decisions.ResolveFlags.of(given, as_json=as_json))


@command(
    main,
    N_(
        "Show whose chats to look at on the phone, and take what was seen. Otherwise of the newest "
        "batch that asks; without --seen it asks on a terminal."
    ),
    ANY_BATCH,
    *LOOKING,
    JOURNAL,
    JSON,
)
def look(*, batch: int | None, as_json: bool, **given: Any) -> int:
    """Take what was seen on the phone."""
    from batch_sender.cli import look as door

    return door.look(door.LookFlags.of(given, batch=batch, as_json=as_json))
