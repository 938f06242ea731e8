"""Rows whose payment line cannot be paid, is not theirs or says otherwise stay out, and say why."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from batch_sender.compose.payments.boleto import bar_code_of
from batch_sender.config.settings import Settings
from batch_sender.journal import Journal
from batch_sender.judge.payment_columns import PaymentColumns
from batch_sender.judge.payments import PaymentChecks
from batch_sender.judge.prepare import Request, prepare
from batch_sender.judge.shared_payments import SharedPayments
from batch_sender.models import (
    JudgedMessage,
    JudgedRows,
    MessageRecord,
    PhoneNumber,
    Problem,
    ProblemCode,
)
from tests.compose.payments.written import boleto, pix, pix_charge, slip
from tests.support import MONDAY_NOON

HEADER = "nome;celular;valor;vencimento;linha"
ANA = "Ana;11 98765-4321;150,00;10/12/2026"
BIA = "Bia;11 98765-4322;150,00;10/12/2026"
CAIO = "Caio;11 98765-4323;150,00;10/12/2026"
LINE, OTHER = boleto(), boleto(free="3381260007827139500006331")

Judge = Callable[..., list[MessageRecord]]


@pytest.fixture
def judge(journal: Journal, tmp_path: Path) -> Judge:
    """Judge a list into the journal; return its rows."""

    def judged(
        *lines: str, text: str = "{linha}", now: datetime = MONDAY_NOON, **settings: Any
    ) -> list[MessageRecord]:
        path = tmp_path / "lista.csv"
        path.write_text("\n".join(lines) + "\n", "utf-8")
        request = Request(
            list_path=path, text=text, origin="--text", settings=Settings(**settings), who="ana"
        )
        return list(journal.messages.rows(prepare(journal, request, now=now)))

    return judged


def told(journal: Journal) -> dict[str, Any]:
    [batch] = journal.batches.recent(most=1)
    return dict(journal.batches.judged(batch.id))


def problems(row: MessageRecord) -> list[tuple[str | None, str | None, str]]:
    first = [] if row.reason is None else [(row.reason, row.column, row.detail)]
    return [*first, *((each.code, each.column, each.detail) for each in row.further)]


def changed(line: str, at: int) -> str:
    return f"{line[:at]}{(int(line[at]) + 1) % 10}{line[at + 1 :]}"


# ── by themselves ─────────────────────────────────────────────────────────────────────────────


def test_a_line_that_fits_its_row_leaves(judge: Judge) -> None:
    [row] = judge(HEADER, f"{ANA};{LINE}")
    assert (problems(row), row.text) == ([], LINE)


@pytest.mark.parametrize(
    ("line", "code", "detail"),
    [
        (LINE[:-1], "payment_damaged", "too_short 46 47 33 47"),
        (changed(LINE, 5), "payment_damaged", f"check_digit 1 10 {changed(LINE, 5)[:10]}"),
        ("pago", "payment_damaged", "no_line"),
        (pix()[:60], "payment_damaged", "pix_cut_off 60"),
        (bar_code_of(LINE), "payment_bar_code", LINE),
    ],
)
def test_a_line_that_nobody_can_pay_says_why(
    judge: Judge, line: str, code: str, detail: str
) -> None:
    _ana, bia, _caio = judge(HEADER, f"{ANA};{LINE}", f"{BIA};{line}", f"{CAIO};{OTHER}")
    assert problems(bia) == [(code, "linha", detail)]


def test_a_row_says_everything_that_is_wrong_with_it(judge: Judge) -> None:
    late = boleto(cents=20000, due=date(2026, 11, 10))
    [row] = judge(HEADER, f"Ana;;150,00;10/12/2026;{late}")
    assert problems(row) == [
        ("phone_missing", "celular", ""),
        ("payment_overdue", "linha", "2026-11-10"),
        ("payment_amount_differs", "linha", "200.00 · valor: 150,00"),
        ("payment_due_differs", "linha", "2026-11-10 · vencimento: 10/12/2026"),
    ]


# ── which columns ─────────────────────────────────────────────────────────────────────────────


def test_lines_that_no_message_uses_are_not_looked_at_and_that_is_told(
    journal: Journal, judge: Judge
) -> None:
    [ana] = judge(HEADER, f"{ANA};{LINE[:-1]}", text="Feliz aniversário, {nome}!")
    assert problems(ana) == []
    assert (told(journal)["payment_lines"], told(journal)["payments_checked"]) == (["linha"], [])


def test_the_column_of_payment_lines_is_looked_at_though_no_text_uses_it(judge: Judge) -> None:
    [ana] = judge(HEADER, f"{ANA};{LINE[:-1]}", text="Oi {nome}", payment_column="linha")
    assert ana.reason == "payment_damaged"


def test_a_column_that_was_named_is_looked_at_whatever_stands_in_it(judge: Judge) -> None:
    rows = judge(HEADER, f"{ANA};x", f"{BIA};y", f"{CAIO};{LINE}", payment_column="linha")
    assert [row.reason for row in rows] == ["payment_damaged", "payment_damaged", None]


def test_lines_are_counted_by_their_kind(journal: Journal, judge: Judge) -> None:
    rows = judge(
        "nome;celular;linha;pix",
        f"Ana;11 98765-4321;{LINE};{pix()}",
        f"Bia;11 98765-4322;{slip()};{pix()}",
        f"Caio;11 98765-4323;;{pix_charge()}",
        text="{{ linha or pix }} {{ pix }}",
    )
    assert [problems(row) for row in rows] == [[], [], []]
    assert told(journal)["payments_checked"] == ["linha", "pix"]
    assert told(journal)["payments"] == {"boleto": 1, "slip": 1, "pix": 2, "pix_charge": 1}


def test_amounts_of_a_list_do_not_come_from_digits_of_a_line(
    journal: Journal, judge: Judge
) -> None:
    judge(HEADER, f"{ANA};{LINE}", f"{BIA};{OTHER}")
    [batch] = journal.batches.recent(most=1)
    assert batch.notations[-1] is None


# ── the amount and the due day ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("header", "cells", "fits", "why"),
    [
        ("valor", "150,00", True, "the same"),
        ("valor", "R$ 150", True, "written otherwise"),
        ("Valor (R$)", "150.00", True, "as programs write it"),
        ("valor", "150,01", False, "a cent is another amount"),
        ("valor", "", True, "the row says none"),
        ("valor", "a combinar", True, "what is no amount is compared with nothing"),
        ("valor do curso", "1.800,00", True, "not the amount to pay"),
        ("Valor da mensalidade", "180,00", False, "the amount to pay"),
        ("total;valor", "160,00;150,00", True, "of several amounts one is the line's"),
        ("total;valor", "160,00;140,00", False, "none of them is"),
        ("desconto", "10,00", True, "no amount to pay"),
    ],
)
def test_the_amount_of_the_line_is_one_of_the_rows_own(
    judge: Judge, header: str, cells: str, fits: bool, why: str
) -> None:
    lines = [f"celular;linha;{header}", f"11 98765-4321;{LINE};{cells}"]
    # Beside a row that shows what the column holds.
    fitting = ";".join("150,00" for _ in cells.split(";"))
    lines.append(f"11 98765-4322;{OTHER};{fitting}" if why != "not the amount to pay" else lines[1])
    assert (judge(*lines)[0].reason is None) is fits, why


@pytest.mark.parametrize(
    "line",
    [
        boleto(cents=0),  # whoever pays types it
        slip(third="7", cents=99),  # a quantity in another unit
        pix(),
        pix_charge(),
    ],
)
def test_an_amount_that_the_line_leaves_open_is_compared_with_nothing(
    judge: Judge, line: str
) -> None:
    [row] = judge(HEADER, f"{ANA};{line}")
    assert problems(row) == []


def test_a_pix_code_says_its_amount(judge: Judge) -> None:
    [row] = judge(HEADER, f"{ANA};{pix(amount='15.00')}")
    assert problems(row) == [("payment_amount_differs", "linha", "15.00 · valor: 150,00")]


def test_the_columns_of_amount_and_due_day_can_be_said(judge: Judge) -> None:
    lines = ("celular;valor;a cobrar;dia;linha", f"11 98765-4321;9,90;150,00;10/12/2026;{LINE}")
    assert judge(*lines)[0].reason == "payment_amount_differs"
    chosen = [("amount", "a cobrar"), ("vencimento", "dia")]
    assert judge(*lines, map=chosen)[0].reason is None
    [row] = judge(lines[0], lines[1].replace("10/12", "11/12"), map=chosen)
    assert problems(row) == [("payment_due_differs", "linha", "2026-12-10 · dia: 11/12/2026")]


def test_another_due_day_than_the_rows_own(judge: Judge) -> None:
    _ana, bia = judge(HEADER, f"{ANA};{LINE}", f"{BIA.replace('10/12', '12/10')};{OTHER}")
    detail = "2026-12-10 · vencimento: 12/10/2026"
    assert problems(bia) == [("payment_due_differs", "linha", detail)]


# ── past due ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("due", "leaves", "why"),
    [
        (date(2026, 11, 23), True, "due today"),
        (date(2026, 11, 22), True, "due on a Sunday, payable on this Monday"),
        (date(2026, 11, 21), True, "due on a Saturday, payable on this Monday"),
        (date(2026, 11, 20), True, "a holiday on a Friday, payable on this Monday"),
        (date(2026, 11, 19), False, "a Thursday"),
        (date(2025, 2, 21), False, "the last day of the first count"),
        (date(2025, 2, 22), False, "the first day of the second count, and no day of 2000"),
        (date(2030, 1, 1), True, "in years"),
        (None, True, "without a due day"),
    ],
)
def test_what_is_past_due_stays_out(judge: Judge, due: date | None, leaves: bool, why: str) -> None:
    [row] = judge("celular;linha", f"11 98765-4321;{boleto(due=due)}")
    assert (row.reason is None) is leaves, why
    if not leaves:
        assert problems(row) == [("payment_overdue", "linha", str(due))]


def test_today_is_the_day_of_the_batchs_zone(judge: Judge) -> None:
    lines = ("celular;linha", f"11 98765-4321;{boleto(due=date(2026, 11, 23))}")
    night = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)  # 22:00 of the 23rd in São Paulo
    assert judge(*lines, now=night)[0].reason is None
    assert judge(*lines, now=night, window="seg-sex 9-18 America/Manaus")[0].reason is None
    assert judge(*lines, now=night, window="seg-sex 9-18 Europe/Lisbon")[0].reason is not None


def test_past_due_lines_can_be_sent_all_the_same(judge: Judge) -> None:
    [row] = judge("celular;linha", f"11 98765-4321;{boleto(due=date(2026, 11, 2))}", overdue="send")
    assert problems(row) == []


# ── a line of several people ──────────────────────────────────────────────────────────────────


def test_all_rows_of_several_people_with_one_line_stay_out(journal: Journal, judge: Judge) -> None:
    written = f"{LINE[:5]}.{LINE[5:]}"
    ana, bia, caio, dora = judge(
        HEADER,
        f"{ANA};{LINE}",
        f"{BIA};{OTHER}",
        f"{CAIO};{written}",
        f"Dora;11 98765-4324;150,00;10/12/2026;{LINE}",
    )
    assert problems(bia) == []
    assert problems(ana) == [("payment_shared", "linha", "4")]
    assert problems(caio) == problems(dora) == [("payment_shared", "linha", "2")]
    [batch] = journal.batches.recent(most=1)
    assert batch.problems == {"payment_shared": 3}
    assert (batch.counts.pending, batch.counts.skipped, batch.counts.read) == (1, 3, 4)


def test_a_line_is_known_again_however_far_below(judge: Judge) -> None:
    def line(row: int) -> str:
        shared = 2 if row == 5000 else row
        own = boleto(free=f"{shared:025d}")
        return f"P{row};11 98765-{row:04d};150,00;10/12/2026;{own}"

    rows = judge(HEADER, *map(line, range(2, 5002)))
    kept_back = [(row.row, row.reason, row.detail) for row in rows if row.reason]
    assert kept_back == [(2, "payment_shared", "5000"), (5000, "payment_shared", "2")]


def test_one_person_may_have_a_line_twice(judge: Judge) -> None:
    lines = (HEADER, f"{ANA};{LINE}", f"{ANA};{LINE}")
    assert [row.reason for row in judge(*lines)] == [None, "duplicate"]


def test_whoever_has_it_twice_stays_out_with_both_once_another_person_has_it(judge: Judge) -> None:
    text = "{nome} {linha}"
    first, second, bia, third = judge(
        HEADER,
        f"{ANA};{LINE}",
        f"{ANA.replace('Ana', 'Aninha')};{LINE}",
        f"{BIA};{LINE}",
        f"{ANA.replace('Ana', 'Anita')};{LINE}",
        text=text,
        duplicates="send",
    )
    found = [row.reason for row in (first, second, bia, third)]
    assert found == ["payment_shared"] * 4


def test_a_row_without_a_number_tells_that_a_line_is_shared(judge: Judge) -> None:
    ana, bia = judge(HEADER, f"{ANA};{LINE}", f"Bia;;150,00;10/12/2026;{LINE}")
    assert problems(ana) == [("payment_shared", "linha", "3")]
    assert [code for code, _column, _detail in problems(bia)] == ["phone_missing", "payment_shared"]


def test_a_row_whose_cells_cannot_be_trusted_tells_nothing_of_others(judge: Judge) -> None:
    ana, shifted = judge(HEADER, f"{ANA};{LINE}", f"{BIA};{LINE};x")
    assert (ana.reason, shifted.reason) == (None, "row_shifted")


def test_a_fixed_pix_code_is_everybodys(judge: Judge) -> None:
    rows = judge(HEADER, *(f"{who};{pix(amount='150.00')}" for who in (ANA, BIA, CAIO)))
    assert [row.reason for row in rows] == [None] * 3


def test_a_charge_of_pix_and_a_slip_are_one_persons(judge: Judge) -> None:
    for line in (pix_charge(), slip(cents=15000)):
        rows = judge(HEADER, f"{ANA};{line}", f"{BIA};{line}")
        assert [row.reason for row in rows] == ["payment_shared"] * 2


def test_two_columns_of_one_row_may_hold_the_same_line(judge: Judge) -> None:
    [row] = judge("celular;linha;cópia", f"11 98765-4321;{LINE};{LINE}", text="{linha} {cópia}")
    assert problems(row) == []


def test_a_line_in_the_second_of_two_columns_is_one_persons_as_well(judge: Judge) -> None:
    ana, bia = judge(
        "celular;linha;multa",
        f"11 98765-4321;{LINE};{slip(cents=15000)}",
        f"11 98765-4322;{OTHER};{slip(cents=15000)}",
        text="{linha} {multa}",
    )
    assert problems(ana) == [("payment_shared", "multa", "3")]
    assert problems(bia) == [("payment_shared", "multa", "2")]


def test_whoever_had_a_line_first_is_told_of_the_other_persons_row(judge: Judge) -> None:
    rows = judge(
        HEADER,
        f"{ANA};{LINE}",
        f"{BIA};{LINE}",
        f"{ANA.replace('Ana', 'Aninha')};{LINE}",
        f"{BIA.replace('Bia', 'Beatriz')};{LINE}",
        text="{nome} {linha}",
        duplicates="send",
    )
    assert [row.detail for row in rows] == ["3", "2", "3", "2"]


@pytest.mark.parametrize(
    "code",
    [
        ProblemCode.NOT_CHOSEN,
        ProblemCode.ROW_SHIFTED,
        ProblemCode.ROW_UNREADABLE,
        ProblemCode.OTHER_TABLE,
        ProblemCode.FORMULA_WITHOUT_VALUE,
    ],
)
def test_rows_that_were_set_aside_say_nothing_of_the_others(code: ProblemCode) -> None:
    checks = PaymentChecks(
        header=("linha",),
        sent=(0,),
        own=PaymentColumns(),
        today=MONDAY_NOON.date(),
        overdue_leaves=False,
    )
    aside = JudgedMessage(row=2, cells=(LINE,), problem=Problem(code=code))
    other = JudgedMessage(row=3, cells=(LINE,), number=PhoneNumber("5511987654321"))
    rows = JudgedRows.of([aside, other])
    shared = SharedPayments(checks=checks)
    shared.look(rows)
    assert (rows.problem, shared.earlier) == ([aside.problem, None], {})


def test_a_workbook_that_took_lines_for_numbers_has_rounded_them(
    journal: Journal, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append(["celular", "linha"])
    sheet.append(["11 98765-4321", int(LINE)])
    sheet.append(["11 98765-4322", float(OTHER)])
    sheet.append(["11 98765-4323", LINE])
    sheet["B3"].number_format = "0"
    book.save(tmp_path / "l.xlsx")
    request = Request(
        list_path=tmp_path / "l.xlsx",
        text="{linha}",
        origin="--text",
        settings=Settings(),
        who="ana",
    )
    rows = list(journal.messages.rows(prepare(journal, request, now=MONDAY_NOON)))
    rounded = [("payment_damaged", "linha", "rounded")]
    assert [problems(row) for row in rows] == [rounded, rounded, []]
