"""Lists as people really have them: what each must be read as, and why."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import openpyxl

from batch_sender.load.errors import (
    DelimiterUnusable,
    EncodingUnknown,
    EncodingWrong,
    HeaderMissing,
    HeaderRowEmpty,
    LineTooLong,
    ListDamaged,
    ListEmpty,
    ListError,
    ListNotAList,
    ListProtected,
    ListWithoutRows,
    QuoteStray,
    SheetNotPossible,
    TooManyColumns,
)


@dataclass(frozen=True, kw_only=True)
class Awkward:
    """One list: its bytes; its header and its rows as `"row cell|cell"`, or the error it must meet.

    `faults`: the rows of a text file that never go, as `"row code"`.
    """

    name: str
    content: bytes
    why: str
    header: str = ""
    rows: tuple[str, ...] = ()
    error: type[ListError] | None = None
    faults: tuple[str, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)


def text(
    name: str,
    content: str,
    header: str,
    rows: str,
    why: str,
    *,
    encoding: str = "utf-8",
    **more: Any,
) -> Awkward:
    """Return a text file; `rows` are parted by two blanks."""
    return Awkward(
        name=name,
        content=content.encode(encoding, "surrogatepass"),
        header=header,
        rows=tuple(rows.split("  ")),
        why=why,
        **more,
    )


def refused(
    name: str, content: str | bytes, error: type[ListError], why: str, **options: Any
) -> Awkward:
    """Return a file that must be refused."""
    raw = content if isinstance(content, bytes) else content.encode()
    return Awkward(name=name, content=raw, error=error, why=why, options=options)


def sheet(
    name: str, fill: Callable[[Any], object], header: str, rows: str, why: str, **more: Any
) -> Awkward:
    """Return an XLSX workbook; `fill` gets its first sheet."""
    book = openpyxl.Workbook()
    fill(book.active)
    file = io.BytesIO()
    book.save(file)
    return Awkward(
        name=name,
        content=file.getvalue(),
        header=header,
        rows=tuple(rows.split("  ")),
        why=why,
        **more,
    )


def filled(*rows: tuple[object, ...]) -> Callable[[Any], None]:
    """Return what writes `rows` into a sheet."""

    def fill(of: Any) -> None:
        for row in rows:
            of.append(row)

    return fill


NAMES = "nome|fone"
ANA = "2 Ana|11 98765-4321"
ANA_CSV = "nome;fone\nAna;11 98765-4321\n"
BOTH = f"{ANA}  3 João|(11) 3333-4444"
BOTH_CSV = f"{ANA_CSV}João;(11) 3333-4444\n"

ENCODINGS = [
    text("utf8", BOTH_CSV, NAMES, BOTH, "as most programs write", facts={"encoding": "utf-8"}),
    text("utf8-sig", BOTH_CSV, NAMES, BOTH, "as Excel writes CSV UTF-8", encoding="utf-8-sig"),
    text("cp1252", BOTH_CSV, NAMES, BOTH, "as Excel in Brazil writes CSV", encoding="cp1252"),
    text("latin1", BOTH_CSV + "\x81;1\n", NAMES, BOTH + "  4 \x81|1",
         "a byte that cp1252 lacks", encoding="latin-1", facts={"encoding": "latin-1"}),
    text("utf16", BOTH_CSV, NAMES, BOTH, "Unicode text, with its mark", encoding="utf-16"),
    text("utf16le", BOTH_CSV, NAMES, BOTH, "its mark was lost", encoding="utf-16-le"),
    text("utf16be", BOTH_CSV, NAMES, BOTH, "the other order of bytes", encoding="utf-16-be"),
    text("utf32", BOTH_CSV, NAMES, BOTH, "rare, with its mark", encoding="utf-32"),
    text("cp850", BOTH_CSV, NAMES, BOTH, "an old system's; only a person knows",
         encoding="cp850", options={"encoding": "cp850"}),
    text("late accent", ANA_CSV + "Bia;1\n" * 20_000 + "João;1\n", NAMES, ANA,
         "the one accent stands at the end", encoding="cp1252"),
]  # fmt: skip

SEPARATORS = [
    text("comma", BOTH_CSV.replace(";", ","), NAMES, BOTH, "as in English"),
    text("tab", BOTH_CSV.replace(";", "\t"), NAMES, BOTH, "TSV", facts={"delimiter": "\t"}),
    text("bar", BOTH_CSV.replace(";", "|"), NAMES, BOTH.replace("|", "|"), "a bar"),
    text("sep line", f"sep=;\n{ANA_CSV}", NAMES, ANA, "Excel's own line is no row"),
    text("sep quoted", f'"sep=;"\r\n{ANA_CSV}', NAMES, ANA, "the same, saved once more"),
    text("decimals", "nome;fone;valor\nAna;11987654321;1.234,56\n", "nome|fone|valor",
         "2 Ana|11987654321|1.234,56", "a decimal comma parts nothing"),
    text("decimals in commas", 'nome,fone,valor\nAna,11987654321,"1.234,56"\n', "nome|fone|valor",
         "2 Ana|11987654321|1.234,56", "quoted, it parts nothing either"),
    text("one column", "telefone\n11 98765-4321\n", "telefone", "2 11 98765-4321", "no separator"),
    text("odd sign", ANA_CSV.replace(";", "^"), NAMES, ANA, "only a person knows",
         options={"delimiter": "^"}),
    text("comma in a title", f"Clientes, ativos\n{ANA_CSV}", NAMES, ANA.replace("2", "3", 1),
         "a title's comma parts nothing", facts={"delimiter": ";"}),
    text("semicolon in a cell", 'nome;fone\n"Silva; Filhos";1\n', NAMES, "2 Silva; Filhos|1",
         "quoted"),
]  # fmt: skip

QUOTES_AND_LINES = [
    text("break in a cell", 'nome;obs;fone\nAna;"rua A\ncasa 2";1\nBia;x;2\n', "nome|obs|fone",
         "2 Ana|rua A\ncasa 2|1  3 Bia|x|2", "one row of two lines, numbered as in Excel"),
    text("quote in a cell", 'nome;fone\n"Ana ""Aninha""";1\n', NAMES, '2 Ana "Aninha"|1', "doubled"),
    text("quote within a word", 'nome;fone\nTV 42";1\n', NAMES, '2 TV 42"|1', "no quotation"),
    text("old mac", ANA_CSV.replace("\n", "\r"), NAMES, ANA, "lines end with CR"),
    text("windows", ANA_CSV.replace("\n", "\r\n"), NAMES, ANA, "lines end with CR LF"),
    text("no last break", ANA_CSV.rstrip(), NAMES, ANA, "the last line is cut"),
    text("line separator", "nome;fone\nAna\u2028B;1\n", NAMES, "2 Ana\u2028B|1", "no line break"),
    text("next line", "nome;fone\nAna\u0085B;1\n", NAMES, "2 Ana…B|1", "nor is this: Windows has … there"),
    refused("swallowed", 'nome;fone\n"Ana;11987654321\nBia;11987654322"\n', QuoteStray,
            "two rows in one cell: somebody would be lost"),
    text("never closed", f'{ANA_CSV}"Bia;11987654322\n', NAMES, f'{ANA}  3 "Bia|11987654322',
         "the mark belongs to that line alone: it is a problem, and Ana is read",
         faults=("3 row_unreadable",)),
    refused("closed too early", 'nome;fone\n"Bia "B"";1\n', QuoteStray, "quotes in quotes"),
]  # fmt: skip

