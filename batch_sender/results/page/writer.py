"""Write the HTML page of the results: rows first, as they come, then the rest.

What is counted is known only at the end of the rows, so they stand at the file's head, as JSON in
an element that nothing executes; memory stays flat. A policy in the file lets its own style and
script run and nothing else: neither a cell of the list nor a network.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TextIO

from batch_sender import language
from batch_sender.language import _, number
from batch_sender.models import MessageRecord, MessageState, RepairRule
from batch_sender.models.printable import printable
from batch_sender.results import facts
from batch_sender.results.page import chart as charts
from batch_sender.results.page import states
from batch_sender.results.page.document import head, part, template
from batch_sender.results.page.rows import PageRows, as_script
from batch_sender.results.page.texts import folded
from batch_sender.results.shares import percent
from batch_sender.results.summary import ordered_reasons
from batch_sender.results.table import ResultTable
from batch_sender.results.tally import Tally
from batch_sender.sentences import (
    as_sentence,
    column_title,
    describe,
    describe_repair,
    remedy_for,
    state_name,
)

_TIMES: Final = {"pt-BR": "%d/%m/%Y %H:%M"}


def write_page(path: Path, table: ResultTable, rows: Iterable[MessageRecord]) -> None:
    """Write a page that shows nobody's name, number or message."""
    _write(path, table, rows, with_people=False)


def write_page_with_people(path: Path, table: ResultTable, rows: Iterable[MessageRecord]) -> None:
    """Write a page with everything that the list and the results say of each person."""
    _write(path, table, rows, with_people=True)


def _write(
    path: Path, table: ResultTable, rows: Iterable[MessageRecord], *, with_people: bool
) -> None:
    tally = Tally()
    shown = PageRows(table=table, with_people=with_people)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(head(_("Results of batch {batch}").format(batch=table.batch.id)))
        _write_rows(file, shown, tally.counted(rows))
        file.write(_words(shown, tally))
        page = template("page.html").render(_context(table, tally, with_people=with_people))
        file.write(f"{printable(page)}\n<script>{part('page.js')}</script>\n</body>\n</html>\n")


def _write_rows(file: TextIO, shown: PageRows, records: Iterable[MessageRecord]) -> None:
    file.write('<script type="application/json" id="rows">[')
    for place, record in enumerate(records):
        file.write(",\n" if place else "\n")
        file.write(as_script(list(shown.values(record))))
    file.write("]</script>\n")


def _words(shown: PageRows, tally: Tally) -> str:
    """The rest of what the script needs: titles, the words behind the codes, a few sentences."""
    told = {
        "columns": shown.columns(),
        "states": {state.value: state_name(state) for state in MessageState},
        "reasons": {code: as_sentence(describe(code)) for _state, code in tally.reasons},
        "words": {
            "found": _("{from}–{to} of {n} rows"),
            "less": _("Show less"),
            "none": _("No row fits."),
            "sort": _("Sort by:"),
        },
    }
    return f'<script type="application/json" id="words">{as_script(told)}</script>\n'


# ── what the page says ────────────────────────────────────────────────────────────────────────


def _context(table: ResultTable, tally: Tally, *, with_people: bool) -> dict[str, Any]:
    chart = tally.over_time(table.zone)
    read = tally.counts.read
    return {
        "title": _("Batch {batch}: what happened").format(batch=table.batch.id),
        "made": " · ".join(part for part in (table.batch.list_name, _shown(_made(table))) if part),
        "standing": list(_standing(table, tally)),
        "states": states.counted(tally.states),
        "patterns": states.patterns(),
        "total": number(read),
        "whole": percent(read, read),
        "chart": charts.drawn(chart) if chart else None,
        "tables": [*_variants(table, tally), *_connections(table, tally), *_tables(tally)],
        "about": [(label, folded(_shown(value))) for label, value in facts.about(table, tally)],
        "words": _spoken(with_people=with_people),
    }


def _made(table: ResultTable) -> datetime | None:
    batch = table.batch
    return table.local(batch.ended_at or batch.started_at or batch.created_at)


def _standing(table: ResultTable, tally: Tally) -> Iterator[tuple[str, bool]]:
    yield facts.standing(table)
    if newer := facts.went_on(table, tally):
        yield newer, True


def _variants(table: ResultTable, tally: Tally) -> Iterator[dict[str, Any]]:
    if not table.batch.variants:
        return
    lines = []
    for variant in table.batch.variants:
        counts = Counter(dict(tally.of_variant(variant.name)))
        told = states.in_words(counts)
        lines.append((variant.name, number(counts.total()), told, folded(variant.text)))
    columns = (_("Variant"), _("rows"), _("what became of them"), _("text"))
    yield {"title": _("By variant"), "columns": columns, "rows": lines, "shares": True}


def _connections(table: ResultTable, tally: Tally) -> Iterator[dict[str, Any]]:
    if not table.batch.connections:
        return
    lines = []
    for each in table.batch.connections:
        counts = Counter(dict(tally.of_connection(each.id)))
        lines.append((each.name, number(counts.total()), states.in_words(counts)))
    columns = (_("Connection"), _("rows"), _("what became of them"))
    yield {"title": _("By connection"), "columns": columns, "rows": lines, "shares": True}


def _tables(tally: Tally) -> Iterator[dict[str, Any]]:
    if tally.reasons:
        columns = (_("what it means"), _("rows"), _("status"), _("what to do"))
        yield {
            "title": _("What to look at"),
            "columns": columns,
            "shares": False,
            "rows": [
                (as_sentence(describe(code)), number(n), state_name(state), remedy_for(code))
                for (state, code), n in ordered_reasons(tally)
            ],
        }
    by_number = tally.repairs.most_common()
    for title, notes in ((_("Mended by a rule"), False), (_("Worth knowing"), True)):
        rules = [(rule, n) for rule, n in by_number if RepairRule(rule).is_note is notes]
        if rules:
            yield {
                "title": title,
                "columns": (_("what was done"), _("times")),
                "shares": False,
                "rows": [(as_sentence(describe_repair(rule)), number(n)) for rule, n in rules],
            }


def _shown(value: object) -> str:
    if isinstance(value, datetime):
        return value.strftime(_TIMES.get(language.current(), "%Y-%m-%d %H:%M"))
    return number(value) if isinstance(value, int) else str(value or "")


def _spoken(*, with_people: bool) -> dict[str, str]:
    people = (
        _("This page holds people's names and numbers: forward it only to whoever may see them.")
        if with_people
        else _("Without names and numbers: rows are named as the list numbers them.")
    )
    return {
        "accepted_means": _(facts.ACCEPTED),
        "all": _("all"),
        "batch": _("The batch"),
        "every_row": _("Every row"),
        "figures": _("The figures of the chart"),
        "from": _("from"),
        "how_many": _("How many"),
        "less": _("Show less"),
        "next": _("Next"),
        "noscript": _("To search the rows, open this file in a browser that runs its script."),
        "over_time": _("Over time"),
        "people": people,
        "previous": _("Previous"),
        "rows": _("rows"),
        "search": _("Search"),
        "share": _("share"),
        "status": column_title("status"),
        "total": _("rows read, all together"),
    }
