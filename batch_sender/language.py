"""Translate what people read: the language in force, and how it writes sentences, numbers and commands.

It is a context variable: threads and tasks of one process may each speak another. Whoever starts a
thread runs it in a copy of its own context (`contextvars.copy_context`), so that it speaks alike.
"""

import gettext
import locale
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final, Self

LANGUAGES: Final = ("en", "pt-BR")
_DOMAIN: Final = "batch_sender"
_COMMA_FOR_POINT: Final = str.maketrans(",.", ".,")
_CATALOGUES: Final = Path(__file__).parent / "locale"

PROGRAM: Final = "batch-sender"

COMMANDS: Final[Mapping[str, str]] = {
    "add": "adicionar",
    "backup": "backup",
    "cancel": "cancelar",
    "check": "conferir",
    "connection": "conexao",
    "copy": "copiar",
    "demo": "demonstracao",
    "doctor": "diagnostico",
    "forget": "esquecer",
    "guide": "assistente",
    "history": "historico",
    "import": "importar",
    "init": "preparar",
    "install": "instalar",
    "journal": "registro",
    "known": "conhecidos",
    "key": "chave",
    "list": "listar",
    "look": "olhar",
    "migrate": "migrar",
    "optout": "descadastro",
    "page": "pagina",
    "password": "senha",
    "pause": "pausar",
    "profile": "perfil",
    "purge": "limpar",
    "remove": "remover",
    "report": "resultado",
    "resolve": "decidir",
    "resume": "continuar",
    "retry": "reenviar",
    "role": "papel",
    "run": "rodar",
    "run-due": "rodar-agenda",
    "schedule": "agenda",
    "send": "enviar",
    "serve": "servico",
    "show": "mostrar",
    "stand-in": "simulador",
    "status": "situacao",
    "templates": "modelos",
    "test": "testar",
    "undo-import": "desfazer-importacao",
    "user": "usuario",
    "worker": "trabalhador",
    "workers": "trabalhadores",
}
"""Each word of a command and its Portuguese name, without accents: any keyboard types it."""

FAMILIES: Final = frozenset(
    {"connection", "journal", "known", "optout", "page", "profile", "schedule", "templates"}
)
"""The commands that a further word belongs to."""

_WITHIN_PAGE: Final = frozenset({"key", "user"})
"""Members of the family `page` that are families themselves: `page user add`."""

_ENGLISH: Final[Mapping[str, str]] = {
    **{portuguese: english for english, portuguese in COMMANDS.items()},
    "diario": "journal",
    "executar": "run",
    "relatorio": "report",
    "resultados": "report",
    "verificar": "check",
}
"""What a Portuguese word means; the last ones are what people type besides."""

_ARGUMENT: Final = (
    r"""(?:--?[a-z][\w-]*(?:\ -(?!\S))?|\{\w+\}|[A-ZÀ-Ý]{2,}(?:\.\w+)?|"[^"]*"|\d[\w/-]*)"""
)
_OF_FAMILY: Final = "|".join(
    (*(rf"page\ {each}" for each in sorted(_WITHIN_PAGE)), *sorted(FAMILIES))
)
_NAME: Final = rf"(?:{_OF_FAMILY})\ (?:{'|'.join(COMMANDS)})\b|[a-z][a-z-]*"
_COMMAND: Final = re.compile(rf"(\b{PROGRAM}(?: --[a-z]+ \S+)* )({_NAME})((?:\ {_ARGUMENT})*)")
"""A command in a sentence: `batch-sender resume`, `batch-sender --profile NAME optout add`."""

