"""Message texts: which column a placeholder means, what a row becomes, what is refused."""

import unicodedata
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_sender.compose.errors import (
    FilterUnknown,
    PlaceholderAmbiguous,
    PlaceholderUnknown,
    PlaceholderUnknownNear,
    TemplateEmpty,
    TemplateError,
    TemplateMalformed,
    TemplateNotAllowed,
    TemplateTooLong,
    TemplateUnreadable,
)
from batch_sender.compose.templates import Template, compile_template, has_server_placeholder
from batch_sender.models import Problem, ProblemCode
from tests.support import fill_row

HEADER = ("NOME COMPLETO", "Apelido", "Valor (R$)", "2ª via", "Nº", "Itens", "Caixa d'água")
CELLS = ("MARIA DAS GRAÇAS", "", "150,00", "sim", "42", "pão; leite ;café", "cheia")


def filled(source: str, header: Sequence[str] = HEADER, cells: Sequence[str] = CELLS) -> str:
    message = fill_row(compile_template(source, header), cells)
    assert isinstance(message, str), message
    return message


def problem(source: str, header: Sequence[str] = HEADER, cells: Sequence[str] = CELLS) -> Problem:
    found = fill_row(compile_template(source, header), cells)
    assert isinstance(found, Problem), found
    return found


# ── which column a placeholder means ──────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("placeholder", "cell"),
    [
        pytest.param("{{ Nome Completo }}", CELLS[0], id="case-does-not-count"),
        pytest.param("{nome completo}", CELLS[0], id="single-brace"),
        pytest.param("{ nome_completo }", CELLS[0], id="single-brace-with-spaces"),
        pytest.param("{{nome-completo}}", CELLS[0], id="a-minus-of-no-columns-is-a-name"),
        pytest.param("{{ nomecompleto }}", CELLS[0], id="by-key"),
        pytest.param("{{ nome_completo|title }}", "Maria Das Graças", id="with-filter"),
        pytest.param(
            "{{ Nome Completo|lower|title }}", "Maria Das Graças", id="spaces-and-filters"
        ),
        pytest.param("{nome completo|primeiro_nome}", "Maria", id="single-brace-with-filter"),
        pytest.param("{{- Nome Completo -}}", CELLS[0], id="whitespace-control"),
        pytest.param("{{ Nome\nCompleto }}", CELLS[0], id="over-two-lines"),
        pytest.param("{Valor (R$)}", "150,00", id="single-brace-with-signs"),
        pytest.param("{{ Valor (R$) }}", "150,00", id="signs"),
        pytest.param("{{ valorr }}", "150,00", id="signs-by-key"),
        pytest.param("{{ Valor (R$)|replace(',', '.') }}", "150.00", id="signs-and-filter"),
        pytest.param("{2ª via}", "sim", id="begins-with-a-digit"),
        pytest.param("{{ 2avia }}", "sim", id="begins-with-a-digit-by-key"),
        pytest.param("{% if 2avia == 'sim' %}S{% endif %}", "S", id="digit-key-in-a-tag"),
        pytest.param("{{ 'S' if 2avia else 'N' }}", "S", id="digit-key-in-an-expression"),
        pytest.param("{{ Nº }}", "42", id="ordinal-sign"),
        pytest.param("{no}", "42", id="ordinal-sign-by-key"),
        pytest.param("{{ Caixa d'água }}", "cheia", id="apostrophe"),
        pytest.param("{{ 'a}}b' }}{no}", "a}}b42", id="braces-in-a-quoted-text"),
    ],
)
def test_placeholders_match_columns_as_columns_match_names(placeholder: str, cell: str) -> None:
    assert filled(f"<{placeholder}>") == f"<{cell}>"


@pytest.mark.parametrize(
    "text",
    [
        "use { ou",
        "um conjunto {1,2}",
        "vazio {} e { }",
        '{"nome": "Ana"}',
        "{nome: 1}",
        "{a, b}",
        "f(x) = {x > 1}",
        "emoji {🙂}",
        "{% raw %}{nome} {{ x }}{% endraw %}",
        "100% {",
    ],
)
def test_braces_that_are_no_placeholder_are_text(text: str) -> None:
    shown = text.replace("{% raw %}", "").replace("{% endraw %}", "")
    assert filled(text) == shown


