"""Sums across batches: by day as the calendar here has it, by connection and by text."""

import csv
import json
import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from batch_sender import language
from batch_sender.cli import main
from batch_sender.cli.sums_page import lines
from batch_sender.journal import Journal
from batch_sender.language import _
from batch_sender.models import JudgedRows, MessageState
from batch_sender.results import Across
from batch_sender.results.across import Key
from batch_sender.results.across_files import write_across
from batch_sender.results.errors import ResultsEndingUnknown
from batch_sender.sentences import state_name
from batch_sender.timing.windows import BRAZIL
from tests.journal.desk import ACCEPTED, REFUSED, WHO, Desk, new_batch, skipped, text
from tests.results.browser import OUT_OF_SIGHT, chromium
from tests.support import FakeClock

LATE = datetime(2026, 11, 2, 2, 30, tzinfo=UTC)  # 23:30 of the day before in São Paulo


@pytest.fixture
def journal_path(tmp_path: Path) -> Path:
    """Two batches of one text through one connection, an hour before midnight and after it."""
    path, clock = tmp_path / "journal.sqlite3", FakeClock(LATE)
    with Journal(path, now=clock.now) as journal:
        desk = Desk(journal, clock)
        a_batch(desk, 2, template="Olá, {{ nome }}!\nTudo bem?")
        clock.forward(3600)
        a_batch(desk, 5, template="Olá, {{ nome }}!\nTudo bem?")
        clock.forward(86_400)
        a_batch(desk, 8, template="Feliz aniversário!", connection="loja 2")
    return path


def a_batch(desk: Desk, first: int, *, template: str, connection: str | None = None) -> None:
    """One accepted, one refused, one skipped."""
    journal = desk.journal
    batch_id = journal.batches.add(new_batch(template=template))
    journal.batches.add_messages(
        batch_id, JudgedRows.of([text(first), text(first + 1), skipped(first + 2)])
    )
    journal.batches.mark_checked(batch_id, who=WHO, repairs={})
    own = None if connection is None else desk.connection_named(connection)
    desk.start(batch_id, connection=own)
    for ending in (ACCEPTED, REFUSED):
        desk.record(desk.take(batch_id), ending)
    journal.batches.finish(batch_id, who=WHO)


def across(path: Path, since: date, until: date) -> Across:
    with Journal(path) as journal:
        begin = datetime(since.year, since.month, since.day, tzinfo=BRAZIL)
        end = datetime(until.year, until.month, until.day, tzinfo=BRAZIL) + timedelta(days=1)
        hours = journal.messages.hourly_sums(since=begin, until=end)
        return Across.of(hours, between=(since, until), zone=BRAZIL, batch=journal.batches.one)


def sums(path: Path) -> dict[str, dict[str, list[int]]]:
    found = across(path, date(2026, 11, 1), date(2026, 11, 3))
    return {
        breakdown.code: {
            label: [counter.total(), counter["accepted"], counter["rejected"]]  # type: ignore[index]
            for label, counter in breakdown.lines
        }
        for breakdown in found.breakdowns()
    }


def test_sums_are_by_the_day_connection_and_text(journal_path: Path) -> None:
    assert sums(journal_path) == {
        "day": {"2026-11-01": [3, 1, 1], "2026-11-02": [3, 1, 1], "2026-11-03": [3, 1, 1]},
        "connection": {"loja": [6, 2, 2], "loja 2": [3, 1, 1]},
        "template": {"Olá, {{ nome }}! Tudo bem?": [6, 2, 2], "Feliz aniversário!": [3, 1, 1]},
    }


@pytest.mark.parametrize(
    ("since", "until", "rows"),
    [
        pytest.param(date(2026, 11, 1), date(2026, 11, 1), 3, id="one day, to its end"),
        pytest.param(date(2026, 11, 2), date(2026, 11, 2), 3, id="from its midnight"),
        pytest.param(date(2026, 11, 1), date(2026, 11, 3), 9, id="all"),
        pytest.param(date(2026, 10, 1), date(2026, 10, 31), 0, id="none"),
    ],
)
def test_a_report_has_a_first_and_a_last_day(
    journal_path: Path, since: date, until: date, rows: int
) -> None:
    assert across(journal_path, since, until).total.total() == rows


