"""A batch and what was counted of its rows go in, the Summary sheet comes out: a page to read."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from openpyxl import Workbook

from batch_sender.language import N_, _, ngettext
from batch_sender.models import BatchRecord, BatchState, Counts, MessageRecord, MessageState
from batch_sender.results import looks
from batch_sender.results.page import Page
from batch_sender.results.table import ResultTable
from batch_sender.sentences import (
    describe,
    describe_pause,
    describe_repair,
    remedy_for,
    state_name,
)

_ACCEPTED: Final = N_(
    "Accepted means that CleverChat has taken the message into its queue. Whether it reached the "
    "phone shows only in WhatsApp; CleverChat's queue sends about one message every 3 seconds."
)


class Tally:
    """What was written: rows by state, by state and reason, and repairs by rule."""

    def __init__(self) -> None:
        self.states: Counter[MessageState] = Counter()
        self.reasons: Counter[tuple[MessageState, str]] = Counter()
        self.repairs: Counter[str] = Counter()
        self.variants: Counter[tuple[str, MessageState]] = Counter()

    def counted(self, records: Iterable[MessageRecord]) -> Iterator[MessageRecord]:
        """Hand the records on, counting each."""
        for record in records:
            self.states[record.state] += 1
            if record.reason:
                self.reasons[record.state, record.reason] += 1
            if record.variant:
                self.variants[record.variant, record.state] += 1
            for repair in record.repairs:
                self.repairs[repair.rule] += 1
            yield record

    @property
    def counts(self) -> Counts:
        """The rows written by state; like the journal's, they add up to all rows."""
        return Counts(**{state.value: n for state, n in self.states.items()})


def write_summary(book: Workbook, table: ResultTable, tally: Tally) -> None:
    """Add the Summary behind the sheets of rows; its figures are those of the rows written."""
    page = Page(book, _("Summary"))
    page.title(_("Batch {batch}: what happened").format(batch=table.batch.id))
    _write_standing(page, table, tally)
    _write_counts(page, tally)
    _write_variants(page, table, tally)
    _write_reasons(page, tally)
    _write_repairs(page, tally)
    _write_facts(page, table)


def _write_standing(page: Page, table: ResultTable, tally: Tally) -> None:
    """Say first whether this is the end, and if not, how to get there."""
    batch = table.batch
    match batch.state:
        case BatchState.FINISHED:
            page.note(_("The batch is finished."))
        case BatchState.CANCELLED:
            page.note(_("The batch was cancelled. What had not left stays unsent."))
        case BatchState.PAUSED if batch.paused_because:
            why = describe_pause(batch.paused_because, batch=batch.id)
            page.warning(_("The batch is not finished: it is paused.") + f" {why}")
        case BatchState.PAUSED | BatchState.RUNNING:
            page.warning(
                _("The batch is not finished. To go on with it: {command}").format(
                    command=f"batch-sender resume {batch.id}"
                )
            )
        case BatchState.CHECKED if batch.started_at:
            page.warning(
                _("Rows wait to be sent again. To send them: {command}").format(
                    command=f"batch-sender resume {batch.id}"
                )
            )
        case BatchState.JUDGING | BatchState.CHECKED:
            page.note(_("The list was only checked; nothing has been sent."))
    if tally.counts != batch.counts:
        page.warning(
            _(
                "The batch went on while this was being written. For the newest state: {command}"
            ).format(command=f"batch-sender report {batch.id}")
        )


def _write_counts(page: Page, tally: Tally) -> None:
    counts = tally.counts
    page.heading(_("How many"), _("rows"), _("share"))
    for state in looks.STATE_COLOURS:
        page.count(
            state_name(state),
            tally.states[state],
            of=counts.read,
            colour=looks.STATE_COLOURS[state],
        )
    page.total(_("rows read, all together"), counts.read)
    page.small(_(_ACCEPTED))


def _write_variants(page: Page, table: ResultTable, tally: Tally) -> None:
    if table.batch.variants:
        page.heading(_("Variant"), _("rows"), _("what became of them"), _("text"))
    for variant in table.batch.variants:
        counted = [(s, n) for s in looks.STATE_COLOURS if (n := tally.variants[variant.name, s])]
        told = ", ".join(f"{state_name(state)}: {n}" for state, n in counted)
        page.explained(variant.name, sum(n for _state, n in counted), told, variant.origin)


def _write_reasons(page: Page, tally: Tally) -> None:
    if not tally.reasons:
        return
    page.heading(_("What to look at"), _("rows"), _("what it means"), _("what to do"))
    order = list(looks.STATE_COLOURS)
    for (state, code), n in sorted(
        tally.reasons.items(), key=lambda item: (order.index(item[0][0]), -item[1], item[0][1])
    ):
        page.explained(code, n, describe(code), remedy_for(code), colour=looks.STATE_COLOURS[state])


def _write_repairs(page: Page, tally: Tally) -> None:
    if not tally.repairs:
        return
    page.heading(_("Numbers mended by a rule"), _("times"), _("what was done"))
    for rule, n in tally.repairs.most_common():
        page.explained(rule, n, describe_repair(rule))


def _write_facts(page: Page, table: ResultTable) -> None:
    batch = table.batch
    page.heading(_("The batch"))
    page.fact(_("contact list"), batch.list_path.name)
    page.fact(_("sheet"), batch.sheet)
    if batch.hidden:
        page.fact(_("hidden rows, left out"), batch.hidden)
    for label, text in _texts(batch):
        page.fact(label, text)
    page.fact(_("connection"), batch.connection)
    page.fact(_("API"), urlsplit(batch.address or "").hostname)
    page.fact(_("who"), batch.who)
    page.fact(_("made on"), table.local(batch.created_at))
    page.fact(_("first message"), table.local(batch.started_at))
    page.fact(_("end"), table.local(batch.ended_at))
    if batch.started_at and batch.ended_at:
        page.fact(_("duration"), _duration(batch.ended_at - batch.started_at))
    page.fact(_("times shown in"), table.zone.key)
    page.fact(_("program"), f"batch-sender {batch.version}")


def _texts(batch: BatchRecord) -> Iterator[tuple[str, str]]:
    if not batch.variants:
        yield _("message"), batch.template
    for variant in batch.variants:
        yield _("message {variant}").format(variant=variant.name), variant.text


def _duration(span: timedelta) -> str:
    """Hours and minutes; seconds only for what took less than an hour."""
    minutes, seconds = divmod(round(span.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    days = ngettext("{n} day", "{n} days", hours // 24).format(n=hours // 24)
    parts = [
        (days, hours >= 24),
        (f"{hours % 24} h", hours > 0),
        (f"{minutes} min", hours or minutes),
        (f"{seconds} s", not hours),
    ]
    return " ".join(text for text, shown in parts if shown)
