"""Write the Summary sheet of the results workbook."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import groupby
from textwrap import shorten
from typing import Final

from xlsxwriter import Workbook

from batch_sender import language
from batch_sender.language import _, number
from batch_sender.models import MessageState, RepairRule
from batch_sender.results import charts, facts, looks
from batch_sender.results.shares import percent
from batch_sender.results.sheet_page import Page
from batch_sender.results.table import ResultTable
from batch_sender.results.tally import Tally, TimeChart
from batch_sender.sentences import (
    as_sentence,
    describe,
    describe_repair,
    remedy_for,
    sheet_names,
    state_name,
)

_PICTURE_LINES: Final = 17
_BESIDE_EACH_OTHER: Final = ((0, 17.8), (3, 10.7))  # column, width in cm
_PICTURE_HEIGHT: Final = 8.4  # cm
_LONGEST_TEXT: Final = 200  # characters of a variant's: all of it stands further down
_INKS: Final = dict(zip(looks.STATE_COLOURS, charts.INKS, strict=True))


def write_summary(book: Workbook, table: ResultTable, tally: Tally) -> None:
    """Add the Summary behind the sheets of rows; its figures are those of the rows written."""
    page = Page(book, _(sheet_names.SUMMARY))
    page.title(_("Batch {batch}: what happened").format(batch=table.batch.id))
    _write_standing(page, table, tally)
    states = [state for state in looks.STATE_COLOURS if tally.states[state]]
    first, last = _write_counts(page, tally, states)
    _write_variants(page, table, tally)
    _write_connections(page, table, tally)
    chart = tally.over_time(table.zone)
    room = 0 if chart is None else page.room(_PICTURE_LINES)
    _write_reasons(page, tally)
    write_repairs(page, tally.repairs)
    _write_facts(page, table, tally)
    if chart is not None:
        times = _write_times(page, chart)
        counts = charts.Figures(sheet=page.name, first=first, last=last)
        outcomes = charts.outcomes(
            book,
            counts,
            title=_("Outcomes"),
            inks=[_INKS[each] for each in states],
            most=max(tally.states.values()),
        )
        drawn = (charts.over_time(book, times, title=_("Over time")), outcomes)
        for picture, (column, width) in zip(drawn, _BESIDE_EACH_OTHER, strict=True):
            page.picture(picture, row=room + 1, column=column, width=width, height=_PICTURE_HEIGHT)


def _write_standing(page: Page, table: ResultTable, tally: Tally) -> None:
    told, must_be_seen = facts.standing(table)
    (page.warning if must_be_seen else page.note)(told)
    if newer := facts.went_on(table, tally):
        page.warning(newer)


def _write_counts(page: Page, tally: Tally, states: Sequence[MessageState]) -> tuple[int, int]:
    """Write the sum of the states; return the first and the last row of its parts."""
    counts = tally.counts
    page.heading(_("How many"), _("rows"), _("share"))
    first = page.last + 1
    for state in states:
        colour = looks.STATE_COLOURS[state]
        page.count(state_name(state), tally.states[state], of=counts.read, colour=colour)
    last = page.last
    page.total(_("rows read, all together"), counts.read)
    page.small(_(facts.ACCEPTED))
    return first, last


def _write_variants(page: Page, table: ResultTable, tally: Tally) -> None:
    if table.batch.variants:
        page.heading(_("Variant"), _("rows"), _("what became of them"), _("text"))
    for variant in table.batch.variants:
        counted = tally.of_variant(variant.name)
        rows = sum(n for _state, n in counted)
        told = ", ".join(
            f"{state_name(state)}: {number(n)} ({percent(n, rows)})" for state, n in counted
        )
        page.explained(
            variant.name, rows, told, shorten(variant.text, _LONGEST_TEXT, placeholder=" …")
        )


def _write_connections(page: Page, table: ResultTable, tally: Tally) -> None:
    if table.batch.connections:
        page.heading(_("Connection"), _("rows"), _("what became of them"), "")
    for part in table.batch.connections:
        counted = tally.of_connection(part.id)
        rows = sum(n for _state, n in counted)
        told = ", ".join(
            f"{state_name(state)}: {number(n)} ({percent(n, rows)})" for state, n in counted
        )
        page.explained(part.name, rows, told, "")


def _write_reasons(page: Page, tally: Tally) -> None:
    if not tally.reasons:
        return
    page.heading(_("What to look at"), _("rows"), _("what to do"))
    for state, reasons in groupby(ordered_reasons(tally), key=lambda item: item[0][0]):
        page.group(state_name(state), looks.STATE_COLOURS[state])
        for (_state, code), n in reasons:
            page.kind(as_sentence(describe(code)), n, remedy_for(code))


def ordered_reasons(tally: Tally) -> list[tuple[tuple[MessageState, str], int]]:
    """Return the reasons, state by state, the most frequent first."""
    order = list(looks.STATE_COLOURS)
    return sorted(
        tally.reasons.items(), key=lambda item: (order.index(item[0][0]), -item[1], item[0][1])
    )


def write_repairs(page: Page, repairs: Mapping[str, int]) -> None:
    """Add what was mended by which rule and how often, and then what is only worth knowing."""
    by_number = sorted(repairs.items(), key=lambda item: -item[1])
    notes = [item for item in by_number if RepairRule(item[0]).is_note]
    mended = [item for item in by_number if item not in notes]
    parts = (
        (_("Mended by a rule"), _("what was done"), mended),
        (_("Worth knowing"), _("what it means"), notes),
    )
    for title, meaning, rules in parts:
        if rules:
            page.heading(title, _("times"), meaning)
        for rule, n in rules:
            page.counted(n, as_sentence(describe_repair(rule)))


def _write_facts(page: Page, table: ResultTable, tally: Tally) -> None:
    page.heading(_("The batch"))
    for label, value in facts.about(table, tally):
        page.fact(label, value)


def _write_times(page: Page, chart: TimeChart) -> charts.Figures:
    """Write the figures behind the chart over time; return where they stand."""
    page.heading(_("Over time"), _("accepted"), _("not accepted"))
    first = page.last + 1
    for bar, label in zip(chart.bars, bar_labels(chart), strict=True):
        page.figures(label, bar.accepted, bar.others)
    return charts.Figures(sheet=page.name, first=first, last=page.last)


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
