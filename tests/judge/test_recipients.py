"""Whose number a row holds, where several columns have a say."""

import pytest

from batch_sender.load.columns.errors import ColumnUnknown, PhoneColumnAmbiguous, PhoneColumnMissing
from batch_sender.models import Phone, Problem, ProblemCode
from tests.lists import first, recipients, table

MOBILE, LINE = "11 98765-4321", "11 3333-4444"


# ── which columns ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("header", "tried", "_why"),
    [
        ("Telefone|Celular", ["Celular", "Telefone"], "mobiles before lines"),
        ("Fone 2|Fone 1", ["Fone 1", "Fone 2"], "by their number"),
        ("Celular 2|Celular", ["Celular", "Celular 2"], "the plain name first"),
        ("telefone1|telefone2|whatsapp", ["whatsapp", "telefone1", "telefone2"], "in one word"),
        ("Celular|WhatsApp", ["WhatsApp", "Celular"], "WhatsApp before any mobile"),
        ("Telefone|Contato", ["Telefone", "Contato"], "a line before a vague name"),
        ("Telefone residencial|Celular", ["Celular", "Telefone residencial"], "at home"),
        ("Telefone|Tel. da escola", ["Telefone"], "the school's is nobody's own"),
        ("Telefone|Fone comercial", ["Telefone"], "nor is the office's"),
        ("Celular|Celular da mãe", ["Celular"], "nor the mother's"),
        ("Tel. da escola|Nome", ["Tel. da escola"], "unless it is all there is"),
    ],
)
def test_several_columns_of_numbers_are_tried_in_turn(
    header: str, tried: list[str], _why: str
) -> None:
    row = "|".join([MOBILE] * (header.count("|") + 1))
    assert recipients(table(header, row)).columns == tried


def test_columns_of_other_people_s_numbers_are_for_a_person_to_choose() -> None:
    both = table("Celular mãe|Celular pai", f"{MOBILE}|{LINE}")
    with pytest.raises(PhoneColumnAmbiguous):
        recipients(both)
    chosen = recipients(both, map=(("phone", "Celular pai"), ("phone", "Celular mãe")))
    assert chosen.columns == ["Celular pai", "Celular mãe"]


def test_two_columns_of_one_name_are_for_a_person_to_choose() -> None:
    with pytest.raises(PhoneColumnAmbiguous):
        recipients(table("Telefone|Telefone", f"{MOBILE}|{LINE}"))


@pytest.mark.parametrize(
    ("header", "row", "found", "_why"),
    [
        ("Nome|X", f"Ana|{MOBILE}", "X", "a nameless column of numbers"),
        ("Número|Y", f"120|{MOBILE}", "Y", "beside a house number"),
        ("A|B", "12345678909|5511987654321", "B", "a CPF is no number"),
        ("A|B", "1133334444|11987654321", "B", "ten bare digits may be any code"),
        ("A|B", "12/03/2024|(11) 3333-4444", "B", "a masked line is one"),
    ],
)
def test_values_tell_where_names_do_not(header: str, row: str, found: str, _why: str) -> None:
    assert recipients(table(header, *[row] * 3)).columns == [found]


def test_values_that_are_no_numbers_tell_nothing() -> None:
    with pytest.raises(PhoneColumnMissing):
        recipients(table("Nome|CPF", "Ana|52998224725"))
    with pytest.raises(PhoneColumnAmbiguous):
        recipients(table("A|B", f"{MOBILE}|{MOBILE}"))


def test_a_flag_goes_before_all_of_that() -> None:
    both = table("Celular|Telefone", f"{MOBILE}|{LINE}")
    assert recipients(both, phone_column="Telefone").columns == ["Telefone"]
    assert recipients(both, map=(("telefone", "B"),)).columns == ["Telefone"]
    with pytest.raises(ColumnUnknown, match="--map"):
        recipients(both, map=(("phone", "Zap"),))


# ── which number ──────────────────────────────────────────────────────────────────────────────

