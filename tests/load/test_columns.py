"""Which column is the number, and which the name."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_sender.load.columns import (
    Table,
    find_column,
    find_name_column,
    find_phone_columns,
    nearest,
)
from batch_sender.load.columns.errors import (
    ColumnAmbiguous,
    ColumnUnknown,
    ColumnUnknownNear,
    PhoneColumnAmbiguous,
    PhoneColumnDoubtful,
    PhoneColumnMissing,
)
from batch_sender.load.columns.naming import PHONE_OPTION, wanted_column
from batch_sender.load.errors import ListError

PHONES = [["Ana", "11 98765-4321"], ["Bia", "(21) 3333-4444"], ["Caio", ""]]


def column_of(*values: str) -> list[list[str]]:
    """Rows of one column."""
    return [[value] for value in values]


def phone_column(
    header: Sequence[str], *, wanted: str | None = None, sample: Sequence[Sequence[str]] = ()
) -> int:
    """Return the column that is tried first."""
    if wanted is not None:
        table = Table(header=header, written=header, sample=sample)
        return wanted_column(table, wanted, option=PHONE_OPTION)
    return phone_columns(header, sample=sample)[0]


def phone_columns(
    header: Sequence[str], *, sample: Sequence[Sequence[str]] = ()
) -> tuple[int, ...]:
    table = Table(header=header, written=header, sample=sample)
    return find_phone_columns(table, is_number=lambda _value: False)


# ── by name ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "name",
    [
        *("telefone", "Telefone", "TELEFONE", " telefone ", "Telefones", "Tel", "Tel.", "Fone"),
        *(
            "celular",
            "Celular",
            "Cel.",
            "CELULAR:",
            "Móvel",
            "telefone celular",
            "Telefone_Celular",
        ),
        *("WhatsApp", "whats app", "Whats", "zap", "Zap Zap", "WPP", "Nº WhatsApp", "nº whatsapp"),
        *("Número do WhatsApp", "Numero de Whats", "whatsapp_number", "WhatsApp/Celular"),
        *("número", "Numero", "NÚMERO", "number", "Número de telefone", "N° do telefone"),
        *("phone", "Phone Number", "phone_number", "PhoneNumber", "mobile", "Mobile phone", "cell"),
        *("cell phone", "telephone", "contato", "Contato", "Número de contato", "Contact number"),
        *("Tel. do responsável", "Telefone (com DDD)", "WhatsApp do cliente", "phone (home)"),
    ],
)
def test_usual_names_are_known(name: str) -> None:
    assert phone_column(["Nome", name, "Cidade"]) == 1


@pytest.mark.parametrize(
    "name",
    [
        "",
        "?",
        "Cidade",
        "CPF",
        "Valor",
        "Data do contato",
        "Nome do contato",
        "imóvel",
        "telefonema",
    ],
)
def test_other_names_are_not(name: str) -> None:
    with pytest.raises(PhoneColumnMissing) as raised:
        phone_column(["Nome", name])
    assert '"Nome" (A)' in raised.value.message
    assert "--phone-column" in raised.value.next


@pytest.mark.parametrize(
    ("header", "chosen", "_why"),
    [
        (["Telefone", "Celular"], 1, "a mobile before a line"),
        (["Contato", "WhatsApp", "Telefone"], 1, "the most certain name"),
        (["Número", "celular"], 1, "a mobile before a vague name"),
        (["Celular 2", "Celular"], 1, "the plain name before the numbered"),
        (["Telefone", "Tel. da escola"], 0, "the plain name before the longer"),
        (["Fone comercial", "Telefone"], 1, "the same the other way round"),
    ],
)
def test_a_surer_name_wins(header: list[str], chosen: int, _why: str) -> None:
    assert phone_column(header) == chosen


@pytest.mark.parametrize(
    ("header", "named"),
    [
        (["Telefone", "Telefone"], ['"Telefone" (A)', '"Telefone" (B)']),
        (["Telefone", "WhatsApp do cliente"], ['"WhatsApp do cliente" (B)']),
    ],
)
def test_equal_names_are_for_the_person_to_choose(header: list[str], named: list[str]) -> None:
    with pytest.raises(PhoneColumnAmbiguous) as raised:
        phone_column(header)
    assert all(name in raised.value.message for name in named)
    assert "--phone-column" in raised.value.next


@pytest.mark.parametrize(
    ("header", "tried"),
    [
        (["Celular", "Nome", "WhatsApp"], (2, 0)),
        (["Telefone", "Fone"], (0, 1)),
        (["Contato", "Telefone"], (1, 0)),
        (["Celular 2", "Celular 1"], (1, 0)),
    ],
)
def test_several_numbers_of_one_person_are_tried_in_turn(
    header: list[str], tried: tuple[int, ...]
) -> None:
    assert phone_columns(header) == tried


# ── by values ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("header", "row", "chosen", "_why"),
    [
        (["Número", "Telefone"], ["120", "11 98765-4321"], 1, "a house number"),
        (["Telefone", "WhatsApp"], ["11 98765-4321", "sim"], 0, "WhatsApp: yes or no"),
        (["Contato", "Telefone"], ["Maria", "11 98765-4321"], 1, "a person to ask for"),
        (["Contato", "Telefone"], ["12/03/2024", "11 98765-4321"], 1, "a date of contact"),
        (["Celular", "Telefone"], ["", "11 98765-4321"], 1, "an empty column holds no number"),
        (["Celular", "Telefone"], ["11 98765-4321", "ramal 12"], 0, "an extension"),
        (["Número", "Contato"], ["11987654321", "Ana"], 0, "número holds the phones here"),
        (["Operadora do celular", "Fone"], ["Vivo", "1133334444"], 1, "a carrier's name"),
    ],
)
def test_values_rule_out_what_only_has_the_name(
    header: list[str], row: list[str], chosen: int, _why: str
) -> None:
    assert phone_column(header, sample=[row] * 3) == chosen


def test_values_do_not_settle_what_both_columns_hold() -> None:
    sample = [["1133334444", "11987654321"]] * 3
    assert phone_columns(["Telefone", "Contato"], sample=sample) == (0, 1)
    assert phone_columns(["Telefone", "Celular"], sample=sample) == (1, 0)


@pytest.mark.parametrize(
    "values",
    [
        ("5,51199E+12", "5,52198E+12", "5,53198E+12", "5,54E+12", "5,55E+12"),
        ("98765-4321", "8765-4321", "3333-4444", "3333-4445", "2345-6789"),
        ("123", "abc"),
        ("", "", "", "", "", ""),
        ("11 98765-4321", "?", "não tem", "-", "x", "y", "z"),
    ],
    ids=["damaged", "without DDD", "few and bad", "empty", "mostly bad"],
)
def test_a_lone_plain_name_stays_and_its_rows_say_what_is_wrong(values: tuple[str, ...]) -> None:
    assert phone_column(["Telefone"], sample=column_of(*values)) == 0


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("Número", ("120", "33", "1500")),
        ("Contato", ("Ana", "Bia")),
        ("Contato", ("Ana", "11 98765-4321", "Bia")),
        ("WhatsApp?", ("sim", "não", "sim", "sim", "não")),
        ("Tem WhatsApp", ("sim", "não")),
        ("Telefone", ("ramal 12", "ramal 13", "ramal 14", "ramal 15", "ramal 16")),
    ],
)
def test_a_name_alone_does_not_make_a_phone_column(name: str, values: tuple[str, ...]) -> None:
    with pytest.raises(PhoneColumnDoubtful) as raised:
        phone_column([name], sample=column_of(*values))
    assert f'"{name}" (A)' in raised.value.message
    assert "--phone-column" in raised.value.next


def test_rows_shorter_than_the_header_are_no_trouble() -> None:
    assert phone_column(["Nome", "Fone"], sample=[["Ana"], [], *PHONES]) == 1


# ── as the person says ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [
        ("Responsável", 2),
        ("responsavel", 2),
        ("RESPONSÁVEL ", 2),
        ("C", 2),
        ("c", 2),
        ("Tel_Mãe", 1),
        ("A", 3),  # a column of that name goes before the letter
    ],
)
def test_the_wanted_column_is_taken_undoubted(wanted: str, chosen: int) -> None:
    header = ["Nome", "tel mae", "Responsável", "A"]
    assert phone_column(header, wanted=wanted, sample=[["x", "y", "z", "w"]] * 9) == chosen


def test_letters_count_as_in_a_spreadsheet() -> None:
    header = [f"coluna {i}" for i in range(1, 60)]
    assert phone_column(header, wanted="AA") == 26
    assert phone_column(header, wanted="BG") == 58
    with pytest.raises(ColumnUnknown):
        phone_column(header, wanted="BH")


def test_a_mistyped_column_is_answered_with_the_nearest() -> None:
    with pytest.raises(ColumnUnknownNear) as raised:
        phone_column(["Nome", "Telefone", "Cidade"], wanted="telefnoe")
    assert '"telefnoe"' in raised.value.message
    assert '"Cidade" (C)' in raised.value.message
    assert 'Did you mean "Telefone"?' in raised.value.next


@pytest.mark.parametrize("wanted", ["xyzw", "", "ZZ", "?", "1"])
def test_an_unknown_column_is_answered_with_those_there_are(wanted: str) -> None:
    with pytest.raises(ColumnUnknown) as raised:
        phone_column(["Nome", "", "Telefone"], wanted=wanted)
    assert '"Nome" (A), "Telefone" (C)' in raised.value.message
    assert "--phone-column" in raised.value.next


def test_a_wanted_name_borne_twice_is_chosen_by_letter() -> None:
    header = ["Telefone", "Nome", "telefone"]
    with pytest.raises(PhoneColumnAmbiguous):
        phone_column(header, wanted="TELEFONE")
    assert phone_column(header, wanted="telefone") == 2  # written exactly so
    assert phone_column(header, wanted="A") == 0


def test_errors_stay_readable_with_wide_headers_and_long_names() -> None:
    header = ["observações\n" * 50, *(f"coluna {i}" for i in range(500))]
    with pytest.raises(PhoneColumnMissing) as raised:
        phone_column(header)
    assert len(raised.value.message) < 700
    assert "\n" not in raised.value.message
    assert raised.value.message.endswith("….")


# ── any column, and the name ──────────────────────────────────────────────────────────────────


def test_columns_are_found_the_way_people_name_them() -> None:
    header = ["Nome Completo", "", "Matrícula", "matricula"]
    assert find_column(header, "nome_completo") == 0
    assert find_column(header, "Matrícula") == 2
    assert find_column(header, "matricula") == 3
    assert find_column(header, "Cidade") is None
    assert find_column(header, "") is None
    assert find_column(header, "--") is None
    with pytest.raises(ColumnAmbiguous, match='"Matrícula", "matricula"'):
        find_column(header, "MATRICULA")


def test_the_nearest_name_is_given_as_the_list_writes_it() -> None:
    header = ["Nome Completo", "Matrícula", ""]
    assert nearest("matricla", header) == "Matrícula"
    assert nearest("nome_complto", header) == "Nome Completo"
    assert nearest("vencimento", header) is None
    assert nearest("", header) is None
    assert nearest("nome", []) is None


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        (["Telefone", "Nome"], 1),
        (["NAME", "phone"], 0),
        (["cliente", "telefone"], 0),
        (["Nome", "Cliente"], 0),
        (["telefone", "Paciente"], 1),
        (["Nome do aluno", "Telefone"], 0),
        (["primeiro_nome"], 0),
        (["Telefone", "Cidade"], None),
        (["Nome", "nome"], None),
        (["Paciente", "Cliente"], None),
        ([], None),
    ],
)
def test_the_name_column_is_found_or_left(header: list[str], chosen: int | None) -> None:
    assert find_name_column(header) == chosen


_NAMES = st.lists(
    st.one_of(st.text(max_size=12), st.sampled_from(["telefone", "Celular", "Número"]))
)
_ROWS = st.lists(st.lists(st.text(max_size=14), max_size=6), max_size=6)


@given(_NAMES, st.one_of(st.none(), st.text(max_size=8)), _ROWS)
def test_any_header_gives_a_column_of_the_list_or_an_error_with_its_sentences(
    header: list[str], wanted: str | None, sample: list[list[str]]
) -> None:
    sentences: tuple[str, ...] = ()
    try:
        chosen = phone_column(header, wanted=wanted, sample=sample)
    except ListError as err:
        chosen, sentences = -1, (err.code, err.message, err.next)
    assert all(sentences) if sentences else 0 <= chosen < len(header)
