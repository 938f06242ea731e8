"""Text files: every row comes out as it was written, numbered as Excel numbers it."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from batch_sender.load import open_list
from batch_sender.load.csv import survey
from batch_sender.load.csv.lists import CsvSource
from batch_sender.load.csv.survey import CsvOptions
from batch_sender.load.errors import ListChanged, ListError
from batch_sender.load.files.limits import LIMITS
from batch_sender.models import Contact

OPTIONS = CsvOptions(encoding=None, delimiter=None, header_row=None)


def _list(tmp_path: Path, content: bytes | str, name: str = "lista.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def _rows(path: Path) -> list[tuple[int, tuple[str, ...]]]:
    with open_list(path) as opened:
        return [(contact.row, contact.cells) for contact in opened.rows()]


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is kept from the first pass: every row is read a second time."""
    monkeypatch.setattr(survey, "_KEPT_ROWS", 0)


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        pytest.param("utf-8", "utf-8", id="plain UTF-8"),
        pytest.param("utf-8-sig", "utf-8-sig", id="UTF-8 as Excel saves it, with its mark"),
        pytest.param("cp1252", "cp1252", id="as Excel in Brazil saves CSV"),
        pytest.param("utf-16", "utf-16", id="Unicode text, little-endian with its mark"),
        pytest.param("utf-16-le", "utf-16-le", id="the same without a mark: its NULs tell"),
        pytest.param("utf-16-be", "utf-16-be", id="big-endian without a mark"),
    ],
)
def test_the_encoding_is_found(tmp_path: Path, encoding: str, found: str) -> None:
    text = "nome;telefone\nJosé Conceição;5511987654321\nÂngela;5511987654322\n"
    path = _list(tmp_path, text.encode(encoding))
    with open_list(path) as opened:
        assert opened.encoding == found
        assert opened.header == ("nome", "telefone")
        assert [row.cells[0] for row in opened.rows()] == ["José Conceição", "Ângela"]


def test_an_accent_far_behind_the_beginning_still_decides_the_encoding(tmp_path: Path) -> None:
    rows = "".join(f"Ana {n};55119{n:08}\n" for n in range(20_000))
    path = _list(tmp_path, ("nome;telefone\n" + rows + "José;5511987654321\n").encode("cp1252"))
    with open_list(path) as opened:
        assert opened.encoding == "cp1252"
        assert list(opened.rows())[-1].cells[0] == "José"


def test_bytes_that_cp1252_lacks_are_read_as_latin_1(tmp_path: Path) -> None:
    path = _list(tmp_path, b"nome;telefone\nJos\xe9 \x81;5511987654321\n")
    with open_list(path) as opened:
        assert opened.encoding == "latin-1"


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        pytest.param("nome,telefone\nAna,5511987654321\n", ",", id="comma"),
        pytest.param("nome;telefone\nAna;5511987654321\n", ";", id="semicolon"),
        pytest.param("nome\ttelefone\nAna\t5511987654321\n", "\t", id="tab"),
        pytest.param("nome|telefone\nAna|5511987654321\n", "|", id="bar"),
        pytest.param("sep=|\nnome|fone;fax\nAna|1;2\n", "|", id="a sep= line has the last word"),
        pytest.param(
            "nome;telefone;valor\nAna;5511987654321;10,50\nBia;5511987654322;9,90\n",
            ";",
            id="decimal commas do not separate",
        ),
        pytest.param(
            "nome;valor;fone\nAna;10,50\nBia;9,90\nCaio;7,50;1\nDavi;8,50;2\n",
            ";",
            id="decimal commas do not separate where rows are cut short",
        ),
        pytest.param(
            "nome,telefone,obs\nAna,551198,a;b;c\nBia,551199,d;e;f\n",
            ",",
            id="semicolons inside one column do not separate",
        ),
        pytest.param(
            "Clientes, janeiro\n\nnome;telefone\nAna;551198\nBia;551199\n",
            ";",
            id="a comma in the title does not separate",
        ),
        pytest.param(
            'nome;endereço\nAna;"Rua A, 10, casa 2"\nBia;"Rua B, 11, casa 3"\n',
            ";",
            id="commas inside quotes do not separate",
        ),
        pytest.param(
            "telefone\n5,51199E+12\n5,51198E+12\n",
            ";",
            id="one column of damaged numbers is not split at its commas",
        ),
    ],
)
def test_the_separator_is_found(tmp_path: Path, text: str, delimiter: str) -> None:
    with open_list(_list(tmp_path, text)) as opened:
        assert opened.delimiter == delimiter