@pytest.mark.parametrize(
    ("placeholder", "cell"),
    [
        pytest.param("{{ 'S' if a == b else 'N' }}", "N", id="two columns compared"),
        pytest.param("{{ a == b }}", "False", id="compared alone"),
        pytest.param("{{ a or b }}", "5", id="a choice"),
        pytest.param("{{ 'a' }}", "a", id="a constant"),
        pytest.param("{{ A-B }}", "x", id="a column written with the sign"),
    ],
)
def test_an_expression_of_columns_is_not_taken_for_a_name(placeholder: str, cell: str) -> None:
    assert filled(placeholder, ("a", "b", "A-B"), ("5", "3", "x")) == cell


def test_columns_are_told_in_the_order_of_the_text() -> None:
    template = compile_template("{no} {{ Nome Completo }} {% if apelido %}{no}{% endif %}", HEADER)
    assert template.columns == (4, 0, 1)


@pytest.mark.parametrize(
    ("source", "placeholder", "line"),
    [
        ("Olá {{ nme }}", "nme", 1),
        ("Olá\n\n{nme}", "nme", 3),
        ("Olá\r\n{Nome Complto}", "Nome Complto", 2),
        ("{{ Nome Complto }}", "Nome Complto", 1),
        ("{oi|olá}", "oi", 1),  # variants of other tools
        ("{oi|olá|e aí}", "oi|olá|e aí", 1),  # variants of other tools
        ("{bom dia|boa tarde}", "bom dia|boa tarde", 1),
        ("{{ cliente.nome }}", "cliente.nome", 1),  # a path of other tools
        ("{{1}}", "1", 1),  # WhatsApp Business: would send the digit
        ("{% if idade %}x{% endif %}", "idade", 1),
        ("{% if no %}\n{% endif %}\n{{ idade }}", "idade", 3),
        ("{{ total + no }}", "total", 1),  # what is missing is nearer than what is not allowed
        ("{{ saudacao() }}", "saudacao", 1),
        ("{{ range }}", "range", 1),
        ("{{ '' if x else y }}", "x", 1),
        ("{{ Nome\nCompleto }}\n{{ idade }}", "idade", 3),
    ],
)
def test_a_placeholder_without_column_is_an_error_with_its_line(
    source: str, placeholder: str, line: int
) -> None:
    with pytest.raises(PlaceholderUnknown) as caught:
        compile_template(source, HEADER, origin="texto.txt")
    assert caught.value.details["placeholder"] == placeholder
    assert f"texto.txt, line {line}: " in caught.value.message
    assert "NOME COMPLETO, Apelido, Valor (R$)" in caught.value.message


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("nome", "NOME COMPLETO"),  # a part of a column's name
        ("apelid", "Apelido"),
        ("apleido", "Apelido"),
        ("valor", "Valor (R$)"),
    ],
)
def test_the_nearest_column_is_suggested(typed: str, nearest: str) -> None:
    with pytest.raises(PlaceholderUnknownNear) as caught:
        compile_template(f"{{{typed}}}", HEADER)
    assert f"{{{{ {nearest} }}}}" in caught.value.next
    assert f'--map "{typed}={nearest}"' in caught.value.next


def test_the_remedies_name_what_lets_a_placeholder_mean_another_column() -> None:
    with pytest.raises(PlaceholderUnknown) as unknown:
        compile_template("{{ cidade }}", HEADER)
    assert '--map "cidade=COLUMN"' in unknown.value.next
    with pytest.raises(PlaceholderAmbiguous) as ambiguous:
        compile_template("{{ nome }}", ("Nome", "NOME"))
    assert '--map "nome=A"' in ambiguous.value.next


def test_two_columns_of_one_key_are_ambiguous_only_when_used() -> None:
    header = ("Nome", "NOME", "Data")
    assert filled("{data}", header, ("a", "b", "1/1")) == "1/1"
    for source in ("{nome}", "{{ Nome }}", "{{ Nome |upper }}", "{% if nome %}x{% endif %}"):
        with pytest.raises(PlaceholderAmbiguous, match="Nome, NOME"):
            compile_template(source, header)


def test_a_column_without_a_name_answers_to_nothing() -> None:
    assert filled("{}{ }?", ("", "??", "-"), ("a", "b", "c")) == "{}{ }?"


