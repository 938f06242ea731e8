"""A look at the phone in words: what is looked for, what was seen, and what that says of the others."""

from collections.abc import Iterable
from typing import Final

from batch_sender.language import N_, _, ngettext
from batch_sender.models import BatchRecord, SeenOnPhone, Sighted

SEEN: Final[dict[SeenOnPhone, str]] = {
    SeenOnPhone.TWO_TICKS: N_("two ticks: delivered"),
    SeenOnPhone.ONE_TICK: N_("one tick: sent, not delivered yet (the other phone may be off)"),
    SeenOnPhone.CLOCK: N_("a clock: not sent"),
    SeenOnPhone.ABSENT: N_("no such message there: not sent"),
    SeenOnPhone.NOT_LOOKED: N_("not looked at"),
}

WHY: Final = N_(
    "CleverChat accepts messages even where WhatsApp bars the number from new chats. Only the phone "
    "of the connection shows it: open these chats there. Give the last ones a minute."
)


def why_look(connection: str | None) -> str:
    """Say why somebody is to look at the phone; `connection`: which one's, where there are several."""
    if connection is None:
        return _(WHY)
    return (
        _(WHY)
        + " "
        + _("The phone is that of connection {connection}.").format(connection=connection)
    )


def estimate(sighted: Sighted) -> str:
    """Say how many of the new people's messages seem to have arrived, of how many looked at, and how sure that is."""
    low, high = sighted.likely
    told = ngettext(
        "about {share} delivered ({n} of the {of} looked at; likely {low} to {high})",
        "about {share} delivered ({n} of the {of} looked at; likely {low} to {high})",
        sighted.looked_at,
    )
    return told.format(
        share=_percent(sighted.share),
        n=sighted.two_ticks,
        of=sighted.looked_at,
        low=_percent(low),
        high=_percent(high),
    )


def estimate_of(batch: BatchRecord) -> str | None:
    """Say it of a batch; None where nobody was asked to look."""
    if not batch.looks:
        return None
    return estimate(batch.sighted) if batch.sighted else _("nobody has looked at the phone")


def to_look_at(rows: Iterable[int]) -> str:
    """Name the rows whose chats are to be looked at."""
    every = list(rows)
    told = ngettext(
        "Look on the phone of the connection whether the message of row {rows} has arrived.",
        "Look on the phone of the connection whether the messages of rows {rows} have arrived.",
        len(every),
    )
    return told.format(rows=", ".join(map(str, every)))


def _percent(share: float) -> str:
    return f"{round(100 * share)}%"
