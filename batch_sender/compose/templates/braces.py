"""Rewrite a message text as people write it into what Jinja's parser reads.

`{nome}` becomes a placeholder of Jinja's, and a column name that is no identifier ("Valor (R$)",
"2ª via", "Nome Completo") becomes one. Lines keep their numbers.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import Final

from jinja2 import Environment, TemplateSyntaxError, nodes

from batch_sender.compose.errors import TemplateMalformed
from batch_sender.compose.templates.placeholders import Columns
from batch_sender.language import _

JINJA: Final = Environment(autoescape=False)  # noqa: S701 - it parses and runs nothing
"""The parser. Nothing is ever compiled or run by it."""

_LONGEST_NAME: Final = 80

# `{1,2}`, `{ }`, JSON and code are text; `{nome}`, `{Valor (R$)}`, `{oi|olá}` mean something.
_MEANT_AS_TEXT: Final = re.compile(r"""["'`“”:;,=<>{}\\\n]""")
_LETTER: Final = re.compile(r"[^\W\d_]")

_OPENING: Final = re.compile(
    r"(?P<raw>\{%[-+]?\s*raw\s*-?%\})|(?P<comment>\{#)|(?P<tag>\{%)|(?P<double>\{\{)"
    r"|\{(?P<single>[^{}]*)\}"
)
_END_OF_RAW: Final = re.compile(r"\{%[-+]?\s*endraw\s*[-+]?%\}")
# A quote that is never closed takes all the rest, so that a text full of quotes is read once.
_STRING: Final = r"""'(?:[^'\\]|\\.)*(?:'|\\?\Z)|"(?:[^"\\]|\\.)*(?:"|\\?\Z)"""
_STEP: Final = re.compile(rf"{_STRING}|[%}}]\}}", re.DOTALL)
_DIGIT_WORD: Final = re.compile(rf"{_STRING}|(?<![\w.])\d+[^\W\d]\w*", re.DOTALL)
_SIGNS: Final = re.compile(r"\A([-+]?)(.*?)([-+]?)\Z", re.DOTALL)

# A line that holds nothing but tags is no line of the message.
_TAG_LINE: Final = re.compile(
    r"^[ \t]*(?P<tags>(?:\{%(?:(?!%\})[^\n])*%\}|\{#(?:(?!#\})[^\n])*#\})+)[ \t]*\n", re.MULTILINE
)
_WORDS_OF_JINJA: Final = frozenset(
    "true false none True False None and or not in is if else".split()  # noqa: SIM905 - a word list
)


