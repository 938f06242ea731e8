"""What other programs left in cells: mended where it can be nothing else, and shown; the rest stays."""

from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_sender.load import open_list, open_rows
from batch_sender.load.cell_repairs import mended
from batch_sender.models import Contacts


def of(cell: str) -> str:
    return mended(Contacts([2], [("x", cell)])).cells[0][1]


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("Jo&atilde;o", "João"),
        ("JO&ATILDE;O", "JOÃO"),  # an ERP's UPPER()
        ("&Aacute;gua", "Água"),
        ("Conceição &amp; Filhos", "Conceição & Filhos"),
        ("Jo&amp;atilde;o", "João"),  # encoded twice: a site, then its export
        ("D&#39;Ávila", "D'Ávila"),
        ("D&#039;Ávila", "D'Ávila"),  # PHP writes the nought
        ("D&rsquo;Ávila", "D’Ávila"),
        ("D&apos;Ávila", "D'Ávila"),
        ("Jo&#227;o", "João"),
        ("Jo&#xE3;o", "João"),
        ("&quot;Zé&quot;", '"Zé"'),
        ("Ana&nbsp;Prado", "Ana\xa0Prado"),
        ("Vida &#150; Centro", "Vida – Centro"),  # a code of Windows, as browsers read it
        ("Caf&eacute;&#x1F600;", "Café😀"),
        ("n&ordm; 5", "nº 5"),
        ("https://x.com/?a=1&amp;b=2", "https://x.com/?a=1&b=2"),
        ("&lt;b&gt;Ana&lt;/b&gt;", "<b>Ana</b>"),  # and the text is warned of
    ],
)
def test_an_entity_is_the_sign_it_stands_for(cell: str, meant: str) -> None:
    assert of(cell) == meant


@pytest.mark.parametrize(
    "cell",
    [
        "Prado & Filhos",
        "Prado &Filhos; e outros",
        "AT&T; Vivo",
        "P&D; R&D;",
        "https://x.com/?a=1&copy=2&reg=3",
        "https://x.com/?a=1&copy;=2",
        "a & b; c",
        "&; &#; &#x;",
        "&#0; &#xD800; &#9999999;",
        "&#7;",
        "Tom&Jerry;",
    ],
)
def test_an_ampersand_that_begins_none_stays(cell: str) -> None:
    assert of(cell) == cell


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("D\x92Ávila", "D’Ávila"),
        ("\x93Zé\x94", "“Zé”"),
        ("Vida \x96 Centro", "Vida – Centro"),
        ("\x80 50", "€ 50"),
        ("espere\x85", "espere…"),
        ("\x8cuvre \x9e", "Œuvre ž"),
        ("\x81\x8d", "\x81\x8d"),  # nothing in either: left to be seen
        ("CONCEI\xc3\x87\xc3\x83O", "CONCEI\xc3\x87\xc3\x83O"),  # UTF-8 read as Latin-1
        ("Ã‰", "Ã‰"),
    ],
)
def test_a_control_is_the_sign_that_windows_has_there(cell: str, meant: str) -> None:
    assert of(cell) == meant


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("\\N", ""),
        (" \\N ", ""),
        ("\\n", "\\n"),
        ("C:\\Novo", "C:\\Novo"),
        ("\\NN", "\\NN"),
        ("NULL", "NULL"),
    ],
)
def test_the_null_of_mysql_is_an_empty_cell(cell: str, meant: str) -> None:
    assert of(cell) == meant


@given(st.text(st.sampled_from("&#x;aN\\\n 39\x92\xc3é")))
def test_what_was_mended_is_told_cell_by_cell(cell: str) -> None:
    chunk = mended(Contacts([7], [("a", cell)]))
    repairs = chunk.repairs.get(7, ())
    assert bool(repairs) == (chunk.cells[0][1] != cell)
    if repairs:
        assert (repairs[0].before, repairs[-1].after) == (cell, chunk.cells[0][1])


def test_a_chunk_without_any_is_handed_on_as_it_is() -> None:
    chunk = Contacts([2, 3], [("João & Filhos", "11 91234-5678"), ("Vê", "")])
    assert mended(chunk) is chunk


def test_every_format_and_every_pass_are_mended(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet(index=0)
    for row in (["nome", "telefone"], ["Jo&atilde;o", "11 91234-5678"], ["\\N", "11 91234-5679"]):
        sheet.append(row)
    book.save(tmp_path / "lista.xlsx")
    (tmp_path / "lista.csv").write_text(
        "nome,telefone\nJo&atilde;o,11 91234-5678\n\\N,11 91234-5679\n"
    )
    rows = [
        {"nome": "Jo&atilde;o", "telefone": "11 91234-5678"},
        {"nome": "\\N", "telefone": "11 91234-5679"},
    ]
    for opened in (
        open_list(tmp_path / "lista.xlsx"),
        open_list(tmp_path / "lista.csv"),
        open_rows(rows),
    ):
        with opened:
            assert [cells[0] for cells in opened.sample(50)] == ["João", ""]
            for _pass in range(2):
                chunk = next(iter(opened.chunks()))
                assert [cells[0] for cells in chunk.cells] == ["João", ""]
                assert sorted(chunk.repairs) == [2, 3]


def test_names_of_columns_are_mended_too(tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    path.write_text("Nome,N&atilde;o enviar,Telefone,M&ecirc;s\nAna,,11 91234-5678,maio\n")
    with open_list(path) as opened:
        assert opened.header == ("Nome", "Não enviar", "Telefone", "Mês")
    path.write_text("A&amp;B,A&B,Telefone\nAna,,11 91234-5678\n", "utf-8")
    with open_list(path) as opened:
        assert len(set(opened.header)) == len(opened.header), "no two columns become one"