# ── texts that cannot be used ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("source", ["", "  \n", "\ufeff", "\u200b\u2060 ", "\x00"])
def test_a_text_with_nothing_to_see_is_empty(source: str) -> None:
    with pytest.raises(TemplateEmpty):
        compile_template(source, HEADER)


@pytest.mark.parametrize(
    ("source", "line", "said"),
    [
        ("a\n{{ no", 2, "{{ are never closed"),
        ("{{ no }", 1, "never closed"),
        ("{{ no } e {{ no }}", 1, "not closed in the same way"),
        ("{% if no %}\noi", 2, "{% endif %} is missing"),
        ("{% for x in itens %}a", 1, "{% endfor %} is missing"),
        ("\n{% endif %}", 2, "never opened"),
        ("{% else %}", 1, "never opened"),
        ("{% if no %}{% endfor %}", 1, "{% if %} is still open"),
        ("{% se no %}", 1, "no tag {% se %}"),
        ("{% %}", 1, "name of a tag"),
        ("{{ }}", 1, "nothing between them"),
        ("{% if %}x{% endif %}", 1, "nothing between them"),
        ("{{ no|upper foo }}", 1, "“foo” was not expected"),
        ("{% if no = '1' %}x{% endif %}", 1, "“=” was not expected"),
        ("{# nunca", 1, "comment"),
        ("{% raw %}x", 1, "{% endraw %}"),
        ("{% if 'a %}x{% endif %}", 1, "quote is not closed"),
    ],
)
def test_a_broken_text_names_its_line_and_the_mistake(source: str, line: int, said: str) -> None:
    with pytest.raises(TemplateMalformed) as caught:
        compile_template(source, HEADER)
    assert caught.value.details["line"] == line
    assert said in caught.value.message


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("{{ ''.__class__ }}", ".__class__"),
        ("{{ no.__class__.__mro__ }}", ".__mro__"),
        ("{{ no['__class__'] }}", "[…]"),
        ("{{ no[:2] }}", "[…]"),
        ("{{ '{0.__class__}'.format(no) }}", ".format"),
        ("{{ '{x}'.format_map(no) }}", ".format_map"),
        ("{{ no.encode() }}", ".encode"),
        ("{{ no.zfill(1000000000) }}", ".zfill"),
        ("{{ no.upper }}", ".upper"),
        ("{{ no() }}", "no(…)"),
        ("{{ (no)(1) }}", "no(…)"),
        ("{{ no|upper(*itens) }}", "*"),
        ("{{ no + 1 }}", "+"),
        ("{{ no|int * 2 }}", "*"),
        ("{{ (no|int / 2)|dinheiro }}", "/"),
        ("{{ -(no|int) }}", "-"),
        ("{{ 10 ** 9 }}", "**"),
        ("{{ 'Sr. ' ~ no }}", "~"),
        ("{{ [no] }}", "[…]"),
        ("{{ ['a'] }}", "[…]"),
        ("{{ no, itens }}", "(…)"),
        ("{{ {'sim': 'Pago'} }}", "{…}"),
        ("{% if no in [itens] %}{% endif %}", "[…]"),
        ("{% for x in itens %}{{ x }}{% endfor %}", "{% for %}"),
        ("{% set x = no %}{{ x }}", "{% set %}"),
        ("{% set x %}a{% endset %}", "{% set %}"),
        ("{% with x = no %}{{ x }}{% endwith %}", "{% with %}"),
        ("{% filter upper %}a{% endfilter %}", "{% filter %}"),
        ("{% include 'x' %}", "{% include %}"),
        ("{% import 'x' as y %}", "{% import %}"),
        ("{% from 'x' import y %}", "{% from … import %}"),
        ("{% extends 'x' %}", "{% extends %}"),
        ("{% block x %}{% endblock %}", "{% block %}"),
        ("{% macro x() %}{{ x() }}{% endmacro %}", "{% macro %}"),
        ("{% autoescape true %}{{ no }}{% endautoescape %}", "{% autoescape %}"),
    ],
)
def test_what_reaches_further_than_a_message_is_refused(source: str, what: str) -> None:
    with pytest.raises(TemplateNotAllowed) as caught:
        compile_template(source, HEADER)
    assert caught.value.details["what"] == what