_PLACE: Final = re.compile(r"\{(\w+)\}")
_QUOTED: Final = "quoted_"
"""Begins the name of a place that stands in a command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandLine:
    """How the door that speaks has commands typed.

    `quoted`: writes words for its shell; `carried`: the further words that a command, told by its
    English words, needs to find what the one that runs has found.
    """

    quoted: Callable[[Sequence[str]], str] = " ".join
    carried: Callable[[Sequence[str]], Sequence[str]] = lambda _words: ()


_TYPED: Final = ContextVar("how commands are typed", default=CommandLine())  # noqa: B039 - frozen


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spoken:
    code: str = "en"
    catalogue: gettext.NullTranslations = field(default_factory=gettext.NullTranslations)


_SPOKEN: Final = ContextVar("language in force", default=_Spoken())  # noqa: B039 - nothing alters it


def use(code: str) -> None:
    """Speak `code` (one of `LANGUAGES`) from here on, in this context alone."""
    names = [code.replace("-", "_")]
    catalogue = gettext.translation(_DOMAIN, _CATALOGUES, names, fallback=True)
    _SPOKEN.set(_Spoken(code=code, catalogue=catalogue))


def current() -> str:
    """Return the language in force, one of `LANGUAGES`."""
    return _SPOKEN.get().code


def match(tag: str | None) -> str | None:
    """Return the language of `LANGUAGES` that `tag` ("pt_BR.UTF-8", "pt", "en-GB") asks for."""
    primary = re.split(r"[-_.@]", tag or "")[0].lower()
    return {"pt": "pt-BR", "portuguese": "pt-BR", "en": "en", "english": "en"}.get(primary)


def preferred(flag: str | None, environment: Mapping[str, str]) -> str:
    """Choose the language: `--lang`, then BATCH_SENDER_LANG, then the system, then English."""
    return (
        match(flag)
        or match(environment.get("BATCH_SENDER_LANG"))
        or match(_system(environment))
        or "en"
    )


def _system(environment: Mapping[str, str]) -> str | None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return environment[name]
    try:
        return locale.getlocale()[0]
    except ValueError:  # a locale that Python does not know
        return None


def _(sentence: str) -> str:
    """Return `sentence` in the language in force; where there is none, there is none to translate."""
    # Under the empty text gettext keeps the catalogue's own header.
    return _commands_named(_SPOKEN.get().catalogue.gettext(sentence)) if sentence else ""


def ngettext(singular: str, plural: str, n: int) -> str:
    """Return the form of a sentence that fits the number `n`."""
    return _commands_named(_SPOKEN.get().catalogue.ngettext(singular, plural, n))


def number(value: float) -> str:
    """Return a number, to two decimals, as people write it: 1,234.5 or, in Portuguese, 1.234,5."""
    plain = f"{value:,.2f}".rstrip("0").rstrip(".")
    return plain.translate(_COMMA_FOR_POINT) if current() == "pt-BR" else plain


def N_(sentence: str) -> str:  # noqa: N802 - gettext's customary name for "translate later"
    """Mark `sentence` for the catalogues; it is translated where it is shown."""
    return sentence


# ── commands ──────────────────────────────────────────────────────────────────────────────────


@contextmanager
def typed_as(line: CommandLine) -> Iterator[None]:
    """Let every command that is named while the block runs be written as a door has it typed."""
    token = _TYPED.set(line)
    try:
        yield
    finally:
        _TYPED.reset(token)


def command(*words: object) -> str:
    """Write a command of the program as it is typed in the language in force: `batch-sender continuar 7`."""
    line, plain = _TYPED.get(), tuple(map(str, words))
    return line.quoted([PROGRAM, *named(*plain), *line.carried(plain)])


def named(name: str, *rest: str) -> tuple[str, ...]:
    """Name a command, or the member of a family of them, as the language in force does."""
    words = (name, *rest)
    depth = 1 + (name in FAMILIES) + (name == "page" and bool(_WITHIN_PAGE.intersection(rest[:1])))
    return (*map(command_name, words[:depth]), *words[depth:])


def command_name(english: str) -> str:
    """Return one word of a command as the language in force has it."""
    return COMMANDS.get(english, english) if current() == "pt-BR" else english


def _commands_named(sentence: str) -> str:
    """Name the commands that a sentence tells to type; no words of a person are in it yet."""
    if PROGRAM not in sentence:
        return sentence
    line = _TYPED.get()

    def written(found: re.Match[str], *, to_fill: bool = False) -> str:
        before, words, arguments = found[1], found[2].split(), found[3]
        # What stands before the command says already what it is meant for.
        carried = () if "--" in before else line.carried(words)
        told = f" {line.quoted(carried)}" if carried else ""
        if to_fill:
            before, arguments = _quoted_places(before), _quoted_places(arguments)
            told = told.replace("{", "{{").replace("}", "}}")
        return f"{before}{' '.join(named(*words))}{arguments}{told}"

    plain = _COMMAND.sub(written, sentence)
    pattern = _COMMAND.sub(partial(written, to_fill=True), sentence)
    return plain if plain == pattern else _ToFill(plain, pattern, line)


def _quoted_places(arguments: str) -> str:
    return _PLACE.sub(rf"{{{_QUOTED}\1}}", arguments)


class _ToFill(str):
    """A sentence with a command to be filled: what fills it is written as the command's shell reads it."""

    __slots__ = ("_line", "_pattern")
    _pattern: str
    _line: CommandLine

    def __new__(cls, plain: str, pattern: str, line: CommandLine) -> Self:
        """Keep what `format` fills beside what is read without it."""
        made = super().__new__(cls, plain)
        made._pattern, made._line = pattern, line
        return made

    def format(self, *args: object, **kwargs: object) -> str:
        """Fill the places of the sentence, in commands and elsewhere; braces of a person's are none."""
        quoted = {_QUOTED + name: self._line.quoted([str(one)]) for name, one in kwargs.items()}
        return self._pattern.format(*args, **kwargs, **quoted)


def english_command(typed: str) -> str:
    """Return the English name of a command that was typed in either language, with accents or without."""
    plain = unicodedata.normalize("NFKD", typed).encode("ascii", "ignore").decode().casefold()
    return _ENGLISH.get(plain, plain)
