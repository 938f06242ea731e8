"""`report`: the results of a batch, as they are at this moment."""

from dataclasses import dataclass
from pathlib import Path

from batch_sender.cli import ending, gather, talk


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Where the report goes, and what it may hold."""

    out: Path | None
    with_people: bool
    as_json: bool


def report(batch: int, wish: Wish, *, journal: str | None) -> int:
    """Write the results of a batch, as they are now."""
    with gather.open_journal(journal) as book:
        book.settle_abandoned(who=gather.who())
        written = ending.write(book, batch, wish.out, with_people=wish.with_people)
        found = book.batch(batch)
    if wish.as_json:
        talk.say_json(talk.summary(found, results=[written]))
    else:
        ending.show(found, written)
    return 0
