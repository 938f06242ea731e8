"""Write the Summary sheet of a checked list: how many rows, what is wrong, and how to go on."""

from xlsxwriter import Workbook

from batch_sender import language
from batch_sender.language import _
from batch_sender.models import BatchRecord, MessageState
from batch_sender.results import looks
from batch_sender.results.checked_list.table import CheckedTable
from batch_sender.results.sheet_page import Page
from batch_sender.results.summary import write_repairs
from batch_sender.sentences import (
    as_sentence,
    describe,
    is_mended_in_list,
    remedy_for,
    state_name,
)


def write_summary(book: Workbook, table: CheckedTable) -> None:
    """Add the Summary behind the sheets of rows; its figures are the batch's and add up."""
    batch = table.batch
    page = Page(book, _("Summary"))
    page.title(_("Checked list: what would be sent"))
    _write_next_steps(page, table)
    _write_counts(page, batch)
    _write_problems(page, batch)
    write_repairs(page, batch.repairs)
    page.heading(_("The batch"))
    page.fact(_("contact list"), batch.list_name)
    page.fact(_("sheet"), batch.sheet)
    page.fact(_("hidden rows, left out"), batch.hidden or None)
    page.fact(_("rows chosen by"), "\n".join(batch.settings.get("where") or ()) or None)
    page.fact(_("message"), batch.template)
    page.fact(_("program"), f"batch-sender {batch.version}")


def _write_next_steps(page: Page, table: CheckedTable) -> None:
    page.note(
        _("Nothing has been sent. To send the rows that are ready: {command}").format(
            command=language.command("resume", table.batch.id)
        )
    )
    if table.has_rows_to_mend:
        page.note(
            _(
                "Mend the red cells on the sheet “{sheet}”, save, and give this file to "
                "batch-sender send with the same options: only those rows go out."
            ).format(sheet=_("To mend"))
        )


def _write_counts(page: Page, batch: BatchRecord) -> None:
    counts = batch.counts
    page.heading(_("How many"), _("rows"), _("share"))
    for state in MessageState:
        if n := getattr(counts, state):
            colour = looks.STATE_COLOURS[state]
            page.count(state_name(state), n, of=counts.read, colour=colour)
    page.total(_("rows read, all together"), counts.read)


def _write_problems(page: Page, batch: BatchRecord) -> None:
    for title, to_mend in ((_("To mend"), True), (_("Left out, nothing to mend"), False)):
        codes = [code for code in batch.problems if is_mended_in_list(code) == to_mend]
        if codes:
            page.heading(title, _("rows"), _("what to do"))
        for code in codes:
            state = MessageState.REJECTED if to_mend else MessageState.SKIPPED
            colour = looks.STATE_COLOURS[state]
            label, n = as_sentence(describe(code)), batch.problems[code]
            page.kind(label, n, remedy_for(code), colour=colour)
