"""Find the rows whose cells may stand in the wrong columns.

Of a row with a separator too many or too few nobody can tell where it is, so that it is trusted only
where rows of its width are how the file is written: programs cut off blank cells at the end of rows, or
write separators there. A row of the right width has slid where a phone number, an address, a day, a yes
or a no stands beside the column of its kind. No other column is ever tried instead.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

from batch_sender.load import columns
from batch_sender.load.columns import Table
from batch_sender.load.csv.kinds import CellKind, ColumnKinds, is_of, kind_of, places_without
from batch_sender.load.csv.recovery import UnreadableLine
from batch_sender.load.csv.widths import Widths
from batch_sender.load.layout import written_names
from batch_sender.models import Problem, ProblemCode

_WHOLE: Final = re.compile(r"\s*(?:R\$ ?)?-?\d{1,3}(?:\.?\d{3})*")
_CENTS: Final = re.compile(r"\d\d")
_TEL_PARAMETER: Final = re.compile(r"(?:ext|isub|phone-context)=\S+\s*")
_SHOWN: Final = 100
_PHONE_DIGITS: Final = 8
_FEW: Final = 2
_SOME: Final = 3
_BESIDE: Final = (1, -1, 2, -2)
_MARKS: Final = frozenset(
    form for mark in ("sim", "não", "nao", "s", "n", "x", "yes", "no", "true", "false")
    for form in (mark, mark.upper(), mark.capitalize())
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftCheck:
    """What rows of a file must be like to be trusted.

    `width`: its columns up to the last one that counts; `full`: how many cells rows usually have, where
    they reach so far, `most`: how many they may have by the header; `plain`: the widths of rows about which there is nothing to ask; `nameless`: the
    columns behind the last name that count.
    """

    widths: Widths
    kinds: ColumnKinds
    delimiter: str
    nameless: frozenset[int]
    width: int
    full: int
    most: int
    plain: frozenset[int]
    consents: frozenset[int]
    beside: Mapping[tuple[int, CellKind], tuple[int, ...]]
    short_blocks: int

    @classmethod
    def of(cls, names: Sequence[str], widths: Widths, delimiter: str) -> Self:
        """Settle it for a file whose rows were all counted."""
        nameless = _nameless(names, widths, delimiter)
        width = max(nameless, default=widths.names - 1) + 1
        reaching = {n: count for n, count in widths.counts.items() if n >= width}
        full = max(reaching, key=lambda n: (reaching[n], n), default=widths.told)
        most = max(full, widths.told)
        sample = [cells for cells in widths.sample if len(cells) == full] or widths.sample
        kinds = ColumnKinds.of(names, sample)
        consents = _consents(names, width, sample)
        beyond = {n for n, reach in widths.reach.items() if max(reach, default=0) >= width}
        return cls(
            widths=widths,
            kinds=kinds,
            delimiter=delimiter,
            nameless=nameless,
            width=width,
            full=full,
            most=most,
            plain=frozenset(n for n in reaching if n <= most and n not in beyond),
            consents=consents,
            beside=_beside(kinds, width, consents),
            short_blocks=widths.blocks_below(width),
        )

    def faults(self, first: int, records: Sequence[list[str]]) -> dict[int, Problem]:
        """Return why rows cannot be trusted, by their numbers; `first`: that of the first record."""
        faults = {first + at: _slid(records[at]) for at in sorted(self._moved(records))}
        if not self.plain.issuperset(map(len, records)):
            faults |= {
                row: _slid(cells)
                for row, cells in enumerate(records, first)
                if len(cells) not in self.plain and self._is_doubtful(row, cells)
            }
        return faults

    def _is_doubtful(self, row: int, cells: Sequence[str]) -> bool:
        end = _filled(cells)
        if not end:
            return False
        if end > self.width:
            return not is_tel_link(cells[: self.width], cells[self.width : end])
        if len(cells) > self.most:
            return not self._is_padded(cells, end)
        if len(cells) >= self.width or _is_remark(cells):
            return False
        return not self._is_cut(row, len(cells), end, cells)

    def _is_padded(self, cells: Sequence[str], end: int) -> bool:
        """Tell whether the separators that a row has too many stand at its end."""
        longer = sum(count for n, count in self.widths.counts.items() if n > self.most)
        if longer >= _SOME and 5 * longer >= self.widths.total:
            return True
        always = not self.widths.blank_ended[self.full] and self.widths.total > _SOME + 1
        by_end = end == self.width and always and end - 1 not in self.consents
        return by_end or self._is_anchored(cells, end)

    def _is_cut(self, row: int, width: int, end: int, cells: Sequence[str]) -> bool:
        """Tell whether a short row is one whose last columns are blank, and were not written."""
        short = sum(count for n, count in self.widths.counts.items() if n < self.width)
        consent_missing = any(at >= width for at in self.consents)
        total = self.widths.total
        if 20 * self.widths.blank_ended.total() > total:  # blank cells are written, but for these
            usual = short >= _SOME and 2 * short >= total
            return (usual and not consent_missing) or self._is_short_block(row, width)
        usual = short >= _FEW and 5 * short >= total
        return usual or (not consent_missing and self._is_anchored(cells, end))

    def _is_short_block(self, row: int, width: int) -> bool:
        rows = self.widths.rows_of_block(row, width)
        return rows >= _FEW or (rows > 0 and self.short_blocks >= _FEW)

    def _is_anchored(self, cells: Sequence[str], end: int) -> bool:
        """Tell whether a row's last cell shows by its kind that it stands in its own column."""
        kind = kind_of(cells[end - 1])
        if kind is None or kind is CellKind.MARK or not self.kinds.holds(end - 1, kind):
            return False
        return not any(self.kinds.holds(end - 1 + step, kind) for step in _BESIDE)

    def _moved(self, records: Sequence[list[str]]) -> set[int]:
        """Return the places of records in which something stands beside the column of its kind."""
        moved: set[int] = set()
        for (at, kind), beside in self.beside.items():
            if kind is CellKind.MARK:
                places = _marked(records, at, beside)
            else:
                places = places_without(kind, _column(records, at))
            moved.update(
                place for place in places if self._has_moved(records[place], at, kind, beside)
            )
        return moved

    def _has_moved(
        self, cells: Sequence[str], at: int, kind: CellKind, beside: Iterable[int]
    ) -> bool:
        if any(is_of(kind, cell) for cell in _cells(cells, beside)):
            return True
        return self.delimiter == "," and 0 < at < len(cells) and _is_torn(cells, at)


