"""Judge a list into the journal: what would be sent, what not and why; nothing leaves."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from batch_sender.compose.lint import LintFindings
from batch_sender.journal import Journal
from batch_sender.journal.errors import JournalError
from batch_sender.judge.prepare import Request, prepare
from batch_sender.judge.progress import Progress, unheard
from batch_sender.models import BatchRecord
from batch_sender.operations import exit_codes
from batch_sender.operations.exit_codes import ExitCode
from batch_sender.operations.notices import count_notices, rows_with_notices
from batch_sender.operations.options import Caller
from batch_sender.operations.text_warnings import TextWarnings, text_warnings


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A judged list. `written`: where it was written back to, with its problems.

    `notices`: rows by what is worth a look in them; `further`: problems besides a row's first one.
    """

    batch: BatchRecord
    written: tuple[Path, ...]
    notices: Mapping[str, int]
    further: Mapping[str, int]
    text_warnings: TextWarnings

    @property
    def exit_code(self) -> ExitCode:
        """What a command ends with."""
        return exit_codes.of_check(self.batch.counts)


def check(
    journal: Journal,
    request: Request,
    caller: Caller,
    *,
    out: Path | None = None,
    progress: Progress = unheard,
) -> Checked:
    """Judge every row of a list; write the list back to `out` with what is wrong in each.

    Raises:
        ListError, TemplateError, MediaError, ConditionError, SettingsError, JournalError:
            nothing was judged.
        ResultsError: the list cannot be written there.
    """
    if out is not None:
        _check_place(out, request.list_path)
    lint = LintFindings()
    batch_id = prepare(journal, request, now=caller.clock.now(), progress=progress, lint=lint)
    batch = journal.batches.one(batch_id)
    return Checked(
        batch=batch,
        written=_written_back(journal, batch, out, who=caller.who),
        notices=count_notices(journal, batch_id),
        further=journal.batches.judged(batch_id).get("further", {}),
        text_warnings=text_warnings(journal, batch, lint),
    )


def _check_place(out: Path, list_path: Path) -> None:
    from batch_sender.results.checked_list import check_place  # noqa: PLC0415 - the writer of workbooks is slow to load

    check_place(out, list_path=list_path)


def _written_back(
    journal: Journal, batch: BatchRecord, out: Path | None, *, who: str
) -> tuple[Path, ...]:
    if out is None:
        return ()
    from batch_sender.results.checked_list import write_checked  # noqa: PLC0415 - the writer of workbooks is slow to load

    rows = partial(rows_with_notices, journal, batch.id)
    written = tuple(write_checked(out, batch=batch, rows=rows))
    with suppress(JournalError):  # they are there, whether or not it is remembered
        for path in written:
            detail = {"path": str(path.absolute())}
            journal.batches.note(batch.id, "list_written_back", who=who, detail=detail)
    return written
