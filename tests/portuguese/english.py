"""Look for English in what Brazilians read: the catalogue's own sentences, and the words that give any away."""

import re
from collections.abc import Iterable, Iterator
from string import Formatter
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from tests.catalogue import PO

_WORDS: Final = """
    about after again all already also an and any are argument at available away back batch batches be because
    been before begins both but by called cannot cancelled checked choose column columns command commands connection
    connections contact contacts could day days default did different does done each either empty error every
    failed few file files finished first folder following forbidden found friday from given goes gone has have
    her here his hour hours how if in interrupted into invalid is it its last left line lines list lists made many
    may message messages minute minutes missing monday more most must name names needs never next none not
    nothing now number numbers of off on once only open option options or_not other others out own paused pending
    people permission person please put read ready refused rejected required row rows saturday says see seconds
    send sending sent sheet should since skipped so some something stopped such sunday than that the their them
    then there these they thing this those through thursday to today together tomorrow too tried try tuesday
    twice unknown until usage used valid value values wait waiting was way wednesday were what when where whether
    which while who whole whose why will with without would write written wrong yes yesterday you your
"""
_ENGLISH: Final = re.compile(rf"(?<![\w-])(?:{'|'.join(_WORDS.split())})(?![\w-])", re.IGNORECASE)

_NO_WORDS: Final = re.compile(
    r"""
      https?://\S+                      # addresses
    | [\w.+-]+@[\w.-]+                  # of mail, too
    | (?<![\w-])--?[a-z][\w-]*(?:[ =](?:send|none|off|text|phone)\b)?  # options and their choices
    | (?<![\w-])[a-z_]+(?=[ ]=[ ])       # keys of a batch file
    | \b[\w-]+(?:\.[\w-]+)+\b          # hosts
    | \{\{[^{}]*\}\}|\{%[^{}]*%\}|\{\w+\}  # what stands in a template, and places
    | \b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b # variables of the environment, constants
    | \b\w+(?:_\w+)+\b                  # codes and keys
    | \b[\w/-]+(?:\|[\w/-]+)+\b|'\w+'    # choices of an option
    | (?:[\w.~-]*[/\\])+[\w.~-]*        # paths
    | \b[\w-]+\.(?:xlsx|csv|txt|toml|html|jsonl?|pdf|sqlite3|md|log|py|exe|db)\b
    | \b[A-Z]\w+(?:Error|Exception)\b   # kinds of errors, as the program's log names them
    """,
    re.VERBOSE | re.DOTALL,
)


def english_words(text: str, *, known: Iterable[str] = ()) -> list[str]:
    """Return the English words in a text, each with what stands around it; `known`: what may stand there."""
    for each in known:
        text = text.replace(each, "·")
    # As long as it was, so that what is shown around a word is what people read.
    bare = _NO_WORDS.sub(lambda found: "·" * len(found[0]), text)
    return [
        f"{found[0]}: …{' '.join(text[max(0, found.start() - 50) : found.end() + 50].split())}…"
        for found in _ENGLISH.finditer(bare)
    ]


# ── the catalogue ─────────────────────────────────────────────────────────────────────────────


def catalogue() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="pt_BR")


def sentences() -> Iterator[tuple[str, str]]:
    """Yield each sentence in English and in Portuguese, and each form of a plural."""
    for message in catalogue():
        if message.id and message.string:
            yield from zip(forms(message.id), forms(message.string), strict=True)


def forms(sentence: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """Return a sentence, or its singular and plural."""
    return (sentence,) if isinstance(sentence, str) else tuple(sentence)


def fixed_parts(sentence: str) -> list[str]:
    """Return what stands between a sentence's places, longest first."""
    try:
        parts = [folded(literal) for literal, *_place in Formatter().parse(sentence)]
    except ValueError:  # it is none to be filled in: its braces are meant
        parts = [folded(sentence)]
    return sorted(filter(None, parts), key=len, reverse=True)


def folded(text: str) -> str:
    """Return a text on one line, as it was before a terminal's width broke it."""
    return " ".join(text.replace("\u2011", "-").split())


def telling_parts(english: str) -> list[str]:
    """Return the parts of a sentence by which it can be told that it was shown in English."""
    return [part for part in fixed_parts(english) if len(part) >= 8 and " " in part]
