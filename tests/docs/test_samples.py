"""The sample lists are what their generator makes, can be read, and reach nobody."""

import csv
import importlib.util
import re
from datetime import date, datetime, time
from pathlib import Path
from types import ModuleType
from typing import Any

import openpyxl
import phonenumbers
import pytest

from batch_sender.compose.templates import compile_template
from batch_sender.config.bundled import folder
from batch_sender.load.columns import Table, find_phone_columns
from batch_sender.models import Phone, Problem, ProblemCode, RepairRule, column_key
from batch_sender.phones import parse_phone
from batch_sender.standin import FAULTS

SAMPLES = folder("samples")
GENERATED = (
    "bagunca.csv",
    "boletos.xlsx",
    "clientes-excel.csv",
    "clientes.csv",
    "clinica.xlsx",
    "demo.xlsx",
    "mil.csv",
)
TEXTS = {
    "bagunca.csv": "clientes.txt",
    "boletos.xlsx": "boletos.txt",
    "clientes-excel.csv": "compras.txt",
    "clientes.csv": "clientes.txt",
    "clinica.xlsx": "clinica.txt",
    "demo.xlsx": "demo.txt",
    "mil.csv": "clientes.txt",
}


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_samples", SAMPLES / "make_samples.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def cells_of(path: Path) -> list[list[Any]]:
    """Return a list's rows from the header on, the cells as stored."""
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        rows = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
        book.close()
        return rows[1:] if path.name == "clinica.xlsx" else rows
    excel = path.name == "clientes-excel.csv"
    with path.open(encoding="cp1252" if excel else "utf-8", newline="") as file:
        return list(csv.reader(file, delimiter=";" if excel else ",", strict=True))


def phones_of(name: str) -> list[Phone | Problem]:
    header, *rows = cells_of(SAMPLES / name)
    names = [str(cell) for cell in header]
    table = Table(header=names, written=names, sample=[])
    column = find_phone_columns(table, is_number=lambda _value: False)[0]
    return [parse_phone("" if row[column] is None else str(row[column])) for row in rows]


def numbers_of(name: str) -> list[str]:
    return [phone.number for phone in phones_of(name) if isinstance(phone, Phone)]


def codes_of(name: str) -> list[ProblemCode]:
    return [phone.code for phone in phones_of(name) if isinstance(phone, Problem)]


def test_the_generator_makes_what_is_committed(tmp_path: Path) -> None:
    generator().write_all(tmp_path)
    made = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file())

    pdfs = sorted(Path("boletos") / path.name for path in (SAMPLES / "boletos").iterdir())
    assert made == sorted([*map(Path, GENERATED), *pdfs])
    for path in made:
        if path.suffix == ".xlsx":  # its compressed bytes differ between zlib versions
            assert cells_of(tmp_path / path) == cells_of(SAMPLES / path)
        else:
            assert (tmp_path / path).read_bytes() == (SAMPLES / path).read_bytes()


def test_the_generator_makes_the_same_bytes_twice(tmp_path: Path) -> None:
    for name in ("one", "two"):
        generator().write_all(tmp_path / name)

    for one in (tmp_path / "one").rglob("*.*"):
        assert (
            one.read_bytes() == (tmp_path / "two" / one.relative_to(tmp_path / "one")).read_bytes()
        )


# ── numbers ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", GENERATED)
def test_numbers_belong_to_nobody(name: str) -> None:
    nobody = re.compile(r"55\d\d90000\d{4}|5551987654321|120255501\d\d")

    for number in numbers_of(name):
        assert nobody.fullmatch(number), number
        assert phonenumbers.is_valid_number(phonenumbers.parse(f"+{number}"))


@pytest.mark.parametrize("name", [name for name in GENERATED if name != "demo.xlsx"])
def test_no_row_meets_a_fault_unmeant(name: str) -> None:
    assert [number for number in numbers_of(name) if number[-3:] in FAULTS] == []


def test_the_demo_meets_the_faults_it_means() -> None:
    struck = [number for number in numbers_of("demo.xlsx") if number[-3:] in FAULTS]

    assert [FAULTS[number[-3:]].name for number in struck] == ["refused", "closed_after_reading"]


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("clientes.csv", 12),
        ("clientes-excel.csv", 10),
        ("clinica.xlsx", 10),
        ("boletos.xlsx", 6),
        ("mil.csv", 1000),
    ],
)
def test_a_clean_list_has_no_problem_and_nobody_twice(name: str, rows: int) -> None:
    assert len(set(numbers_of(name))) == len(phones_of(name)) == rows


# ── each file shows what it promises ──────────────────────────────────────────────────────────


def test_the_thousand_rows_need_no_repair() -> None:
    assert not any(phone.repairs for phone in phones_of("mil.csv") if isinstance(phone, Phone))


