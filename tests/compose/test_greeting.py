"""A text that greets: where a greeting may stand, and that nothing of a list can forge one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_sender.compose.errors import GreetingMisplaced, PlaceholderUnknown
from batch_sender.compose.templates import Template, Voice, compile_template
from batch_sender.models import Problem, ProblemCode
from batch_sender.models.spans import GreetingSpan
from batch_sender.timing.greeting import renewed
from tests.support import fill_row


def greeting_text(
    source: str, header: tuple[str, ...] = ("nome",), *, at: str = "Bom dia"
) -> Template:
    return compile_template(source, header, voice=Voice(greeting=at))


@pytest.mark.parametrize(
    ("source", "filled"),
    [
        ("{{ saudacao }}, {{ nome }}!", "Bom dia, Ana!"),
        ("{Saudação}, {nome}!", "Bom dia, Ana!"),
        ("{{ greeting }}, {{ nome }}!", "Bom dia, Ana!"),
        ("Oi, {{ saudacao|lower }}!", "Oi, bom dia!"),
        ("Oi, {saudação|minúsculas}!", "Oi, bom dia!"),
        ("{{ saudacao|maiusculas }}!", "BOM DIA!"),
        ("{% if nome %}{{ saudacao }}{% endif %}.", "Bom dia."),
    ],
)
def test_a_text_greets(source: str, filled: str) -> None:
    template = greeting_text(source)
    assert fill_row(template, ("Ana",)) == filled
    for start, end, letters in template.spans(("Ana",)):
        words = {"lower": "bom dia", "upper": "BOM DIA"}.get(letters, "Bom dia")
        assert filled[start:end] == words


def test_every_greeting_of_a_text_has_its_spot() -> None:
    template = greeting_text("\n\n {{ nome }}\r\n{{ saudacao }}! {{ saudacao|upper }}\n")
    assert fill_row(template, ("A\r\nB",)) == "A\nB\nBom dia! BOM DIA"
    assert template.spans(("A\r\nB",)) == (
        GreetingSpan(4, 11, "as_is"),
        GreetingSpan(13, 20, "upper"),
    )


@given(st.lists(st.sampled_from(("{{ a }}", "{{ saudacao }}", "\r", "\n", " ", "{{ b }}", "x"))))
def test_spots_bear_line_breaks_of_any_kind(pieces: list[str]) -> None:
    template = greeting_text("x" + "".join(pieces), ("a", "b"))
    for cells in (("a\r", "\nb"), ("a\r\r", "\r\nb"), ("\nb\r", "\u2028a")):
        message = fill_row(template, cells)
        if isinstance(message, str):
            spans = template.spans(cells)
            assert renewed(message, spans, "Bom dia") == (message, spans)


def test_a_column_of_that_name_comes_first() -> None:
    template = greeting_text("{{ saudacao }}!", ("Saudação",))
    assert fill_row(template, ("Prezada Ana",)) == "Prezada Ana!"
    assert not template.greets


def test_a_pattern_of_file_names_does_not_greet() -> None:
    with pytest.raises(PlaceholderUnknown):
        compile_template("boletos/{{ saudacao }}.pdf", ("nome",))


@pytest.mark.parametrize(
    "source",
    [
        "{% if saudacao == 'Bom dia' %}x{% endif %}",
        "{{ 'x' if saudacao else 'y' }}",
        "{{ saudacao[:3] }}",
        "{{ saudacao ~ nome }}",
        "{{ saudacao|replace('B', 'b') }}",
        "{{ saudacao|lower|upper }}",
        "{{ nome|default(saudacao) }}",
        "{{ nome or saudacao }}",
        "{% if nome == saudacao %}x{% endif %}",
        "{{ saudacao.upper() }}",
    ],
)
def test_nothing_hangs_on_a_greeting_that_is_not_known_yet(source: str) -> None:
    with pytest.raises(GreetingMisplaced) as caught:
        compile_template("\n" + source, ("nome",), origin="t.txt", voice=Voice(greeting="Bom dia"))
    assert caught.value.message.startswith("t.txt, line 2")


def test_the_length_counts_the_longest_greeting() -> None:
    template = greeting_text("{{ saudacao }}!{{ nome }}")
    assert isinstance(fill_row(template, ("x" * 4086,)), str), "4,096 with the longest greeting"
    found = fill_row(template, ("x" * 4087,))
    assert found == Problem(code=ProblemCode.MESSAGE_TOO_LONG, detail="4097")


@given(st.text(min_size=1, alphabet=st.characters(exclude_categories=("Cs", "Cc", "Zs", "Cf"))))
def test_no_cell_can_forge_a_greeting(cell: str) -> None:
    template = greeting_text("{{ nome }}|{{ saudacao }}|{{ nome }}")
    filled = fill_row(template, (cell,))
    if isinstance(filled, Problem):
        return
    text, _spans = renewed(filled, template.spans((cell,)), "Boa noite")
    assert text.count("|") >= 2
    assert text == filled.replace("|Bom dia|", "|Boa noite|", 1)