@pytest.mark.parametrize(
    ("source", "instead"),
    [
        ("\n{% for x in itens %}{{ x }}{% endfor %}", "a column of its own"),
        ("\n{{ no|int + 1 }}", "Calculate it in the list"),
        ("\n{{ no ~ '!' }}", "side by side"),
        ("\n{{ no.upper() }}", "{{ nome|upper }}"),
        ("\n{% macro x() %}{% endmacro %}", "placeholders, filters and if"),
    ],
)
def test_a_refusal_names_the_line_and_what_to_write_instead(source: str, instead: str) -> None:
    with pytest.raises(TemplateNotAllowed) as caught:
        compile_template(source, HEADER, origin="texto.txt")
    assert caught.value.message.startswith("texto.txt, line 2: ")
    assert instead in caught.value.next


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("{{ no|maiusculo }}", "maiusculo"),
        ("{{ no|attr('__class__') }}", "attr"),
        ("{{ no|center(1000000000) }}", "center"),
        ("{{ no|safe }}", "safe"),
        ("{{ no|pprint }}", "pprint"),
        ("{{ itens|map('attr', 'x') }}", "map"),
        ("{{ itens|join(', ') }}", "join"),
        ("{{ '%0999999999d'|format(1) }}", "format"),
        ("{% if no is sameas 1 %}{% endif %}", "sameas"),
    ],
)
def test_an_unknown_filter_or_test_is_named_with_those_that_exist(source: str, name: str) -> None:
    with pytest.raises(FilterUnknown, match=f"“{name}”") as caught:
        compile_template(source, HEADER)
    assert "upper" in caught.value.next or "odd" in caught.value.next


def test_a_whole_book_is_no_message_text() -> None:
    with pytest.raises(TemplateTooLong):
        compile_template("a" * 70_000, HEADER)


@pytest.mark.parametrize("source", ["a\nb\x00", "a\n\ud800", "a\n{{ '\\ud800' }}"])
def test_what_no_message_can_hold_is_refused_with_its_line(source: str) -> None:
    with pytest.raises(TemplateUnreadable, match="line 2"):
        compile_template(source, HEADER)


# ── what a row becomes ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("source", "cell", "becomes"),
    [
        pytest.param("<{{ a }}>", "", "missing", id="empty"),
        pytest.param("<{{ a }}>", "  ", "missing", id="spaces"),
        pytest.param("<{{ a }}>", "\u200b\u00a0\ufe0f", "missing", id="invisible"),
        pytest.param("<{a}>", "", "missing", id="single-brace"),
        pytest.param("<{{ a|upper }}>", "", "missing", id="filtered"),
        pytest.param("{% if b %}<{{ a }}>{% endif %}", "", "missing", id="inside-if"),
        pytest.param("<{{ b if not a else a }}>", "", "<2>", id="the-other-branch"),
        pytest.param("<{{ a if b else 'x' }}>", "", "missing", id="the-chosen-branch"),
        pytest.param("{% if a|int > 5 %}x{% endif %}", "", "missing", id="compared-as-a-number"),
        pytest.param("<{{ a|default('x', true) }}>", "", "<x>", id="default-true"),
        pytest.param("<{{ a|default('x') }}>", " ", "<x>", id="default"),
        pytest.param("<{{ a|default('', true) }}>", "", "<>", id="default-empty-is-meant"),
        pytest.param("<{{ a|default(b) }}>", "", "<2>", id="default-another-column"),
        pytest.param("<{{ a|d('x')|upper }}>", "", "<X>", id="filter-behind-default"),
        pytest.param("<{{ a or 'x' }}>", "", "<x>", id="or"),
        pytest.param("<{{ a or b }}>", "", "<2>", id="or-another-column"),
        pytest.param("<{{ b or a }}>", "", "<2>", id="or-not-reached"),
        pytest.param("<{{ a and b }}>", "", "<>", id="and"),
        pytest.param("<{{ b if a }}>", "", "<>", id="if-without-else"),
        pytest.param("<{{ b|default(a) }}>", "", "<2>", id="default-not-reached"),
        pytest.param("<{{ a|default(a) }}>", "", "missing", id="default-as-empty"),
        pytest.param("{% if a is odd %}x{% endif %}", "", "missing", id="tested-as-a-number"),
        pytest.param("<{{ a|length }}>", "", "<0>", id="counted"),
        pytest.param("{% if a %}x{% else %}y{% endif %}", " ", "y", id="if-over-spaces"),
        pytest.param("{% if a is in ['', 'x'] %}y{% endif %}", "", "y", id="asked"),
        pytest.param("<{{ b }}>", "", "<2>", id="not-used"),
    ],
)
def test_an_empty_cell_is_a_problem_where_it_would_leave_a_hole(
    source: str, cell: str, becomes: str
) -> None:
    missing = Problem(code=ProblemCode.VALUE_MISSING, column="a")
    found = fill_row(compile_template(source, ("a", "b")), (cell, "2"))
    assert found == (missing if becomes == "missing" else becomes)