def test_the_list_from_excel_is_what_excel_writes() -> None:
    raw = (SAMPLES / "clientes-excel.csv").read_bytes()

    assert raw.count(b"\r\n") == raw.count(b"\n") == 11
    assert "Última compra;Valor".encode("cp1252") in raw
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")


def test_the_clinic_has_typed_cells_under_a_title() -> None:
    book = openpyxl.load_workbook(SAMPLES / "clinica.xlsx")
    title, header, first, *_ = book.worksheets[0].iter_rows()
    book.close()

    assert [cell.value for cell in title[1:]] == [None] * 5
    assert header[0].value == "Paciente"
    kinds = [type(cell.value) for cell in first]
    assert kinds == [str, int, datetime, time, str, int]
    formats = [cell.number_format for cell in first]
    assert formats == ["General", "0", "dd/mm/yyyy", "hh:mm", "General", '"R$"\\ #,##0.00']


def test_each_invoice_lies_where_its_row_says() -> None:
    header, *rows = cells_of(SAMPLES / "boletos.xlsx")
    columns = {column_key(name): i for i, name in enumerate(header)}
    for row in rows:
        content = (SAMPLES / row[columns["arquivo"]]).read_bytes()
        assert row[columns["arquivo"]] == f"boletos/{row[columns['matricula']]}.pdf"
        assert row[columns["responsavel"]].encode("cp1252") in content


@pytest.mark.parametrize(
    "path", sorted((SAMPLES / "boletos").iterdir()), ids=lambda path: path.name
)
def test_an_invoice_is_a_whole_pdf(path: Path) -> None:
    raw = path.read_bytes()
    start = int(raw.split(b"startxref\n")[1].split(b"\n")[0])
    places = [int(line[:10]) for line in raw[start:].split(b"\n")[3:8]]

    assert raw.startswith(b"%PDF-1.4")
    assert raw.endswith(b"%%EOF\n")
    assert raw[start:].startswith(b"xref\n0 6\n")
    assert all(raw[place:].startswith(b"%d 0 obj" % i) for i, place in enumerate(places, 1))


def test_the_mess_holds_each_kind_of_problem() -> None:
    rules = {
        repair.rule
        for phone in phones_of("bagunca.csv")
        if isinstance(phone, Phone)
        for repair in phone.repairs
    }

    assert rules == {
        RepairRule.NINTH_DIGIT_ADDED,
        RepairRule.COUNTRY_CODE_ADDED,
        RepairRule.TRUNK_PREFIX_REMOVED,
    }
    assert sorted(codes_of("bagunca.csv")) == [
        "ddd_unknown",
        "phone_damaged",
        "phone_invalid",
        "phone_missing",
        "phone_no_ddd",
        "phone_not_allowed",
        "phone_not_allowed",
    ]
    assert len(numbers_of("bagunca.csv")) - len(set(numbers_of("bagunca.csv"))) == 1


def test_the_demo_holds_each_kind_of_row() -> None:
    header, *rows = cells_of(SAMPLES / "demo.xlsx")
    files = [row[4] for row in rows if row[4]]

    assert header == ["nome", "celular", "data", "valor", "arquivo"]
    assert sorted(codes_of("demo.xlsx")) == [
        "phone_damaged",
        "phone_missing",
        "phone_missing",
        "phone_no_ddd",
        "phone_not_allowed",
        "phone_not_allowed",
    ]
    assert len(rows) == 22
    assert [(SAMPLES / file).is_file() for file in files] == [True, False]
    assert [row[0] for row in rows].count(None) == 1
    numbers = numbers_of("demo.xlsx")
    assert [number for number in numbers if numbers.count(number) > 1] == ["5511900000601"] * 2
    twins = [row for row in rows if row[0] == "Ana Beatriz Lacerda"]
    assert twins[0][2:] == twins[1][2:], "the same message, so it is a duplicate"
    assert all(isinstance(row[2], date) for row in rows)


# ── texts and the README ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("name", "text"), TEXTS.items(), ids=TEXTS.keys())
def test_a_text_fits_its_list(name: str, text: str) -> None:
    header = [str(cell) for cell in cells_of(SAMPLES / name)[0]]
    template = compile_template((SAMPLES / text).read_text("utf-8"), header)

    assert len(template.columns) >= 3, "a placeholder without a column would have been an error"
    assert "SAIR" in template.source, "each says how to be left alone"


def test_the_readme_names_each_list_and_its_text() -> None:
    readme = (SAMPLES / "README.md").read_text("utf-8")
    commands = dict(re.findall(r"check samples/(\S+) --template samples/([\w.-]+)", readme))

    assert commands == TEXTS
    assert set(re.findall(r"^\| `([\w.-]+)` \|", readme, re.MULTILINE)) == set(GENERATED)
