"""A warning about a text: its code, where it stands and what it looks like."""

from dataclasses import dataclass
from enum import StrEnum


class WarningCode(StrEnum):
    """What looks like a mistake in a text. A warning stops nothing; a code never changes its meaning."""

    OTHER_TOOLS_PLACEHOLDER = "other_tools_placeholder"
    SHELL_TOOK_SIGNS = "shell_took_signs"
    BRACES_LEFT = "braces_left"
    NAME_MISSING = "name_missing"
    NAME_DOUBTFUL = "name_doubtful"
    DATE_AS_NUMBER = "date_as_number"
    FORMATTING_UNCLOSED = "formatting_unclosed"
    NOT_FILLED_IN = "not_filled_in"
    EMPTY_VALUE_SHOWN = "empty_value_shown"
    CURRENCY_DOUBLED = "currency_doubled"
    SPACES_DOUBLED = "spaces_doubled"
    LETTERS_GARBLED = "letters_garbled"
    MARKUP_SHOWN = "markup_shown"
    TEXT_VERY_LONG = "text_very_long"


@dataclass(frozen=True, slots=True, kw_only=True)
class LintWarning:
    """One likely mistake: what it looks like, and the line of the text it stands in (from 1).

    `mark`: where in `shown` the mistake itself begins, and how many signs it has; 0: nowhere.
    """

    code: WarningCode
    shown: str
    line: int = 0
    mark: tuple[int, int] = (0, 0)


def quoted(
    code: WarningCode, text: str, place: tuple[int, int], *, around: int = 12
) -> LintWarning:
    """Show a mistake, at `place` of a text, with a little of the line around it."""
    start, end = place
    line = text.rfind("\n", 0, start) + 1
    begin = max(line, start - around)
    if begin > line:  # not in the middle of a word
        begin = text.find(" ", begin, start) + 1 or begin
    stop = text.find("\n", start)
    stop = min(len(text) if stop < 0 else max(stop, end), end + around)
    begin += len(text[begin:start]) - len(text[begin:start].lstrip())
    return LintWarning(
        code=code,
        shown=text[begin:stop].rstrip().replace("\n", " "),
        line=text.count("\n", 0, start) + 1,
        mark=(start - begin, end - start),
    )