def test_the_emptier_of_two_columns_is_named() -> None:
    found = fill_row(compile_template("{{ a }} {{ b }}", ("a", "b")), ("x", ""))
    assert found == Problem(code=ProblemCode.VALUE_MISSING, column="b")


@pytest.mark.parametrize(
    ("source", "column"),
    [
        ("{{ a|int }}", "a"),  # 0 would be a lie
        ("{{ a|float }}", "a"),
        ("{% if a|int > 5 %}x{% endif %}", "a"),
        ("{{ a|round }}", "a"),
        ("{{ a|upper(1) }}", "a"),
        ("{% if b|int > a|int %}x{% endif %}", "a"),
        ("{% if a > 5 %}x{% endif %}", "a"),
        ("{% if a is odd %}x{% endif %}", "a"),
        ("{% if b is divisibleby(a) %}x{% endif %}", "a"),
        ("{{ (a if b else b)|dinheiro }}", "a"),
        ("{{ (('a', 'b') or a)|upper }}", None),
        ("{{ none }}", None),
        ("{{ b }}{{ 'x'|int }}", None),
    ],
)
def test_a_value_that_does_not_fit_names_its_column(source: str, column: str | None) -> None:
    detail = "abc" * 20 if column else ""
    found = fill_row(compile_template(source, ("a", "b")), ("abc" * 20, "2"))
    assert found == Problem(code=ProblemCode.VALUE_UNUSABLE, column=column, detail=detail)


@pytest.mark.parametrize("source", ["{# só isso #}", "{% if a %}x{% endif %}", "\u2060{{ '' }}"])
def test_a_message_without_anything_to_see_is_empty(source: str) -> None:
    found = fill_row(compile_template("\u200b{% if a %}x{% endif %}" + source, ("a",)), ("",))
    assert found == Problem(code=ProblemCode.MESSAGE_EMPTY)


def test_length_is_judged_after_filling_and_told() -> None:
    template = compile_template(" {{ a }} ", ("a",))
    assert fill_row(template, ("x" * 4096,)) == "x" * 4096
    assert fill_row(template, ("x" * 4097,)) == Problem(
        code=ProblemCode.MESSAGE_TOO_LONG, detail="4097"
    )


