"""By which name a person is greeted in what systems store as one; where there is none, none is made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_sender.compose.templates import compile_template
from batch_sender.models import Problem, ProblemCode
from tests.support import fill_row


def greeted(name: str, source: str = "{{ nome|primeiro_nome }}") -> str | Problem:
    return fill_row(compile_template(f"Olá, {source}!", ("nome",)), (name,))


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        # registered traders, documents, codes
        ("12.345.678 MARIA DA SILVA", "Maria"),
        ("12.345.678/0001-90 MARIA DA SILVA", "Maria"),
        ("MARIA DA SILVA 12345678909", "Maria"),
        ("MARIA DA SILVA - 123.456.789-09", "Maria"),
        ("CPF 123.456.789-09 Ana Prado", "Ana"),
        ("1 - Ana Prado", "Ana"),
        ("0012-ANA PRADO", "Ana"),
        ("#12 Ana", "Ana"),
        ("1) Ana", "Ana"),
        ("nº 12 Ana", "Ana"),
        ("Ana2", "Ana"),
        ("Ana (11) 91234-5678", "Ana"),
        ("Ana Prado <ana@exemplo.com>", "Ana"),
        # order of names
        ("SILVA, Maria", "Maria"),
        ("Prado, Ana", "Ana"),
        ("SOUZA LIMA, João Pedro", "João"),
        ("Oliveira da Silva, João", "João"),
        ("Silva, Dr. João", "João"),
        ("Maria Silva, mãe", "Maria"),
        ("Ana, mãe do Léo", "Ana"),
        ("Ana, Beto e Caio", "Ana"),
        ("Maria, Silva", "Maria"),
        ("João Lima, Jr.", "João"),
        # pictures, quotes, brackets, remarks
        ("💜 Ana Prado 💜", "Ana"),
        ("😀Ana😀Prado", "Ana"),
        ("~Beto", "Beto"),
        ("*Ana*", "Ana"),
        ("Ana_Prado", "Ana"),
        ('"Ana Prado"', "Ana"),
        ("“Ana”", "Ana"),
        ('José "Zé" Silva', "José"),
        ("(Ana)", "Ana"),
        (")Ana(", "Ana"),
        ("Ana (mãe do Léo)", "Ana"),
        ("[VIP] Ana", "Ana"),
        ("VIP - Ana", "Ana"),
        ("ANA PRADO - CASA", "Ana"),
        ("Ana | Clínica Vida", "Ana"),
        ("Ana/Beto", "Ana"),
        ("Ana e Beto", "Ana"),
        ("A/C Ana", "Ana"),
        ("a/c: Ana Prado", "Ana"),
        ("Aos cuidados de Ana", "Ana"),
        ("Responsável: Ana", "Ana"),
        ("- Ana", "Ana"),
        ("𝓐𝓷𝓪 𝓟𝓻𝓪𝓭𝓸", "Ana"),
        # titles
        ("Dona Cida", "Cida"),
        ("Sr. José Melo", "José"),
        ("Sr(a). Ana", "Ana"),
        ("Sr./Sra. Ana", "Ana"),
        ("Dr.João Souza", "João"),
        ("prof.ª Rita", "Rita"),
        ("Profª. Rita", "Rita"),
        ("Eng° Paulo", "Paulo"),
        ("Dona", "Dona"),  # all there is
        ("Pastor Elias", "Pastor Elias"),
        ("Tia Ana", "Tia Ana"),
        # initials and abbreviations
        ("J. Silva", "J. Silva"),
        ("M. Eduarda Lins", "M. Eduarda"),
        ("Mª Eduarda", "Mª Eduarda"),
        ("J.R. Santos", "J.R. Santos"),
        ("Jô.", "Jô"),
        ("D'Ávila", "D'Ávila"),
        # families and companies are called by all of their name
        ("Família Souza", "Família Souza"),
        ("Fam. Souza", "Fam. Souza"),
        ("Mãe do Léo", "Mãe do Léo"),
        ("LOJA DO ZÉ LTDA", "Loja do Zé"),
        ("LOJA DO ZÉ LTDA - ME", "Loja do Zé"),
        ("PADARIA PÃO QUENTE EIRELI", "Padaria Pão Quente"),
        ("PADARIA DA ANA ME", "Padaria da Ana"),
        ("SILVA COMERCIO DE ALIMENTOS S/A", "Silva Comercio de Alimentos"),
        ("Prado & Filhos", "Prado & Filhos"),
        ("MARIA DA SILVA ME", "Maria"),  # a person's own firm
        ("MARIA DA SILVA - MEI", "Maria"),
        # other scripts
        ("Мария Иванова", "Мария"),
        ("李雷", "李雷"),
        ("हिन्दी नाम", "हिन्दी"),
        ("cliente", "Cliente"),  # as a text writes where no name is
    ],
)
def test_the_name_that_is_there(cell: str, name: str) -> None:
    assert greeted(cell) == f"Olá, {name}!"


NO_NAMES = [
    *("12.345.678/0001-90", "12345678909", "+55 11 91234-5678", "(11) 91234-5678", "007"),
    *("ana.prado@exemplo.com", "@ana.prado", "https://exemplo.com", "E-mail: ana@exemplo.com"),
    *("💜", "❤️", "---", ".", "?", "***", "J.", "A. B.", "x", "Tel: 11 91234-5678", "()"),
    *(
        "NULL",
        "nan",
        "#N/D",
        "#REF!",
        "N/A",
        "s/n",
        "Não informado",
        "Sem nome",
        "A CADASTRAR",
        "TESTE",
    ),
    *("Cliente Balcão", "Consumidor Final", "Dr.", "Sr."),
]


@pytest.mark.parametrize("cell", NO_NAMES)
def test_nobody_is_greeted_as_a_number_a_sign_or_an_address(cell: str) -> None:
    unusable = Problem(code=ProblemCode.VALUE_UNUSABLE, column="nome", detail=cell)
    assert greeted(cell) == unusable
    assert greeted(cell, "{{ nome|primeiro_nome|upper }}") == unusable


@pytest.mark.parametrize("cell", NO_NAMES)
def test_a_text_may_say_what_to_write_where_no_name_is(cell: str) -> None:
    assert greeted(cell, "{{ nome|primeiro_nome|default('cliente') }}") == "Olá, cliente!"
    assert greeted(cell, "{{ nome|first_name or 'cliente' }}") == "Olá, cliente!"
    source = "{% if nome|primeiro_nome %}{{ nome|primeiro_nome }}{% else %}tudo bem{% endif %}"
    assert greeted(cell, source) == "Olá, tudo bem!"


@pytest.mark.parametrize(
    "cell",
    [
        *("Espólio de João Lins", "ESPOLIO JOAO LINS", "Esp. de João Lins", "João Lins (falecido)"),
        *("JOÃO LINS - FALEC.", "Herdeiros de João Lins", "† João Lins", "João (in memoriam)"),
    ],
)
def test_nobody_is_greeted_by_the_name_of_who_died(cell: str) -> None:
    for source in ("{{ nome|primeiro_nome }}", "{{ nome|primeiro_nome|default('cliente') }}"):
        found = greeted(cell, source)
        assert found == Problem(code=ProblemCode.VALUE_UNUSABLE, column="nome", detail=cell)


def test_an_empty_cell_is_missing_as_ever() -> None:
    assert greeted(" ") == Problem(code=ProblemCode.VALUE_MISSING, column="nome")
    assert greeted("", "{{ nome|default('')|primeiro_nome }}") == "Olá, !"


@given(st.text(st.sampled_from("Ana Á1.,-/()@💜'\"#&ª\n"), max_size=30))
def test_whatever_a_cell_holds_a_greeting_holds_letters_and_no_digit(cell: str) -> None:
    found = greeted(cell)
    if isinstance(found, str):
        name = found.removeprefix("Olá, ").removesuffix("!")
        assert any(map(str.isalpha, name))
        assert not any(c.isdigit() or c in '@💜"#/()' for c in name)
        assert name == name.strip()
