"""Conditions by which rows are chosen: what they mean, and what is said of those that mean nothing."""

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_sender.compose.conditions import Conditions, ListColumns
from batch_sender.compose.conditions.errors import (
    ConditionColumnAmbiguous,
    ConditionColumnsUnlike,
    ConditionColumnUnknown,
    ConditionColumnUnknownNear,
    ConditionComparesNothing,
    ConditionEmpty,
    ConditionError,
    ConditionMalformed,
    ConditionTooLong,
    ConditionUnfinished,
    ConditionValueUnlike,
    ConditionWithoutColumn,
)
from batch_sender.models import Notation, Problem, ProblemCode

HEADER = ("Nome", "Cidade", "Valor (R$)", "Vencimento", "Ativo", "Hora", "Código", "Data e hora")
ROWS = (
    ("Ana", "Recife", "1.234,56", "01/12/2026", "sim", "14:00", "001", "01/12/2026 10:00"),
    ("Bia", "olinda ", "R$ 100,00", "2026-11-01", "não", "9h30", "002", "02/12/2026 10:00"),
    ("Caio d'Oeste", "Rio de Janeiro", "", "", "", "", "A1", ""),
    ("Ana Lúcia", "São Paulo", "isento", "30/11/2026", "sim", "08:00", "7", "30/11/2026"),
)
TODAY = date(2026, 11, 30)
LEFT_OUT, UNCLEAR = "-", "?"


def columns(
    header: Sequence[str] = HEADER,
    rows: Sequence[Sequence[str]] = ROWS,
    *,
    notation: Notation | None = None,
) -> ListColumns:
    return ListColumns(
        header=header,
        written=header,
        sample=rows,
        notations=[notation] * len(header),
        today=TODAY,
    )


def outcome(problem: Problem | None) -> str:
    if problem is None:
        return "+"
    return {"not_chosen": LEFT_OUT, "value_not_comparable": UNCLEAR}[problem.code]


def chosen(*conditions: str) -> str:
    """Say of each row: + chosen, - left out, ? it cannot be told."""
    return "".join(map(outcome, Conditions.of(conditions, columns()).problems(ROWS)))


