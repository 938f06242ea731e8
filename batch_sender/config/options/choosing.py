"""Who gets a message, and who is left out."""

from typing import Final

from batch_sender.config.options.model import Group, Kind, Option
from batch_sender.language import N_

WHERE: Final = Option(
    name="where",
    kind=Kind.TEXTS,
    group=Group.WHO,
    metavar=N_("CONDITION"),
    label=N_("Which rows"),
    example="vencimento <= hoje + 3",
    help=N_(
        'Send to these rows alone: "cidade = Recife and valor > 100", in quotation marks. May be repeated: '
        "all of them have to hold."
    ),
)

LIMIT: Final = Option(
    name="limit",
    kind=Kind.NUMBER,
    group=Group.WHO,
    metavar="N",
    label=N_("At most so many rows"),
    help=N_("Send to the first N usable rows; skip the others."),
)

DUPLICATES: Final = Option(
    name="duplicates",
    kind=Kind.TEXT,
    group=Group.WHO,
    metavar="skip|send",
    label=N_("Second message to one person"),
    help=N_(
        "A second, different message to one person: skip it or send it. Otherwise it is asked on "
        "a terminal, and skipped elsewhere."
    ),
)

ALLOW_REPEAT: Final = Option(
    name="allow_repeat",
    kind=Kind.YES_OR_NO,
    group=Group.SAFETY,
    label=N_("Send again what was sent lately"),
    help=N_("Send also what the same person got in the last 24 hours."),
)

REPEAT_AFTER: Final = Option(
    name="repeat_after",
    kind=Kind.TEXT,
    group=Group.SAFETY,
    metavar="24h|7d",
    label=N_("The same message again after"),
    help=N_("How long the same message is not sent to the same person again. Otherwise 24h."),
)

KEY: Final = Option(
    name="key",
    kind=Kind.TEXT,
    group=Group.WHO,
    metavar=N_("COLUMN"),
    label=N_("Column that makes messages distinct"),
    help=N_(
        "The column that makes two messages to a person distinct, an appointment's number say. "
        "Otherwise all values that the text uses."
    ),
)

MAX_PER_PERSON: Final = Option(
    name="max_per_person",
    kind=Kind.TEXT,
    group=Group.SAFETY,
    metavar="3/7d",
    label=N_("Most messages to one person"),
    help=N_("At most 3 messages to a person within 7 days (or 1/24h), over all batches."),
)

NOT_IN: Final = Option(
    name="not_in",
    kind=Kind.TEXTS,
    group=Group.WHO,
    metavar=N_("BATCH,…"),
    label=N_("Leave out whom these batches reached"),
    help=N_("Leave out whom these batches reached, or may have reached."),
)

ACCEPTED_IN: Final = Option(
    name="accepted_in",
    kind=Kind.TEXTS,
    group=Group.WHO,
    metavar=N_("BATCH,…"),
    label=N_("Only those accepted in these batches"),
    help=N_("Only those whose message in one of these batches was accepted."),
)

PURPOSE: Final = Option(
    name="purpose",
    kind=Kind.TEXT,
    group=Group.SAFETY,
    metavar=N_("TEXT"),
    label=N_("Purpose or legal basis"),
    help=N_(
        "Why these people may be written to (purpose or legal basis); kept with the batch and "
        "shown in its results."
    ),
)

CHOOSING: Final = (
    WHERE,
    LIMIT,
    DUPLICATES,
    ALLOW_REPEAT,
    REPEAT_AFTER,
    KEY,
    MAX_PER_PERSON,
    NOT_IN,
    ACCEPTED_IN,
    PURPOSE,
)
"""Who gets a message, each option under its name in Settings."""