def test_what_a_person_says_overrides_what_is_found(tmp_path: Path) -> None:
    path = _list(tmp_path, "a,b;nome\nx,y;Jos\u00c3\u00a9\n".encode("cp1252"))
    with open_list(path, encoding="cp1252", delimiter=",") as opened:
        assert opened.header == ("a", "b;nome")
        assert [row.cells for row in opened.rows()] == [("x", "y;JosÃ©")]


def test_a_damaged_number_stays_the_text_that_the_file_shows(tmp_path: Path) -> None:
    path = _list(tmp_path, "nome;telefone\nAna;5,51199E+12\nBia;011 98765-4321\n")
    assert _rows(path) == [(2, ("Ana", "5,51199E+12")), (3, ("Bia", "011 98765-4321"))]


ROW_NUMBERS = (
    'sep=;\nLista de clientes\n\nnome;telefone\nAna;1\n\n"Bia\r\nMaria";2\n  ; \nCaio;3\n;;\n\n'
)


@pytest.mark.usefixtures("large")
def test_row_numbers_are_those_of_excel_in_a_long_list(tmp_path: Path) -> None:
    test_row_numbers_are_those_of_excel(tmp_path)


def test_row_numbers_are_those_of_excel(tmp_path: Path) -> None:
    path = _list(tmp_path, ROW_NUMBERS)
    with open_list(path) as opened:
        assert opened.header_row == 3, "Excel shows no row for sep=, but one for the blank line"
        assert opened.hidden == 0
        assert [(row.row, row.cells) for row in opened.rows()] == [
            (4, ("Ana", "1")),
            (6, ("Bia\r\nMaria", "2")),  # a line break inside a cell starts no row
            (8, ("Caio", "3")),  # the blank row 7 is no contact, but counts
        ]


@pytest.mark.usefixtures("large")
def test_every_row_has_as_many_cells_as_the_header_in_a_long_list(tmp_path: Path) -> None:
    test_every_row_has_as_many_cells_as_the_header(tmp_path)


def test_every_row_has_as_many_cells_as_the_header(tmp_path: Path) -> None:
    path = _list(tmp_path, "nome;;fone;;\nAna;;1\nBia\nCaio;;3;;x;\nDavi;;4;;;\n")
    with open_list(path) as opened:
        assert opened.header == ("nome", "fone", "Column E")  # B and D hold nothing and vanish
        assert [row.cells for row in opened.rows()] == [
            ("Ana", "1", ""),
            ("Bia", "", ""),
            ("Caio", "3", "x"),
            ("Davi", "4", ""),
        ]


def test_a_title_that_reaches_further_than_the_list_makes_no_column(tmp_path: Path) -> None:
    path = _list(tmp_path, ";;;;Clientes\nnome;telefone\nAna;1\nBia;2\n")
    with open_list(path) as opened:
        assert opened.header == ("nome", "telefone")


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_only_line_breaks_break_lines(tmp_path: Path, line_break: str) -> None:
    odd = "a\u0085b\u2028c\x0bd\x1ce"
    path = _list(tmp_path, line_break.join(["nome;telefone", f"{odd};1", "Bia;2", ""]))
    assert _rows(path) == [(2, ("a…b\u2028c\x0bd\x1ce", "1")), (3, ("Bia", "2"))]


def test_what_a_database_cannot_store_is_cleaned(tmp_path: Path) -> None:
    text = "nome;telefone\nA\x00na;1\nB\ud800ia;2\n"
    assert _rows(_list(tmp_path, text.encode("utf-8", "surrogatepass"))) == [
        (2, ("Ana", "1")),
        (3, ("B\ufffdia", "2")),
    ]
    utf16 = b"\xff\xfe" + text.encode("utf-16-le", "surrogatepass")
    assert [cells for _row, cells in _rows(_list(tmp_path, utf16))] == [
        ("Ana", "1"),
        ("B\ufffdia", "2"),
    ]


def test_nul_alone_is_cleaned_too(tmp_path: Path) -> None:
    assert _rows(_list(tmp_path, "nome;telefone\nA\x00na;\x001\n")) == [(2, ("Ana", "1"))]


def test_a_cell_may_be_longer_than_python_s_csv_likes(tmp_path: Path) -> None:
    long = "x" * 200_000
    assert _rows(_list(tmp_path, f"nome;telefone\n{long};1\n")) == [(2, (long, "1"))]


def test_rows_may_be_asked_for_again_and_at_the_same_time(tmp_path: Path) -> None:
    path = _list(tmp_path, "nome;telefone\nAna;1\nBia;2\n")
    with open_list(path) as opened:
        together = list(zip(opened.rows(), opened.rows(), strict=True))
        assert [left == right for left, right in together] == [True, True]