HEADERS = [
    text("title", f"Relatório de clientes\n\n{ANA_CSV}", NAMES, ANA.replace("2", "4", 1),
         "title and blank line", facts={"header_row": 3, "titles": ("Relatório de clientes",)}),
    text("two titles", f"Loja;\nEmitido em;12/03/2024\n{ANA_CSV}", NAMES, ANA.replace("2", "4", 1),
         "a line of two cells", facts={"titles": ("Loja", "Emitido em 12/03/2024")}),
    text("header said", "a;b\nnome;fone\nAna;1\n", NAMES, "3 Ana|1", "--header-row",
         options={"header_row": 2}),
    text("two of one name", "nome;fone;fone\nAna;1;2\n", "nome|fone|fone (2)", "2 Ana|1|2",
         "they stay apart"),
    text("nameless", "nome;;fone\nAna;x;1\n", "nome|Column B|fone", "2 Ana|x|1", "by its letter"),
    text("blank column", "nome;;fone\nAna;;1\n", NAMES, "2 Ana|1", "nothing in it: it vanishes"),
    text("blank columns behind", "nome;fone;;;\nAna;1;;;\n", NAMES, "2 Ana|1", "as Excel leaves"),
    text("blank rows", "nome;fone\n\nAna;1\n;\n;\n", NAMES, "3 Ana|1", "between and behind"),
    text("ragged", "nome;fone;obs\nAna;11 98765-4321\nBia;11 98765-4322;x\nCaio;11 98765-4323;x;y\n",
         NAMES + "|obs", "2 Ana|11 98765-4321|  3 Bia|11 98765-4322|x  4 Caio|11 98765-4323|x;y",
         "short rows are filled; of a long one all is kept, and it makes no column",
         faults=("4 row_shifted",)),
    text("spaces in names", " nome ; fone\nAna;1\n", NAMES, "2 Ana|1", "cut"),
    text("break in a name", '"nome\ncompleto";fone\nAna;1\n', "nome completo|fone", "2 Ana|1",
         "one line"),
    text("capitals", "NOME;FONE\nANA;1\n", "NOME|FONE", "2 ANA|1", "as the list has them"),
    refused("no header", "Ana;11987654321\nBia;11987654322\n", HeaderMissing, "a contact"),
    refused("only a header", "nome;fone\n", ListWithoutRows, "nobody on it"),
    refused("blank", "\n \n;;\n", ListEmpty, "nothing in it"),
    refused("zero bytes", b"", ListEmpty, "not saved"),
    refused("no such header", ANA_CSV, HeaderRowEmpty, "beyond the end", header_row=9),
]  # fmt: skip

