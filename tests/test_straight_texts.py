"""Texts of words and cells alone take the short way: it says what Jinja says, and leaves it the rest."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_sender.templates import Template, Voice, compile_template

HEADER = ("nome", "valor", "data")
VOICE = Voice(greeting="Boa tarde")
PLACES = (
    "{{ nome }}",
    "{valor}",
    "{{valor}}",
    "{{ data }}",
    "{{ saudacao }}",
    "{{ SAUDACAO|upper }}",
)
PIECES = st.sampled_from((*PLACES, "Olá, ", "\n", "\r\n", " ", "!", "\u200b"))
CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ("", " ", "\u3164", "Ana", "1234.5", "-0,5", "2026-12-01", "2026-12-01 00:00:00")
    ),
    st.sampled_from(("2026-02-30", "14:30:00", "01/12/2026 14:30", "a\r\nb", "x" * 70_000)),
)


def jinjas(template: Template) -> Template:
    """The same text, filled by Jinja alone."""
    return replace(template, _straight=None)


@given(
    pieces=st.lists(PIECES, min_size=1, max_size=8),
    cells=st.lists(CELLS, max_size=3),
    most=st.sampled_from((10, 4096, 200_000)),
)
def test_both_ways_say_the_same(pieces: list[str], cells: list[str], most: int) -> None:
    source = "." + "".join(pieces)
    template = compile_template(source, HEADER, voice=VOICE, max_chars=most)
    assert template._straight is not None
    assert template.fill(cells) == jinjas(template).fill(cells)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("{{ nome|upper }}", id="a filter"),
        pytest.param("{% if nome %}{{ nome }}{% endif %}", id="a tag"),
        pytest.param("{{ nome or 'cliente' }}", id="a choice"),
        pytest.param("{{ nome ~ '!' }}", id="a calculation"),
        pytest.param("{% set x = nome %}{{ x }}", id="a name of its own"),
        pytest.param("{{ nome }}" * 201, id="too many pieces to leave uncounted"),
    ],
)
def test_all_else_is_left_to_jinja(source: str) -> None:
    assert compile_template(source, HEADER)._straight is None


@pytest.mark.parametrize("cell", ["", "\u200b", "x" * 65_537])
def test_a_cell_that_asks_a_question_is_left_to_jinja(cell: str) -> None:
    straight = compile_template("Oi, {nome}!", HEADER)._straight
    assert straight is not None
    assert straight.fill((cell,)) is None
    assert straight.fill(("Ana",)) == "Oi, Ana!"