def test_variants_are_told_by_their_texts(tmp_path: Path) -> None:
    texts = (("A", "Olá!", "a.txt"), ("B", "Oi!", "b.txt"))
    with Journal(tmp_path / "journal.sqlite3", now=FakeClock(LATE).now) as journal:
        batch_id = journal.batches.add(new_batch(template="Olá!", variants=texts))
        rows = [text(n)._replace(variant="AB"[n % 2]) for n in range(2, 5)]
        journal.batches.add_messages(batch_id, JudgedRows.of([*rows, skipped(5)]))
        journal.batches.mark_checked(batch_id, who=WHO, repairs={})
        Desk(journal, FakeClock(LATE)).start(batch_id)
        journal.batches.cancel(batch_id, who=WHO)
    found = across(tmp_path / "journal.sqlite3", date(2026, 11, 1), date(2026, 11, 1))
    (by_variant,) = [each for each in found.breakdowns() if each.code == "variant"]
    assert {label: counter.total() for label, counter in by_variant.lines} == {
        "A: Olá!": 2, "B: Oi!": 1,
    }  # fmt: skip
    (by_text,) = [each for each in found.breakdowns() if each.code == "template"]
    assert {label: counter.total() for label, counter in by_text.lines} == {
        "Olá!": 2, "Oi!": 1, "": 1,  # the row that was left out came to no text
    }  # fmt: skip
    assert in_csv(write_across(tmp_path / "r.csv", found))[0] == 4


def test_counts_outlive_a_purge(journal_path: Path) -> None:
    before = sums(journal_path)
    with Journal(journal_path) as journal:
        for batch_id in (1, 2, 3):
            journal.people.purge(batch_id, who=WHO)
    after = sums(journal_path)
    assert (after["day"], after["connection"]) == (before["day"], before["connection"])
    assert after["template"] == {"": [9, 3, 3]}


