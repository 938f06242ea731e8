"""What is asked, waited for and written when a batch is sent, or decided over."""

from typing import Final

from batch_sender.config.options.common import OUT, YES
from batch_sender.config.options.model import Group, Kind, Option
from batch_sender.language import N_

CONNECTION: Final = Option(
    name="connection",
    kind=Kind.TEXTS,
    group=Group.EVERY_DAY,
    metavar=N_("NAME[=WEIGHT]"),
    label=N_("Connection"),
    question=N_("The connection to send through ({names})"),
    help=N_(
        "The connection to send through; see: batch-sender connection list. May be repeated: the rows are "
        "spread over them, by weight where one is given (vendas2=2 gets twice as many)."
    ),
)

PROOF: Final = Option(
    name="proof",
    kind=Kind.TEXT,
    group=Group.EVERY_DAY,
    metavar=N_("NUMBER"),
    label=N_("Test message to"),
    help=N_("First send one filled message to this number, your own, and wait for your yes."),
)

CANARY: Final = Option(
    name="canary",
    kind=Kind.NUMBER,
    group=Group.SAFETY,
    metavar="N",
    label=N_("First few, then all"),
    help=N_("First few, then all: send N, stop, show the answers, and ask."),
)

LOOK_AFTER: Final = Option(
    name="look_after",
    kind=Kind.NUMBER,
    group=Group.SAFETY,
    metavar="N",
    label=N_("Look at the phone after"),
    help=N_(
        "After N accepted messages to new people, and at the end, ask for a look at the phone: do they "
        "arrive? Otherwise 25, and to the stand-in never; 0: never."
    ),
)

LOOK_UNANSWERED: Final = Option(
    name="look_unanswered",
    kind=Kind.TEXT,
    group=Group.SAFETY,
    metavar="go-on|wait",
    label=N_("While nobody looks at the phone"),
    help=N_(
        "What a batch does where nobody is there to look at the phone: go-on (otherwise), or wait, paused."
    ),
)

NO_WAIT: Final = Option(
    name="no_wait",
    kind=Kind.YES_OR_NO,
    group=Group.WHEN,
    label=N_("Pause instead of waiting"),
    help=N_("Pause instead of waiting for the sending hours or for tomorrow."),
)

WORKERS: Final = Option(
    name="workers",
    kind=Kind.YES_OR_NO,
    group=Group.WHEN,
    label=N_("Hand it over to the workers"),
    help=N_(
        "Hand it over to the workers, which need a journal in PostgreSQL, and look on; Ctrl-C ends the "
        "looking on alone. A batch that they have begun goes back to them."
    ),
)

HERE: Final = Option(
    name="here",
    kind=Kind.YES_OR_NO,
    help=N_(
        "Send it from this machine although workers sent it before; it has to be paused first."
    ),
)

AFTER_RESTORE: Final = Option(
    name="after_restore",
    kind=Kind.YES_OR_NO,
    group=Group.SAFETY,
    label=N_("Go on from a restored journal"),
    help=N_(
        "Go on from a journal that was brought back from a copy: what waited in it becomes unknown."
    ),
)

LOG_FORMAT: Final = Option(
    name="log_format",
    kind=Kind.TEXT,
    group=Group.RESULTS,
    metavar="text|json",
    label=N_("Format of the log"),
    help=N_("json: a line for each call on standard error, with batch, row and outcome."),
)

LOG_NUMBERS: Final = Option(
    name="log_numbers",
    kind=Kind.YES_OR_NO,
    group=Group.RESULTS,
    label=N_("Whole numbers in the log"),
    help=N_("Write whole phone numbers into the log, not their last four digits."),
)

SENDING: Final = (
    CONNECTION,
    PROOF,
    YES,
    OUT,
    CANARY,
    LOOK_AFTER,
    LOOK_UNANSWERED,
    NO_WAIT,
    WORKERS,
    AFTER_RESTORE,
    LOG_FORMAT,
    LOG_NUMBERS,
)
"""How a batch is sent that has been judged."""

OTHER_CONNECTION: Final = Option(
    name="other_connection",
    kind=Kind.YES_OR_NO,
    help=N_("Go on although the batch began on another connection."),
)

MOVE_FROM: Final = Option(
    name="move_from",
    kind=Kind.TEXTS,
    metavar=N_("NAME"),
    help=N_(
        "Of a batch with several connections: move the rows that wait for this one to the others; may be "
        "repeated. What is half out stays."
    ),
)

AS_JUDGED: Final = Option(
    name="as_judged",
    kind=Kind.YES_OR_NO,
    label=N_("Send as it was checked"),
    help=N_("Send what was checked although the list or a text was changed since, or is gone."),
)

REJECTED: Final = Option(
    name="rejected",
    kind=Kind.YES_OR_NO,
    help=N_("Send also those again that CleverChat rejected."),
)

LOOKING: Final = (
    Option(
        name="seen",
        kind=Kind.TEXTS,
        metavar=N_("ROW=CODE"),
        help=N_(
            "What you saw of a row: two_ticks, one_tick, clock, absent or not_looked, such as "
            "7=two_ticks; may be repeated."
        ),
    ),
    Option(
        name="skip",
        kind=Kind.YES_OR_NO,
        help=N_("Nobody has looked; the batch may go on all the same."),
    ),
)
"""What was seen at a look at the phone."""

RESOLVING: Final = (
    Option(
        name="as_sent",
        kind=Kind.YES_OR_NO,
        help=N_("They count as sent; nothing leaves."),
    ),
    Option(
        name="send_again",
        kind=Kind.YES_OR_NO,
        help=N_("They go back to be sent again; of several parts only those that are missing."),
    ),
    Option(
        name="row",
        kind=Kind.NUMBERS,
        metavar="N",
        help=N_("This row, as the list numbers it; may be repeated."),
    ),
    Option(
        name="some",
        kind=Kind.TEXT,
        metavar="N,N,…",
        help=N_("These rows, parted by commas."),
    ),
    YES,
)
"""What is to become of rows in doubt."""
