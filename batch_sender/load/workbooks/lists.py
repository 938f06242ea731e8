"""Read a contact list from a workbook, its cells as the sheet shows them.

The reader is a process of its own (`reader`, `reader_process`). It is started first and asked last:
between them comes a look at the archive's own XML (`prescan`).
"""

import logging
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from batch_sender.language import _
from batch_sender.load.errors import (
    HeaderRowEmpty,
    HeaderUnsaved,
    ListChanged,
    ListDamaged,
    ListEmpty,
    ListError,
    ListProtected,
    ListReaderFailed,
    ListWithoutRows,
    SheetNotFound,
    header_missing,
)
from batch_sender.load.files.facts import Facts
from batch_sender.load.files.kinds import FileKind, readable
from batch_sender.load.files.limits import Limits
from batch_sender.load.files.versions import file_version
from batch_sender.load.layout import HeaderRow, distinct_names, written_names
from batch_sender.load.workbooks.prescan import UNSOUND, look_only, prescan
from batch_sender.load.workbooks.reader import Reader, ReaderGone
from batch_sender.models import Contacts
from batch_sender.models.system_words import said_of

_log: Final = logging.getLogger(__name__)

_REFUSALS: Final[dict[str, Callable[..., ListError]]] = {
    "protected": ListProtected,
    "empty": ListEmpty,
    "no_header": header_missing,
    "header_empty": HeaderRowEmpty,
    "header_unsaved": HeaderUnsaved,
    "no_rows": ListWithoutRows,
    "no_sheet": SheetNotFound,
}
"""What the reader's error codes mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookOptions:
    """What a person said about a workbook; None: find it out."""

    sheet: str | None
    header_row: HeaderRow | None
    hidden_rows: bool = False


class WorkbookSource:
    """A workbook that has been judged safe, and the processes that read it."""

    def __init__(
        self, path: Path, kind: FileKind, options: WorkbookOptions, limits: Limits
    ) -> None:
        self._path = path
        self._kind = kind
        self._options = options
        self._limits = limits
        self._readers: set[Reader] = set()
        with readable(path):
            self._version = file_version(path)
        first_pass = self._begin(options.sheet)
        layout = next(first_pass)
        if other := layout.get("other_sheet"):
            first_pass.close()
            first_pass = self._begin(other)
            layout = next(first_pass)
        self._request["sheet_open"] = False  # it is found
        self.facts = _facts(kind, layout)
        self._first_pass: Generator[dict[str, Any], None, None] | None = first_pass

    def _begin(self, sheet: str | None) -> Generator[dict[str, Any], None, None]:
        """Ask for a sheet, or for the one that serves best, of which another may be answered first."""
        path, options, limits = self._path, self._options, self._limits
        with readable(path):
            reader = self._start()  # it loads while the archive is looked at
            try:
                xlsx = self._kind is FileKind.XLSX
                asked = prescan(path, sheet, limits) if xlsx else look_only(sheet)
            except BaseException:
                self.close()
                raise
        if options.hidden_rows:
            asked["hidden"] = []
        self._request = {
            **asked,
            "sheet_open": sheet is None,
            "path": str(path.resolve()),
            "kind": self._kind.value,
            "header_row": options.header_row,
            "hidden_rows": options.hidden_rows,
            "area": limits.area,
            "memory": limits.memory,
            "cpu": limits.cpu,
        }
        return self._messages(reader)

    def chunks(self) -> Iterator[Contacts]:
        """Yield the contacts some at a time, each time from the first.

        Raises:
            ListError: the file is not what it was, or its reader failed.
        """
        messages, self._first_pass = self._first_pass, None
        if messages is None:
            messages = self._messages(self._start())
            next(messages)
        with closing(messages):
            for message in messages:
                yield _contacts(message)

    def close(self) -> None:
        """Stop every reader."""
        self._first_pass = None
        for reader in tuple(self._readers):
            reader.close()

    def _messages(self, reader: Reader) -> Generator[dict[str, Any], None, None]:
        try:
            with readable(self._path):
                if file_version(self._path) != self._version:
                    raise ListChanged(path=self._path)
            for message in reader.messages(self._request):
                if "error" in message:
                    raise self._refusal(message)
                yield message
        except ReaderGone as gone:
            reason = _("it takes too long") if gone.silent else _("it takes too much memory")
            raise ListReaderFailed(path=self._path, reason=reason) from gone
        finally:
            reader.close()
            self._readers.discard(reader)

    def _start(self) -> Reader:
        try:
            reader = Reader(self._limits.silence)
        except OSError as err:
            reason = said_of(err)
            raise ListReaderFailed(path=self._path, reason=reason) from err
        self._readers.add(reader)
        return reader

    def _refusal(self, message: dict[str, Any]) -> ListError:
        details = {"path": self._path, **message}
        if trace := details.pop("trace", None):
            _log.debug("the reader's process could not read the workbook\n%s", trace)
        if "sheets" in message:
            details |= {"sheet": self._options.sheet, "sheets": ", ".join(message["sheets"])}
        refusal = _REFUSALS.get(details.pop("error"))
        if refusal is None:
            return ListDamaged(path=self._path, reason=_(UNSOUND))
        return refusal(**details)


def _contacts(message: dict[str, Any]) -> Contacts:
    return Contacts(
        message["rows"],
        list(zip(*message["columns"], strict=True)),
        texts=frozenset(message["texts"]),
        unsaved={int(row): tuple(places) for row, places in message["unsaved"].items()},
    )


def _facts(kind: FileKind, layout: dict[str, Any]) -> Facts:
    return Facts(
        kind=kind,
        header=distinct_names(layout["names"], layout["columns"]),
        written=written_names(layout["names"], layout["columns"]),
        header_row=layout["header_row"],
        hidden=layout["hidden"],
        titles=tuple(layout["titles"]),
        sheet=layout["sheet"],
        other_sheets=tuple(layout["other_sheets"]),
        unsaved=frozenset(layout["unsaved"]),
        places=tuple(layout["columns"]),
    )