def test_an_enormous_cell_is_told_apart_from_a_long_message() -> None:
    template = compile_template("{{ a|upper }}", ("a",))
    found = fill_row(template, ("x" * 10_000_000,))
    assert found == Problem(code=ProblemCode.MESSAGE_TOO_LONG, column="a", detail="10000000")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        pytest.param("a\r\nb\rc", "a\nb\nc", id="line-breaks-of-windows"),
        pytest.param("\ufeff\n  a  \n\n", "a", id="ends-stripped"),
        pytest.param("*a*\n\n_b_ ~c~", "*a*\n\n_b_ ~c~", id="marks-kept"),
        pytest.param("a\n{% if no %}\nb\n{% endif %}\nc", "a\nb\nc", id="lines-of-tags-vanish"),
        pytest.param("a\n  {# nota #}  \nc", "a\nc", id="lines-of-comments-vanish"),
        pytest.param("{% raw %}\n{% x %}\n{% endraw %}.", "{% x %}\n.", id="lines-of-text-in-raw"),
        pytest.param("a{% if no %} b{% endif %}\nc", "a b\nc", id="tags-in-a-line-keep-its-end"),
        pytest.param("R$ 10 & <b> \"x\" 'y'", "R$ 10 & <b> \"x\" 'y'", id="nothing-escaped"),
        pytest.param(
            "{% if no == '1' %}um{% elif no in ['41', '42'] %}dois{% else %}três{% endif %}",
            "dois",
            id="elif",
        ),
        pytest.param("{{ 'a' if no|int > -1 and not apelido else 'b' }}", "a", id="conditions"),
        pytest.param("{% if 1 < no|int <= 42 %}a{% endif %}", "a", id="compared-twice"),
        pytest.param(
            "{% if no|int is even and no is divisibleby(7) %}a{% endif %}", "a", id="tests"
        ),
        pytest.param(
            "{% if no not in ('1', '2') and no is not in ['1'] %}a{% endif %}", "a", id="not-in"
        ),
        pytest.param("{% if 'LEITE' in itens|upper %}a{% endif %}", "a", id="a-part-of-a-cell"),
        pytest.param("{{ nome_completo|truncate(9) }}", "MARIA…", id="truncate"),
        pytest.param("{{ 'x y'|urlencode }}", "x%20y", id="urlencode"),
        pytest.param("{{ '{{' }} {{ '%' }}", "{{ %", id="signs-as-constants"),
        pytest.param("{{ 'x'|int(7) }} {{ '9'|int }} {{ 2.5|round }}", "7 9 2", id="numbers"),
    ],
)
def test_jinja_and_whatsapp_habits(source: str, message: str) -> None:
    assert filled(source) == message


@pytest.mark.parametrize(
    ("stored", "whole", "first"),
    [
        ("MARIA DAS GRAÇAS", "Maria das Graças", "Maria"),
        ("joão d'ávila e silva", "João D'Ávila e Silva", "João"),
        ("  ANA-CLARA   DOS SANTOS ", "Ana-Clara dos Santos", "Ana-Clara"),
        ("Ronald McDonald", "Ronald McDonald", "Ronald"),  # already in its own capitals
        ("Maria DA SILVA", "Maria da Silva", "Maria"),
        ("DA SILVA", "Da Silva", "Da Silva"),  # nobody is called Da
        ("PEDRO ALVES II", "Pedro Alves II", "Pedro"),
        ("DR. JOÃO SOUZA", "Dr. João Souza", "João"),  # nobody is greeted "Olá, Dr."
        ("Sra ANA", "Sra Ana", "Ana"),
        ("DONA", "Dona", "Dona"),  # alone it is all there is
        ("SILVA, ANA", "Silva, Ana", "Ana"),
        ("(ana)", "(Ana)", "Ana"),
        ("JOA\u0303O", "João", "João"),  # accents as a Mac stores them
        ("J. R. SANTOS", "J. R. Santos", "J. R. Santos"),
    ],
)
def test_names_as_one_writes_them(stored: str, whole: str, first: str) -> None:
    for filters, expected in (
        (("nome_proprio", "name_case"), whole),
        (("primeiro_nome", "first_name"), first),
    ):
        for name in filters:
            assert filled(f"{{{{ a|{name} }}}}", ("a",), (stored,)) == expected


def test_line_breaks_in_a_cell_become_those_of_a_message() -> None:
    assert filled("<{{ a }}>", ("a",), ("x\r\ny",)) == "<x\ny>"


def test_a_media_pattern_is_a_template_too() -> None:
    template = compile_template("boletos/{{ matricula }}.pdf", ("Matrícula", "nome"))
    assert fill_row(template, ("123", "Ana")) == "boletos/123.pdf"
    assert fill_row(template, ("", "Ana")) == Problem(
        code=ProblemCode.VALUE_MISSING, column="Matrícula"
    )
    assert filled(r"boletos\{matricula}.pdf", ("Matrícula",), ("1",)) == r"boletos\1.pdf"


@pytest.mark.parametrize(
    ("text", "acted_on"),
    [("Olá {{name}}", True), ("Olá {{", True), ("Olá {name}", False), ("{ {", False)],
)
def test_what_the_server_would_replace_is_found(text: str, acted_on: bool) -> None:
    assert has_server_placeholder(text) is acted_on


