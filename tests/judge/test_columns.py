"""Rows judged many at a time: each as it would be by itself, and told of while the list goes on."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from batch_sender.config.settings import Settings
from batch_sender.journal import Journal
from batch_sender.judge.others import ListJudge
from batch_sender.judge.prepare import Request, prepare
from batch_sender.judge.progress import JudgedSoFar
from batch_sender.judge.request import JudgingContext
from batch_sender.judge.row import RowJudge
from batch_sender.load import open_rows
from batch_sender.models import Contacts, JudgedMessage, JudgedRows, Known, MessageText, Problem
from tests.benchmarks.lists import write_csv
from tests.support import MONDAY_NOON

HEADER = ("nome", "celular", "valor", "quer", "até", "pedido")
CELL = st.sampled_from(
    ("", " ", "Ana", "José\u0301", "R$ 10,00", "1234.5", "2026-12-01", "sim", "não", "x\r\ny", "{{", "9" * 70_000)
)  # fmt: skip
PHONE = st.sampled_from(
    ("11 98765-4321", "1187654321", "11 3333-4444", "não tem", "", "98765-4321", "5511987654322")
)
UNTIL = st.sampled_from(("", "01/12/2026 10:00", "01/01/2020", "nunca"))
ROWS = st.lists(
    st.tuples(CELL, PHONE, CELL, st.sampled_from(("sim", "não", "")), UNTIL, CELL),
    min_size=1,
    max_size=8,
)
TEXTS = st.sampled_from(
    (
        ("Olá, {{ nome }}! {{ valor|dinheiro }}",),
        ("{{ saudacao }}, {{ nome or 'cliente' }}{% if valor %}: {{ valor }}{% endif %}.",),
        ("A {{ nome }}", "B {{ valor }} {{ saudacao|lower }}", "C"),
    )
)
SETTINGS = st.sampled_from(
    (
        Settings(),
        Settings(consent_column="quer", expires_column="até"),
        Settings(key="pedido", ddd="21", fixed_lines="skip"),
        Settings(open_ticket=True, queue_id=1, media="pedido"),
    )
)


def judge_of(texts: Sequence[str], chosen: Settings) -> RowJudge:
    first, *others = (MessageText(text=text, origin="t") for text in texts)
    request = Request(
        list_path=Path(__file__).with_name("rows"),
        text=first.text,
        origin="t",
        others=tuple(others),
        settings=chosen,
        who="ana",
    )
    sample = [dict(zip(HEADER, ("Ana", "11 98765-4321", "1", "sim", "", "p"), strict=True))]
    with open_rows(sample) as contacts:
        context = JudgingContext.of(contacts, request, key=b"k" * 32, now=MONDAY_NOON)
    return RowJudge.of(context)


@settings(max_examples=150)
@given(rows=ROWS, texts=TEXTS, chosen=SETTINGS)
def test_rows_together_are_judged_as_each_by_itself(
    rows: list[tuple[str, ...]], texts: Sequence[str], chosen: Settings
) -> None:
    judge = judge_of(texts, chosen)
    numbers = list(range(2, len(rows) + 2))
    together = list(judge.judge(Contacts(numbers, rows)).messages())
    alone = [
        message
        for number, cells in zip(numbers, rows, strict=True)
        for message in judge.judge(Contacts([number], [cells])).messages()
    ]
    assert together == alone
    for message in together:
        assert (message.problem is None) == (message.idempotency_key is not None)


MESSAGES = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 2), st.booleans()), min_size=1, max_size=30
)


@given(rows=MESSAGES, at_once=st.integers(1, 30), duplicates=st.sampled_from(("skip", "send")))
def test_a_list_is_judged_alike_however_it_is_cut(
    rows: list[tuple[int, int, bool]], at_once: int, duplicates: Literal["skip", "send"]
) -> None:
    """Whom nobody knows passes straight, the others by thought: cuts and shortcuts change nothing."""
    messages = [
        JudgedMessage(
            row=row,
            cells=("Ana",),
            person=f"55119{person:08d}",
            idempotency_key=f"{person}-{said}",
            problem=Problem(code="phone_missing") if bad else None,  # type: ignore[arg-type]
        )
        for row, (person, said, bad) in enumerate(rows, start=2)
    ]
    chosen = Settings(duplicates=duplicates)
    cut, by_thought = (ListJudge(chosen, now=MONDAY_NOON) for _ in range(2))
    found = [
        problem
        for start in range(0, len(messages), at_once)
        for problem in cut.decide(JudgedRows.of(messages[start : start + at_once]), Known())
    ]
    # Somebody else's opt-out: nobody passes straight.
    opted_out = Known(opted_out={"5599999999999": ""})
    assert found == by_thought.decide(JudgedRows.of(messages), opted_out)


def test_whoever_waits_hears_of_counts_and_first_messages_all_along(
    journal: Journal, tmp_path: Path
) -> None:
    heard: list[tuple[int, int, int]] = []

    def hear(so_far: JudgedSoFar) -> None:
        heard.append((so_far.rows, so_far.sendable, so_far.problems.total()))
        assert [message.row for message in so_far.first] == [2, 3, 4]
        assert all(message.text for message in so_far.first)

    path = write_csv(tmp_path / "list.csv", 5_000)
    request = Request(
        list_path=path, text="Oi, {{ nome }}", origin="t", settings=Settings(), who="ana"
    )
    batch = journal.batches.one(prepare(journal, request, now=MONDAY_NOON, progress=hear))
    assert len(heard) >= 3
    assert [rows for rows, _sendable, _skipped in heard] == sorted({rows for rows, _, _ in heard})
    assert heard[-1] == (batch.counts.read, batch.counts.pending, batch.counts.skipped)
    assert all(rows == sendable + skipped for rows, sendable, skipped in heard)


def test_a_person_limit_counts_those_of_this_list(journal: Journal) -> None:
    """Nobody passes straight where there is a limit: each message of the list counts."""
    request = Request(
        list_path=Path("rows"),
        rows=[{"nome": f"Ana {n}", "celular": "11 98765-4321"} for n in range(3)],
        text="Oi, {{ nome }}",
        origin="t",
        settings=Settings(max_per_person="2/7d", duplicates="send"),
        who="ana",
    )
    batch = prepare(journal, request, now=MONDAY_NOON - timedelta(hours=1))
    assert [row.reason for row in journal.messages.rows(batch)] == [None, None, "too_often"]


@pytest.mark.parametrize("limit", [1, 2])
def test_a_limit_counts_only_what_may_leave(journal: Journal, limit: int) -> None:
    request = Request(
        list_path=Path("rows"),
        rows=[{"celular": cell} for cell in ("nada", "11 98765-4321", "11 98765-4322")],
        text="Oi",
        origin="t",
        settings=Settings(limit=limit),
        who="ana",
    )
    batch = prepare(journal, request, now=MONDAY_NOON)
    assert journal.batches.one(batch).counts.pending == limit
