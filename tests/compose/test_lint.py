"""What looks like a slip in a text: warned of with its line or row, and nothing else is."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_sender.compose import lint
from batch_sender.compose.lint import WarningCode as W
from batch_sender.compose.lint import source_warnings
from batch_sender.compose.lint.messages import message_warnings
from batch_sender.sentences import TEXT_WARNINGS

COLUMNS = ("Nome Completo", "Valor (R$)", "telefone", "Turma")


def codes(text: str) -> list[str]:
    return [slip.code for slip in message_warnings(text)]


def test_every_warning_has_its_sentence() -> None:
    assert set(TEXT_WARNINGS) == set(W)


# ── in messages ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Olá {nome}!", W.BRACES_LEFT),
        ("Olá }}", W.BRACES_LEFT),
        ("Olá , tudo bem?", W.NAME_MISSING),
        ("Oi !", W.NAME_MISSING),
        ("Olá, !", W.NAME_MISSING),
        ("Bom dia ,", W.NAME_MISSING),
        ("Prezada , seu boleto", W.NAME_MISSING),
        ("Olá,. Tudo", W.NAME_MISSING),
        ("Isto é *muito importante", W.FORMATTING_UNCLOSED),
        ("Isto é *muito\nimportante*", W.FORMATTING_UNCLOSED),  # WhatsApp: on one line
        ("_Responda SAIR", W.FORMATTING_UNCLOSED),
        ("de ~R$ 50 por R$ 40", W.FORMATTING_UNCLOSED),
        ("`código", W.FORMATTING_UNCLOSED),
        ("```\ncódigo", W.FORMATTING_UNCLOSED),
        ("*um* e *dois", W.FORMATTING_UNCLOSED),
        ("dia XX às 10h", W.NOT_FILLED_IN),
        ("R$ XXX,XX", W.NOT_FILLED_IN),
        ("Nome: ______", W.NOT_FILLED_IN),
        ("seu valor é nan", W.EMPTY_VALUE_SHOWN),
        ("Olá, None!", W.EMPTY_VALUE_SHOWN),
        ("Turma: #N/D", W.EMPTY_VALUE_SHOWN),
        ("Total #REF!", W.EMPTY_VALUE_SHOWN),
        ("R$ R$ 150,00", W.CURRENCY_DOUBLED),
        ("R$ -R$ 150,00", W.CURRENCY_DOUBLED),
        ("Olá  Ana", W.SPACES_DOUBLED),
        ("Olá, Null!", W.EMPTY_VALUE_SHOWN),  # NULL, written as a name
        ("Nota: #NÚM!", W.EMPTY_VALUE_SHOWN),
        ("Cidade: \\N", W.EMPTY_VALUE_SHOWN),
        ("Olá, JoÃ£o", W.LETTERS_GARBLED),
        ("CONCEIÃ‡ÃƒO", W.LETTERS_GARBLED),  # capitals, by way of Windows-1252
        ("CONCEI\xc3\x87\xc3\x83O", W.LETTERS_GARBLED),  # and of Latin-1
        ("GUÃ“S", W.LETTERS_GARBLED),
        ("nÂº 5", W.LETTERS_GARBLED),
        ("JoÆo", W.LETTERS_GARBLED),  # DOS, read as Windows
        ("Concei‡o", W.LETTERS_GARBLED),
        ("Olá, D\x8dAvila", W.LETTERS_GARBLED),
        (r"Olá,\ntudo bem?", W.MARKUP_SHOWN),
        ("Olá,<br>tudo bem?", W.MARKUP_SHOWN),
        ("Olá,<br />tudo bem?", W.MARKUP_SHOWN),
        ("Olá, <b>Ana</b>", W.MARKUP_SHOWN),
        ('<p style="x">Olá</p>', W.MARKUP_SHOWN),
        ("Prado &amp; Filhos", W.MARKUP_SHOWN),
        ("Olá&nbsp;Ana", W.MARKUP_SHOWN),
        ("D&#39;Ávila", W.MARKUP_SHOWN),
        ("Jo&atilde o", W.MARKUP_SHOWN),  # its semicolon fell to the separator
        ("Jo\ufffdo", W.LETTERS_GARBLED),
        ("a" * 1001, W.TEXT_VERY_LONG),
    ],
)
def test_a_slip_in_a_message(text: str, code: str) -> None:
    assert codes(text) == [code]


@pytest.mark.parametrize(
    "text",
    [
        "Olá, Ana! Tudo bem?",
        "Oi... tudo bem?",
        "Olá, tudo bem?",
        "*Atenção*: _sexta_ ~R$ 50~ por *R$ 40*!",
        "*_muito_* importante",
        "(*Válido até sexta*)",
        "* um item\n* outro item\n- mais um",
        "2 * 3 = 6 e 10*2",
        "R$ 9,90* por mês",  # an asterisk that leads to a footnote
        "uns ~10 min",
        "https://loja.com.br/_promo_x?a=*b e ana_maria@loja.com.br e snake_case_name",
        "```\n*x\n```",
        "século XX",
        "Tamanho XXL",
        "o banana e a nana",
        "Non é None-ish"[:5],
        "Linha\n\n    recuada",
        "Não há _nada_ aqui\n_nem aqui_",
        "R$ 10,00 e R$ 20,00",
        "a" * 1000,
        "😀 *😀* 😀",
        "“MANHÃ” e AMANHÃ…",
        "KJÆR, Ængus",
        "<3 te amo, preço < 5 e > 2",
        "https://x.com/?a=1&quote=2&lt=3&copy=4",
        # A PIX code is copied as it is.
        "PIX: 00020126400014br.gov.bcb.pix0118pix@escola.example5204000053039865406150.005802BR5921"
        "ESCOLA PINGO DE GENTE6009SAO PAULO62070503***63049983",
        "Prado & Filhos; R&D",
        "C:/nome",
    ],
)
def test_what_is_meant_so_is_no_slip(text: str) -> None:
    assert codes(text) == []


def test_a_slip_shows_its_place() -> None:
    (slip,) = message_warnings("Primeira linha\nOlá , tudo bem com você hoje?")
    assert (slip.line, slip.shown) == (2, "Olá , tudo bem co")


def test_messages_are_counted_by_code_with_their_first_rows() -> None:
    texts = [(row, "Olá , tudo  bem?" if row % 2 else "Olá, Ana!") for row in range(2, 100)]
    found = lint.LintFindings.of(texts).besides({W.SPACES_DOUBLED})
    assert set(found) == {W.NAME_MISSING}
    assert found[W.NAME_MISSING].count == 49
    assert found[W.NAME_MISSING].rows == [3, 5, 7, 9, 11, 13, 15, 17]


@given(st.text())
def test_any_message_can_be_looked_at(text: str) -> None:
    for slip in message_warnings(text):
        assert slip.line >= 1
        assert slip.shown is not None


@pytest.mark.parametrize("sign", ["*", "_", "~", "`", "{", "Olá ,", " ", "[nome", "R$ ", "%nome"])
def test_a_long_message_is_looked_at_quickly(sign: str) -> None:
    began = time.perf_counter()
    text = sign * (60_000 // len(sign))
    list(message_warnings(text))
    source_warnings(text, COLUMNS, typed=True)
    assert time.perf_counter() - began < 3


# ── in the text as it was written ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "placeholder",
    [
        "[nome]",
        "[Nome Completo]",
        "[[nome]]",
        "<nome>",
        "<<nome>>",
        "«Nome»",
        "%nome%",
        "%%nome%%",
        "#NOME#",
        "$nome",
        "${nome}",
        "@nome",
        "@turma",
        "__nome__",
        "*|FNAME|*",
        "[link]",
        "[Nome da clínica]",
        "[seu nome]",
        "[SUA EMPRESA]",
        "[Inserir link aqui]",
        "[Data da consulta]",
        "<nome da empresa>",
        "%site%",
        "%nome_fantasia%",
    ],
)
def test_a_placeholder_of_another_tool(placeholder: str) -> None:
    slips = source_warnings(f"Olá!\nBoas, {placeholder}, tudo bem?", COLUMNS)
    assert W.OTHER_TOOLS_PLACEHOLDER in [slip.code for slip in slips]
    assert slips[0].line == 2
    assert placeholder in slips[0].shown


@pytest.mark.parametrize(
    "text",
    [
        "[PROMOÇÃO] só hoje",
        "[Clínica Vida] Olá!",
        "[Seu Zé Burguer] Promoção [Dia das Mães]",
        "50% de desconto e 10% de volta, 100%natural%mente",
        "Siga @lojadaana e use #PROMO #NATAL",
        "50% de desconto, 100% garantido",
        "R$ {{ valor }} e R${valorr}",
        "preço < R$ 50 e > R$ 10",
        "Custa R$50,00",
        "{{ nome }}, {nome_completo|primeiro_nome} {% if turma %}  {% endif %}{# [nome] #}",
        "{{ nome|default('  XX *') }}",
        "Olá, {{ nome }}!",
        "Olá {nome_completo}, *{{ turma }}*",
    ],
)
def test_what_is_no_placeholder_of_another_tool(text: str) -> None:
    assert source_warnings(text, COLUMNS) == []


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Custa R50,00", "R50,00"),  # "R$50,00" in double quotes: $5 is empty
        ("Custa R.234,56", "R.234,56"),
        (r"Olá,\ntudo bem?", r"\ntudo bem"),
    ],
)
def test_what_a_shell_took_away_is_told_of_typed_texts_alone(typed: str, shown: str) -> None:
    slip, *_others = source_warnings(typed, COLUMNS, typed=True)
    assert slip.code is W.SHELL_TOOK_SIGNS
    assert slip.shown[slip.mark[0] :].startswith(shown)
    assert W.SHELL_TOOK_SIGNS not in [slip.code for slip in source_warnings(typed, COLUMNS)]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("Oi\nOlá , {{ nome }}", W.NAME_MISSING, 2),
        ("a\n\nFalta *fechar {{ nome }}", W.FORMATTING_UNCLOSED, 3),
        ("{% if nome\n%}x{% endif %}\nveja  isto", W.SPACES_DOUBLED, 3),
        ("dia XX", W.NOT_FILLED_IN, 1),
        ("R$ R$ {{ valor }}", W.CURRENCY_DOUBLED, 1),
        ("Oi\nPrado &amp; Filhos", W.MARKUP_SHOWN, 2),
        ("Oi, {{ nome }}\\nTudo bem?", W.MARKUP_SHOWN, 1),
    ],
)
def test_slips_of_the_text_itself_have_their_line(text: str, code: str, line: int) -> None:
    assert [(slip.code, slip.line) for slip in source_warnings(text, COLUMNS)] == [(code, line)]
