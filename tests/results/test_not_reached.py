"""Who was not reached, as a list for a mail merge."""

import csv
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from batch_sender import language
from batch_sender.models import MessageRecord, MessageState, PhoneNumber, Reason
from batch_sender.results.errors import NotReachedEndingUnknown, ResultsWouldReplaceList
from batch_sender.results.not_reached import is_not_reached, write_not_reached
from batch_sender.sentences.result_files import is_named_as_results, stem_of_not_reached
from tests.results.batches import a_batch, a_row, a_skipped_row

HEADER = ("Nome", "Telefone", "E-mail", "Valor")


def refused(*cells: str, **changes: Any) -> MessageRecord:
    plain = {"state": MessageState.REJECTED, "reason": Reason.REFUSED, "answer": "não"}
    return a_row(cells=cells, **{**plain, **changes})


ANA = refused("Ana", "11 98765-4321", "ana@exemplo.com", "150,00")
BIA = refused("Bia", "11 98765-4322", "=1+1", state=MessageState.FAILED, reason="timed_out",
              number=PhoneNumber("5511987654322"))  # fmt: skip


@pytest.mark.parametrize(
    ("record", "wanted"),
    [
        pytest.param(refused("Ana"), True, id="refused, mostly not on WhatsApp"),
        pytest.param(a_row(state=MessageState.FAILED), True, id="it surely did not leave"),
        pytest.param(a_row(), False, id="accepted"),
        pytest.param(a_row(state=MessageState.UNKNOWN), False, id="in doubt: it may have left"),
        pytest.param(refused("Ana", reason=Reason.HALF_SENT), False, id="its text was accepted"),
        pytest.param(a_row(state=MessageState.PENDING), False, id="its turn has yet to come"),
        pytest.param(a_skipped_row("opted_out"), False, id="asked not to be written to"),
        pytest.param(a_skipped_row("phone_missing"), False, id="left out before"),
    ],
)
def test_who_was_not_reached(record: MessageRecord, *, wanted: bool) -> None:
    assert is_not_reached(record) is wanted


def written(path: Path, *rows: MessageRecord, header: tuple[str, ...] = HEADER) -> Path:
    batch = a_batch(*rows, header=header)
    return write_not_reached(path, batch=batch, rows=iter(rows))


def read(path: Path) -> list[list[str]]:
    assert path.read_bytes().startswith(b"\xef\xbb\xbf"), "Excel knows it by that"
    with path.open(encoding="utf-8-sig", newline="") as file:
        delimiter = ";" if language.current() == "pt-BR" else ","
        return list(csv.reader(file, delimiter=delimiter))


def test_a_csv_has_the_address_first_and_says_why(tmp_path: Path) -> None:
    header, ana, bia = read(written(tmp_path / "a.csv", ANA, BIA))
    assert header == ["E-mail", "Nome", "Telefone", "Valor", "status", "reason", "number"]
    assert ana[:4] == ["ana@exemplo.com", "Ana", "11 98765-4321", "150,00"]
    assert ana[4] == "rejected"
    assert "not on WhatsApp" in ana[5]
    assert ana[6] == "5511987654321"
    assert bia[:5] == ["'=1+1", "Bia", "11 98765-4322", "", "failed"], "no cell runs anything"


def test_in_portuguese_it_is_as_excel_there_opens_it(tmp_path: Path) -> None:
    language.use("pt-BR")
    header, ana = read(written(tmp_path / "a.csv", ANA))
    assert header == ["E-mail", "Nome", "Telefone", "Valor", "situação", "motivo", "número"]
    assert ana[4] == "recusada pelo CleverChat"


def test_a_list_without_addresses_keeps_its_order(tmp_path: Path) -> None:
    row = refused("Ana", "11 98765-4321")
    header, _ana = read(written(tmp_path / "a.csv", row, header=("Nome", "Telefone")))
    assert header == ["Nome", "Telefone", "status", "reason", "number"]


def test_a_column_of_the_lists_that_is_called_like_ours_keeps_its_name(tmp_path: Path) -> None:
    header, _ana = read(written(tmp_path / "a.csv", ANA, header=("Nome", "number", "E-mail", "V")))
    assert header[:4] == ["E-mail", "Nome", "number", "V"]
    assert len(set(header)) == len(header)


def test_in_a_workbook_amounts_stay_amounts(tmp_path: Path) -> None:
    rows = [refused(f"P{n}", "11 98765-4321", f"p{n}@exemplo.com", f"{n},50") for n in range(200)]
    book = load_workbook(written(tmp_path / "a.xlsx", *rows))
    [sheet] = book.worksheets
    assert sheet.title == "Not reached"
    lines = list(sheet.iter_rows(values_only=True))
    assert lines[0][:4] == ("E-mail", "Nome", "Telefone", "Valor")
    assert [line[:4] for line in lines[1:]] == [
        (f"p{n}@exemplo.com", f"P{n}", "11 98765-4321", n + 0.5) for n in range(200)
    ]
    assert not any(isinstance(cell, datetime) for line in lines for cell in line)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_nobody_is_a_file_with_a_header(tmp_path: Path, ending: str) -> None:
    path = written(tmp_path / f"a.{ending}")
    if ending == "csv":
        assert len(read(path)) == 1
    else:
        assert [sheet.max_row for sheet in load_workbook(path).worksheets] == [1]


def test_where_it_cannot_be(tmp_path: Path) -> None:
    with pytest.raises(NotReachedEndingUnknown, match=r"\.xlsx or \.csv"):
        written(tmp_path / "a.html", ANA)
    its_list = tmp_path / "pacientes.xlsx"
    its_list.write_bytes(b"PK")
    batch = a_batch(ANA, list_path=its_list)
    with pytest.raises(ResultsWouldReplaceList):
        write_not_reached(its_list, batch=batch, rows=[ANA])


@pytest.mark.parametrize("spoken", language.LANGUAGES)
def test_a_folder_that_is_watched_takes_no_such_file_for_a_list(spoken: str) -> None:
    language.use(spoken)
    assert is_named_as_results(f"{stem_of_not_reached('clientes', 12)}.xlsx")
