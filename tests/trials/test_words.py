"""Lists whose cells are no words to send: the name that is there, signs of other programs, numbers for days."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

from batch_sender.config.settings import Settings
from batch_sender.journal import Journal
from batch_sender.judge.prepare import Request, prepare
from batch_sender.models import MessageRecord
from batch_sender.operations.text_warnings import text_warnings
from tests.support import MONDAY_NOON

FILES: Final = Path(__file__).parent / "files"


def judged(journal: Journal, path: Path, text: str) -> list[MessageRecord]:
    request = Request(list_path=path, text=text, origin="--text", settings=Settings(), who="ana")
    batch = prepare(journal, request, now=MONDAY_NOON)
    return list(journal.messages.rows(batch))


def warned(journal: Journal, batch: int) -> dict[str, tuple[int, list[int], str]]:
    """What is told of the messages, by code: how many rows, the first of them, and what was found."""
    found = text_warnings(journal, journal.batches.one(batch), None).in_messages
    return {code.value: (each.count, each.rows, each.shown) for code, each in found.items()}


def said(rows: Sequence[MessageRecord]) -> list[str]:
    """What each row would say, or why it does not go."""
    return [row.text or "" if row.reason is None else f"{row.reason} {row.detail}" for row in rows]


def rules(rows: Sequence[MessageRecord]) -> list[tuple[str, str, str]]:
    """What was mended in cells."""
    of_cells = {"entities_decoded", "null_emptied", "letters_mended"}
    return [(*repair,) for row in rows for repair in row.repairs if repair.rule in of_cells]


def test_entities_of_web_pages_are_decoded_and_shown(journal: Journal) -> None:
    rows = judged(journal, FILES / "entidades_html.csv", "Olá, {{ nome }}, da {{ empresa }}!")
    assert said(rows) == ["Olá, João Prado, da Prado & Filhos!", "Olá, D'Ávila Lins, da Lins!"]
    assert rules(rows) == [
        ("entities_decoded", "Jo&atilde;o Prado", "João Prado"),
        ("entities_decoded", "Prado &amp; Filhos", "Prado & Filhos"),
        ("entities_decoded", "D&#39;Ávila Lins", "D'Ávila Lins"),
    ]


def test_what_a_database_writes_for_nothing_is_a_missing_value(journal: Journal) -> None:
    rows = judged(journal, FILES / "nulos_mysql.csv", "Olá, {{ nome }} de {{ cidade }}!")
    assert [(row.reason, row.column) for row in rows] == [
        ("value_missing", "cidade"),
        ("value_missing", "nome"),
    ]
    assert rules(rows) == [("null_emptied", "\\N", "")] * 2


def test_signs_of_windows_that_were_read_as_controls_are_mended(journal: Journal) -> None:
    rows = judged(journal, FILES / "letras_c1.csv", "Olá, {{ nome }}, da {{ clinica }}!")
    assert said(rows)[0] == "Olá, Ana Souza D’Ávila, da Vida – Centro!"
    assert len(rules(rows)) == 16
    assert rules(rows)[1] == ("letters_mended", "Vida \x96 Centro", "Vida – Centro")


@pytest.mark.parametrize(
    "text", ["Olá, {{ nome }}! Tudo bem, {{ nome }}?", "Olá, {nome}! Tudo bem, {nome|string}?"]
)
def test_what_goes_into_a_text_is_trimmed(journal: Journal, text: str) -> None:
    rows = judged(journal, FILES / "nomes_com_brancos.csv", text)
    names = ["Ana", "BETO LINS", "Caio", "Dora"]
    assert said(rows) == [f"Olá, {name}! Tudo bem, {name}?" for name in names]


def test_people_are_greeted_by_the_name_that_is_there_or_not_at_all(journal: Journal) -> None:
    rows = judged(journal, FILES / "nomes_de_verdade.csv", "Olá, {{ nome|primeiro_nome }}!")
    assert said(rows) == [
        "Olá, Maria!",  # 12.345.678 MARIA DA SILVA: a registered trader
        "Olá, Maria!",  # with a CPF behind the name
        "Olá, Maria!",  # SILVA, Maria
        "Olá, Ana!",  # 1 - Ana Prado
        "Olá, Ana!",  # between hearts
        "Olá, Beto!",  # ~Beto, as WhatsApp shows who is no contact
        "value_unusable ana.prado@exemplo.com",
        "Olá, Cida!",
        "Olá, José!",
        "value_unusable Espólio de João Lins",  # the estate of somebody who died
        "Olá, Família Souza!",
        "value_unusable +55 11 91234-5678",
        "Olá, Rita!",
        "Olá, M. Eduarda!",
        "Olá, D'Ávila!",
        "Olá, Loja do Zé!",
        "Olá, Ana!",  # without the remark whose mother she is
        "value_unusable Cliente Balcão",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Olá, {{ nome }}!",
        "{{ saudacao }}, *{nome|nome_proprio}*, tudo bem?",
        "Prezado(a) Sr. {{ nome|default('cliente') }},",
        "Promoção!\n\nBom dia! {{ nome|upper }}",
        "{% if nome %}Oi {{ nome }}{% else %}Oi{% endif %}!",
        "{{ nome }}, seu pedido chegou.",
    ],
)
def test_who_is_greeted_by_what_is_no_name_is_told_row_by_row(journal: Journal, text: str) -> None:
    judged(journal, FILES / "nomes_de_verdade.csv", text)
    found = warned(journal, 1)["name_doubtful"]
    assert found == (11, [2, 3, 4, 5, 6, 7, 8, 11], "nome: 12.345.678 MARIA DA SILVA")


@pytest.mark.parametrize(
    "text",
    [
        "Olá, {{ nome|primeiro_nome|default('cliente') }}!",
        "Olá! Turma de {{ nome }}.",
        "Olá, {{ 'cliente' if nome else 'aluno' }}! 1 vaga.",
    ],
)
def test_nobody_is_told_who_is_not_greeted_by_the_cell(journal: Journal, text: str) -> None:
    judged(journal, FILES / "nomes_de_verdade.csv", text)
    assert "name_doubtful" not in warned(journal, 1)


def test_names_as_they_are_meant_are_no_warning(journal: Journal, tmp_path: Path) -> None:
    names = [
        "Ana",
        "JOÃO D'ÁVILA",
        "Prado & Filhos",
        "J. Silva",
        "Ana-Clara",
        "Lúcia´s",
        "Dr. José",
    ]
    path = tmp_path / "lista.csv"
    rows = "".join(f"{name};11 91234-567{at}\n" for at, name in enumerate(names))
    path.write_text(f"nome;telefone\n{rows}", "utf-8")
    judged(journal, path, "Olá, {{ nome }}!")
    assert warned(journal, 1) == {}


def test_a_day_that_the_list_holds_as_a_number_is_told(journal: Journal) -> None:
    rows = judged(journal, FILES / "datas_seriais.csv", "Sua consulta é {{ data }}.")
    assert [row.reason for row in rows] == [None, None]
    assert warned(journal, 1) == {"date_as_number": (2, [2, 3], "data: 46357 = 01/12/2026")}


@pytest.mark.parametrize(
    ("column", "cell", "found"),
    [
        ("vencimento", "46357", "46357 = 01/12/2026"),
        ("Dt. Nasc.", "29221", "29221 = 01/01/1980"),  # an ERP's name
        ("Data da consulta", "46357,604166667", "46357,604166667 = 01/12/2026 14:30"),  # Brazilian
        ("due_date", "46357.0", "46357.0 = 01/12/2026"),  # pandas
        ("Próxima visita", " 46357 ", "46357 = 01/12/2026"),
        ("horário", "0,604166667", "0,604166667 = 14:30"),
        ("Hora", "0.375", "0.375 = 09:00"),
        ("Hora", "0,5", "0,5 = 12:00"),
        (
            "Column C",
            "46357.604166667",
            "46357.604166667 = 01/12/2026 14:30",
        ),  # whatever it is called
        ("nº do pedido", "46357", None),
        ("código da data", "46357", None),
        ("CEP", "46357", None),
        ("valor", "46357.60", None),
        ("vencimento", "150", None),
        ("vencimento", "12345678", None),
        ("data", "01/12/2026", None),
        ("hora", "14:30", None),
    ],
)
def test_numbers_that_are_days_by_their_column(
    journal: Journal, tmp_path: Path, column: str, cell: str, found: str | None
) -> None:
    path = tmp_path / "lista.csv"
    path.write_text(f"nome;telefone;{column}\nAna;11 91234-5678;{cell}\n", "utf-8")
    judged(journal, path, f"Até {{{{ {column} }}}}.")
    told = warned(journal, 1)
    assert told.get("date_as_number") == (found and (1, [2], f"{column}: {found}"))
    judged(journal, path, "Até logo.")
    assert "date_as_number" not in warned(journal, 2), (
        "a column that no text shows is nobody's word"
    )


ORIGINS: Final = [
    # content, text, what each row says, what is warned of; why
    pytest.param(
        "First Name,Last Name,Phone 1 - Value\n~Ana 💜,Prado,+55 11 91234-5678\n12345,,+55 31 93456-7890\n".encode(),
        "Olá, {{ First Name|primeiro_nome }}!", ["Olá, Ana!", "value_unusable 12345"], set(),
        id="Google Contacts, filled by WhatsApp",
    ),
    pytest.param(
        ("A1_COD;A1_NOME;A1_TEL\n000123;12.345.678 MARIA DA SILVA       ;11 91234-5678\n000124;"
        "PADARIA DO ZE LTDA ME         ;11 91234-5679\n").encode("cp1252"),
        "{{ a1 nome|primeiro_nome }}, tudo bem?", ["Maria, tudo bem?", "Padaria do Ze, tudo bem?"],
        set(), id="an ERP, padded to the field's width",
    ),
    pytest.param(
        "Cliente\tWhatsApp\tVencimento\n SILVA, MARIA  \t11912345678\t46357\n".encode("utf-16"),
        "Oi, {{ nome }}! Vence {{ vencimento }}.", ["Oi, SILVA, MARIA! Vence 46357."],
        {"name_doubtful", "date_as_number"}, id="Excel's Unicode text, padded, a day as a number",
    ),
    pytest.param(
        "Aluno,Celular,Nascimento\n\xa0Léo\u200b,11 91234-5678,\"40179,0\"\n".encode("utf-8"),
        "Oi, {{ aluno }}, de {{ nascimento }}!", ["Oi, Léo, de 40179,0!"], {"date_as_number"},
        id="Google Sheets, pasted from a page, a day as a number",
    ),
    pytest.param(
        b"name,phone,next_visit\nana.prado@exemplo.com,+55 11 91234-5678,46357.604166666664\n",
        "{{ greeting|lower }} {{ name }}: {{ next visit }}",
        ["boa tarde ana.prado@exemplo.com: 46357.604166666664"], {"name_doubtful", "date_as_number"},
        id="a CRM, read and written by pandas",
    ),
    pytest.param(
        "paciente;fone;obs\nDona Cida ;11 91234-5678;Espólio de João Lins\n".encode("cp1252"),
        "Olá, {{ paciente|nome_proprio }}! {% if obs == 'Espólio de João Lins' %}Ok{% endif %}",
        ["Olá, Dona Cida! Ok"], set(), id="a front desk's own, compared as it is trimmed",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("content", "text", "says", "warns"), ORIGINS)
def test_lists_of_other_origin(
    journal: Journal, tmp_path: Path, content: bytes, text: str, says: list[str], warns: set[str]
) -> None:
    path = tmp_path / "lista.csv"
    path.write_bytes(content)
    assert said(judged(journal, path, text)) == says
    assert set(warned(journal, 1)) == warns


def test_a_number_is_never_written_as_a_day(journal: Journal) -> None:
    rows = judged(journal, FILES / "datas_seriais.csv", "Sua consulta é {{ data|data_longa }}.")
    assert said(rows) == ["value_unusable 46357", "value_unusable 46357.604166667"]


def test_a_column_mapped_to_a_name_of_days_is_one(journal: Journal, tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    path.write_text("nome;telefone;F2\nAna;11 91234-5678;46357\n", "utf-8")
    settings = Settings(map=(("vencimento", "F2"),))
    text = "Vence em {{ vencimento }}."
    request = Request(list_path=path, text=text, origin="--text", settings=settings, who="ana")
    batch = prepare(journal, request, now=MONDAY_NOON)
    assert warned(journal, batch) == {"date_as_number": (1, [2], "F2: 46357 = 01/12/2026")}


def test_words_of_programs_for_nothing_are_told(journal: Journal, tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    cells = ["NULL", "NaN", "#N/D", "JoÃ£o", "<b>Bia</b>"]
    rows = "".join(f"Ana;{cell};11 91234-567{at}\n" for at, cell in enumerate(cells))
    path.write_text(f"nome;cidade;telefone\n{rows}", "utf-8")
    judged(journal, path, "Oi, você de {{ cidade }}.")
    told = warned(journal, 1)
    assert {code: rows for code, (_count, rows, _shown) in told.items()} == {
        "empty_value_shown": [2, 3, 4],
        "letters_garbled": [5],
        "markup_shown": [6],
    }
