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
    """One likely mistake: what it looks like, and the line of the text it stands in (from 1)."""

    code: WarningCode
    shown: str
    line: int = 0
