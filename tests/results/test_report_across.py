"""Sums across batches: by day as the calendar here has it, by connection and by text."""

import csv
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from batch_sender import language
from batch_sender.cli import main
from batch_sender.journal import Journal
from batch_sender.models import JudgedRows
from batch_sender.results import Across
from batch_sender.results.across import shown
from batch_sender.results.across_files import write_across
from batch_sender.results.errors import ResultsEndingUnknown
from batch_sender.timing.windows import BRAZIL
from tests.journal.desk import ACCEPTED, REFUSED, WHO, Desk, new_batch, skipped, text
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
        journal.batches.cancel(batch_id, who=WHO)
    found = across(tmp_path / "journal.sqlite3", date(2026, 11, 1), date(2026, 11, 1))
    (by_variant,) = [each for each in found.breakdowns() if each.code == "variant"]
    assert {label: counter.total() for label, counter in by_variant.lines} == {
        "A: Olá!": 2, "B: Oi!": 1,
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
    assert shown("template", "") == "(removed)"


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
    book = load_workbook(path)
    assert len(book.sheetnames) == 4
    for sheet in book.worksheets[:3]:
        charted: Any = sheet
        assert len(charted._charts) == 1
    *_lines, total = book.worksheets[0].iter_rows(values_only=True)
    return [int(str(n)) for n in total[1:4]]


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
    total = html[html.index("<tfoot>") :]
    return [int(part.split("<")[0]) for part in total.split('class="number">')[1:4]]


TOTALS = {"xlsx": in_workbook, "csv": in_csv, "jsonl": in_lines, "html": in_page}


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
    assert "9  3 accepted, 3 rejected, 3 skipped" in out
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
    ],
)
def test_a_report_of_nothing_is_refused(
    journal_path: Path, arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", *arguments, "--journal", str(journal_path)]) == 2
    assert told in capsys.readouterr().err


def test_what_has_no_name_is_told_in_words_to_people_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "journal.sqlite3"
    with Journal(path, now=FakeClock(LATE).now) as journal:
        batch_id = journal.batches.add(new_batch(template="Olá!"))
        journal.batches.add_messages(batch_id, JudgedRows.of([text(2)]))
        journal.batches.mark_checked(batch_id, who=WHO, repairs={})
    asked = ["report", "--since", "2026-11-01", "--lang", "pt-BR", "--journal", str(path)]
    csv_file = tmp_path / "r.csv"
    main([*asked, "--out", str(csv_file)])
    assert "nenhuma ainda" in capsys.readouterr().out
    assert "nenhuma ainda" not in csv_file.read_text("utf-8")
    main([*asked, "--json"])
    told = json.loads(capsys.readouterr().out)
    assert [each["connection"] for each in told["by_connection"]] == [""]
    assert [each["connection"] for each in told["details"]] == [""]