@pytest.mark.parametrize(
    ("condition", "rows"),
    [
        # texts: capitals, accents and blanks at the ends do not count
        ("cidade = recife", "+---"),
        ("CIDADE == SAO PAULO", "---+"),
        ("Cidade = Rio de Janeiro", "--+-"),
        ("cidade = 'olinda'", "-+--"),
        ("cidade != Recife", "-+++"),
        ("cidade <> Recife", "-+++"),
        ("nome = Caio d'Oeste", "--+-"),
        ("nome >= B", "-++-"),
        ("ativo = não", "-+--"),  # behind = a word is a value
        ('ativo = "não"', "-+--"),
        # numbers, whichever way they are written; text among them cannot be told
        ("Valor (R$) > 100", "+--?"),
        ("valor_r >= 100,00", "++-?"),
        ("{Valor (R$)} = 1234.56", "+--?"),
        ("valor r < R$ 1.000,00", "-+-?"),
        ("100 < valor r < 2000", "+--?"),
        ("valor r in (100; 1.234,56)", "++-?"),
        ('valor r = "isento"', "---+"),  # in quotation marks both are texts
        ("valor r = isento", "---+"),  # as it is where such a cell stands
        ('valor r != "isento"', "+++-"),
        # days, in every way of writing, and counted from today
        ("vencimento < 01/12/2026", "-+-+"),
        ("vencimento = 2026-12-01", "+---"),
        ("vencimento <= hoje", "-+-+"),
        ("vencimento = hoje + 1", "+---"),
        ("vencimento = amanhã", "+---"),
        ("vencimento >= today - 29 days", "++-+"),
        ("vencimento > today - 29 days", "+--+"),
        ("vencimento > 31 de outubro de 2026 and vencimento < hoje", "-+--"),
        ("Data e hora < 01/12/2026 12:00", "+--+"),  # an `e` in a column's name is no `and`
        ("Data e hora = 01/12/2026", "+---"),  # a day without a time is all of the day
        ("hora < 12:00", "-+-+"),
        # a code of digits is a text
        ("código = 001", "+---"),
        ("código = 1", "----"),
        # empty cells equal nothing, and are neither less nor more
        ("valor r is empty", "--+-"),
        ("valor r is not empty", "++-+"),
        ("ativo está vazio", "--+-"),
        ("ativo não está vazio", "++-+"),
        ("cidade é preenchida", "++++"),
        ('ativo = ""', "--+-"),
        ("valor r <= 0 or valor r > 0", "++-?"),
        # and, or, not, in two languages
        ("cidade = recife and valor r > 100", "+---"),
        ("valor r > 100 and cidade = recife", "+---"),  # the city decides where the value cannot
        ("cidade = são paulo e valor r > 100", "---?"),
        ("valor r > 100 ou cidade = São Paulo", "+--+"),
        ("cidade = recife ou cidade = olinda e ativo = sim", "+---"),
        ("(cidade = recife ou cidade = olinda) e ativo = não", "-+--"),
        ("not (cidade = recife)", "-+++"),
        ("não cidade = recife", "-+++"),
        ("not (valor r > 100)", "-++?"),
        # lists, and parts of a text
        ("cidade in (Recife, Rio de Janeiro)", "+-+-"),
        ("cidade em [recife; olinda]", "++--"),
        ("cidade not in (recife, olinda)", "--++"),
        ("cidade não em (recife, olinda)", "--++"),
        ("ativo in (não, talvez)", "-+--"),
        ("cidade in Recife", "+---"),
        ('"ana" in nome', "+--+"),
        ("lucia in nome", "---+"),
        ("ana not in nome", "-++-"),
        # columns with each other
        ("cidade = nome", "----"),
        ("vencimento <= data e hora", "++-+"),
    ],
)  # fmt: skip
def test_what_a_condition_chooses(condition: str, rows: str) -> None:
    assert chosen(condition) == rows


def test_all_conditions_have_to_hold_and_the_one_that_does_not_is_named() -> None:
    problems = Conditions.of(["valor r > 50", "cidade = recife"], columns()).problems(ROWS)
    assert [outcome(each) for each in problems] == ["+", "-", "-", "-"]
    assert problems[1] == Problem(
        code=ProblemCode.NOT_CHOSEN, column="Cidade", detail="cidade = recife"
    )
    assert problems[2].detail == "valor r > 50"  # type: ignore[union-attr]


def test_a_cell_that_cannot_be_compared_is_named() -> None:
    problem = Conditions.of(["valor r > 50"], columns()).problems(ROWS)[3]
    assert (problem.column, problem.detail) == ("Valor (R$)", "isento")  # type: ignore[union-attr]


def test_numbers_are_read_as_the_column_writes_them() -> None:
    rows = [["1,234"], ["1,234.50"], ["12"]]
    english = columns(["amount"], rows, notation=Notation.ENGLISH)
    brazilian = columns(["amount"], rows)
    assert Conditions.of(["amount > 1,000"], english).problems(rows).count(None) == 2
    assert Conditions.of(["amount = 1,234"], brazilian).problems(rows).count(None) == 1
    assert Conditions.of(["amount < 1,235"], brazilian).problems(rows)[0] is None


@pytest.mark.parametrize(
    ("cell", "condition"),
    [
        ("(100,00)", "x = -100"),
        ("US$ 1,50", "x = 1,5"),
        ("12%", "x = 12"),
        ("R$ -5", "x < 0"),
        ("€ 7", "x > 6"),
    ],
)
def test_signs_of_money_do_not_count(cell: str, condition: str) -> None:
    assert Conditions.of([condition], columns(["x"], [[cell]])).problems([[cell]]) == [None]


def test_an_empty_column_takes_any_comparison() -> None:
    unknown = columns(["x"], [[""], [" "]])
    for condition in ("x > 100", "x < hoje", "x = Recife", "x < 12:00", 'x in ("a", "b")'):
        assert outcome(Conditions.of([condition], unknown).problems([[""]])[0]) == LEFT_OUT


