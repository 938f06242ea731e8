"""Values of a batch file, once read: what `send` takes, and what only an unattended batch needs."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final, Self

from batch_sender.automation.errors import BadOutPattern, BadProblemRows
from batch_sender.automation.notices import NotificationSettings
from batch_sender.judge.request import Request
from batch_sender.load import at_rest, inbox
from batch_sender.models import BatchRecord, ProblemCode, file_names
from batch_sender.models.printable import printable
from batch_sender.sentences.result_files import stem_of_results

STANDARD_INPUT: Final = "-"

_LIMIT: Final = re.compile(r"(?:stop|parar) (?:above|acima de) (\d{1,7})( ?%)?", re.ASCII)

_DECIDED: Final = frozenset({
    ProblemCode.DUPLICATE, ProblemCode.DUPLICATE_OTHER_MESSAGE, ProblemCode.OPTED_OUT,
    ProblemCode.TOO_OFTEN, ProblemCode.NOT_CHOSEN, ProblemCode.ALREADY_SENT,
    ProblemCode.OVER_LIMIT, ProblemCode.EXPIRED, ProblemCode.CANCELLED, ProblemCode.FORGOTTEN,
})  # fmt: skip
"""Why rows are left out that have nothing wrong: they say nothing of how good a list is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemRows:
    """How many rows with problems a list may have: so many, or so many of a hundred; None: any."""

    most: int | None = None
    of_a_hundred: bool = False

    @classmethod
    def parse(cls, rule: str) -> Self:
        """Read "skip", "stop above 10" or "stop above 5%".

        Raises:
            BadProblemRows: it is none of these.
        """
        plain = " ".join(rule.lower().split())
        if plain in {"skip", "pular"}:
            return cls()
        found = _LIMIT.fullmatch(plain)
        if found is None:
            raise BadProblemRows(rule=rule)
        return cls(most=int(found[1]), of_a_hundred=found[2] is not None)

    def are_too_many(self, problems: int, *, of: int) -> bool:
        """Say whether so many rows are more than a list may have."""
        if self.most is None:
            return False
        return problems * 100 > self.most * of if self.of_a_hundred else problems > self.most

    def __str__(self) -> str:
        return f"{self.most} %" if self.of_a_hundred else str(self.most)


def problems_of(batch: BatchRecord) -> int:
    """Count the rows of a judged batch that have something wrong."""
    return sum(count for code, count in batch.problems.items() if code not in _DECIDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A batch file, read: the list and how it is judged, sent, reported and told of.

    `wanted`: the list's path, a pattern, or "-" for standard input, counted from `lists_in`;
    `connection`: one, or several with weights; none: the usual one. `request` has yet to be given the list. `out`: where results go, with {name}, {date} and {batch}; `move_to`: where a list goes
    once its batch has ended; `at_rest`: for how many seconds nothing may have been written to a list;
    `by_workers`: these send it.
    """

    batch_file: Path
    wanted: str
    lists_in: Path
    request: Request
    connection: tuple[str, ...] = ()
    canary: int | None = None
    out: str | None = None
    problem_rows: ProblemRows = ProblemRows()
    move_to: Path | None = None
    at_rest: float = at_rest.SPAN
    wait_for_window: bool = True
    by_workers: bool = False
    notify: NotificationSettings = field(default_factory=NotificationSettings)

    @property
    def folder(self) -> Path:
        """Where relative paths begin."""
        return self.batch_file.absolute().parent

    @property
    def name(self) -> str:
        """What tells this batch file from others, wherever it is started from."""
        return str(self.batch_file.resolve())

    @property
    def is_pattern(self) -> bool:
        """Whether it takes any number of lists, each once."""
        return inbox.is_pattern(self.wanted)

    def results_of(self, list_path: Path, batch_id: int, *, now: datetime) -> Path:
        """Return where the results of a batch go."""
        day = now.astimezone(self.request.settings.calendar.zone).date()
        own = f"{stem_of_results('{name}', batch_id)}.xlsx"
        named = partial((self.out or own).format, date=day.isoformat(), batch=batch_id)
        return self.folder / _fitting(named, printable(list_path.stem))


def _fitting(named: Callable[..., str], stem: str) -> str:
    """Return a path with as much of the list's name as lets each of its parts be a name."""
    name, path = stem, named(name=stem)
    while name and (over := max(map(_bytes, Path(path).parts)) - file_names.LONGEST) > 0:
        name = file_names.shortened(name, _bytes(name) - over)
        path = named(name=name)
    return path


def _bytes(name: str) -> int:
    return len(os.fsencode(name))


def refuse_unknown_braces(out: str) -> None:
    """See that a results path has nothing in braces but what is known.

    Raises:
        BadOutPattern: it has.
    """
    try:
        out.format(name="", date="", batch=0)
    except (KeyError, IndexError, ValueError, AttributeError) as err:
        raise BadOutPattern(out=out) from err
