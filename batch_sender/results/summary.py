"""A batch and what was counted of its rows go in, the Summary sheet comes out: a page to read."""

from datetime import timedelta
from typing import Final

from openpyxl import Workbook

from batch_sender import language, sheet_names
from batch_sender.language import _
from batch_sender.models import MessageState
from batch_sender.results import charts, facts, looks
from batch_sender.results.sheet_page import Page
from batch_sender.results.table import ResultTable
from batch_sender.results.tally import Tally, TimeChart
from batch_sender.sentences import describe, describe_repair, remedy_for, state_name

_PICTURE_LINES: Final = 17
_BESIDE_EACH_OTHER: Final = (("A", 18.0), ("D", 11.2))  # column, width in cm
_PICTURE_HEIGHT: Final = 8.4  # cm


def write_summary(book: Workbook, table: ResultTable, tally: Tally) -> None:
    """Add the Summary behind the sheets of rows; its figures are those of the rows written."""
    page = Page(book, _(sheet_names.SUMMARY))
    page.title(_("Batch {batch}: what happened").format(batch=table.batch.id))
    _write_standing(page, table, tally)
    first, last = _write_counts(page, tally)
    _write_variants(page, table, tally)
    chart = tally.over_time(table.zone)
    room = 0 if chart is None else page.room(_PICTURE_LINES)
    _write_reasons(page, tally)
    _write_repairs(page, tally)
    _write_facts(page, table, tally)
    if chart is not None:
        (left, wide), (right, narrow) = _BESIDE_EACH_OTHER
        head = _write_times(page, chart)
        drawn = charts.over_time(page.sheet, title=_("Over time"), head=head, last=page.last)
        page.picture(drawn, at=f"{left}{room + 1}", width=wide, height=_PICTURE_HEIGHT)
        drawn = charts.outcomes(page.sheet, title=_("Outcomes"), first=first, last=last)
        page.picture(drawn, at=f"{right}{room + 1}", width=narrow, height=_PICTURE_HEIGHT)


def _write_standing(page: Page, table: ResultTable, tally: Tally) -> None:
    told, must_be_seen = facts.standing(table)
    (page.warning if must_be_seen else page.note)(told)
    if newer := facts.went_on(table, tally):
        page.warning(newer)


def _write_counts(page: Page, tally: Tally) -> tuple[int, int]:
    """Write the sum of the states; return the first and the last row of its parts."""
    counts = tally.counts
    page.heading(_("How many"), _("rows"), _("share"))
    first = page.last + 1
    for state in looks.STATE_COLOURS:
        page.count(
            state_name(state),
            tally.states[state],
            of=counts.read,
            colour=looks.STATE_COLOURS[state],
        )
    last = page.last
    page.total(_("rows read, all together"), counts.read)
    page.small(_(facts.ACCEPTED))
    return first, last


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
    for (state, code), n in ordered_reasons(tally):
        page.explained(code, n, describe(code), remedy_for(code), colour=looks.STATE_COLOURS[state])


def ordered_reasons(tally: Tally) -> list[tuple[tuple[MessageState, str], int]]:
    """Return the reasons, state by state, the most frequent first."""
    order = list(looks.STATE_COLOURS)
    return sorted(
        tally.reasons.items(), key=lambda item: (order.index(item[0][0]), -item[1], item[0][1])
    )


def _write_repairs(page: Page, tally: Tally) -> None:
    if not tally.repairs:
        return
    page.heading(_("Numbers mended by a rule"), _("times"), _("what was done"))
    for rule, n in tally.repairs.most_common():
        page.explained(rule, n, describe_repair(rule))


def _write_facts(page: Page, table: ResultTable, tally: Tally) -> None:
    page.heading(_("The batch"))
    for label, value in facts.about(table, tally):
        page.fact(label, value)


def _write_times(page: Page, chart: TimeChart) -> int:
    """Write the figures behind the chart over time; return the row of their titles."""
    page.heading(_("Over time"), _("accepted"), _("not accepted"))
    head = page.last
    for bar, label in zip(chart.bars, bar_labels(chart), strict=True):
        page.figures(label, bar.accepted, bar.others)
    return head


def bar_labels(chart: TimeChart) -> list[str]:
    """Name the bars: by the hour within a day, by day and hour or by day where they are wider."""
    day = "%d/%m" if language.current() == "pt-BR" else "%m-%d"
    begins = [bar.begin for bar in chart.bars]
    if chart.span >= timedelta(days=1):
        wanted = day
    elif begins[0].date() == begins[-1].date():
        wanted = "%H:%M"
    else:
        wanted = f"{day} %H:%M"
    return [begin.strftime(wanted) for begin in begins]
