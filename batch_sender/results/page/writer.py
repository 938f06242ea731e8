"""Write the HTML page of the results: rows first, as they come, then the rest.

What is counted is known only at the end of the rows, so they stand at the file's head, as JSON in
an element that nothing executes; memory stays flat. A policy in the file lets its own style and
script run and nothing else: neither a cell of the list nor a network.
"""

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, Final, TextIO

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from batch_sender import language
from batch_sender.language import _, number
from batch_sender.models import MessageRecord, MessageState
from batch_sender.models.printable import printable
from batch_sender.results import facts, looks
from batch_sender.results.across import LABELS, STATES, Across, Breakdown, counts, shown
from batch_sender.results.page import chart as charts
from batch_sender.results.page.rows import PageRows, as_script
from batch_sender.results.summary import ordered_reasons
from batch_sender.results.table import ResultTable
from batch_sender.results.tally import Tally
from batch_sender.sentences import column_title, describe, describe_repair, remedy_for, state_name

_HERE: Final = Path(__file__).parent
_TIMES: Final = {"pt-BR": "%d/%m/%Y %H:%M"}

_MARKS: Final[dict[MessageState, str]] = {
    MessageState.ACCEPTED: "",
    MessageState.REJECTED: "M0 8 8 0",
    MessageState.UNKNOWN: "M0 0 8 8",
    MessageState.FAILED: "M0 8 8 0M0 0 8 8",
    MessageState.SKIPPED: "M0 4H8",
    MessageState.PENDING: "M4 0V8",
    MessageState.SENDING: "M4 0V8M0 4H8",
}
"""A hatching for each state: what colours tell must be told without them, too."""

_SOLID: Final = "#1e7b5a"


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
        file.write(_head(_("Results of batch {batch}").format(batch=table.batch.id)))
        _write_rows(file, shown, tally.counted(rows))
        file.write(_words(shown, tally))
        page = _template().render(_context(table, tally, with_people=with_people))
        file.write(f"{printable(page)}\n<script>{_part('page.js')}</script>\n</body>\n</html>\n")


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
        "reasons": {code: describe(code) for _state, code in tally.reasons},
        "words": {"found": _("{from}–{to} of {n} rows"), "none": _("No row fits.")},
    }
    return f'<script type="application/json" id="words">{as_script(told)}</script>\n'


def _head(title: str) -> str:
    style, script = _part("page.css"), _part("page.js")
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'"
    )
    return (
        f'<!doctype html>\n<html lang="{language.current()}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="robots" content="noindex">\n<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
    )


@cache
def _part(name: str) -> str:
    return (_HERE / name).read_text("utf-8")


def _hash(content: str) -> str:
    digest = hashlib.sha256(content.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


@cache
def _template(name: str = "page.html") -> Any:
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    return environment.get_template(name)


def write_across_page(path: Path, across: Across) -> None:
    """Write sums across batches as a page; it holds nobody's name and needs no script."""
    page = _template("across.html").render(
        title=across.title,
        made=_("{n} batches · times shown in {zone}").format(
            n=number(across.batches), zone=across.zone.key
        ),
        states=list(_states(Tally())),
        columns=[_("rows"), *(state_name(state) for state in STATES)],
        tables=[_across_table(breakdown) for breakdown in across.breakdowns()],
        total_name=_("all together"),
        total=[number(n) for n in counts(across.total)],
        accepted_means=_(facts.ACCEPTED),
    )
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f"{_head(across.title)}{page}\n</body>\n</html>\n")


def _across_table(breakdown: Breakdown) -> dict[str, Any]:
    most = max((counter.total() for _label, counter in breakdown.lines), default=0)
    return {
        "title": breakdown.title,
        "label": _(LABELS[breakdown.code]),
        "lines": [
            {
                "label": shown(breakdown.code, label),
                "counts": [number(n) for n in counts(counter)],
                "parts": list(_bar_parts(counter, most)),
            }
            for label, counter in breakdown.lines
        ],
    }


def _bar_parts(counter: Counter[MessageState], most: int) -> Iterator[dict[str, Any]]:
    x = 0.5
    for state in STATES:
        if not counter[state]:
            continue
        width = 99 * counter[state] / most
        ink = looks.STATE_COLOURS[state][1]
        yield {"code": state.value, "x": round(x, 2), "width": round(width, 2), "ink": f"#{ink}"}
        x += width


# ── what the page says ────────────────────────────────────────────────────────────────────────


def _context(table: ResultTable, tally: Tally, *, with_people: bool) -> dict[str, Any]:
    chart = tally.over_time(table.zone)
    return {
        "title": _("Batch {batch}: what happened").format(batch=table.batch.id),
        "made": " · ".join(part for part in (table.batch.list_name, _shown(_made(table))) if part),
        "standing": list(_standing(table, tally)),
        "states": list(_states(tally)),
        "total": number(tally.counts.read),
        "whole": _percent(1 if tally.counts.read else 0),
        "chart": charts.drawn(chart) if chart else None,
        "tables": [*_variants(table, tally), *_tables(tally)],
        "about": [(label, _shown(value)) for label, value in facts.about(table, tally)],
        "words": _spoken(with_people=with_people),
    }


def _made(table: ResultTable) -> datetime | None:
    batch = table.batch
    return table.local(batch.ended_at or batch.started_at or batch.created_at)


def _standing(table: ResultTable, tally: Tally) -> Iterator[tuple[str, bool]]:
    yield facts.standing(table)
    if newer := facts.went_on(table, tally):
        yield newer, True


def _states(tally: Tally) -> Iterator[dict[str, Any]]:
    read = tally.counts.read
    most = max(tally.states.values(), default=0)
    for state, (background, ink) in looks.STATE_COLOURS.items():
        n = tally.states[state]
        solid = state is MessageState.ACCEPTED
        yield {
            "code": state.value,
            "name": state_name(state),
            "n": number(n),
            "share": _percent(n / read if read else 0),
            "width": round(98 * n / most, 2) if n else 0,
            "ground": _SOLID if solid else f"#{background}",
            "ink": f"#{ink}",
            "mark": _MARKS[state],
        }


def _percent(share: float) -> str:
    return f"{number(round(share * 100, 1))}%"


def _variants(table: ResultTable, tally: Tally) -> Iterator[dict[str, Any]]:
    if not table.batch.variants:
        return
    lines = []
    for variant in table.batch.variants:
        counted = [(s, n) for s in looks.STATE_COLOURS if (n := tally.variants[variant.name, s])]
        told = ", ".join(f"{state_name(state)}: {number(n)}" for state, n in counted)
        lines.append((variant.name, number(sum(n for _state, n in counted)), told, variant.text))
    columns = (_("Variant"), _("rows"), _("what became of them"), _("text"))
    yield {"title": _("By variant"), "columns": columns, "rows": lines}


def _tables(tally: Tally) -> Iterator[dict[str, Any]]:
    if tally.reasons:
        columns = (_("code"), _("rows"), _("status"), _("what it means"), _("what to do"))
        yield {
            "title": _("What to look at"),
            "columns": columns,
            "rows": [
                (code, number(n), state_name(state), describe(code), remedy_for(code))
                for (state, code), n in ordered_reasons(tally)
            ],
        }
    if tally.repairs:
        yield {
            "title": _("Numbers mended by a rule"),
            "columns": (_("rule"), _("times"), _("what was done")),
            "rows": [
                (rule, number(n), describe_repair(rule)) for rule, n in tally.repairs.most_common()
            ],
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
