"""Write the results of a batch as it stands, and do what the end of a batch sets off."""

import contextlib
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from batch_sender import results
from batch_sender.config.batch_settings import settings_of
from batch_sender.config.masking import masked
from batch_sender.journal import Journal, Purged
from batch_sender.journal.errors import JournalError
from batch_sender.models import BatchRecord
from batch_sender.models.errors import BatchSenderError
from batch_sender.models.file_names import fitting
from batch_sender.models.printable import printable
from batch_sender.operations import exit_codes, retention
from batch_sender.operations.exit_codes import ExitCode
from batch_sender.operations.options import Caller
from batch_sender.results.errors import ResultsError, ResultsFormatBroke, ResultsTooWide
from batch_sender.sentences.result_files import stem_of_results

_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsWritten:
    """Where the results are; `wanted`: where they were to go, which is open in another program."""

    path: Path
    wanted: Path

    @property
    def is_elsewhere(self) -> bool:
        """Whether they had to go beside the file that they were meant for."""
        return self.path != self.wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A batch that has ended or stands still, its results, and whom the journal's rule let go.

    `written`: None where no place takes them; `faults`: why some did not.
    """

    batch: BatchRecord
    written: ResultsWritten | None
    faults: tuple[BatchSenderError, ...]
    purged: tuple[Purged, ...]
    purge_fault: JournalError | None

    @property
    def exit_code(self) -> ExitCode:
        """What a command ends with: what became of the batch, wherever its results are."""
        return exit_codes.of_batch(self.batch.counts)


def own_name(batch: BatchRecord) -> Path:
    """Return what the results of a batch are named where nobody says otherwise."""
    # What was written before people were removed may be all that still tells of them.
    ending = stem_of_results("", batch.id, purged=batch.purged_at is not None)
    return Path(fitting(printable(batch.list_path.stem), f"{ending}.xlsx"))


def own_place(batch: BatchRecord) -> Path:
    """Return where the results go where nobody says otherwise: beside the list, else the current folder."""
    return beside_list(batch, own_name(batch))


def beside_list(batch: BatchRecord, name: Path) -> Path:
    """Return a place of this name beside the list, or in the current folder where that takes none."""
    beside = batch.list_path.parent / name
    return beside if _takes_results(beside, batch.list_path) else name


def check_place(out: Path | None, *, list_path: Path) -> None:
    """See that the results can be written where they are to go, before anything leaves.

    Raises:
        ResultsError: they cannot.
    """
    name = fitting(printable(list_path.stem), f"{stem_of_results('', 0)}.xlsx")
    if out is not None or not _takes_results(list_path.parent / name, list_path):
        results.check_results_path(out or Path(name), list_path=list_path)


def _takes_results(path: Path, list_path: Path) -> bool:
    try:
        results.check_results_path(path, list_path=list_path)
    except ResultsError:
        return False
    return True


def written_last(journal: Journal, batch_id: int) -> Path | None:
    """Return the results of a batch that were written last and still lie there.

    A page is left as it is: it tells of the moment that it was made for.
    """
    events = reversed(journal.batches.events(batch_id))
    noted = (Path(str(each.detail["path"])) for each in events if each.kind == "results_written")
    return next((path for path in noted if path.suffix != ".html" and path.exists()), None)


def write_results(
    journal: Journal, batch_id: int, path: Path, caller: Caller, *, with_people: bool = False
) -> ResultsWritten:
    """Write the results of a batch as it stands.

    Raises:
        ResultsError: they cannot be written there.
    """
    path_written = results.write_results(
        path,
        batch=journal.batches.one(batch_id),
        rows=journal.messages.rows(batch_id),
        show_time_in=settings_of(journal.batches, batch_id).calendar.zone,
        with_people=with_people,
        profile=caller.profile,
    )
    with contextlib.suppress(JournalError):  # they are there, whether or not it is remembered
        detail = {"path": str(path_written.absolute())}
        journal.batches.note(batch_id, "results_written", who=caller.who, detail=detail)
    return ResultsWritten(path=path_written, wanted=path)


def conclude(journal: Journal, batch_id: int, places: Sequence[Path], caller: Caller) -> Ended:
    """Write the results to the first of these places that takes them; keep to the retention rule.

    Nothing of it is an error: messages have left, and the journal knows of each.
    """
    written, faults = write_somewhere(journal, batch_id, places, caller)
    purged, purge_fault = _keep_to_the_rule(journal)
    return Ended(
        batch=journal.batches.one(batch_id),
        written=written,
        faults=tuple(faults),
        purged=tuple(purged),
        purge_fault=purge_fault,
    )


def write_somewhere(
    journal: Journal, batch_id: int, places: Sequence[Path], caller: Caller
) -> tuple[ResultsWritten | None, list[BatchSenderError]]:
    """Write the results to the first place that takes them; return where, and why not elsewhere.

    What cannot become a workbook or a page, becomes a CSV.
    """
    faults: list[BatchSenderError] = []
    for path in _each_place(places, faults):
        try:
            return write_results(journal, batch_id, path, caller), faults
        except (ResultsError, JournalError) as err:
            faults.append(err)
        except Exception as err:  # noqa: BLE001 - whatever it is, messages have left
            # Of a library, as a rule, such as a ZIP's that knows no time before 1980.
            _log.exception("the results of batch %s broke", batch_id)
            fault = ResultsFormatBroke(path=path, why=masked(str(err)) or type(err).__name__)
            faults.append(fault)
    return None, faults


def _each_place(places: Sequence[Path], faults: list[BatchSenderError]) -> Iterator[Path]:
    """Yield each place, and after it the same as CSV, if the last fault was the format's."""
    for place in dict.fromkeys(places):
        yield place
        if faults and isinstance(faults[-1], ResultsTooWide | ResultsFormatBroke):
            yield place.with_suffix(".csv")


def _keep_to_the_rule(journal: Journal) -> tuple[list[Purged], JournalError | None]:
    """Let people go who are kept longer than the rule says; a failure waits for next time."""
    try:
        return retention.apply(journal), None
    except JournalError as err:
        return [], err
