"""The request to judge a list, and what is settled from it before the first row."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Self

from batch_sender.config.settings import Settings
from batch_sender.judge.column_mapping import ColumnMapping
from batch_sender.load import ContactList, Rows
from batch_sender.models import JudgedFile, MediaFile, MessageText, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is to be judged, for whom. `origin`: where the text comes from, for error sentences.

    `rows`: the list, where a program holds it in memory; `list_path` is then its name alone, and
    what the settings say of a file (sheet, encoding, delimiter, header row) is left aside.
    `source`: what an unattended batch is made of, so that it is made once.
    `others`: further texts, of which with the first one each person gets one (variants A, B, …).
    `text_file`: what the text was read of; `list_is_piped`: its file goes with the program, and is
    not looked for when the batch goes on.
    """

    list_path: Path
    text: str
    origin: str
    settings: Settings
    who: str
    source: Source | None = None
    others: tuple[MessageText, ...] = ()
    text_file: JudgedFile | None = None
    list_is_piped: bool = False
    rows: Rows | None = field(default=None, repr=False, compare=False)

    @property
    def texts(self) -> tuple[MessageText, ...]:
        """All its texts, usually one."""
        first = MessageText(text=self.text, origin=self.origin, file=self.text_file)
        return (first, *self.others)

    @property
    def words(self) -> str:
        """All in which a column may be named: its texts, and its conditions."""
        return "\n".join([*(each.text for each in self.texts), *self.settings.where])


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgingContext:
    """All that a `RowJudge` knows before the first row; `key` is the journal's own.

    `file`: the one that all rows send, where it was checked already, on another machine.
    """

    request: Request
    mapping: ColumnMapping
    key: bytes = field(repr=False)
    now: datetime
    file: MediaFile | None = None

    @classmethod
    def of(cls, contacts: ContactList, request: Request, *, key: bytes, now: datetime) -> Self:
        """Find out which column of a list holds what.

        Raises:
            ListError: one of them is not there, or cannot be told.
        """
        mapping = ColumnMapping.of(contacts, request.settings, text=request.words)
        return cls(request=request, mapping=mapping, key=key, now=now)
