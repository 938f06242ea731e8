"""A journal that has forgotten what was sent: it is refused, or taken for the journal when told so."""

from batch_sender.cli import context, output
from batch_sender.journal import Journal
from batch_sender.language import _, ngettext
from batch_sender.operations.questions import AnswerNeeded
from batch_sender.operations.restore import CopyAccepted, settle_restored


def settle(book: Journal, *, after_restore: bool) -> None:
    """Let nothing leave from a copy, unless a person says that it is the journal from here on.

    Raises:
        JournalRestored: it is a copy, and nobody said so: on the command line that is an option.
    """
    match settle_restored(book, accepted=after_restore, who=context.who()):
        case AnswerNeeded():
            book.maintenance.refuse_if_restored()
        case CopyAccepted(is_another=True):
            _tell_of_another()
        case CopyAccepted(unknown=unknown):
            _tell(unknown)


def _tell(unknown: int) -> None:
    told = ngettext(
        "This copy is the journal from here on. {n} row that waited in it is unknown now.",
        "This copy is the journal from here on. {n} rows that waited in it are unknown now.",
        unknown,
    )
    output.tell(told.format(n=unknown))
    output.tell(
        _(
            "What was sent since it was made is not in it, nor who opted out: import those lists "
            "again, and look at the connection's phone before you send a list of that time."
        )
    )


def _tell_of_another() -> None:
    output.tell(
        _(
            "This journal counts from here on. What was sent from the one that was there before is "
            "not in it, nor who opted out: import those lists again, and look at the connection's "
            "phone before you send a list of that time."
        )
    )
