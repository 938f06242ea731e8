"""The request to judge a list, and what is settled from it before the first row."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Self

from batch_sender.config.settings import Settings
from batch_sender.judge.column_mapping import ColumnMapping
from batch_sender.load import ContactList, Rows
from batch_sender.models import MessageText, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is to be judged, for whom. `origin`: where the text comes from, for error sentences.

    `rows`: the list, where a program holds it in memory; `list_path` is then its name alone, and
    what the settings say of a file (sheet, encoding, delimiter, header row) is left aside.
    `source`: what an unattended batch is made of, so that it is made once.
    `others`: further texts, of which with the first one each person gets one (variants A, B, …).
    `one_process`: no second one helps with a long list. It would import the program that started
    this one anew, and run a script that guards its main part by nothing a second time.
    """

    list_path: Path
    text: str
    origin: str
    settings: Settings
    who: str
    source: Source | None = None
    others: tuple[MessageText, ...] = ()
    rows: Rows | None = field(default=None, repr=False, compare=False)
    one_process: bool = False

    @property
    def texts(self) -> tuple[MessageText, ...]:
        """All its texts, usually one."""
        return (MessageText(text=self.text, origin=self.origin), *self.others)


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgingContext:
    """All that a `RowJudge` knows before the first row; it can be handed to another process.

    `key`: the journal's own.
    """

    request: Request
    mapping: ColumnMapping
    key: bytes = field(repr=False)
    now: datetime

    @classmethod
    def of(cls, contacts: ContactList, request: Request, *, key: bytes, now: datetime) -> Self:
        """Find out which column of a list holds what.

        Raises:
            ListError: one of them is not there, or cannot be told.
        """
        texts = "\n".join(each.text for each in request.texts)
        mapping = ColumnMapping.of(contacts, request.settings, text=texts)
        # The rows reach whoever renders them chunk by chunk, not all at once with the context.
        return cls(request=replace(request, rows=None), mapping=mapping, key=key, now=now)
