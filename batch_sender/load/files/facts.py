"""Facts about a list besides its rows: format, header, sheet, encoding, hidden rows."""

from dataclasses import dataclass

from batch_sender.load.files.kinds import FileKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What `ContactList` tells; see there for the meaning of each field."""

    kind: FileKind
    header: tuple[str, ...]
    written: tuple[str, ...]
    header_row: int
    hidden: int
    titles: tuple[str, ...] = ()
    sheet: str | None = None
    other_sheets: tuple[str, ...] = ()
    encoding: str | None = None
    delimiter: str | None = None
    unsaved: frozenset[int] = frozenset()
    places: tuple[int, ...] = ()
