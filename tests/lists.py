"""What several tests of lists need: a header and rows in a line, judged as the program would."""

from collections.abc import Sequence
from typing import Any

from batch_sender.config.settings import Settings
from batch_sender.judge.recipients import Recipients
from batch_sender.load.columns import Table
from batch_sender.load.columns.consents import Consents
from batch_sender.load.columns.mapping import Mapped


def table(header: str, *rows: str) -> Table:
    """Return a table whose cells are parted by "|", as in "Nome|Celular"."""
    names = header.split("|")
    return Table(header=names, written=names, sample=[row.split("|") for row in rows])


def recipients(of: Table, **settings: Any) -> Recipients:
    """Return what finds the numbers of a table."""
    chosen = Settings(**settings)
    return Recipients.of(of, chosen, Mapped.of(of, chosen.map))


def consents(of: Table, **settings: Any) -> Consents | None:
    """Return what finds the yes and no of a table."""
    chosen = Settings(**settings)
    return Consents.of(of, chosen, Mapped.of(of, chosen.map))


def first(of: Table) -> Sequence[str]:
    """Return the first row's cells."""
    return of.sample[0]
