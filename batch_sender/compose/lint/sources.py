"""Check a message text, as its author wrote it, for likely mistakes, each with its line."""

import re
from collections.abc import Collection, Iterator
from typing import Final

from batch_sender.compose.lint.messages import first_places
from batch_sender.compose.lint.warning import LintWarning, WarningCode, quoted
from batch_sender.models import column_key

_OWN: Final = re.compile(r"\{\{(?:(?!\{\{).)*?\}\}|\{[^{}\n]*\}", re.DOTALL)
_TAGS: Final = re.compile(r"\{%(?:(?!\{%).)*?%\}|\{#(?:(?!\{#).)*?#\}", re.DOTALL)
_NO_TEXT: Final = re.compile(f"(?P<tag>{_TAGS.pattern})|{_OWN.pattern}", re.DOTALL)
_AROUND: Final = 16

# `[nome]`, `[[nome]]`, `<nome>`, `«nome»`, `%nome%`, `#NOME#`, `$nome`, `${nome}`, `@nome`, `__nome__`
_NAME: Final = r"\s*(?P<name{n}>[^\W\d_][\w .-]{{0,40}}?)\s*"
_SHAPES: Final = (
    (r"\[\[?", r"\]\]?"), ("<<?", ">>?"), ("«", "»"), ("%%?", "%%?"), ("#", "#"), ("__", "__"),
    (r"\*\|", r"\|\*"), (r"(?<![R\w])\$\{?", r"\b"), (r"(?<!\w)@", r"\b"),
)  # fmt: skip
_OTHER_TOOLS: Final = re.compile(
    "|".join(f"{begin}{_NAME.format(n=n)}{end}" for n, (begin, end) in enumerate(_SHAPES))
)
# `[Nome da clínica]`, `<seu nome>`, `[Inserir link]`; but "[Clínica Vida]" is who writes.
_TO_FILL_IN: Final = re.compile(
    r"(?:\[+|<+|«)\s*(?:(?:o |a )?(?:seu|sua|seus|suas|your) )?(?P<word>[^\W\d_]+)"
    r"(?P<more> [^\[\]<>«»\n]{1,60})?\s*(?:\]+|>+|»)",
    re.IGNORECASE,
)
_OF: Final = re.compile(r" (?:d[aeo]s?|completo|completa|total|aqui|e|ou|of|here)\b", re.IGNORECASE)
_FILLING: Final = frozenset(
    [
        "inserir",
        "insira",
        "insere",
        "digite",
        "preencher",
        "preencha",
        "coloque",
        "colocar",
        "adicione",
    ]
)
_NOUNS: Final = frozenset(
    [
        "clinica",
        "loja",
        "escola",
        "site",
        "endereco",
        "horario",
        "numero",
        "cupom",
        "desconto",
        "servico",
    ]
)
_ANY_PERCENT: Final = re.compile(r"(?<![\w%])%(?P<name>[^\W\d_][\w.-]{0,40})%(?!\w)")

_USUAL: Final = frozenset(
    [
        "nome",
        "name",
        "fname",
        "lname",
        "firstname",
        "lastname",
        "fullname",
        "primeironome",
        "nomecompleto",
        "sobrenome",
        "cliente",
        "customer",
        "contato",
        "contact",
        "aluno",
        "paciente",
        "telefone",
        "celular",
        "phone",
        "email",
        "empresa",
        "company",
        "valor",
        "price",
        "data",
        "date",
        "hora",
        "time",
        "vencimento",
        "link",
        "url",
        "cidade",
        "city",
        "produto",
        "product",
        "pedido",
        "order",
        "codigo",
        "code",
    ]
)

# In double quotes a shell takes `$5` and `$nome` for a variable of its own: R$50 becomes R0.
_SHELL: Final = re.compile(r"\bR(?=\d|[.,]\d)|\\n|\\t")


def source_warnings(
    source: str, columns: Collection[str], *, typed: bool = False
) -> list[LintWarning]:
    """Look at a text before it is filled; `typed`: it was typed on the command line.

    Placeholders and tags of our own are no mistake, and stand for something that will be there.
    """
    names = {column_key(column) for column in columns} | _USUAL
    found = [
        *_other_tools(_TAGS.sub(_lines_of, source), names),
        *(_taken_by_shell(source) if typed else ()),
    ]
    plain, places = _as_filled(source)
    own = (each for each in first_places(plain) if each[0] in _OF_THE_TEXT)
    return [
        *found,
        *(
            quoted(code, source, (places[start], places[end - 1] + 1), around=_AROUND)
            for code, (start, end) in own
        ),
    ]


def _as_filled(source: str) -> tuple[str, list[int]]:
    """Return a text with "x" for what will be there, without tags; and where each sign of it is from."""
    signs, places, position = list[str](), list[int](), 0
    for found in _NO_TEXT.finditer(source):
        stand_in = ("" if found["tag"] else "x") + _lines_of(found)
        signs += [source[position : found.start()], stand_in]
        places += [*range(position, found.start()), *([found.start()] * len(stand_in))]
        position = found.end()
    places += range(position, len(source))
    return "".join([*signs, source[position:]]), places


_OF_THE_TEXT: Final = frozenset({
    WarningCode.FORMATTING_UNCLOSED, WarningCode.NAME_MISSING, WarningCode.NOT_FILLED_IN,
    WarningCode.SPACES_DOUBLED, WarningCode.LETTERS_GARBLED, WarningCode.CURRENCY_DOUBLED,
    WarningCode.MARKUP_SHOWN,
})  # fmt: skip
"""What can be told before the text is filled; the rest hangs on the rows."""


def _lines_of(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n")


def _other_tools(text: str, names: Collection[str]) -> Iterator[LintWarning]:
    seen = set()
    for found in sorted(_placeholders(text, names), key=re.Match.start):
        if found[0] not in seen:
            seen.add(found[0])
            yield _at(WarningCode.OTHER_TOOLS_PLACEHOLDER, text, found)


def _placeholders(text: str, names: Collection[str]) -> Iterator[re.Match[str]]:
    for found in _OTHER_TOOLS.finditer(text):
        name = next(name for name in found.groupdict().values() if name)
        if column_key(name) in names:
            yield found
    yield from _ANY_PERCENT.finditer(text)
    for found in _TO_FILL_IN.finditer(text):
        word, more = column_key(found["word"]), found["more"]
        if word in _FILLING or (
            (word in names or word in _NOUNS) and (more is None or _OF.match(more))
        ):
            yield found


def _taken_by_shell(text: str) -> Iterator[LintWarning]:
    if found := _SHELL.search(text):
        yield _at(WarningCode.SHELL_TOOK_SIGNS, text, found)


def _at(code: WarningCode, text: str, found: re.Match[str]) -> LintWarning:
    return quoted(code, text, found.span(), around=_AROUND)
