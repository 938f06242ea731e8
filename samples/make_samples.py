"""The lists of this folder come out, the same at every run: `python samples/make_samples.py`.

Nobody can be reached by mistake. Brazilian mobiles here begin with 90, a range that is not assigned
(`9 0000-xxxx`); the old eight-digit mobile and the one without a DDD are the example of the API's own page, 51 98765-4321; the foreign
numbers are of those that the United States keep for films, 555-01xx. Names are made up.
The last three digits of a number keep clear of the stand-in's faults, but for the rows that show one.
"""

import csv
import io
import re
import sys
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

Cell = str | int | float | date | time | None
Row = Sequence[Cell]

MONEY: Final = '"R$"\\ #,##0.00'
WEEK: Final = date(2026, 8, 3)

# fmt: off
FIRST_NAMES: Final = (
    "Ana", "Bruno", "Cláudia", "Davi", "Eduarda", "Fábio", "Graça", "Heitor", "Inês", "João",
    "Kátia", "Luís", "Márcia", "Nélson", "Olívia", "Patrícia", "Quitéria", "Rogério", "Sônia",
    "Tomás", "Úrsula", "Vítor", "Wagner", "Yasmin", "Zélia",
)
SURNAMES: Final = (
    "Almeida", "Barbosa", "Conceição", "Dourado", "Esteves", "Figueirôa", "Gonçalves", "Holanda",
    "Ibiapina", "Jordão", "Lacerda", "Magalhães", "Nóbrega", "Ourique", "Pacheco", "Queirós",
    "Rabelo", "Simões", "Tavares", "Uchôa", "Valadão", "Xavier", "Zanetti",
)
CITIES: Final = {
    11: "São Paulo", 19: "Campinas", 21: "Rio de Janeiro", 27: "Vitória", 31: "Belo Horizonte",
    41: "Curitiba", 47: "Joinville", 48: "Florianópolis", 51: "Porto Alegre", 55: "Santa Maria",
    61: "Brasília", 62: "Goiânia", 65: "Cuiabá", 67: "Campo Grande", 71: "Salvador", 79: "Aracaju",
    81: "Recife", 83: "João Pessoa", 85: "Fortaleza", 91: "Belém", 92: "Manaus", 98: "São Luís",
}
CLIENTS: Final = (
    ("Ana Beatriz Lacerda", "5511900000101", "São Paulo", "VOLTA10"),
    ("Bruno Figueirôa", "5521900000102", "Rio de Janeiro", "VOLTA10"),
    ("Cláudia Nóbrega", "5531900000103", "Belo Horizonte", "VOLTA15"),
    ("Davi Conceição", "5541900000104", "Curitiba", "VOLTA10"),
    ("Eduarda Magalhães", "5551900000105", "Porto Alegre", "VOLTA20"),
    ("Fábio Uchôa", "5561900000106", "Brasília", "VOLTA10"),
    ("Graça Ibiapina", "5571900000107", "Salvador", "VOLTA15"),
    ("Heitor Simões", "5581900000108", "Recife", "VOLTA10"),
    ("Inês Valadão", "5585900000109", "Fortaleza", "VOLTA20"),
    ("João Queirós", "5591900000110", "Belém", "VOLTA10"),
    ("Kátia Ourique", "5548900000111", "Florianópolis", "VOLTA15"),
    ("Luís Jordão", "5562900000112", "Goiânia", "VOLTA10"),
)
PURCHASES: Final = (
    ("Márcia Gonçalves", "(11) 90000-0121", "São Paulo", "02/07/2026", "1.234,56"),
    ("Nélson Barbosa", "(19) 90000-0122", "Campinas", "05/07/2026", "89,90"),
    ("Olívia Rabelo", "(21) 90000-0123", "Rio de Janeiro", "06/07/2026", "310,00"),
    ("Patrícia Conceição", "(27) 90000-0124", "Vitória", "08/07/2026", "45,50"),
    ("Rogério Estêvão; Filhos Ltda.", "(31) 90000-0125", "Belo Horizonte", "09/07/2026", "2.050,00"),
    ("Sônia Figueirôa", "(48) 90000-0126", "Florianópolis", "10/07/2026", "129,99"),
    ("Tomás Uchôa", "(62) 90000-0127", "Goiânia", "13/07/2026", "76,40"),
    ("Úrsula Magalhães", "(65) 90000-0128", "Cuiabá", "14/07/2026", "518,25"),
    ("Vítor Nóbrega", "(83) 90000-0129", "João Pessoa", "15/07/2026", "99,00"),
    ("Zélia Simões", "(98) 90000-0130", "São Luís", "16/07/2026", "640,10"),
)
PATIENTS: Final = (
    ("Ana Beatriz Lacerda", 5511900000141, 0, time(8, 0), "Dra. Helena Pacheco", 250.0),
    ("Bruno Figueirôa", 5511900000142, 0, time(8, 40), "Dra. Helena Pacheco", 250.0),
    ("Cláudia Nóbrega", 5511900000143, 0, time(14, 30), "Dr. Otávio Xavier", 180.5),
    ("Davi Conceição", 11900000144, 1, time(9, 0), "Dra. Helena Pacheco", 250.0),
    ("Eduarda Magalhães", 11900000145, 1, time(9, 40), "Dr. Otávio Xavier", 1234.56),
    ("Fábio Uchôa", 5513900000146, 2, time(10, 20), "Dra. Lívia Dourado", 320.0),
    ("Graça Ibiapina", 5511900000147, 2, time(11, 0), "Dra. Lívia Dourado", 320.0),
    ("Heitor Simões", 5511900000148, 3, time(16, 15), "Dr. Otávio Xavier", 180.5),
    ("Inês Valadão", 5511900000149, 4, time(17, 45), "Dra. Helena Pacheco", 250.0),
    ("João Queirós", 5512900000150, 4, time(18, 30), "Dra. Lívia Dourado", 320.0),
)
FAMILIES: Final = (
    (1001, "Márcia Gonçalves", "5541900000161", 890.0),
    (1002, "Nélson Barbosa", "5541900000162", 890.0),
    (1003, "Olívia Rabelo", "5541900000163", 1045.5),
    (1004, "Patrícia Tavares", "5541900000164", 890.0),
    (1005, "Rogério Pacheco", "5541900000165", 1270.35),
    (1006, "Sônia Holanda", "5541900000166", 890.0),
)
# Each row's remark says what is to be seen; it is a column, so that the list explains itself.
MESSY: Final = (
    ("Ana Beatriz Lacerda", "(11) 90000-0181", "São Paulo", "VOLTA10", "certo"),
    ("Bruno Figueirôa", "021 90000-0182", "Rio de Janeiro", "VOLTA10", "zero antes do DDD"),
    ("Cláudia Nóbrega", "+55 (31) 9 0000.0183", "Belo Horizonte", "VOLTA10", "outra máscara"),
    ("Davi Conceição", "(51) 8765-4321", "Porto Alegre", "VOLTA10", "celular antigo, sem o 9"),
    ("Eduarda Magalhães", "98765-4321", "Curitiba", "VOLTA10", "sem DDD"),
    ("Fábio Uchôa", "0800 000 0186", "Brasília", "VOLTA10", "0800 não recebe mensagem"),
    ("Graça Ibiapina", "", "Salvador", "VOLTA10", "sem telefone"),
    ("Heitor Simões", "5,51199E+12", "Recife", "VOLTA10", "o Excel estragou o número"),
    ("Ana Beatriz Lacerda", "5511900000181", "São Paulo", "VOLTA10", "repetida: igual à primeira"),
    ("", "85 90000-0190", "Fortaleza", "VOLTA10", "sem nome"),
    ("Inês Valadão", "(91) 99999-9999", "Belém", "VOLTA10", "número inventado"),
    ("James Taylor", "+1 202 555 0191", "Washington", "VOLTA10", "de fora do Brasil, com +"),
    ("João Queirós", "(23) 90000-0193", "São Paulo", "VOLTA10", "DDD que não existe"),
    ("Kátia Ourique", "ligar para a irmã", "Goiânia", "VOLTA10", "não é um número"),
    ("Luís Jordão", "62 90000 0195", "Goiânia", "", "sem cupom"),
    ("Zélia Simões", "  (98)90000-0196 ", "São Luís", "VOLTA10", "espaços a mais"),
)
DEMO: Final = (
    ("Ana Beatriz Lacerda", "5511900000601", 0, 250.0, None),
    ("Bruno Figueirôa", "(21) 90000-0602", 0, 180.5, None),
    ("Cláudia Nóbrega", 5531900000603, 0, 1234.56, None),
    ("Davi Conceição", "+55 41 90000-0604", 0, 250.0, None),
    ("Eduarda Magalhães", "51 90000 0605", 1, 320.0, "boletos/1001.pdf"),
    ("Fábio Uchôa", "(51) 8765-4321", 1, 99.9, None),
    ("Graça Ibiapina", "071 90000-0607", 1, 250.0, None),
    ("Heitor Simões", 81900000608, 1, 180.5, None),
    ("Inês Valadão", "98765-4321", 1, 250.0, None),
    ("João Queirós", None, 2, 250.0, None),
    ("Kátia Ourique", "0800 000 0611", 2, 320.0, None),
    ("Luís Jordão", "(62) 99999-9999", 2, 180.5, None),
    ("Márcia Gonçalves", "5,51199E+12", 2, 250.0, None),
    ("Nélson Barbosa", "não tem", 2, 99.9, None),
    ("Ana Beatriz Lacerda", "+55 (11) 9 0000-0601", 0, 250.0, None),
    (None, "27 90000-0616", 3, 250.0, None),
    ("Olívia Rabelo", "(83) 90000-0617", 3, 180.5, "boletos/9999.pdf"),
    ("Patrícia Tavares", "(85) 90000-0400", 3, 320.0, None),
    ("Rogério Pacheco", "(91) 90000-0505", 3, 250.0, None),
    ("Sônia Holanda", "(48) 90000-0620", 4, 99.9, None),
    ("James Taylor", "+1 202 555 0121", 4, 410.0, None),
    ("Zélia Simões", "(98) 90000-0622", 4, 250.0, None),
)
# fmt: on


