"""Texts and cells that would take long or fill the memory: refused, or a row's problem, at once."""

import tracemalloc

import pytest

from batch_sender.compose.errors import TemplateError, TemplateTooHeavy
from batch_sender.compose.templates import compile_template
from batch_sender.models import Problem, ProblemCode
from tests.support import fill_row

pytestmark = pytest.mark.timeout(60)  # any of these, unbounded, takes minutes or all the memory

HEADER = ("a", "b")
MEGABYTES = 30


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("{{ " + "not " * 9000 + "a }}", id="nots"),
        pytest.param("{{ a" + "|upper" * 9000 + " }}", id="filters"),
        pytest.param("{{ a" + " + a" * 9000 + " }}", id="sums"),
        pytest.param("{{ a" + "[0]" * 9000 + " }}", id="elements"),
        pytest.param("{{ " + "[" * 9000 + "]" * 9000 + " }}", id="lists"),
        pytest.param("{% if a %}" * 3000 + "{% endif %}" * 3000, id="ifs"),
        pytest.param("{% for x in a %}" * 25 + "{% endfor %}" * 25, id="loops"),
        pytest.param("{{ " + "9" * 6000 + " }}", id="a-number-of-6000-digits"),
        pytest.param("{" * 60_000, id="braces"),
        pytest.param("{{" * 30_000 + "}}" * 2_000, id="double-braces"),
        pytest.param("{{ a-x }}" * 7_000, id="names-that-need-a-look"),
        pytest.param("{% " * 20_000, id="tags"),
        pytest.param("{{ '" + "a" * 60_000, id="quote"),
        pytest.param("{{ '" + "\\" * 60_000 + "}}", id="backslashes"),
        pytest.param("{{ '" + "\\'" * 30_000 + "}}", id="quotes-that-close-nothing"),
        pytest.param("{%" + " " * 60_000, id="spaces"),
    ],
)
def test_a_text_of_endless_depth_is_refused_in_bounded_time(source: str) -> None:
    with pytest.raises(TemplateError):
        compile_template(source, HEADER)


@pytest.mark.parametrize("source", ["{a" * 30_000, "{{ " + "(" * 3000 + "a" + ")" * 3000 + " }}"])
def test_odd_but_harmless_texts_are_read_in_bounded_time(source: str) -> None:
    try:
        assert compile_template(source, HEADER).columns in ((), (0,))
    except TemplateTooHeavy:
        assert "(" in source  # how deep Python itself goes differs by version


@pytest.mark.parametrize(
    ("before", "again", "behind"),
    [("{{ a", "|upper", " }}"), ("{% if ", "not ", "a %}x{% endif %}y")],
)
def test_what_compiles_is_filled_from_any_depth_of_calls(
    before: str, again: str, behind: str
) -> None:
    template = compile_template(before + again * 190 + behind, HEADER)

    def called(from_further: int) -> str | Problem:
        return called(from_further - 1) if from_further else fill_row(template, ("x", ""))

    assert isinstance(called(400), str)
    with pytest.raises(TemplateTooHeavy):
        compile_template(before + again * 210 + behind, HEADER)


@pytest.mark.parametrize("work", ["{{ a|upper }}", "{% if a == b %}{% endif %}", "{{ a is odd }}"])
def test_a_text_of_more_than_a_thousand_operations_is_refused(work: str) -> None:
    assert compile_template(work * 400, HEADER).columns
    with pytest.raises(TemplateTooHeavy):
        compile_template(work * 1001, HEADER)


@pytest.mark.parametrize(
    ("source", "cells"),
    [
        pytest.param(
            "{{ a|replace('1', b) }}", ("1" * 60_000, "b" * 60_000), id="replaced-by-much"
        ),
        pytest.param("{{ a|replace('', b) }}", ("1" * 60_000, "b" * 60_000), id="put-between-all"),
        pytest.param("{{ a" + "|replace('x', 'xx')" * 60 + " }}", ("x", ""), id="doubled-often"),
        pytest.param("{{ a|trim(b) }}", ("1" * 60_000, "0" * 60_000), id="letter-by-letter"),
        pytest.param("{{ a|float|round(999999999) }}", ("1.5", ""), id="rounded-too-far"),
        pytest.param("{{ a|numero(999999999) }}", ("1.5", ""), id="decimals-without-end"),
        pytest.param(
            "{% if a is odd %}x{% endif %}", ("%0999999999d", ""), id="a-pattern-as-number"
        ),
        pytest.param("{{ a|urlencode }}", ("ã" * 60_000, ""), id="written-longer"),
    ],
)
def test_what_would_outgrow_a_message_is_the_rows_problem(
    source: str, cells: tuple[str, str]
) -> None:
    template = compile_template(source, HEADER)
    tracemalloc.start()
    try:
        found = fill_row(template, cells)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert isinstance(found, Problem)
    assert found.code is ProblemCode.VALUE_UNUSABLE
    assert peak < MEGABYTES * 2**20


def test_long_cells_put_side_by_side_stop_at_the_bound() -> None:
    template = compile_template("{{ a|upper }}" * 450, HEADER)
    tracemalloc.start()
    try:
        found = fill_row(template, ("x" * 60_000, ""))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found == Problem(code=ProblemCode.MESSAGE_TOO_LONG, detail=">100000")
    assert peak < MEGABYTES * 2**20


def test_one_rows_endless_cell_does_not_touch_the_next_row() -> None:
    template = compile_template("{{ a|replace('x', b) }}.", HEADER)
    assert fill_row(template, ("x", "y")) == "y."
    assert isinstance(fill_row(template, ("x" * 5000, "y" * 5000)), Problem)
    assert fill_row(template, ("x", "y")) == "y."