def test_a_column_called_like_a_word_is_written_in_braces() -> None:
    rows = [["1", "x"], ["2", "y"]]
    lettered = columns(["E", "ou"], rows)
    problems = Conditions.of(["{E} = 1 e {ou} = x"], lettered).problems(rows)
    assert [outcome(each) for each in problems] == ["+", "-"]


@pytest.mark.parametrize(
    ("condition", "error", "said"),
    [
        ("", ConditionEmpty, "is empty"),
        (" \u200b ", ConditionEmpty, "is empty"),
        ("valor r", ConditionComparesNothing, "“valor r” (character 1)"),
        ("cidade = Recife and valor r", ConditionComparesNothing, "(character 21)"),
        ("cidade =", ConditionUnfinished, "behind “=”"),
        ("cidade = Recife and", ConditionUnfinished, "behind “and”"),
        ("(cidade = Recife", ConditionUnfinished, "behind “Recife”"),
        ("= 5", ConditionMalformed, "“=” (character 1)"),
        ('cidade = "Recife', ConditionMalformed, "character 10): a quotation mark"),
        ("cidade = {Recife", ConditionMalformed, "a brace there is not closed"),
        ("cidade é Recife", ConditionMalformed, "“empty” or “filled”"),
        ("cidade in (Recife", ConditionMalformed, "the list is never closed"),
        ("cidade in ()", ConditionMalformed, "holds no value"),
        ("valor r in (1,5, 2)", ConditionMalformed, "a semicolon"),
        ("valor r in (1 = 2)", ConditionMalformed, "no such sign"),
        ("nome in ('a' b)", ConditionMalformed, "a comma is missing"),
        ("cidade = Recife; nome = Ana", ConditionMalformed, "“;” (character 16)"),
        ("cidade = Recife) e nome = Ana", ConditionMalformed, "“)” (character 16)"),
        ("[cidade = Recife]", ConditionMalformed, "“[” (character 1)"),
        ("cidade = (nome = Ana)", ConditionMalformed, "not expected"),
        ("cidade is empty Recife", ConditionMalformed, "“Recife” (character 17)"),
        ("'' in nome", ConditionMalformed, "one column that holds a text"),
        ("nome in cidade in nome", ConditionMalformed, "a list in parentheses"),
        ("cidde = Recife", ConditionColumnUnknownNear, "“cidde” (character 1)"),
        ("Recife = cidade", ConditionColumnUnknown, "called “Recife”"),
        ("xyz is empty", ConditionColumnUnknown, "called “xyz”"),
        ("{xyz} = 1", ConditionColumnUnknown, "called “xyz”"),
        ("cidade = Recife and Boa Vista", ConditionColumnUnknown, "called “Boa Vista”"),
        ("5 < 6", ConditionWithoutColumn, "no column"),
        ("valor r > pago", ConditionValueUnlike, "holds numbers, such as “1.234,56”"),
        ("valor r = pago", ConditionValueUnlike, "“pago” (character 11)"),
        ("vencimento > 100", ConditionValueUnlike, "holds dates"),
        ("hora < 01/12/2026", ConditionValueUnlike, "holds times of day"),
        ("cidade > 100", ConditionValueUnlike, "holds texts, such as “Recife”"),
        ('valor r > "pago"', ConditionValueUnlike, "cannot be compared"),
        ("valor r > vencimento", ConditionColumnsUnlike, "holds numbers, the column"),
        ("cidade = " + "x" * 1000, ConditionTooLong, "too long"),
        ("(" * 450 + "cidade = x" + ")" * 450, ConditionTooLong, "too deep"),
        ("não " * 240 + "cidade = x", ConditionTooLong, "too deep"),
        ("cidade = \x00", ConditionMalformed, "cannot be compared"),
    ],
)
def test_what_cannot_be_meant_is_said(
    condition: str, error: type[ConditionError], said: str
) -> None:
    with pytest.raises(error) as caught:
        Conditions.of([condition], columns())
    assert type(caught.value) is error
    assert said in caught.value.message