# ── any text, any cell ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "cell",
    ["{{ b }}", "{b}", "{% if b %}x{% endif %}", "{# x #}", "{{ ''.__class__ }}", "%s {0}", "<&>"],
)
def test_a_cell_that_looks_like_a_template_is_sent_as_it_stands(cell: str) -> None:
    for source in ("<{{ a }}>", "<{a}>", "<{{ a|trim }}>", "{% if a %}<{{ a or b }}>{% endif %}"):
        assert filled(source, ("a", "b"), (cell, "2")) == f"<{cell}>"


HANGUL_FILLERS = "\u115f\u1160\u3164\uffa0"  # letters to Unicode, and nothing to the eye


@given(st.text(st.characters(exclude_characters=HANGUL_FILLERS), min_size=1))
def test_any_cell_is_sent_verbatim_but_for_what_nobody_sees_at_its_ends(cell: str) -> None:
    found = fill_row(compile_template("<{{ a }}>", ("a",)), (cell,))
    if isinstance(found, Problem):
        assert found == Problem(code=ProblemCode.VALUE_MISSING, column="a")
        assert not any(c.isalnum() for c in cell)
        return
    begin, kept, end = cell.replace("\r\n", "\n").partition(found[1:-1])
    assert found == f"<{kept}>"
    assert not any(unicodedata.category(c)[0] in "LMNPS" and c != "\u2800" for c in begin + end)


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param("Ana ", id="a blank"),
        pytest.param("Ana" + " " * 21, id="CHAR(24) of an ERP"),
        pytest.param("\xa0Ana\xa0", id="no-break blanks of a web page"),
        pytest.param("Ana\u200b", id="zero width"),
        pytest.param("\ufeffAna", id="a mark of the byte order, from two files made one"),
        pytest.param("\u200eAna\u200f", id="direction marks"),
        pytest.param("\u202aAna\u202c", id="as contacts of a Mac and iOS are copied"),
        pytest.param("\tAna\t", id="tabs"),
        pytest.param("Ana\r\n", id="a line break in a cell of Excel"),
        pytest.param("\u2003Ana\u202f\u3000", id="wide and narrow blanks"),
        pytest.param("\u2060Ana\u00ad", id="joiner, soft hyphen"),
    ],
)
def test_what_goes_into_a_text_is_trimmed(cell: str) -> None:
    for source in (
        "Olá, {{ a }}!",
        "Olá, {a}!",
        "Olá, {{ a|string }}!",
        "Olá, {{ a|default('x') }}!",
        "Olá, {{ a|replace('z', '') }}!",
        "{% if a == 'Ana' %}Olá, {{ a or 'x' }}!{% endif %}",
        "{% if a in ['Ana'] and a|length == 3 %}Olá, Ana!{% endif %}",
    ):
        assert filled(source, ("a",), (cell,)) == "Olá, Ana!"


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param("❤\ufe0f", id="an emoji's variation"),
        pytest.param("\U0001f3f4\U000e0067\U000e0062\U000e007f", id="the tags of a flag"),
        pytest.param("x\u202b\u05d0\u202c", id="both of a pair, or none"),
    ],
)
def test_what_shapes_the_sign_before_it_stays(cell: str) -> None:
    assert filled("<{{ a }}>", ("a",), (cell,)) == f"<{cell}>"


def attempt(source: str, header: Sequence[str]) -> Template | None:
    """Compile a text that may be no good; anything but a TemplateError is a bug of ours."""
    try:
        return compile_template(source, header)
    except TemplateError as err:
        return None if str(err) else pytest.fail("an error without a sentence")


FRAGMENTS = st.sampled_from(
    [
        *(
            "{{",
            "}}",
            "{%",
            "%}",
            "{#",
            "#}",
            "{",
            "}",
            "-",
            "|",
            "(",
            ")",
            "[",
            "]",
            ".",
            ",",
            "\n",
        ),
        *(
            "a",
            "b",
            "2ª via",
            "loop",
            "x",
            "1",
            "'",
            '"',
            "'t'",
            "~",
            "+",
            "*",
            "**",
            "%",
            "=",
            "==",
        ),
        *(
            "if",
            "else",
            "endif",
            "for",
            "in",
            "endfor",
            "set",
            "endset",
            "not",
            "is",
            "raw",
            "endraw",
        ),
        *("with", "endwith", "filter", "endfilter", "block", "macro", "import", "include", "range"),
        *("upper", "default", "int", "map", "split", "__class__", "format", " ", " ", ":", "\\"),
        *("{{ a }}", "{b}", "{% if a %}", "{% endif %}", "{% for x in a %}", "{% set x = a %}"),
    ]
)