def test_what_was_only_checked_is_not_counted(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    with Journal(path, now=FakeClock(LATE).now) as journal:
        for move in (journal.batches.mark_checked, journal.batches.cancel):
            batch_id = journal.batches.add(new_batch())
            journal.batches.add_messages(batch_id, JudgedRows.of([text(2), skipped(3)]))
            journal.batches.mark_checked(batch_id, who=WHO, repairs={})
            if move == journal.batches.cancel:
                journal.batches.cancel(batch_id, who=WHO)
    found = across(path, date(2026, 11, 1), date(2026, 11, 3))
    assert (found.batches, found.total.total()) == (0, 0)


def test_rows_left_out_count_for_the_day_on_which_the_batch_was_begun(tmp_path: Path) -> None:
    path, clock = tmp_path / "journal.sqlite3", FakeClock(LATE)
    with Journal(path, now=clock.now) as journal:
        desk = Desk(journal, clock)
        batch_id = desk.checked(text(2), skipped(3))
        clock.forward(2 * 86_400)
        desk.start(batch_id)
        desk.record(desk.take(batch_id), ACCEPTED)
    found = across(path, date(2026, 11, 1), date(2026, 11, 3))
    assert {key.day: n.total() for key, n in found.sums.items()} == {"2026-11-03": 2}
    assert across(path, date(2026, 11, 1), date(2026, 11, 2)).total.total() == 0


def test_texts_that_begin_alike_are_two_texts(tmp_path: Path) -> None:
    path, clock, beginning = tmp_path / "journal.sqlite3", FakeClock(LATE), "Olá! " * 40
    with Journal(path, now=clock.now) as journal:
        desk = Desk(journal, clock)
        for first, end in ((2, "Até lá!"), (5, "Tchau!")):
            a_batch(desk, first, template=beginning + end)
    found = across(path, date(2026, 11, 1), date(2026, 11, 3))
    (by_text,) = [each for each in found.breakdowns() if each.code == "template"]
    assert {label for label, _n in by_text.lines} == {f"{beginning}Até lá!", f"{beginning}Tchau!"}


@pytest.mark.parametrize(
    ("spoken", "until", "told"),
    [
        pytest.param("en", date(2026, 11, 30), "Monday, 30 Nov", id="English"),
        pytest.param("pt-BR", date(2026, 11, 30), "segunda, 30/11", id="Portuguese"),
        pytest.param("en", date(2027, 1, 2), "Monday, 30 Nov 2026", id="over the new year"),
        pytest.param("pt-BR", date(2027, 1, 2), "segunda, 30/11/2026", id="over it in Portuguese"),
    ],
)
def test_people_read_days_with_their_weekday(spoken: str, until: date, told: str) -> None:
    language.use(spoken)
    assert made(until=until).shown("day", "2026-11-30") == told


def made(*, until: date, days: tuple[str, ...] = ()) -> Across:
    """Sums of these days: one message each, accepted."""
    keys = [Key(day, "loja", "Olá!", "") for day in days]
    sums = {key: Counter({MessageState.ACCEPTED: 1}) for key in keys}
    return Across(since=date(2026, 11, 1), until=until, zone=BRAZIL, batches=1, sums=sums)


@pytest.mark.parametrize(
    ("days", "begins"),
    [
        pytest.param(("2026-11-23",), None, id="one day: the total says it"),
        pytest.param(("2026-11-23", "2026-11-25"), ["23", "24", "25"], id="with the day between"),
        pytest.param(
            ("2026-11-24", "2027-01-10"),
            ["23", "30", "07", "14", "21", "28", "04"],
            id="weeks, from their Monday on",
        ),
    ],
)
def test_the_chart_has_a_bar_for_each_day_or_week(
    days: tuple[str, ...], begins: list[str] | None
) -> None:
    chart = made(until=date(2027, 12, 31), days=days).over_days()
    assert (None if chart is None else [f"{bar.begin:%d}" for bar in chart.bars]) == begins
    assert chart is None or sum(bar.accepted for bar in chart.bars) == len(days)


# ── the files ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("ending", ["xlsx", "csv", "jsonl", "html"])
@pytest.mark.parametrize("spoken", language.LANGUAGES)
def test_every_format_tells_the_same(
    journal_path: Path, tmp_path: Path, ending: str, spoken: str
) -> None:
    language.use(spoken)
    found = across(journal_path, date(2026, 11, 1), date(2026, 11, 3))
    path = write_across(tmp_path / f"r.{ending}", found)
    assert TOTALS[ending](path) == [9, 3, 3]


def in_workbook(path: Path) -> list[int]:
    """The total of the first sheet, after all others were found to agree with it."""
    book = load_workbook(path)
    summary, days, connections, texts, details = book.worksheets
    charted: tuple[Any, ...] = (summary, days, connections)
    assert [len(sheet._charts) for sheet in charted] == [1, 1, 1]
    assert [type(row[0]) for row in days.iter_rows(min_row=2, max_row=4, values_only=True)] == [
        datetime
    ] * 3
    counted = {str(row[0]): row[1] for row in summary.iter_rows(values_only=True)}
    found = [_number(counted[_("all together")])]
    found += [_number(counted[state_name(MessageState(code))]) for code in ("accepted", "rejected")]
    for sheet in (days, connections, texts):
        header, *_lines, total = sheet.iter_rows(values_only=True)
        assert len(header) == len(total) == 6  # of the states three occur; a share
        # Whoever sorts the lines leaves the total below.
        assert sheet.auto_filter.ref == f"A1:F{sheet.max_row - 1}"
        assert sheet.cell(sheet.max_row, 2).font.bold
        assert [_number(n) for n in total[1:4]] == found
        assert abs(float(str(total[5])) - 1 / 3) < 1e-9
    assert (
        sum(_number(row[4]) for row in details.iter_rows(min_row=2, values_only=True)) == found[0]
    )
    return found


def _number(cell: object) -> int:
    return int(str(cell))


def in_csv(path: Path) -> list[int]:
    separator = ";" if language.current() == "pt-BR" else ","
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=separator))
    return [sum(int(row[code]) for row in rows) for code in ("read", "accepted", "rejected")]


def in_lines(path: Path) -> list[int]:
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [sum(row[code] for row in rows) for code in ("read", "accepted", "rejected")]