@pytest.mark.usefixtures("large")
def test_a_list_that_changes_between_two_passes_is_refused(tmp_path: Path) -> None:
    path = _list(tmp_path, "nome;telefone\nAna;1\n")
    with open_list(path) as opened:
        _list(tmp_path, "nome;telefone\nAna;1\nBia;2\n")
        with pytest.raises(ListChanged):
            list(opened.rows())


# ── what is written comes back ────────────────────────────────────────────────────────────────

_CELL = st.text(
    st.one_of(
        st.sampled_from("\"';,|\t\r\n =+-@ \u0085\u2028é0123456789"),
        # No ampersand and no backslash: "&lt;" and "\\N" are mended, as `test_cell_repairs` proves.
        st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufeff&\\"),
    ),
    max_size=12,
)
_NARROW = st.text(st.sampled_from("\"';,|\t\r\n aZ019éãçÇ€"), max_size=12)


@st.composite
def _tables(draw: st.DrawFn, cells: st.SearchStrategy[str]) -> list[list[str]]:
    width = draw(st.integers(2, 5))
    row = st.lists(cells, min_size=width, max_size=width)
    return draw(st.lists(row, min_size=1, max_size=8).filter(_has_contact))


def _has_contact(rows: list[list[str]]) -> bool:
    return any("".join(row).strip() for row in rows)


def _written(rows: list[list[str]], delimiter: str) -> str:
    header = [f"coluna {letter}" for letter in "abcde"[: len(rows[0])]]
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows([header, *rows])
    return out.getvalue()


def _unguarded(cell: str) -> str:
    """A guard against formulas is no part of the text: it goes, and nothing else does."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in set("=+-@\t＝＋－＠") else cell


def _expected(rows: list[list[str]]) -> list[Contact]:
    return [
        Contact(row=number, cells=tuple(_unguarded(cell).replace("\u0085", "…") for cell in row))
        for number, row in enumerate(rows, start=2)
        if "".join(row).strip()
    ]


@settings(max_examples=150, deadline=None)
@given(
    rows=_tables(_CELL),
    delimiter=st.sampled_from(";,\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_any_table_comes_back_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], delimiter: str, encoding: str
) -> None:
    path = _list(tmp_path_factory.getbasetemp(), _written(rows, delimiter).encode(encoding))
    with open_list(path, delimiter=delimiter) as opened:
        assert list(opened.rows()) == _expected(rows)


@settings(max_examples=60, deadline=None)
@given(rows=_tables(_NARROW), delimiter=st.sampled_from(";,\t|"))
def test_any_table_in_cp1252_comes_back_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], delimiter: str
) -> None:
    path = _list(tmp_path_factory.getbasetemp(), _written(rows, delimiter).encode("cp1252"))
    with open_list(path, encoding="cp1252", delimiter=delimiter) as opened:
        assert list(opened.rows()) == _expected(rows)


@settings(max_examples=150, deadline=None)
@given(
    text=st.text(st.sampled_from('ab1é";\r\n \u0085'), max_size=60),
    header=st.sampled_from(["nome;telefone\n", "nome;telefone\r", "nome;;telefone;\r\n"]),
)
def test_what_is_kept_is_what_a_second_pass_reads(
    tmp_path_factory: pytest.TempPathFactory, text: str, header: str
) -> None:
    path = _list(tmp_path_factory.getbasetemp(), header + text + "\nAna;1\n")
    try:
        kept = _whole(CsvSource(path, OPTIONS, LIMITS))
    except ListError:
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(survey, "_KEPT_ROWS", 0)
        assert _whole(CsvSource(path, OPTIONS, LIMITS)) == kept


def _whole(source: CsvSource) -> list[Contact]:
    chunks = source.chunks()
    return [each for chunk in chunks for each in map(Contact, chunk.rows, chunk.cells)]


@pytest.mark.parametrize("where", ["kept", "large"])
def test_a_guard_against_formulas_is_no_part_of_the_cell(
    tmp_path: Path, where: str, request: pytest.FixtureRequest
) -> None:
    if where == "large":
        request.getfixturevalue("large")
    path = _list(tmp_path, "nome;telefone;c\n'=x;'+55 11 90000-0601;'@a\n'Ana;D'Ávila;'\n")
    assert [cells for _row, cells in _rows(path)] == [
        ("=x", "+55 11 90000-0601", "@a"), ("'Ana", "D'Ávila", "'"),
    ]  # fmt: skip