def write_all(folder: Path) -> None:
    """Write every generated file of this folder below `folder`."""
    (folder / "boletos").mkdir(parents=True, exist_ok=True)
    client_header = ("nome", "celular", "cidade", "cupom")
    _write_csv(folder / "clientes.csv", (client_header, *CLIENTS))
    purchase_header = ("Nome", "Celular", "Cidade", "Última compra", "Valor")
    _write_csv_as_excel(folder / "clientes-excel.csv", (purchase_header, *PURCHASES))
    _write_csv(folder / "bagunca.csv", ((*client_header, "observação"), *MESSY))
    _write_csv(folder / "mil.csv", (client_header, *_thousand_clients()))
    _write_clinic(folder / "clinica.xlsx")
    _write_invoices(folder)
    _write_demo(folder / "demo.xlsx")


# ── text files ────────────────────────────────────────────────────────────────────────────────


def _write_csv(path: Path, rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def _write_csv_as_excel(path: Path, rows: Iterable[Sequence[str]]) -> None:
    """Write as Excel does in Brazil: cp1252, semicolons, lines that end as on Windows."""
    with path.open("w", encoding="cp1252", newline="") as file:
        csv.writer(file, delimiter=";", lineterminator="\r\n").writerows(rows)


def _thousand_clients() -> Iterable[Sequence[str]]:
    areas = sorted(CITIES)
    for i in range(1000):
        area = areas[i % len(areas)]
        name = f"{FIRST_NAMES[i % len(FIRST_NAMES)]} {SURNAMES[i % len(SURNAMES)]}"
        # 399 shares no factor with 37, nor with the number of areas (22): no number comes twice.
        yield name, f"55{area}90000{600 + i * 37 % 399:04}", CITIES[area], f"VOLTA{10 + i % 3 * 5}"


# ── workbooks ─────────────────────────────────────────────────────────────────────────────────


def _write_clinic(path: Path) -> None:
    title = ("Clínica Bem Viver: agenda de 3 a 7 de agosto de 2026",)
    header = ("Paciente", "Celular", "Data", "Hora", "Profissional", "Valor")
    rows = [
        (name, phone, WEEK + timedelta(days=day), hour, doctor, value)
        for name, phone, day, hour, doctor, value in PATIENTS
    ]
    formats = {"B": "0", "C": "dd/mm/yyyy", "D": "hh:mm", "F": MONEY}
    _write_workbook(path, "Agenda", (title, header, *rows), formats)


def _write_invoices(folder: Path) -> None:
    header = ("Matrícula", "Responsável", "WhatsApp", "Vencimento", "Valor", "Arquivo")
    due = date(2026, 8, 10)
    rows = []
    for number, name, phone, value in FAMILIES:
        file = f"boletos/{number}.pdf"
        lines = (
            "BOLETO DE EXEMPLO - SEM VALOR",
            f"Responsável: {name}",
            f"Matrícula: {number}",
            f"Vencimento: {due:%d/%m/%Y}",
            f"Valor: R$ {_brazilian(value)}",
        )
        (folder / file).write_bytes(_pdf(lines))
        rows.append((number, name, phone, due, value, file))
    formats = {"A": "0", "D": "dd/mm/yyyy", "E": MONEY}
    _write_workbook(folder / "boletos.xlsx", "Boletos", (header, *rows), formats)


def _write_demo(path: Path) -> None:
    header = ("nome", "celular", "data", "valor", "arquivo")
    rows = [
        (name, phone, WEEK + timedelta(days=day), value, file)
        for name, phone, day, value, file in DEMO
    ]
    formats = {"B": "0", "C": "dd/mm/yyyy", "D": MONEY}
    _write_workbook(path, "Demonstração", (header, *rows), formats)


def _write_workbook(path: Path, sheet: str, rows: Iterable[Row], formats: dict[str, str]) -> None:
    """Write one sheet; `formats` gives the number format of a column by its letter."""
    book = Workbook()
    table = book.worksheets[0]
    table.title = sheet
    for row in rows:
        table.append(list(row))
    for letter, code in formats.items():
        for cell in table[letter]:
            if not isinstance(cell.value, str):
                cell.number_format = code
    for cell in next(row for row in table.iter_rows() if row[1].value):
        cell.font = Font(bold=True)
    for column in range(1, table.max_column + 1):
        table.column_dimensions[get_column_letter(column)].width = 24
    raw = io.BytesIO()
    book.save(raw)
    path.write_bytes(_timeless(raw))


def _timeless(workbook: io.BytesIO) -> bytes:
    """Pack a workbook again without the moment it was made."""
    packed = io.BytesIO()
    moment = datetime(2026, 8, 1)  # noqa: DTZ001 - the ZIP format knows no time zone
    with zipfile.ZipFile(workbook) as old, zipfile.ZipFile(packed, "w") as new:
        for name in sorted(old.namelist()):
            content = re.sub(
                rb"20\d\d-\d\d-\d\dT[\d:]{8}Z", b"2026-08-01T00:00:00Z", old.read(name)
            )
            entry = zipfile.ZipInfo(name, moment.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
    return packed.getvalue()


def _brazilian(value: float) -> str:
    return f"{value:,.2f}".translate(str.maketrans(",.", ".,"))


# ── PDF ───────────────────────────────────────────────────────────────────────────────────────


def _pdf(lines: Sequence[str]) -> bytes:
    """Return a PDF of one page with these lines."""
    shown = " T* ".join(f"({_escaped(line)}) Tj" for line in lines)
    text = f"BT /F1 14 Tf 22 TL 60 760 Td {shown} ET".encode("cp1252")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R"
        b" /Resources << /Font << /F1 4 0 R >> >> >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
    )
    out, places = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start, count = len(out), len(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, start)
    return bytes(out)


def _escaped(line: str) -> str:
    return re.sub(r"([()\\])", r"\\\1", line)


if __name__ == "__main__":
    write_all(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent)