def _slid(cells: Sequence[str]) -> Problem:
    text = " | ".join(cells)
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return Problem(code=ProblemCode.ROW_SHIFTED, detail=shown)


def _filled(cells: Sequence[str]) -> int:
    """Count cells up to the last filled one."""
    return max((at for at, cell in enumerate(cells, start=1) if cell.strip()), default=0)


def _is_remark(cells: Sequence[str]) -> bool:
    """Tell a line of words below or between the rows, which is nobody to write to."""
    filled = [cell for cell in cells if cell.strip()]
    return len(filled) == 1 and sum(map(str.isdigit, filled[0])) < _PHONE_DIGITS


def _cells(cells: Sequence[str], places: Iterable[int]) -> list[str]:
    return [cells[at] for at in places if at < len(cells)]


def _column(records: Sequence[list[str]], at: int) -> list[str]:
    try:
        return [cells[at] for cells in records]
    except IndexError:  # some row is short
        return [cells[at] if at < len(cells) else "" for cells in records]


def _marked(records: Sequence[list[str]], at: int, beside: Iterable[int]) -> list[int]:
    """Return the places of records that have a yes or a no beside its column `at`, and none in it."""
    places = {
        place
        for to in beside
        if not _MARKS.isdisjoint(column := _column(records, to))
        for place, cell in enumerate(column)
        if cell in _MARKS
    }
    return [
        place
        for place in places
        if not any(is_of(CellKind.MARK, cell) for cell in _cells(records[place], (at,)))
    ]


def _beside(
    kinds: ColumnKinds, width: int, consents: Iterable[int]
) -> dict[tuple[int, CellKind], tuple[int, ...]]:
    """Return for each column of a kind the columns beside it into which nothing of it belongs."""
    typed = {(at, kind) for at in range(width) for kind in CellKind if kinds.holds(at, kind)}
    typed |= {(at, CellKind.MARK) for at in consents}
    return {
        (at, kind): tuple(to for step in _BESIDE if kinds.lacks(to := at + step, kind))
        for at, kind in typed
    }


def _consents(names: Sequence[str], width: int, sample: Sequence[Sequence[str]]) -> frozenset[int]:
    written = written_names(names, range(width))
    table = Table(header=written, written=written, sample=sample)
    return frozenset((*columns.find_optout_columns(table), *columns.find_consent_columns(table)))


def _nameless(names: Sequence[str], widths: Widths, delimiter: str) -> frozenset[int]:
    """Return the columns behind the last name that are columns, and hold no cells that slid there.

    The header has a separator for them, as every program writes it that has such a column; and it does
    not look as if commas in amounts or texts had pushed the cells of a few rows there.
    """
    wide = [cells for cells in widths.sample if _filled(cells) > widths.names]
    pushed = _are_pushed(names, wide, widths.names, delimiter)
    reach = sum(widths.reach.values(), start=type(widths.counts)())
    return frozenset(
        at
        for at, count in reach.items()
        if at < widths.told and not (pushed and 2 * count <= widths.total)
    )


def _are_pushed(
    names: Sequence[str], wide: Sequence[Sequence[str]], end: int, delimiter: str
) -> bool:
    """Tell whether the cells behind the last name are there by commas in amounts or in texts."""
    if not wide or not end:  # without names nothing can stand behind them
        return False
    torn = sum(1 for cells in wide if delimiter == "," and _is_torn(cells, end))
    prose = sum(1 for cells in wide if cells[end][:1] == " " and not any(_indented(cells[:end])))
    if 5 * max(torn, prose) >= 4 * len(wide):
        return True
    kinds = ColumnKinds.of(names, wide)
    named = kinds.phone_named
    return (
        bool(named)
        and not any(kinds.counts[at][CellKind.PHONE] for at in named)
        and any(kinds.holds(at + 1, CellKind.PHONE) for at in named)
    )


def _indented(cells: Iterable[str]) -> Iterable[bool]:
    return (cell[:1] == " " for cell in cells)


def _is_torn(cells: Sequence[str], at: int) -> bool:
    """Tell an amount whose cents stand in a column of their own, `at`."""
    return bool(_CENTS.fullmatch(cells[at].strip()) and _WHOLE.fullmatch(cells[at - 1]))


def is_tel_link(cells: Sequence[str], rest: Sequence[str]) -> bool:
    """Tell a last cell such as `tel:+5511987654321;ext=12` (RFC 3966), which no separator parts."""
    return cells[-1].lstrip().startswith("tel:") and all(map(_TEL_PARAMETER.fullmatch, rest))


def unreadable(first: int, records: Sequence[list[str]], delimiter: str) -> dict[int, Problem]:
    """Return the lines among records that are no rows, by the numbers of their rows."""
    if UnreadableLine not in set(map(type, records)):
        return {}
    return {
        row: Problem(code=ProblemCode.ROW_UNREADABLE, detail=delimiter.join(cells)[:_SHOWN])
        for row, cells in enumerate(records, first)
        if isinstance(cells, UnreadableLine)
    }
