"""Rows that a program holds are read as a sheet of the same values would be."""

import math
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest

from batch_sender.compose.templates.values import read_moment, read_number
from batch_sender.load import open_list, open_rows
from batch_sender.load.columns.errors import ColumnAmbiguous
from batch_sender.load.errors import HeaderMissing, ListError, RowsUnusable
from batch_sender.models import Contact


def cell(value: object) -> str:
    [row] = open_rows([{"nome": "Ana", "valor": value}]).rows()
    return row.cells[1]


def test_a_list_of_dicts_is_a_contact_list() -> None:
    rows = [{"nome": "Ana", "celular": "11987654321"}, {"nome": "Bia", "obs": "VIP"}]
    with open_rows(rows) as contacts:
        assert contacts.header == contacts.written == ("nome", "celular", "obs")
        assert (contacts.kind, contacts.header_row, contacts.hidden) == ("rows", 1, 0)
        assert list(contacts.rows()) == [
            Contact(2, ("Ana", "11987654321", "")),
            Contact(3, ("Bia", "", "VIP")),
        ]
        assert len(list(contacts.rows())) == 2, "each pass begins with the first"


def test_a_blank_row_is_no_contact_and_keeps_its_number() -> None:
    rows: list[dict[str, object]] = [
        {"nome": "Ana"},
        {"nome": None},
        {},
        {"nome": " "},
        {"nome": "Bia"},
    ]
    assert [row.row for row in open_rows(rows).rows()] == [2, 6]


def test_the_first_rows_are_looked_at_without_losing_them() -> None:
    contacts = open_rows([{"nome": name} for name in ("Ana", "Bia", "Caio")])
    assert len(contacts.sample(2)) == 2
    assert [row.row for row in contacts.rows()] == [2, 3, 4]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (" 011 ", " 011 "),
        (None, ""),
        (math.nan, ""),
        (pd.NA, ""),
        (pd.NaT, ""),
        (Decimal("sNaN"), ""),
        (5511987654321, "5511987654321"),
        (5511987654321.0, "5511987654321"),
        (10**18, "1000000000000000000"),
        (1234.5, "1234,5"),
        (0.1 + 0.2, "0,3"),
        (Decimal("1234.50"), "1234,50"),
        (True, "VERDADEIRO"),
        (date(2026, 12, 1), "01/12/2026"),
        (datetime(2026, 12, 1), "01/12/2026"),  # noqa: DTZ001 - a sheet's dates have no zone
        (datetime(2026, 12, 1, 14, 30), "01/12/2026 14:30"),  # noqa: DTZ001 - as above
        (datetime(2026, 12, 1, 1, tzinfo=UTC), "2026-12-01 01:00:00+00:00"),
        (time(14, 30), "14:30"),
        (timedelta(hours=30), "30:00"),
        (pd.Timestamp(2026, 12, 1), "01/12/2026"),
        (np.int64(11987654321), "11987654321"),
        (np.float32("nan"), ""),
        (np.float64(2.5), "2,5"),
        (np.bool_(False), "FALSO"),  # noqa: FBT003 - the value under test
        ("a\x00b\ud800", "ab\ufffd"),
    ],
)
def test_a_value_is_shown_as_its_sheet_would(value: object, shown: str) -> None:
    assert cell(value) == shown


def test_filters_read_what_is_shown() -> None:
    assert read_number(cell(1234.5)) == Decimal("1234.5")
    assert read_number(cell(Decimal("1234.567"))) == Decimal("1234.567")
    assert read_moment(cell(date(2026, 12, 1))).day == date(2026, 12, 1)
    with pytest.raises(ValueError, match="2026"):
        read_moment(cell(datetime(2026, 12, 1, 1, tzinfo=UTC)))


def test_a_workbook_of_the_same_values_reads_the_same(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {
            "nome": "Ana",
            "celular": 11987654321,
            "valor": 12.5,
            "dia": date(2026, 12, 1),
            "vip": True,
        },
        {"nome": "Bia", "celular": None, "valor": 1000.0, "dia": None, "vip": False},
    ]
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for values in ([*rows[0]], *(list(row.values()) for row in rows)):
        sheet.append(values)
    sheet["D2"].number_format = "DD/MM/YYYY"  # as Excel in Brazil has it
    book.save(tmp_path / "lista.xlsx")
    with open_list(tmp_path / "lista.xlsx") as file, open_rows(rows) as memory:
        assert file.header == memory.header
        assert list(file.rows()) == list(memory.rows())


def test_a_frame_is_a_contact_list() -> None:
    frame = pd.DataFrame(
        {"nome": ["Ana", "Bia", None], "celular": [11987654321, None, None], "dia": pd.NaT},
        index=pd.Index([7, 8, 9]),
    )
    frame["vip"] = pd.array([True, None, None], dtype="boolean")
    with open_rows(frame) as contacts:
        assert contacts.header == ("nome", "celular", "dia", "vip")
        assert list(contacts.rows()) == [
            Contact(2, ("Ana", "11987654321", "", "VERDADEIRO")),
            Contact(3, ("Bia", "", "", "")),
        ]


def test_a_nameless_column_has_its_letter() -> None:
    assert open_rows([{"nome": "Ana", " ": "x"}]).header == ("nome", "Column B")


@pytest.mark.parametrize(
    "rows",
    [
        [{"Nome": "Ana", " nome": "Bia"}],
        [{"Nome": "Ana"}, {"nome": "Bia"}],
        pd.DataFrame([["Ana", "Bia"]], columns=["nome", "nome"]),
    ],
)
def test_two_columns_of_one_name_are_refused(rows: Any) -> None:
    with pytest.raises(ColumnAmbiguous, match=r"\(A\).*\(B\)"):
        open_rows(rows)


def test_a_frame_without_names_is_refused() -> None:
    with pytest.raises(RowsUnusable, match="a column is called 0"):
        open_rows(pd.DataFrame([["Ana", "11987654321"]]))
    with pytest.raises(HeaderMissing):  # read_csv took the first person for names
        open_rows(pd.DataFrame([["Bia", "98765-4322"]], columns=["Ana", "98765-4321"]))
    with pytest.raises(HeaderMissing):
        open_rows(pd.DataFrame([["Bia", "11987654322"]], columns=["Ana", "11987654321"]))


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "0 columns"),
        ([{}], "0 columns"),
        ([{"nome": ""}], "nothing in them"),
        (pd.DataFrame(columns=["nome"]), "nothing in them"),
        ([{"nome": "Ana"}, ["Bia"]], "row 3 is a list, not a dict"),
        ([{"nome": {"first": "Ana"}}], 'row 2, column "nome" holds a dict'),
        ([{"nome": ["Ana"]}], "holds a list"),
        ([{"nome": b"Ana"}], "holds a bytes"),
        ([{"nome": np.array([1])}], "holds a ndarray"),
        ([{"nome": np.datetime64("2026-12-01")}], "holds a datetime64"),
        ([dict.fromkeys(map(str, range(16_385)), "x")], "16,385 columns"),
    ],
)
def test_what_is_no_list_is_refused(rows: Any, reason: str) -> None:
    with pytest.raises(RowsUnusable, match=reason):
        open_rows(rows)


def test_a_fault_further_down_shows_when_it_is_reached() -> None:
    contacts = open_rows([{"nome": "Ana"}, {"nome": {1}}])
    with pytest.raises(ListError, match="row 3"):
        list(contacts.rows())
