"""`check`: judge a list, and show what would come of it before anything leaves."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from batch_sender import sentences
from batch_sender.cli import gather, talk
from batch_sender.cli.picture import notices, picture, warnings
from batch_sender.clock import SystemClock
from batch_sender.journal import Journal
from batch_sender.language import _
from batch_sender.lint import SlipsFound
from batch_sender.models import BatchRecord
from batch_sender.prepare import Request, prepare

__all__ = ["check", "judge", "picture"]


def check(
    request: Request,
    *,
    out: Path | None,
    journal: str | None,
    as_json: bool,
    say_json: Callable[[Mapping[str, Any]], None] = talk.say_json,
) -> int:
    """Judge a list; say what would be sent, what not and why, and how long it would take.

    `out`: where the list is written back to, with its problems.
    """
    if out is not None:
        _check_place(out, request.list_path)
    with gather.open_journal(journal) as book:
        slips = SlipsFound()
        batch = book.batch(judge(book, request, slips=slips))
        written = _written_back(book, batch, out)
        if as_json:
            say_json(_summary(book, batch, written, slips))
        else:
            shown = picture(book, batch, request.settings, slips=slips)
            for line in (*shown, *_next_steps(batch, written)):
                talk.say(line)
    return 3 if batch.counts.skipped else 0


def judge(book: Journal, request: Request, *, slips: SlipsFound | None = None) -> int:
    """Judge a list into the journal; return the batch's number. What takes long is announced.

    `slips`: takes down what looks like a slip in the messages.
    """
    if request.settings.media_check and talk.on_terminal():
        talk.tell(_("Comparing the files with their rows; a thousand take about a minute."))
    return prepare(book, request, now=SystemClock().now(), progress=talk.judged, slips=slips)


def _check_place(out: Path, list_path: Path) -> None:
    from batch_sender.checked_list import check_place  # noqa: PLC0415 - openpyxl is slow to load

    check_place(out, list_path=list_path)


def _written_back(book: Journal, batch: BatchRecord, out: Path | None) -> list[Path]:
    if out is None:
        return []
    from batch_sender.checked_list import write_checked  # noqa: PLC0415 - openpyxl is slow to load

    return write_checked(out, batch=batch, rows=lambda: notices.noticed(book, batch.id))


def _next_steps(batch: BatchRecord, written: list[Path]) -> Iterator[str]:
    yield ""
    yield _("Nothing was sent. To send it: batch-sender resume {batch}").format(batch=batch.id)
    if not written:
        return
    yield _("The list with its problems: {path}").format(path=written[0].absolute())
    if any(map(sentences.is_mended_in_list, batch.problems)):
        yield _how_to_mend(written)


def _how_to_mend(written: list[Path]) -> str:
    """Tell where the rows to mend are: in the workbook itself, or in a CSV of their own."""
    if len(written) == 1:
        return _(
            "The rows to mend stand there by themselves. Mend them, and give that file to "
            "batch-sender send with the same options: only those rows go out."
        )
    return _(
        "Mend the rows in {path}, and give that file to batch-sender send with the same options: "
        "only those rows go out."
    ).format(path=written[1].absolute())


def _summary(
    book: Journal, batch: BatchRecord, written: list[Path], slips: SlipsFound
) -> dict[str, Any]:
    judged = book.judged(batch.id)
    return {
        **talk.summary(batch, results=written),
        "warnings": notices.counts(book, batch.id),
        "further_problems": judged.get("further", {}),
        "text_warnings": warnings.counted(book, batch, judged, slips),
    }
