"""`check`: judge a list, and show what would come of it before anything leaves."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from batch_sender import sentences
from batch_sender.cli import context, output, summary
from batch_sender.cli.judging_progress import judging_progress
from batch_sender.cli.preview import picture
from batch_sender.journal import Journal
from batch_sender.judge.prepare import Request, prepare
from batch_sender.language import _
from batch_sender.operations import check as checking
from batch_sender.operations.check import Checked
from batch_sender.operations.options import Caller
from batch_sender.timing.clock import SystemClock


def check(
    request: Request,
    *,
    out: Path | None,
    as_json: bool,
    say_json: Callable[[Mapping[str, Any]], None] = output.say_json,
) -> int:
    """Judge a list; say what would be sent, what not and why, and how long it would take.

    `out`: where the list is written back to, with its problems.
    """
    caller = Caller(who=request.who)
    with context.open_journal() as book:
        _announce(request)
        with judging_progress() as progress:
            checked = checking.check(book, request, caller, out=out, progress=progress)
        if as_json:
            say_json(_summary(checked, book.batches.judged(checked.batch.id)))
        else:
            for line in _told(book, checked):
                output.say(line)
    return checked.exit_code


def judge(book: Journal, request: Request) -> int:
    """Judge a list into the journal; return the batch's number. What takes long is announced."""
    _announce(request)
    with judging_progress() as progress:
        return prepare(book, request, now=SystemClock().now(), progress=progress)


def _announce(request: Request) -> None:
    if request.settings.media_check and output.on_terminal():
        output.tell(_("Comparing the files with their rows; a thousand take about a minute."))


def _told(book: Journal, checked: Checked) -> Iterator[str]:
    batch, written = checked.batch, checked.written
    yield from picture(book, batch, warnings=checked.text_warnings)
    yield ""
    if batch.counts.pending:
        yield _("Nothing was sent. To send it: batch-sender resume {batch}").format(batch=batch.id)
    else:
        yield _("Nothing was sent, and there is nothing to send.")
    if not written:
        return
    yield _("The list with its problems: {path}").format(path=written[0].absolute())
    if any(map(sentences.is_mended_in_list, batch.problems)):
        yield _how_to_mend(written)


def _how_to_mend(written: Sequence[Path]) -> str:
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


def _summary(checked: Checked, judged: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **summary.as_json(checked.batch, results=checked.written),
        "read_as": summary.read_as_json(checked.batch, judged),
        "warnings": checked.notices,
        "further_problems": checked.further,
        "text_warnings": checked.text_warnings.counts,
    }