# (header, row, number or problem, rules that are said, why)
ROWS = [
    ("Celular|Fone", f"{MOBILE}|{LINE}", "5511987654321", "", "the first"),
    ("Celular|Fone", f"|{LINE}", "551133334444", "other_phone_column fixed_line", "the second"),
    ("Celular|Fone", f"{LINE}|{MOBILE}", "5511987654321", "other_phone_column", "mobile first"),
    ("Celular|Fone", f"{LINE}|{LINE}5", "551133334444", "fixed_line", "of lines the first"),
    ("Celular|Fone", f"não tem|{MOBILE}", "5511987654321", "other_phone_column", "usable"),
    ("Celular|Fone", "|", "phone_missing in Celular", "", "neither"),
    ("Celular|Fone", "|98765-4321", "phone_no_ddd in Fone", "", "what is there tells more"),
    ("Celular|Fone", "99999-9999|x", "phone_not_allowed in Celular", "", "the first problem"),
    ("DDD|Celular", "11|98765-4321", "5511987654321", "ddd_joined", "two columns"),
    ("DDD|Celular", "(011)|98765-4321", "5511987654321", "ddd_joined", "masked, with its 0"),
    ("DDD|Celular", "11|8765-4321", "5511987654321", "ddd_joined ninth_digit_added", "old"),
    ("DDD|Celular", "11|21 98765-4321", "5521987654321", "ddd_differs", "the number has its own"),
    ("DDD|Celular", "|98765-4321", "phone_no_ddd in Celular", "", "none for this row"),
    ("DDD|Celular", "11|", "phone_missing in Celular", "", "a DDD alone is no number"),
    ("Celular|DDD", "98765-4321|11", "5511987654321", "ddd_joined", "the other way round"),
    ("DDD1|Fone1|DDD2|Fone2", "11||21|98765-4321", "5521987654321",
     "other_phone_column ddd_joined", "each number has the DDD before it"),
    ("Área|Celular", "Sul|11 98765-4321", "5511987654321", "", "an area that is no code"),
    ("DDI|DDD|Fone", "55|11|98765-4321", "5511987654321", "ddd_joined", "three columns"),
    ("DDI|Fone", "351|912 345 678", "351912345678", "country_code_joined", "Portugal"),
    ("DDI|DDD|Fone", "+1|415|555-2671", "14155552671", "country_code_joined", "area and all"),
    ("DDI|Fone", "351|+55 11 98765-4321", "5511987654321", "", "the number has its own"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "row", "found", "said", "_why"), ROWS, ids=[f"{r[0]}: {r[1]}" for r in ROWS]
)
def test_the_number_of_a_row(header: str, row: str, found: str, said: str, _why: str) -> None:
    filled = {"Celular": MOBILE, "Fone": MOBILE, "DDD": "11", "DDI": "55", "Área": "Sul"}
    usual = "|".join(filled.get(name.rstrip("12"), "") for name in header.split("|"))
    of = table(header, row, *[usual] * 5)
    [number] = recipients(of).numbers([first(of)])
    if isinstance(number, Problem):
        assert f"{number.code} in {number.column}" == found
        return
    assert number.number == found
    rules = [repair.rule for repair in number.repairs if repair.rule != "country_code_added"]
    assert rules == said.split()


def test_what_is_said_of_another_column_names_it() -> None:
    of = table("Celular|Fone", f"|{LINE}", f"{MOBILE}|{LINE}")
    [number] = recipients(of).numbers([first(of)])
    assert isinstance(number, Phone)
    assert number.repairs[0].before == f"Fone: {LINE}"


def test_a_row_s_own_ddd_goes_before_that_of_the_list_and_a_wrong_one_too() -> None:
    of = table("DDD|Celular", "21|98765-4321", "|98765-4321", "20|98765-4321")
    by_list = recipients(of, ddd="11")
    numbers = by_list.numbers(of.sample)
    assert [getattr(number, "number", None) for number in numbers] == [
        "5521987654321",
        "5511987654321",
        None,
    ]
    assert numbers[2] == Problem(
        code=ProblemCode.DDD_UNKNOWN, column="DDD", detail="DDD: 20 · Celular: 98765-4321"
    )


def test_without_fixed_lines_a_line_is_no_usable_number() -> None:
    of = table("Celular|Fone", f"{LINE}|{LINE}", f"{MOBILE}|{LINE}")
    [number] = recipients(of, fixed_lines="skip").numbers([first(of)])
    assert isinstance(number, Problem)
    assert (number.code, number.column) == ("phone_fixed_line", "Celular")