def test_of_two_columns_of_one_name_it_is_asked_which() -> None:
    double = ListColumns(
        header=["Nome", "Nome (2)"],
        written=["Nome", "Nome"],
        sample=[],
        notations=[None, None],
        today=TODAY,
    )
    with pytest.raises(ConditionColumnAmbiguous) as caught:
        Conditions.of(["nome = Ana"], double)
    assert "Nome, Nome (2)" in caught.value.message


# ── whatever is typed, and whatever stands in the cells ───────────────────────────────────────

WORDS = st.sampled_from(
    (
        *("nome", "cidade", "valor r", "Valor (R$)", "vencimento", "Data e hora", "{Código}", "x"),
        *("=", "==", "!=", "<", "<=", ">", ">=", "in", "em", "and", "e", "or", "ou", "not", "não"),
        *("is", "é", "está", "vazio", "filled", "(", ")", "[", "]", ",", ";", "{", "}", "`", "%}"),
        *("100", "1.234,56", "hoje", "hoje + 3", "01/12/2026", "Recife", '"', "'", "“", '"a b"'),
        *("{{", "}}", "|", "~", "if", "else", "true", "operand0", "__class__", "\n", "#", "\\"),
    )
)
TYPED = st.one_of(
    st.text(max_size=60),
    st.lists(st.one_of(WORDS, st.text(max_size=4)), max_size=12).map(" ".join),
    st.lists(WORDS, max_size=12).map("".join),
)
CELLS = st.one_of(
    st.sampled_from(
        ("", " ", "-", "Recife", "100", "-1,5", "1.234,56", "1,234", "abc", "30/02/2026", "14:00")
    ),
    st.dates().map("{:%d/%m/%Y}".format),
    st.decimals(allow_nan=False, allow_infinity=False).map(str),
    st.text(max_size=12),
)
COMPARISONS = st.builds(
    "{} {} {}".format,
    st.sampled_from(("nome", "valor r", "vencimento", "hora", "código", "data e hora")),
    st.sampled_from(("=", "!=", "<", "<=", ">", ">=")),
    st.sampled_from(("100", "1,5", "hoje", "01/12/2026", "12:00", '"Ana"', "Ana", '""')),
)
CONDITIONS = st.recursive(
    st.one_of(COMPARISONS, st.sampled_from(("ativo is empty", "cidade in (recife, olinda)"))),
    lambda inner: st.one_of(
        st.builds("({}) and ({})".format, inner, inner),
        st.builds("({}) ou ({})".format, inner, inner),
        st.builds("não ({})".format, inner),
    ),
    max_leaves=5,
)


@given(typed=TYPED, cells=st.lists(CELLS, min_size=8, max_size=8))
def test_whatever_is_typed_is_a_condition_or_refused_with_a_sentence(
    typed: str, cells: list[str]
) -> None:
    try:
        told = outcome(Conditions.of([typed], columns()).problems([cells])[0])
    except ConditionError as err:
        told = err.message
    assert told


@given(condition=CONDITIONS, rows=st.lists(st.tuples(*[CELLS] * 8), min_size=1, max_size=6))
def test_a_condition_and_its_contrary_part_the_rows_in_two(
    condition: str, rows: list[tuple[str, ...]]
) -> None:
    of_list = columns(rows=rows)
    try:
        holds = Conditions.of([condition], of_list).problems(rows)
    except ConditionError:
        return
    holds_not = Conditions.of([f"not ({condition})"], of_list).problems(rows)
    for one, other in zip(holds, holds_not, strict=True):
        assert {outcome(one), outcome(other)} in ({"+", "-"}, {"?"})


@given(condition=CONDITIONS, other=CONDITIONS, row=st.tuples(*[CELLS] * 8))
def test_two_conditions_choose_what_both_joined_by_and_choose(
    condition: str, other: str, row: tuple[str, ...]
) -> None:
    try:
        two = Conditions.of([condition, other], columns()).problems([row])
        joined = Conditions.of([f"({condition}) and ({other})"], columns()).problems([row])
    except ConditionError:
        return
    assert outcome(two[0]) == outcome(joined[0])
