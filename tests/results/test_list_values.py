"""Numbers and dates of a list in what comes back: a sum in Excel works, and nothing else changes."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from batch_sender import language
from batch_sender.config.settings import Settings
from batch_sender.journal import Journal
from batch_sender.judge.prepare import Request, prepare
from batch_sender.load import open_list
from batch_sender.models import BatchRecord, MessageState, Notation
from batch_sender.results import write_results
from batch_sender.results.checked_list import write_checked
from tests.results.batches import a_batch, a_row, a_skipped_row
from tests.support import FakeClock

DAY, TIME, MOMENT = date(2027, 3, 12), time(9, 5), datetime(2027, 3, 12, 14, 30)  # noqa: DTZ001 - a sheet's
COLUMNS: dict[str, tuple[Any, str, Any, str]] = {
    # name: what stands there, its format, what comes back and how
    "Nome": ("Ana", "General", "Ana", "General"),
    "Celular": (11987654321, "General", "11987654321", "General"),
    "Fone 2": (1133334444, "General", "1133334444", "General"),
    "CPF": (12345678901, "000\\.000\\.000\\-00", "123.456.789-01", "General"),
    "Documento": (12345678, "General", "12345678", "General"),
    "Matrícula": (1001, "General", "1001", "General"),
    "CEP": (1310100, "00000\\-000", "01310-100", "General"),
    "Código": ("00123", "General", "00123", "General"),
    "Lote": (7, "0000", "0007", "General"),
    "Em texto": ("150", "General", "150", "General"),
    "Valor": (1234.5, '"R$ "#,##0.00', 1234.5, '"R$" #,##0.00'),
    "Saldo": (-89.9, "#,##0.00", -89.9, "#,##0.00"),
    "Qtd": (3, "General", 3, "General"),
    "Peso": (70.25, "General", 70.25, "General"),
    "Desconto": (0.125, "0.0%", 0.125, "0.0%"),
    "Vencimento": (DAY, "dd/mm/yyyy", datetime(2027, 3, 12), "dd/mm/yyyy"),  # noqa: DTZ001
    "Quando": (MOMENT, "dd/mm/yyyy hh:mm", MOMENT, "dd/mm/yyyy hh:mm"),
    "Hora": (TIME, "hh:mm", TIME, "hh:mm"),
    "Mês": (DAY, "mm/yyyy", "03/2027", "General"),
    "Milhares": (1234567, "#,##0,", "1.235", "General"),
    "Fino": (1234.5678, "#,##0.00", 1234.57, "#,##0.00"),  # as it was shown, and sent
    "Formato de texto": (12.5, "@", 12.5, "General"),
}


@pytest.fixture(params=language.LANGUAGES)
def spoken(request: pytest.FixtureRequest) -> str:
    language.use(request.param)
    return str(request.param)


def a_workbook(path: Path, rows: Sequence[Sequence[Any]], formats: Sequence[str]) -> Path:
    book = Workbook()
    sheet: Any = book.active
    for row in rows:
        sheet.append(row)
        for cell, code in zip(sheet[sheet.max_row], formats, strict=True):
            cell.number_format = code if sheet.max_row > 1 else "General"
    book.save(path)
    return path


def judged(
    journal: Journal, clock: FakeClock, path: Path, text: str = "Olá, {{ nome }}!", **options: Any
) -> BatchRecord:
    settings = Settings(gap=0, allow_repeat=True, **options)
    request = Request(list_path=path, text=text, origin="--text", settings=settings, who="ana")
    return journal.batches.one(prepare(journal, request, now=clock.now()))


def results_of(journal: Journal, batch: BatchRecord, path: Path) -> Path:
    return write_results(path, batch=batch, rows=journal.messages.rows(batch.id))


def checked_of(journal: Journal, batch: BatchRecord, path: Path) -> Path:
    (written,) = write_checked(path, batch=batch, rows=lambda: journal.messages.rows(batch.id))
    return written


@contextmanager
def sheet_of(path: Path, place: int = 0) -> Iterator[Any]:
    book = load_workbook(path)
    sheets = [sheet for sheet in book if place or sheet.title not in {"Summary", "Resumo"}]
    yield sheets[place]
    book.close()


def columns_of(path: Path, place: int = 0) -> dict[str, list[Any]]:
    with sheet_of(path, place) as sheet:
        return {column[0].value: [cell.value for cell in column[1:]] for column in sheet.columns}


def texts_of(path: Path, sheet: str | None = None) -> list[dict[str, str]]:
    with open_list(path, sheet=sheet) as contacts:
        return [dict(zip(contacts.header, row.cells, strict=True)) for row in contacts.rows()]


# ── workbooks ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("spoken")
def test_what_was_a_number_or_a_date_comes_back_as_one(
    tmp_path: Path, journal: Journal, clock: FakeClock
) -> None:
    cells, formats, back, shown = zip(*COLUMNS.values(), strict=True)
    path = a_workbook(tmp_path / "lista.xlsx", [list(COLUMNS), cells], formats)
    batch = judged(journal, clock, path)
    for written in (
        results_of(journal, batch, tmp_path / "r.xlsx"),
        checked_of(journal, batch, tmp_path / "c.xlsx"),
    ):
        with sheet_of(written) as sheet:
            found = sheet[2][: len(COLUMNS)]
            assert [cell.value for cell in found] == list(back)
            assert [cell.number_format for cell in found] == list(shown)
            assert "f" not in {cell.data_type for cell in sheet[2]}
            number = found[list(COLUMNS).index("Valor")]
            assert number.alignment.horizontal == "right"  # as numbers stand


@pytest.mark.usefixtures("spoken")
def test_a_column_sums_up(tmp_path: Path, journal: Journal, clock: FakeClock) -> None:
    rows: list[list[Any]] = [["Nome", "Celular", "Valor"]]
    rows += [["Ana", f"11 98765-43{n:02}", [n + 0.1, None, "isento"][n % 3]] for n in range(30)]
    path = a_workbook(tmp_path / "lista.xlsx", rows, ["General", "General", '"R$" #,##0.00'])
    batch = judged(journal, clock, path)
    cells = columns_of(results_of(journal, batch, tmp_path / "r.xlsx"))["Valor"]
    assert round(sum(cell for cell in cells if isinstance(cell, int | float)), 2) == 136.0
    assert cells.count("isento") == cells.count(None) == 10


def test_a_text_among_numbers_leaves_the_column_as_texts(
    tmp_path: Path, journal: Journal, clock: FakeClock
) -> None:
    rows: list[list[Any]] = [
        ["Nome", "Celular", "Turma"],
        ["Ana", "11 98765-4321", 3],
        ["Bia", "11 98765-4322", "03"],
    ]
    path = a_workbook(tmp_path / "lista.xlsx", rows, ["General"] * 3)
    batch = judged(journal, clock, path)
    assert columns_of(results_of(journal, batch, tmp_path / "r.xlsx"))["Turma"] == ["3", "03"]


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_every_kind_of_workbook_gives_its_values_back(
    tmp_path: Path, journal: Journal, clock: FakeClock, kind: str
) -> None:
    path = Path(__file__).parent.parent / "corpus" / "files" / f"formats.{kind}"
    batch = judged(journal, clock, path, "Oi")
    found = columns_of(results_of(journal, batch, tmp_path / "r.xlsx"))
    assert found["parte"] == [0.1, 0.255, 1]
    assert found["valor"] == [1234.5, -0.5, 1_000_000]
    assert [each.date() for each in found["dia"]] == [
        date(2024, 3, 12), date(1999, 12, 31), date(2000, 1, 1),
    ]  # fmt: skip
    assert found["fone"] == ["5511987654321", "11987654322", "11000000000"]
    assert found["código"] == ["0007", "0042", "1234"]
    assert found["texto"][0] == "011987654321"


# ── texts ─────────────────────────────────────────────────────────────────────────────────────

CSV = (
    "nome;celular;cpf;valor;saldo;qtd;vencimento;quando;cod;usd;turma\n"
    "Ana;11987654321;01234567890;R$ 1.234,56;-12,5;150;12/03/2027;12/03/2027 14:30;00123;1,234.50;3\n"
    "Bia;11987654322;12345678909;R$ 89,90;1.000,00;;;;456;0.25;3A\n"
    "Caio;12;12345678909; R$ - ;0,75;2;01/12/2027;01/12/2027 08:00;7;12;4\n"
)


@pytest.mark.usefixtures("spoken")
def test_amounts_and_dates_of_a_csv_come_back_as_such(
    tmp_path: Path, journal: Journal, clock: FakeClock
) -> None:
    (tmp_path / "lista.csv").write_text(CSV, "utf-8")
    batch = judged(journal, clock, tmp_path / "lista.csv")
    found = columns_of(results_of(journal, batch, tmp_path / "r.xlsx"))
    assert found["valor"] == [1234.56, 89.9, " R$ - "]
    assert found["saldo"] == [-12.5, 1000, 0.75]
    assert found["qtd"] == [150, None, 2]
    assert found["vencimento"] == [datetime(2027, 3, 12), None, datetime(2027, 12, 1)]  # noqa: DTZ001
    assert found["quando"][0] == MOMENT
    assert found["usd"] == [1234.5, 0.25, 12]
    assert found["cpf"][0] == "01234567890"
    assert found["cod"] == ["00123", "456", "7"]
    assert found["turma"] == ["3", "3A", "4"]
    assert found["celular"][0] == "11987654321"


def test_what_names_a_row_is_no_number(tmp_path: Path, journal: Journal, clock: FakeClock) -> None:
    (tmp_path / "lista.csv").write_text(
        "nome;celular;ficha;idade\nAna;11 98765-4321;7;35\n", "utf-8"
    )
    batch = judged(journal, clock, tmp_path / "lista.csv", key="ficha")
    found = columns_of(results_of(journal, batch, tmp_path / "r.xlsx"))
    assert (found["ficha"], found["idade"]) == (["7"], [35])


@pytest.mark.usefixtures("spoken")
def test_a_list_that_comes_back_reads_the_same(
    tmp_path: Path, journal: Journal, clock: FakeClock
) -> None:
    (tmp_path / "lista.csv").write_text(CSV, "utf-8")
    batch = judged(journal, clock, tmp_path / "lista.csv")
    before = texts_of(tmp_path / "lista.csv")
    path = checked_of(journal, batch, tmp_path / "c.xlsx")
    names = load_workbook(path).sheetnames
    to_mend, whole = texts_of(path), texts_of(path, names[1])
    assert [{name: row[name] for name in before[0]} for row in whole] == before
    assert [{name: row[name] for name in before[0]} for row in to_mend] == [before[2]]
    with sheet_of(path, 1) as sheet:  # and its amounts are values, but those of another notation
        assert [cell.value for cell in sheet[2]][3:5] == [1234.56, -12.5]
        assert sheet[2][9].value == "1,234.50"
    again = judged(journal, clock, path)
    assert [dict(zip(again.header, row.cells, strict=False))["valor"] for row in journal.messages.rows(again.id)] == [
        " R$ - "
    ]  # fmt: skip


def test_what_is_sent_again_reads_the_same(tmp_path: Path) -> None:
    cells = ("Ana", "11 98765-4321", "1.234,50", "1,234.50", "12/03/2027", "R$\xa05,00")
    row = a_row(cells=cells, state=MessageState.FAILED, reason="timed_out")
    batch = a_batch(
        row,
        header=("Nome", "Telefone", "Valor", "USD", "Dia", "Site"),
        notations=(None, None, Notation.BRAZILIAN, Notation.ENGLISH, *[Notation.BRAZILIAN] * 2),
    )
    path = write_results(tmp_path / "r.xlsx", batch=batch, rows=[row])
    assert tuple(texts_of(path)[0].values()) == cells
    again = {name: column[0] for name, column in columns_of(path, 2).items()}
    assert (again["Valor"], again["Dia"]) == (1234.5, datetime(2027, 3, 12))  # noqa: DTZ001
    results = columns_of(path)
    assert (results["USD"], results["Site"]) == ([1234.5], [5])


def test_a_batch_of_before_is_told_by_its_texts(tmp_path: Path) -> None:
    rows = [a_row(cells=("Ana", "11 98765-4321", cell)) for cell in ("1,50", "1.234,00", "isento")]
    batch = a_batch(*rows, header=("Nome", "Telefone", "Valor"))
    path = write_results(tmp_path / "r.xlsx", batch=batch, rows=rows[:2])
    assert columns_of(path)["Valor"] == [1.5, 1234]
    path = write_results(tmp_path / "r.xlsx", batch=batch, rows=rows)
    assert columns_of(path)["Valor"] == ["1,50", "1.234,00", "isento"]


def test_a_row_whose_cells_may_have_slid_is_left_as_texts(tmp_path: Path) -> None:
    rows = [a_row(cells=("Ana", "150")), a_skipped_row("row_shifted", cells=("Bia", "1.234"))]
    batch = a_batch(*rows, notations=(None, Notation.BRAZILIAN))
    path = write_results(tmp_path / "r.xlsx", batch=batch, rows=rows)
    assert columns_of(path)["Telefone"] == [150, "1.234"]


def test_a_number_finds_room_however_far_below_it_stands(tmp_path: Path) -> None:
    rows = [a_row(cells=("Ana", "1,00"))] * 150 + [a_row(cells=("Ana", "R$ 1.000.000.000,00"))]
    path = write_results(tmp_path / "r.xlsx", batch=a_batch(*rows), rows=rows)
    with sheet_of(path) as sheet:
        assert sheet.column_dimensions["B"].width >= len("R$ 1.000.000.000,00") + 1


@pytest.mark.parametrize("ending", [".csv", ".jsonl"])
def test_texts_stay_texts_where_programs_read(tmp_path: Path, ending: str) -> None:
    row = a_row(cells=("Ana", "R$ 1.234,50"))
    batch = a_batch(row, notations=(None, Notation.BRAZILIAN))
    path = write_results(tmp_path / f"r{ending}", batch=batch, rows=[row])
    assert "R$ 1.234,50" in path.read_text("utf-8-sig")