class JinjaText:
    """A text rewritten for Jinja: `text` is what Jinja reads, `names` the columns put into it."""

    def __init__(self, source: str, columns: Columns) -> None:
        self.names: dict[str, int] = {}
        self._columns = columns
        self._source = _without_tag_lines(source)
        self._prefix = next(p for n in count() if (p := f"column{n}_") not in source)
        self.text = "".join(self._pieces())

    def _pieces(self) -> list[str]:
        source, pieces, position = self._source, [], 0
        while opening := _OPENING.search(source, position):
            pieces.append(source[position : opening.start()])
            read = self._READERS[opening.lastgroup or ""]
            piece, position = read(self, opening)
            pieces.append(piece)
        pieces.append(source[position:])
        return pieces

    def _raw(self, opening: re.Match[str]) -> tuple[str, int]:
        end = _END_OF_RAW.search(self._source, opening.end())
        return self._as_it_stands(opening, end.end() if end else None)

    def _comment(self, opening: re.Match[str]) -> tuple[str, int]:
        end = self._source.find("#}", opening.end())
        return self._as_it_stands(opening, end + 2 if end >= 0 else None)

    def _tag(self, opening: re.Match[str]) -> tuple[str, int]:
        piece, end = self._as_it_stands(opening, self._end(opening.end(), "%}"))
        return self._with_digit_words(piece, self._line(opening)), end

    def _double(self, opening: re.Match[str]) -> tuple[str, int]:
        start, line = opening.end(), self._line(opening)
        nearest = self._source.find("}}", start)
        if nearest < 0:
            what = _("the braces {{ are never closed with }}")
            raise TemplateMalformed(origin=self._columns.origin, line=line, what=what)
        before, content, after = _SIGNS.findall(self._source[start:nearest])[0]
        if (piece := self._placeholder(content, line)) is not None:
            return f"{{{{{before}{piece}{after}}}}}", nearest + 2
        piece, end = self._as_it_stands(opening, self._end(start, "}}"))
        return self._with_digit_words(piece, line), end

    def _single(self, opening: re.Match[str]) -> tuple[str, int]:
        content, line = opening["single"], self._line(opening)
        name, bar, filters = self._parted(content)
        if _is_plain(name) and (not bar or _names_in(content) is not None):
            piece = f"{{{{{content}}}}}"
        elif self._means_a_column(name, content):
            piece = f"{{{{ {self._named(name, line)} {bar}{filters} }}}}"
        elif not _looks_like_a_name(content):
            piece = opening[0]
        else:
            self._columns.miss(content.strip(), line=line)
            piece = opening[0]
        return piece, opening.end()

    def _placeholder(self, content: str, line: int) -> str | None:
        """Return the inside of `{{ }}` with its column's name made readable, None to leave it."""
        name, bar, filters = self._parted(content)
        if _is_plain(name):
            return None
        if self._means_a_column(name, content):
            return f"{self._named(name, line)} {bar}{filters}"
        # {{1}} is a template of WhatsApp Business, filled by number; of Jinja's it would be a 1.
        is_unread = _looks_like_a_name(name) and _names_in(name, content) is None
        if name.strip().isdecimal() or is_unread:
            self._columns.miss(name.strip(), line=line)
            return '""' + "\n" * content.count("\n")
        return None

    def _parted(self, content: str) -> tuple[str, str, str]:
        """Part the name from the filters; a bar may also be a part of the column's name."""
        if self._columns.has_spelled(content):
            return content, "", ""
        return content.partition("|")

    def _means_a_column(self, name: str, content: str) -> bool:
        """Tell whether signs are part of a name: `Nome-Completo`, but not `a == b` of two columns."""
        if self._columns.has_spelled(name) or not self._columns.has(name):
            return self._columns.has_spelled(name)
        names = _names_in(name, content)
        return names is None or not all(map(self._columns.has, names))

    def _named(self, name: str, line: int) -> str:
        index = self._columns.index(name, line=line)
        self.names[f"{self._prefix}{index}"] = index
        return f" {self._prefix}{index}" + "\n" * name.count("\n")

    def _with_digit_words(self, expression: str, line: int) -> str:
        """Put in the columns whose key begins with a digit ("2avia"), which Jinja cannot read."""

        def word(found: re.Match[str]) -> str:
            is_column = found[0][0] not in "'\"" and self._columns.has(found[0])
            return self._named(found[0], line) if is_column else found[0]

        return _DIGIT_WORD.sub(word, expression)

    def _end(self, start: int, closing: str) -> int | None:
        """Return where the expression that begins at `start` ends; what is in quotes is no end."""
        steps = _STEP.finditer(self._source, start)
        return next((step.end() for step in steps if step[0] == closing), None)

    def _as_it_stands(self, opening: re.Match[str], end: int | None) -> tuple[str, int]:
        """Take over the text up to `end`; unclosed, all the rest: Jinja then says what is wrong."""
        end = len(self._source) if end is None else end
        return self._source[opening.start() : end], end

    def _line(self, opening: re.Match[str]) -> int:
        return self._source.count("\n", 0, opening.start()) + 1

    _READERS: Final[dict[str, Callable[["JinjaText", re.Match[str]], tuple[str, int]]]] = {
        "raw": _raw,
        "comment": _comment,
        "tag": _tag,
        "double": _double,
        "single": _single,
    }


def _without_tag_lines(source: str) -> str:
    """Move the line break behind a line of tags into its last tag, where it means nothing."""
    if "endraw" in source:  # what stands between raw and endraw is text
        return source
    return _TAG_LINE.sub(_joined, source)


def _joined(line: re.Match[str]) -> str:
    tags = line["tags"]
    return line[0] if tags[-3] in "-+" else f"{tags[:-2]}\n{tags[-2:]}"


def _looks_like_a_name(content: str) -> bool:
    return (
        len(content) <= _LONGEST_NAME
        and _LETTER.search(content) is not None
        and _MEANT_AS_TEXT.search(content) is None
    )


def _is_plain(name: str) -> bool:
    """Tell whether Jinja can read the name as it stands: the tree then says what it means."""
    name = name.strip()
    return name.isidentifier() and name not in _WORDS_OF_JINJA


def _names_in(*expressions: str) -> set[str] | None:
    """Return the names in the first of the expressions that Jinja can read; None if it reads none.

    The first bar of `(nome|upper)|lower` parts no name from its filters: all of it is one expression.
    """
    for expression in expressions:
        with suppress(TemplateSyntaxError, ValueError, RecursionError):
            tree = JINJA.parse(f"{{{{{expression}}}}}")
            return {name.name for name in tree.find_all(nodes.Name)}
    return None