def in_page(path: Path) -> list[int]:
    html = path.read_text("utf-8")
    tables = html.split("<table")
    total, *states = re.findall(r'class="number">(\d+)</td>', tables[1])[::-1]
    assert states == ["3", "3", "3"]  # what does not occur has no line
    assert "33.3%" in tables[1].replace(",", ".")
    return [int(total), int(states[-1]), int(states[-2])]


TOTALS = {"xlsx": in_workbook, "csv": in_csv, "jsonl": in_lines, "html": in_page}


@pytest.mark.browser
@pytest.mark.parametrize("spoken", language.LANGUAGES)
def test_the_page_of_sums_has_no_column_out_of_sight(tmp_path: Path, spoken: str) -> None:
    language.use(spoken)
    counter = Counter(dict.fromkeys(MessageState, 123_456))
    days = ("2026-11-01", "2026-11-30")
    sums = {Key(day, "loja-centro", "Olá, {{ nome }}! " * 20, "A"): counter for day in days}
    since, until = map(date.fromisoformat, days)
    found = Across(since=since, until=until, zone=BRAZIL, batches=2, sums=sums)
    path = write_across(tmp_path / "r.html", found)
    with chromium() as page:
        page.goto(path.as_uri())
        assert page.get_by_role("img").count() == 1  # the chart over the days, by its name
        for width in (390, 600, 800, 1200):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(OUT_OF_SIGHT) == [], width


def test_an_unknown_ending_is_refused(journal_path: Path, tmp_path: Path) -> None:
    found = across(journal_path, date(2026, 11, 1), date(2026, 11, 3))
    with pytest.raises(ResultsEndingUnknown):
        write_across(tmp_path / "r.pdf", found)


# ── at the terminal ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("since", ["2026-11-01", "01/11/2026"])
def test_the_command_shows_the_sums(
    journal_path: Path, since: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    book = ["--journal", str(journal_path)]
    assert main(["report", "--since", since, "--until", "2026-11-03", *book]) == 0
    out = capsys.readouterr().out
    assert "Messages from 2026-11-01 to 2026-11-03" in out
    assert re.search("3 accepted +33.3%", out)
    out_file = tmp_path / "nov.xlsx"
    asked = ["report", "--since", since, "--until", "2026-11-03", "--out", str(out_file), "--json"]
    assert main([*asked, *book]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["batches"], told["read"], told["accepted"]) == (3, 9, 3)
    assert told["results"] == [str(out_file)]
    assert [each["day"] for each in told["by_day"]] == ["2026-11-01", "2026-11-02", "2026-11-03"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        pytest.param([], "either of one batch or", id="nothing"),
        pytest.param(["1", "--since", "2026-11-01"], "either of one batch or", id="both"),
        pytest.param(["--since", "yesterday"], "a day such as", id="no day"),
        pytest.param(
            ["--since", "2026-11-02", "--until", "01/11/2026"], "not before --since", id="backwards"
        ),
    ],
)
def test_a_report_of_nothing_is_refused(
    journal_path: Path, arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", *arguments, "--journal", str(journal_path)]) == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("spoken", language.LANGUAGES)
def test_sums_fit_the_terminal(journal_path: Path, width: int, spoken: str) -> None:
    language.use(spoken)
    found = across(journal_path, date(2026, 11, 1), date(2026, 11, 3))
    told = list(lines(found, width=width))
    assert max(map(len, told)) < width
    total, first = told[4], told[told.index("") + 1]
    assert "9" in first
    assert ("33.3%" if spoken == "en" else "33,3%") in total


def test_what_has_no_name_is_told_in_words_to_people_alone(
    journal_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Journal(journal_path) as journal:
        journal.people.purge(1, who=WHO)
    asked = ["report", "--since", "2026-11-01", "--lang", "pt-BR", "--journal", str(journal_path)]
    csv_file = tmp_path / "r.csv"
    main([*asked, "--out", str(csv_file)])
    assert "sem texto" in capsys.readouterr().out
    assert "sem texto" not in csv_file.read_text("utf-8")
    main([*asked, "--json"])
    told = json.loads(capsys.readouterr().out)
    assert "" in [each["template"] for each in told["by_template"]]
    assert "" in [each["template"] for each in told["details"]]
