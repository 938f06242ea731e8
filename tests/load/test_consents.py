"""Who wants messages and who does not, as the list itself says."""

import pytest

from batch_sender.load.columns import Mark, read_mark
from batch_sender.load.columns.consents import Consents
from batch_sender.load.columns.errors import ColumnUnknown
from tests.lists import consents, table


@pytest.mark.parametrize(
    ("mark", "cells"),
    [
        (Mark.YES, ("sim", "Sim", " SIM ", "s", "S", "x", "X", "yes", "1", "VERDADEIRO", "TRUE")),
        (Mark.YES, ("ok", "aceito", "Autorizado", "✓", "✔️", "✅ sim", "Sim, por WhatsApp")),
        (Mark.NO, ("não", "Nao", "NÃO", "n", "N", "no", "0", "FALSO", "false", "recusou")),
        (Mark.NO, ("não autorizou", "Não, obrigada", "❌", "✗", "nunca", "descadastrado")),
        (Mark.BLANK, ("", "  ", "-", "—")),
        (Mark.OTHER, ("talvez", "12/03/2024", "?", "Maria", "2")),
    ],
)
def test_marks_as_people_write_them(mark: Mark, cells: tuple[str, ...]) -> None:
    assert {cell: read_mark(cell) for cell in cells} == dict.fromkeys(cells, mark)


@pytest.mark.parametrize(
    "name",
    ["Aceita receber", "Aceita WhatsApp?", "aceita_receber_mensagens", "Consentimento", "LGPD",
     "Opt-in", "Autoriza contato", "Pode enviar", "Quer receber novidades", "Accepts marketing",
     "Consentimento LGPD", "Permite contato por WhatsApp"],
)  # fmt: skip
def test_a_no_keeps_a_row_back_in_columns_of_these_names(name: str) -> None:
    found = consents(table(name, "sim", "não", ""))
    assert found is not None
    codes = [problem and problem.code for problem in map(found.problem, (["não"], ["sim"], [""]))]
    assert codes == ["consent_refused", None, None]


@pytest.mark.parametrize(
    "name",
    ["Descadastrado", "Descadastro", "Não enviar", "nao_enviar", "Opt-out", "Unsubscribed",
     "Bloqueado", "Não perturbe", "Do not contact", "Descadastrado em"],
)  # fmt: skip
def test_anything_but_a_no_keeps_a_row_back_in_columns_of_these_names(name: str) -> None:
    found = consents(table(name, "", ""))
    assert found is not None
    kept = [cell for cell in ("x", "sim", "12/03/2024", "por e-mail") if found.problem([cell])]
    assert kept == ["x", "sim", "12/03/2024", "por e-mail"]
    assert [found.problem([cell]) for cell in ("", "não", "0", "FALSO")] == [None] * 4


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Nome|Celular", "Ana|11 98765-4321"),
        ("LGPD", "https://example.com/termos"),
        ("Aceite", "12/03/2024"),
        ("Aceita cartão", "sim"),
        ("Pode", "sim, mas"),
    ],
)
def test_other_columns_say_nothing(header: str, row: str) -> None:
    assert consents(table(header, row)) is None


def test_where_a_yes_is_necessary_only_a_clear_one_will_do() -> None:
    found = consents(table("Retorno", "sim"), consent_column="retorno")
    assert found is not None
    problems = [found.problem([cell]) for cell in ("sim", "", "talvez", "não")]
    assert [problem and (problem.code, problem.column) for problem in problems] == [
        None,
        ("consent_missing", "Retorno"),
        ("consent_missing", "Retorno"),
        ("consent_refused", "Retorno"),
    ]


def test_every_column_is_heard() -> None:
    of = table("Aceita WhatsApp|LGPD|Bloqueado|Não enviar", "sim|sim||")
    found = consents(of)
    assert isinstance(found, Consents)
    assert found.columns == ["Aceita WhatsApp", "LGPD", "Bloqueado", "Não enviar"]
    for cells in ("sim|não||", "não|sim||", "sim|sim|x|", "sim|sim||x"):
        assert found.problem(cells.split("|")), cells
    assert found.problem(["sim", "sim", "", ""]) is None


def test_mapped_columns_are_meant_whatever_their_names() -> None:
    of = table("A|B", "sim|")
    found = consents(of, map=(("consent", "A"), ("descadastro", "B")))
    assert found is not None
    assert [bool(found.problem(cells)) for cells in (["sim", ""], ["", ""], ["sim", "x"])] == [
        False,
        True,
        True,
    ]


def test_a_column_that_is_not_there_is_named_with_its_flag() -> None:
    with pytest.raises(ColumnUnknown, match="--consent-column"):
        consents(table("Nome", "Ana"), consent_column="aceita")