@given(
    st.lists(FRAGMENTS | st.text(max_size=3), max_size=25).map("".join),
    st.lists(st.text(max_size=8), min_size=3, max_size=3),
)
def test_any_text_compiles_or_is_refused_and_any_row_fills_or_is_a_problem(
    source: str, cells: list[str]
) -> None:
    template = attempt(source, ("a", "B", "2ª via"))
    if template is not None:
        assert isinstance(fill_row(template, cells), str | Problem)
        assert isinstance(fill_row(template, cells[:1]), str | Problem)


OPERATORS = st.sampled_from(["+", "-", "*", "~", "==", "<", ">=", "in", "not in", "and", "or"])
APPLIED = st.sampled_from(
    [
        *("|upper", "|int", "|int(0)", "|default('x')", "|replace('a', 'b')", "|truncate(3)"),
        *("|round", "|data", "|length", "|nome_proprio", "|dinheiro", "|plural('a', 'b')"),
        *(" is odd", " is divisibleby(2)", "[0]"),
    ]
)
EXPRESSIONS = st.recursive(
    st.sampled_from(["a", "b", "2avia", "'t'", "3", "-1.5", "none", "['a', 1]", "{'k': a}"]),
    lambda inner: (
        st.tuples(inner, OPERATORS, inner).map(lambda parts: f"({' '.join(parts)})")
        | st.tuples(inner, APPLIED).map("".join)
        | inner.map("(not {})".format)
        | st.tuples(inner, inner, inner).map(lambda p: f"({p[0]} if {p[1]} else {p[2]})")
    ),
    max_leaves=8,
)


@given(EXPRESSIONS, st.lists(st.text(max_size=8), min_size=3, max_size=3))
def test_any_expression_gives_a_text_or_a_problem(expression: str, cells: list[str]) -> None:
    for source in ("<{{ %s }}>", "{%% if %s %%}x{%% endif %%}"):
        template = attempt(source % expression, ("a", "B", "2ª via"))
        if template is not None:
            found = fill_row(template, cells)
            assert isinstance(found, str | Problem)
            assert template.problems(cells)[:1] == ([found] if isinstance(found, Problem) else [])


@pytest.mark.parametrize(
    ("source", "filled_so"),
    [
        pytest.param("{{ a or b }}", ["x", "1", "2"], id="a choice of cells"),
        pytest.param("{% if a %}{{ a }}{% else %}{{ b }}{% endif %}", ["x", "1", "2"], id="an if"),
        pytest.param("{{ a|default(b) }}", ["x", "1", "2"], id="a filter's argument"),
        pytest.param("{{ 'p' if b == '1' else 'q' }}", ["p", "p", "q"], id="a comparison"),
    ],
)
def test_rows_that_are_alike_in_one_cell_alone_are_filled_each_for_itself(
    source: str, filled_so: list[str]
) -> None:
    template = compile_template(source, ("a", "b"))
    assert template.fill([("x", "1"), ("", "1"), ("", "2")]) == filled_so


def test_all_placeholders_without_column_are_told_together() -> None:
    source = (
        "Oi {apelid}, {{ Valor total }}\n"
        "{{ cliente.fone }} {apelid} {{ x|upper }}\n"
        "{% if data == '1' %}{Nº}{{ outro.nome }}{% endif %}{{ Apelido|shout }}"
    )
    with pytest.raises(PlaceholderUnknown) as caught:
        compile_template(source, HEADER, origin="texto.txt")
    assert caught.value.code == "placeholder_unknown"
    places = caught.value.message.split("\n")[1:-1]
    assert [place[:19] for place in places] == sorted(place[:19] for place in places)
    assert sorted(places) == [
        "  texto.txt, line 1: “Valor total” (did you mean “Valor (R$)”?)",
        "  texto.txt, line 1: “apelid” (did you mean “Apelido”?)",
        "  texto.txt, line 2: “cliente.fone”",
        "  texto.txt, line 2: “x”",
        "  texto.txt, line 3: “data”",
        "  texto.txt, line 3: “outro.nome”",
    ]
