"""Message texts and cells of any kind: refused with a sentence, a row's problem, or a plain message."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from batch_sender.compose.errors import TemplateError
from batch_sender.compose.templates import Voice, compile_template
from batch_sender.compose.templates.filters import FILTERS
from batch_sender.compose.templates.locale_format import LocaleFormat
from batch_sender.models import Problem
from batch_sender.timing.greeting import renewed
from tests.support import fill_row

HEADER = ("nome", "Valor (R$)", "2ª via", "data", "itens")
VOICE = Voice(greeting="Bom dia")

NAMES = ("nome", "valorr", "2avia", "data", "itens", "saudacao", "loop", "x", "self", "range")
REACHING = (
    "__class__", "__mro__", "__subclasses__", "__globals__", "__init__", "__builtins__", "__dict__",
    "mro", "gi_frame", "f_back", "func_globals", "format_map", "encode", "_module", "environment",
)  # fmt: skip
METHODS = ("upper", "split", "replace", "format", "join", "get", "items", "cycle", "zfill")
ATOMS = st.one_of(
    st.sampled_from(
        (*NAMES, "''", "'a'", "'%c'", "'%s'", "'{0.__class__}'", "0", "1.5", "10**9", "[]")
    ),
    st.sampled_from(
        ("cycler", "joiner", "namespace", "lipsum", "dict", "config", "request", "None")
    ),
    st.text(max_size=8),
)
FILTER_NAMES = st.sampled_from(
    (*FILTERS, *LocaleFormat("en").filters, "map", "attr", "pprint", "tojson", "select", "xmlattr")
)


def calls(atoms: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    attributes = st.sampled_from((*REACHING, *METHODS))
    arguments = st.lists(atoms, max_size=2).map(", ".join)
    return st.one_of(
        st.builds("{}.{}".format, atoms, attributes),
        st.builds("{}.{}({})".format, atoms, attributes, arguments),
        st.builds("{}['{}']".format, atoms, attributes),
        st.builds("{}|{}".format, atoms, FILTER_NAMES),
        st.builds("{}|{}({})".format, atoms, FILTER_NAMES, arguments),
        st.builds("{}|attr('{}')".format, atoms, attributes),
        st.builds("({}) {} ({})".format, atoms, st.sampled_from("+-*/%~<"), atoms),
        st.builds("{} if {} else {}".format, atoms, atoms, atoms),
        st.builds("{}({})".format, atoms, arguments),
    )


EXPRESSIONS = st.recursive(ATOMS, calls, max_leaves=6)
PIECES = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ("{", "}", "{{", "}}", "{%", "%}", "{#", "#}", "\n", "\r\n", "*", "{nome}", "{ }")
    ),
    st.builds("{{{{ {} }}}}".format, EXPRESSIONS),
    st.builds("{{{}}}".format, EXPRESSIONS),
    st.builds("{{% if {} %}}{}{{% endif %}}".format, EXPRESSIONS, EXPRESSIONS),
    st.builds("{{% for x in {} %}}{{{{ {} }}}}{{% endfor %}}".format, EXPRESSIONS, EXPRESSIONS),
    st.builds("{{% set x = {} %}}{{{{ x }}}}".format, EXPRESSIONS),
    st.sampled_from(
        ("{% include 'x' %}", "{% import 'os' as o %}", "{% macro m() %}{% endmacro %}")
    ),
)
SOURCES = st.lists(PIECES, max_size=6).map("".join)
CELLS = st.lists(
    st.one_of(
        st.text(max_size=40, alphabet=st.characters(exclude_categories=("Cs", "Cc"))),
        st.sampled_from(("\r", " \r\n", "\r\r\n", "\u2028")),
        st.sampled_from(("", "1", "1.234,56", "2026-12-01", "{{ nome }}", "{{ ''.__class__ }}", "%c")),
    ),
    max_size=6,
).map(tuple)  # fmt: skip


def told(err: TemplateError) -> None:
    """Every refusal has its sentence and its next step."""
    assert err.message
    assert err.next


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SOURCES, CELLS)
def test_any_text_and_any_cells_end_well(source: str, cells: tuple[str, ...]) -> None:
    try:
        template = compile_template(source, HEADER, voice=VOICE)
    except TemplateError as err:
        told(err)
        return
    message = fill_row(template, cells)
    if isinstance(message, Problem):
        assert template.problems(cells)[0] == message
        return
    assert template.problems(cells) == []
    assert "\x00" not in message
    message.encode("utf-8")  # no lone surrogate: neither JSON nor a database takes one
    assert "<class" not in message
    assert "object at 0x" not in message
    spans = template.spans(cells)
    assert renewed(message, spans, "Bom dia") == (message, spans), "each span is a greeting's own"


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="{}%#|'\"nome \n-+~().,[]=_*<>0x\\", max_size=60))
def test_any_signs_of_the_language_end_well(source: str) -> None:
    try:
        message = fill_row(compile_template(source, HEADER, voice=VOICE), ("Ana",) * len(HEADER))
    except TemplateError as err:
        told(err)
        return
    assert isinstance(message, str | Problem)


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__ }}",
        "{{ nome.__class__.__mro__[1].__subclasses__() }}",
        "{{ ''|attr('__class__') }}",
        "{{ nome.format(nome) }}",
        "{{ '{0.__class__}'.format(nome) }}",
        "{{ '{0.__class__}'.format_map({'0': nome}) }}",
        "{{ self }}",
        "{{ self._TemplateReference__context }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ lipsum.__globals__['os'].popen('id') }}",
        "{{ namespace(a=1) }}",
        "{{ dict(a=1) }}",
        "{{ [nome]|map(attribute='__class__')|list }}",
        "{{ [nome]|map('attr', '__class__')|list }}",
        "{% for x in ''.__class__.__mro__ %}{% endfor %}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{% extends 'x' %}",
        "{% macro m() %}{% endmacro %}",
        "{% set x = nome.__class__ %}",
        "{% if ''.__class__ %}x{% endif %}",
        "{{ loop.__class__ }}",
        "{% for x in nome %}{{ loop.__class__ }}{% endfor %}",
        "{% for x in nome %}{{ loop._iterator }}{% endfor %}",
        "{{ nome.encode() }}",
        "{{ range.__class__ }}",
        "{{ saudacao.__class__ }}",
    ],
)
def test_what_reaches_for_the_inside_of_python_is_refused_before_a_row_is_read(source: str) -> None:
    with pytest.raises(TemplateError):
        compile_template(source, HEADER, voice=VOICE)
