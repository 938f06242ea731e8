"""A message text as people write it goes in; the same text as Jinja reads it comes out.

`{nome}` becomes a placeholder of Jinja's, and a column name that is no identifier ("Valor (R$)",
"2ª via", "Nome Completo") becomes one. Lines keep their numbers.
"""

import difflib
import re
from collections.abc import Callable, Sequence
from itertools import count
from typing import Final

from jinja2 import Environment, TemplateSyntaxError, nodes

from batch_sender.errors import (
    PlaceholderAmbiguous,
    PlaceholderUnknown,
    PlaceholderUnknownNear,
    TemplateMalformed,
)
from batch_sender.language import _
from batch_sender.models import column_key

_SHOWN_COLUMNS: Final = 20
_SHOWN_LETTERS: Final = 40
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
_GREETING: Final = frozenset({"saudacao", "greeting"})
_LOOP_NAMES: Final = frozenset({"loop", "range"})
_WORDS_OF_JINJA: Final = frozenset(
    "true false none True False None and or not in is if else".split()  # noqa: SIM905 - a word list
)


class Columns:
    """The list's header, found by key; knows which text it speaks about when something is wrong.

    `greets`: the text may greet by the hour, where no column has that name.
    """

    def __init__(
        self,
        header: Sequence[str],
        *,
        origin: str,
        written: Sequence[str] = (),
        greets: bool = False,
    ) -> None:
        self.header = tuple(header)
        self.origin = origin
        self._greets = greets
        self._by_key: dict[str, list[int]] = {}
        for index, name in enumerate(self.header):
            # A second "Nome" is called "Nome (2)" here; "{nome}" may still mean either of the two.
            for key in {column_key(name), *map(column_key, written[index : index + 1])}:
                self._by_key.setdefault(key, []).append(index)
        self._by_key.pop("", None)
        self._spelled = frozenset(_folded(name) for name in self.header)

    def has(self, name: str) -> bool:
        """Tell whether at least one column answers to `name`."""
        return column_key(name) in self._by_key

    def has_spelled(self, name: str) -> bool:
        """Tell whether a column is written like `name`, signs and accents included."""
        return self.has(name) and _folded(name) in self._spelled

    def is_greeting(self, name: str) -> bool:
        """Tell whether `name` stands for the greeting of the hour."""
        return self._greets and column_key(name) in _GREETING and not self.has(name)

    def candidates(self, name: str) -> list[int]:
        """Return the columns that `name` could mean, usually one or none."""
        return list(self._by_key.get(column_key(name), ()))

    def index(self, name: str, *, line: int) -> int:
        """Return the column that `name` means; raises PlaceholderUnknown, PlaceholderAmbiguous."""
        found = self._by_key.get(column_key(name), ())
        if not found:
            raise self.unknown(name, line=line)
        if len(found) > 1:
            raise PlaceholderAmbiguous(
                origin=self.origin, line=line, placeholder=_short(name), columns=self._shown(found)
            )
        return found[0]

    def unknown(self, name: str, *, line: int) -> PlaceholderUnknown:
        """Make the error for a placeholder without a column, with the nearest column if any."""
        details = {
            "origin": self.origin,
            "line": line,
            "placeholder": _short(name),
            "columns": self._shown(range(len(self.header))),
        }
        near = self._nearest(column_key(name)[:_LONGEST_NAME])
        if near is not None:
            return PlaceholderUnknownNear(**details, nearest=_short(self.header[near]))
        return PlaceholderUnknown(**details)

    def _nearest(self, key: str) -> int | None:
        """Return the column that holds `key` ("nome" in "Nome completo") or is spelled like it."""
        holding = [k for k in self._by_key if len(key) >= 3 and key in k]
        near = sorted(holding, key=len) or difflib.get_close_matches(key, self._by_key, n=1)
        return self._by_key[near[0]][0] if near else None

    def _shown(self, indexes: Sequence[int]) -> str:
        names = ", ".join(_short(self.header[i]) for i in indexes[:_SHOWN_COLUMNS])
        return f"{names}, …" if len(indexes) > _SHOWN_COLUMNS else names


class Reading:
    """One pass over a text: `text` is what Jinja reads, `names` the columns put into it."""

    def __init__(self, source: str, columns: Columns, environment: Environment) -> None:
        self.names: dict[str, int] = {}
        self._columns = columns
        self._environment = environment
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
        name, bar, filters = content.partition("|")
        if self._columns.has_spelled(content):
            name, bar, filters = content, "", ""
        if _is_plain(name) and (not bar or self._names_of(content) is not None):
            piece = f"{{{{{content}}}}}"
        elif self._columns.has(name):
            piece = f"{{{{ {self._named(name, line)} {bar}{filters} }}}}"
        elif not _looks_like_a_name(content):
            piece = opening[0]
        else:
            raise self._columns.unknown(content.strip(), line=line)
        return piece, opening.end()

    def _placeholder(self, content: str, line: int) -> str | None:
        """Return the inside of `{{ }}` with its column's name made readable, None to leave it."""
        name, bar, filters = content.partition("|")
        if _is_plain(name):
            return None
        if self._columns.has_spelled(content):
            return self._named(content, line)
        if self._columns.has_spelled(name):
            return f"{self._named(name, line)} {bar}{filters}"
        if name.strip().isdecimal():  # {{1}}: a template of WhatsApp Business, filled by number
            raise self._columns.unknown(name.strip(), line=line)
        # The first bar may stand inside: `(valor|float * 2)|dinheiro`.
        names = self._names_of(name)
        names = self._names_of(content) if names is None else names
        if names is not None and all(self._columns.has(n) or n in _LOOP_NAMES for n in names):
            return None
        if self._columns.has(name):
            return f"{self._named(name, line)} {bar}{filters}"
        if names is None and _looks_like_a_name(name):
            raise self._columns.unknown(name.strip(), line=line)
        return None

    def _names_of(self, expression: str) -> set[str] | None:
        """Return the names that an expression of Jinja's uses; None if it is no expression."""
        try:
            tree = self._environment.parse(f"{{{{{expression}}}}}")
        except (TemplateSyntaxError, ValueError, RecursionError):
            return None
        return {name.name for name in tree.find_all(nodes.Name)}

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

    _READERS: Final[dict[str, Callable[["Reading", re.Match[str]], tuple[str, int]]]] = {
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


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _short(name: str) -> str:
    name = " ".join(name.split())
    return name if len(name) <= _SHOWN_LETTERS else f"{name[:_SHOWN_LETTERS]}…"