HOSTILE = [
    text("nul", "nome;fone\nA\x00na;1\n", NAMES, "2 Ana|1", "no database stores a NUL"),
    text("lone surrogate", "nome;fone\nA\ud800;1\n", NAMES, "2 A\ufffd|1", "nor half a sign",
         encoding="utf-16"),
    text("override", "nome;fone\n\u202eanA;1\n", NAMES, "2 \u202eanA|1", "kept, as it is a name"),
    text("formula", 'nome;fone\n"=HYPERLINK(""x"")";1\n', NAMES, '2 =HYPERLINK("x")|1', "a text"),
    text("path", "nome;fone;arquivo\nAna;1;../../etc/passwd\n", "nome|fone|arquivo",
         "2 Ana|1|../../etc/passwd", "media refuses it, not the reader"),
    text("template", "nome;fone\n{{ 7*7 }};1\n", NAMES, "2 {{ 7*7 }}|1", "a cell is never code"),
    text("long cell", f"nome;fone\n{'a' * 200_000};1\n", NAMES, f"2 {'a' * 200_000}|1",
         "longer than Python's csv likes"),
    refused("endless cell", f"nome;fone\n{'a' * 11_000_000};1\n", LineTooLong, "11 MB"),
    refused("endless line", "a;" * 9_000_000, LineTooLong, "no line break at all"),
    refused("wide", "nome;fone\n" + "x;" * 20_000, TooManyColumns, "no sheet is so wide"),
    refused("html", "<html><table><tr><td>Ana</td></tr></table>", ListNotAList,
            "what some systems call XLS"),
    refused("pdf", b"%PDF-1.4\n", ListNotAList, "a report, not a list"),
    refused("picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 99, ListNotAList, "a photo of a list"),
    refused("cut workbook", b"PK\x03\x04" + b"\0" * 99, ListDamaged, "cut short"),
    refused("password", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504
            + "EncryptedPackage".encode("utf-16-le") + b"\0" * 2048, ListProtected, "locked"),
    refused("wrong encoding", BOTH_CSV.encode("cp1252"), EncodingWrong, "as it was told",
            encoding="utf-8"),
    refused("no such encoding", ANA_CSV, EncodingUnknown, "a slip", encoding="utf-88"),
    refused("no such separator", ANA_CSV, DelimiterUnusable, "a slip", delimiter="ab"),
    refused("sheet of a text", ANA_CSV, SheetNotPossible, "a slip", sheet="Lista"),
]  # fmt: skip


def _hidden(of: Any) -> None:
    filled(("nome", "fone", "obs"), ("Ana", 11987654321, "x"), ("Bia", 11987654322, "y"))(of)
    of.row_dimensions[2].hidden = True
    of.column_dimensions["C"].hidden = True


def _merged(of: Any) -> None:
    filled(("nome", "telefones", None), ("Ana", "11 98765-4321", "11 3333-4444"))(of)
    of.merge_cells("B1:C1")


def _several(of: Any) -> None:
    filled(("nome", "fone"), ("Ana", 1))(of)
    of.sheet_state = "hidden"
    visible = of.parent.create_sheet("Clientes")
    filled(("nome", "fone"), ("Bia", 2))(visible)
    filled(("nome", "fone"), ("Caio", 3))(of.parent.create_sheet("Outros"))
    of.parent.create_sheet("Vazia")
    of.parent.active = 1


def _offset(of: Any) -> None:
    of["C4"], of["D4"], of["C5"], of["D5"] = "nome", "fone", "Ana", 5511987654321


def _formats(of: Any) -> None:
    filled(("fone", "valor", "parte", "ok"), (5511987654321, 1234.5, 0.1, True))(of)
    of["A2"].number_format = "0.00E+00"
    of["B2"].number_format = "#,##0.00"
    of["C2"].number_format = "0%"


WORKBOOKS = [
    sheet("whole number", filled(("nome", "fone"), ("Ana", 5511987654321)), NAMES,
          "2 Ana|5511987654321", "a phone typed as a number keeps its digits"),
    sheet("float", filled(("nome", "fone"), ("Ana", 5511987654321.0)), NAMES,
          "2 Ana|5511987654321", "so does one that a program wrote with .0"),
    sheet("as shown", _formats, "fone|valor|parte|ok", "2 5511987654321|1.234,50|10%|VERDADEIRO",
          "a scientific format hides digits that the workbook still holds"),
    sheet("hidden row", _hidden, "nome|fone|obs", "3 Bia|11987654322|y",
          "not sent unless asked; a hidden column is read like any other",
          facts={"hidden": 1}),
    sheet("hidden row asked", _hidden, "nome|fone|obs", "2 Ana|11987654321|x  3 Bia|11987654322|y",
          "asked", options={"hidden_rows": True}, facts={"hidden": 0}),
    sheet("merged header", _merged, "nome|telefones|Column C", "2 Ana|11 98765-4321|11 3333-4444",
          "a merged name is that of its first column"),
    sheet("hidden sheet", _several, NAMES, "2 Bia|2", "the first visible sheet with data",
          facts={"sheet": "Clientes", "other_sheets": ("Outros",)}),
    sheet("hidden sheet asked", _several, NAMES, "2 Ana|1", "asked for by name",
          options={"sheet": "sheet"}, facts={"other_sheets": ("Clientes", "Outros")}),
    sheet("away from the corner", _offset, NAMES, "5 Ana|5511987654321", "begins at C4"),
    sheet("trailing blanks", filled(("nome", "fone"), ("Ana", 1), (None, None), (" ", "")), NAMES,
          "2 Ana|1", "rows that show nothing"),
    sheet("title above", filled(("Clientes",), (), ("nome", "fone"), ("Ana", 1)), NAMES, "4 Ana|1",
          "title and blank row", facts={"titles": ("Clientes",), "header_row": 3}),
    sheet("text numbers", filled(("nome", "fone"), ("Ana", "011987654321")), NAMES,
          "2 Ana|011987654321", "a text keeps its zero"),
]  # fmt: skip

LISTS = [*ENCODINGS, *SEPARATORS, *QUOTES_AND_LINES, *HEADERS, *HOSTILE, *WORKBOOKS]
