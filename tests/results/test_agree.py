"""The journal, the sheet, the page, the plain lines and the server tell the same; no cell computes."""

import csv
import json
import random
import re
import threading
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from batch_sender.deliver.run import deliver
from batch_sender.journal import Journal
from batch_sender.models import JudgedMessage, MessageState, Problem, ProblemCode
from batch_sender.results import write_results
from batch_sender.standin import StandIn, random_faults
from tests.results.batches import FORMULAS, a_batch, a_row
from tests.results.browser import as_libreoffice_sees, through_libreoffice
from tests.support import FakeClock, Watcher, checked_batch, connection_to, dispatch, message

ENDINGS = (".xlsx", ".csv", ".jsonl", ".html")


# ── sums ──────────────────────────────────────────────────────────────────────────────────────

FOUND = {
    ProblemCode.PAYMENT_OVERDUE: "2026-11-10",
    ProblemCode.PAYMENT_AMOUNT_DIFFERS: "150.00 · valor: 90,00",
    ProblemCode.PAYMENT_DUE_DIFFERS: "2026-12-10 · vencimento: 09/12/2026",
}
"""What is told of a problem in words of its own stands as it is read of a row."""


def a_random_batch(journal: Journal, chance: random.Random) -> int:
    """Judged rows, some with a problem, sent to a server that errs; cancelled somewhere or not."""
    rows: list[JudgedMessage] = []
    start = chance.randrange(9000)
    for row in range(2, 2 + chance.randint(1, 12)):
        if chance.random() < 0.25:
            code = chance.choice(list(ProblemCode))
            problem = Problem(code=code, column="telefone", detail=FOUND.get(code, "x"))
            rows.append(JudgedMessage(row=row, cells=(f"{row}",), problem=problem))
        else:
            rows.append(message(row, start + row))
    return checked_batch(journal, rows)


@pytest.mark.parametrize("seed", range(50))
def test_all_tell_the_same_of_a_random_batch(tmp_path: Path, seed: int) -> None:
    chance, clock = random.Random(seed), FakeClock()
    with (
        Journal(tmp_path / "journal.sqlite3", now=clock.now) as journal,
        StandIn(faults=random_faults(share=0.4, seed=seed)) as api,
    ):
        batch_id = a_random_batch(journal, chance)
        most = chance.choice([None, 3])
        order = replace(dispatch(batch_id, connection_to(api)), most=most)
        deliver(journal, order, clock=clock, watch=Watcher(), stop=threading.Event())
        if most is not None and journal.batches.counts(batch_id).pending:
            journal.batches.cancel(batch_id, who="ana")
        batch = journal.batches.one(batch_id)
        for ending in ENDINGS:
            write_results(
                tmp_path / f"r{ending}", batch=batch, rows=journal.messages.rows(batch_id)
            )
        rows = list(journal.messages.rows(batch_id))
    counted = Counter(row.state.value for row in rows)
    assert counted == {
        state.value: n for state in MessageState if (n := getattr(batch.counts, state))
    }
    assert in_workbook(tmp_path / "r.xlsx") == [counted, counted]
    assert in_csv(tmp_path / "r.csv") == in_lines(tmp_path / "r.jsonl") == counted
    assert in_page(tmp_path / "r.html") == [counted, sum(counted.values())]
    accepted = {row.number for row in rows if row.state is MessageState.ACCEPTED}
    assert accepted <= set(api.accepted())
    unsure = {row.number for row in rows if row.state is MessageState.UNKNOWN}
    assert set(api.accepted()) <= accepted | unsure


def in_workbook(path: Path) -> list[Counter[str]]:
    book = load_workbook(path)
    header, *rows = book["Results"].iter_rows(values_only=True)
    place = list(header).index("status")
    lines = list(book["Summary"].iter_rows(values_only=True))
    summary = {row[0]: row[1] for row in reversed(lines)}  # the counts stand above the reasons
    told = {state.value: summary.get(state.value) for state in MessageState}
    return [
        Counter(str(row[place]) for row in rows),
        Counter({name: n for name, n in told.items() if isinstance(n, int) and n}),
    ]


def in_csv(path: Path) -> Counter[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return Counter(row["status"] for row in csv.DictReader(file))


def in_lines(path: Path) -> Counter[str]:
    return Counter(json.loads(line)["status"] for line in path.read_text("utf-8").splitlines())


def in_page(path: Path) -> list[object]:
    html = path.read_text("utf-8")
    found = re.search(r'id="rows">(.*?)</script>', html, re.DOTALL)
    total = re.search(r"together</th><td[^>]*>(\d+)<", html)
    assert found is not None
    assert total is not None
    return [Counter(row[1] for row in json.loads(found[1])), int(total[1])]


# ── in LibreOffice ────────────────────────────────────────────────────────────────────────────

DDE = ['=DDE("cmd";"/C calc";"x")', "@SUM(1+1)*cmd|' /C calc'!A0", "=1+1+cmd|' /C calc'!A0"]


@pytest.mark.browser
def test_libreoffice_computes_no_cell(tmp_path: Path) -> None:
    texts = [*FORMULAS, *DDE]
    states = [MessageState.ACCEPTED, MessageState.FAILED, MessageState.UNKNOWN]
    rows = [
        a_row(row=n, cells=(text, text), text=text, media_name=text, answer=text, state=state,
              reason=None if state is MessageState.ACCEPTED else text, detail=text, column=text)
        for n, text in enumerate(texts) for state in states
    ]  # fmt: skip
    batch = a_batch(*rows, header=("=1+1", "@x"), template=texts[0], who=texts[1], sheet=texts[2])
    write_results(tmp_path / "r.xlsx", batch=batch, rows=iter(rows))
    seen = {path.name: path.read_text("utf-8") for path in as_libreoffice_sees(
        tmp_path / "r.xlsx", tmp_path
    )}  # fmt: skip
    assert set(seen) == {
        f"r-{name}.csv" for name in ("Results", "Summary", "Send again", "To decide")
    }
    shown = list(csv.reader(seen["r-Results.csv"].splitlines(keepends=True)))
    assert shown[0][:2] == ["=1+1", "@x"]
    for row, text in zip(shown[1:], [text for text in texts for _state in states], strict=True):
        as_kept = text.replace("\r", "\n")
        assert (row[0], row[1], row[5], row[6], row[9]) == (as_kept,) * 5
    again = list(csv.reader(seen["r-Send again.csv"].splitlines(keepends=True)))
    assert [row[0] for row in again[1:]] == [text.replace("\r", "\n") for text in texts]


@pytest.mark.browser
def test_libreoffice_computes_no_cell_of_a_csv(tmp_path: Path) -> None:
    texts = [text for text in (*FORMULAS, *DDE) if not text.startswith("#")]
    rows = [a_row(row=n, cells=("Ana", text), text=text) for n, text in enumerate(texts)]
    path = write_results(tmp_path / "r.csv", batch=a_batch(*rows), rows=iter(rows))
    through_libreoffice(path, tmp_path / "out", "xlsx")
    sheet = load_workbook(tmp_path / "out" / "r.xlsx").worksheets[0]
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}
