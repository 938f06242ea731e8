"""Where in a message's text a greeting stands, which is filled in when the message leaves."""

from typing import Literal, NamedTuple

Letters = Literal["as_is", "lower", "upper"]


class GreetingSpan(NamedTuple):
    """Where in a text a greeting stands, and in which letters."""

    start: int
    end: int
    letters: Letters
