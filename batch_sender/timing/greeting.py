"""Greet by the hour in which a message leaves: Bom dia, Boa tarde, Boa noite.

A greeting is the one thing that is filled in when a message leaves. So the journal keeps, beside the
text, the spans where it stands: nothing inside the text marks them, and no cell can forge one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from batch_sender.models.spans import GreetingSpan, Letters

_BY_HOUR: Final[Mapping[str, tuple[tuple[int, str], ...]]] = {
    "pt-BR": ((5, "Bom dia"), (12, "Boa tarde"), (18, "Boa noite")),
    "en": ((5, "Good morning"), (12, "Good afternoon"), (18, "Good evening")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeter:
    """Greets in one language by the clocks of one zone."""

    zone: ZoneInfo
    language: str = "pt-BR"

    def at(self, now: datetime) -> str:
        """Return the greeting of a moment: from 5, from 12 and from 18 o'clock another one."""
        hours = _BY_HOUR[self.language]
        hour = now.astimezone(self.zone).hour
        return next((words for begin, words in reversed(hours) if hour >= begin), hours[-1][1])


def longest(language: str) -> int:
    """Return the characters of the longest greeting of a language."""
    return max(len(words) for _hour, words in _BY_HOUR[language])


def written(greeting: str, letters: Letters) -> str:
    """Return a greeting in the letters that the text asks for."""
    match letters:
        case "lower":
            return greeting.lower()
        case "upper":
            return greeting.upper()
        case _:
            return greeting


def renewed(
    text: str, spans: Sequence[GreetingSpan], greeting: str
) -> tuple[str, tuple[GreetingSpan, ...]]:
    """Put another greeting into a text; return it with the spans where the greeting stands now."""
    parts, moved = list[str](), list[GreetingSpan]()
    read = length = 0
    for span in spans:
        words = written(greeting, span.letters)
        before = text[read : span.start]
        start = length + len(before)
        parts += (before, words)
        length, read = start + len(words), span.end
        moved.append(GreetingSpan(start, length, span.letters))
    parts.append(text[read:])
    return "".join(parts), tuple(moved)


def as_it_leaves(text: str | None, spans: Sequence[GreetingSpan], greeting: str) -> str:
    """Return a message's text as it would leave with this greeting."""
    return renewed(text or "", spans, greeting)[0] if spans else text or ""


def spans_of(kept: Iterable[Sequence[object]] | None) -> tuple[GreetingSpan, ...]:
    """Make spans of what the journal keeps of them."""
    return tuple(GreetingSpan(*each) for each in kept or ())  # type: ignore[arg-type]  # as they were written
