"""Texts that would run for hours or fill the memory: refused, or a row's problem, at once."""

import tracemalloc

import pytest

from batch_sender.errors import TemplateError, TemplateTooHeavy
from batch_sender.models import Problem, ProblemCode
from batch_sender.templates import compile_template

pytestmark = pytest.mark.timeout(60)  # any of these, unbounded, takes minutes or all the memory

HEADER = ("a", "b")
MEGABYTES = 30


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("{{ 'a' * 10**9 }}", id="repeated-text"),
        pytest.param("{{ 10**9 * 'a' }}", id="repeated-text-from-the-left"),
        pytest.param("{{ 10**9**9 }}", id="power"),
        pytest.param("{{ 2**100 * 2**100 * 2**100 }}", id="products-of-powers"),
        pytest.param("{{ '%0999999999d'|format(1) }}", id="wide-field"),
        pytest.param("{{ '%.999999999f'|format(1) }}", id="precise-field"),
        pytest.param("{{ '%*d'|format(999999999, 1) }}", id="field-as-wide-as-asked"),
        pytest.param("{% for x in range(10**9) %}.{% endfor %}", id="long-range"),
        pytest.param("{{ range(10**9)|list }}", id="range-as-list"),
        pytest.param("{{ 10**9 in range(10**10) }}", id="range-searched"),
        pytest.param("{{ range(9000)|join(a * 90000) }}", id="long-separator"),
        pytest.param("{{ (a * 90000)|replace('1', 'b' * 90000) }}", id="replaced-by-much"),
        pytest.param("{{ (a * 90000).replace('', 'b' * 90000) }}", id="replaced-by-much-as-method"),
        pytest.param("{{ 1.5|round(10**9) }}", id="rounded-too-far"),
        pytest.param(
            "{% for x in range(9999) %}" * 4 + "." + "{% endfor %}" * 4, id="loops-in-loops"
        ),
        pytest.param("{% for x in range(9999) %}" + "a" * 9999 + "{% endfor %}", id="long-body"),
        pytest.param(
            "{% set x %}{% for x in range(9999) %}" + "a" * 50000 + "{% endfor %}{% endset %}.",
            id="long-body-set-aside",
        ),
        pytest.param(
            "{% set s = a %}" + "{% set s = s ~ s %}" * 60 + "{{ s }}", id="doubling-by-tilde"
        ),
        pytest.param(
            "{% set s = a %}" + "{% set s = s + s %}" * 60 + "{{ s }}", id="doubling-by-plus"
        ),
        pytest.param(
            "{% set s = [a] %}" + "{% set s = [s, s] %}" * 60 + "{{ s }}", id="doubling-lists"
        ),
        pytest.param(
            "{% set s = [a] %}" + "{% set s = (s, s) %}" * 60 + "{{ s == s }}", id="doubling-tuples"
        ),
        pytest.param(
            "{% set s = a %}" + "{% set s = {'x': s, 'y': s} %}" * 60 + ".", id="doubling-mappings"
        ),
        pytest.param(
            "{% set s = a * 90000 %}{% for x in range(9999) %}{% if s ~ 1 == s ~ 1 %}{% endif %}"
            "{% endfor %}.",
            id="long-comparisons",
        ),
        pytest.param(
            "{% set s = a * 90000 %}{% for x in range(9999) %}{% if s.strip(s) %}{% endif %}"
            "{% endfor %}.",
            id="letter-by-letter",
        ),
        pytest.param("{{ ('a' * 90000)|map('list')|map('list')|list|sum }}", id="lists-of-lists"),
        pytest.param("{{ 'aaaaaaaaaa' * 10000 }}{{ 'aaaaaaaaaa' * 10000 }}", id="two-long-ones"),
    ],
)
def test_a_text_that_is_too_heavy_for_any_row_is_refused(source: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(TemplateTooHeavy):
            compile_template(source, HEADER)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < MEGABYTES * 2**20


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
        pytest.param("{{ " + "9" * 6000 + " + 1 }}", id="a-number-of-6000-digits"),
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


@pytest.mark.parametrize(
    ("source", "cells"),
    [
        pytest.param("{{ ['a'] * 10**9 }}", ("x", "y"), id="repeated-list"),
        pytest.param("{{ 10.0 ** (10**9) }}", ("x", "y"), id="float-power"),
        pytest.param("{{ '%s' % a }}", ("x", "y"), id="pattern-by-operator"),
        pytest.param(
            "{{ ('%(x)s' * 9000)|format(x=a * 90000) }}", ("x", "y"), id="a-field-used-often"
        ),
        pytest.param(
            "{% for x in range(9999) %}{% if a %}{% endif %}{% endfor %}.",
            (" " * 65_000, "y"),
            id="a-long-blank-cell-looked-at-often",
        ),
        pytest.param("{{ a['__class__'] }}", ("x", "y"), id="subscript"),
        pytest.param("{{ a[10**9] }}", ("x", "y"), id="far-element"),
    ],
)
def test_what_is_no_operation_on_texts_is_every_rows_problem(
    source: str, cells: tuple[str, str]
) -> None:
    found = compile_template(source, HEADER).fill(cells)
    assert isinstance(found, Problem)
    assert found.code is ProblemCode.VALUE_UNUSABLE


@pytest.mark.parametrize("source", ["{a" * 30_000, "{{ " + "(" * 3000 + "a" + ")" * 3000 + " }}"])
def test_odd_but_harmless_texts_are_read_in_bounded_time(source: str) -> None:
    try:
        assert compile_template(source, HEADER).columns in ((), (0,))
    except TemplateTooHeavy:
        assert "(" in source  # how deep Python itself goes differs by version


def test_what_only_a_rows_cells_make_heavy_is_that_rows_problem() -> None:
    template = compile_template("{% for x in range(a|int) %}{{ b * 9 }}{% endfor %}.", HEADER)
    assert template.fill(("2", "x")) == "x" * 18 + "."
    for cells in (("9999999999", "x"), ("9999", "x" * 5000), ("9" * 5000, "x")):
        found = template.fill(cells)
        assert isinstance(found, Problem)
        assert found.code in (ProblemCode.VALUE_UNUSABLE, ProblemCode.MESSAGE_TOO_LONG)
    assert template.fill(("2", "x")) == "x" * 18 + "."  # one row's count is not the next one's


def test_ordinary_lists_stay_far_from_the_bounds() -> None:
    source = "{% for x in a.split(';') %}\n- {{ x|trim|nome_proprio }}: {{ b }}\n{% endfor %}"
    names = ";".join(["MARIA DAS GRAÇAS"] * 150)
    assert isinstance(compile_template(source, HEADER).fill((names, "10:00")), str)
