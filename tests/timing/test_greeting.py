"""The greeting of each hour, and how one that stands in a text gives place to another."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_sender.config.settings import Settings
from batch_sender.models.spans import GreetingSpan, Letters
from batch_sender.timing.greeting import Greeter, renewed

SAO_PAULO = ZoneInfo("America/Sao_Paulo")


# ── by the hour ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("clock", "portuguese", "english"),
    [
        ("00:00", "Boa noite", "Good evening"),
        ("04:59", "Boa noite", "Good evening"),
        ("05:00", "Bom dia", "Good morning"),
        ("11:59", "Bom dia", "Good morning"),
        ("12:00", "Boa tarde", "Good afternoon"),
        ("17:59", "Boa tarde", "Good afternoon"),
        ("18:00", "Boa noite", "Good evening"),
        ("23:59", "Boa noite", "Good evening"),
    ],
)
def test_the_greeting_of_each_hour(clock: str, portuguese: str, english: str) -> None:
    now = datetime.fromisoformat(f"2026-11-23T{clock}").replace(tzinfo=SAO_PAULO).astimezone(UTC)
    assert Greeter(zone=SAO_PAULO).at(now) == portuguese
    assert Greeter(zone=SAO_PAULO, language="en").at(now) == english


def test_the_clocks_are_those_of_the_batch() -> None:
    noon_in_lisbon = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    assert Settings().greeter.at(noon_in_lisbon) == "Bom dia"
    lisbon = Settings(window="mon-sat 8:00-20:00 Europe/Lisbon")
    assert lisbon.greeter.at(noon_in_lisbon) == "Boa tarde"


# ── put in again ──────────────────────────────────────────────────────────────────────────────

WORDS = st.sampled_from(("Bom dia", "Boa tarde", "Boa noite"))
LETTERS: st.SearchStrategy[Letters] = st.sampled_from(("as_is", "lower", "upper"))


@given(st.lists(st.tuples(st.text(), LETTERS)), st.text(), WORDS, WORDS, WORDS)
def test_only_the_greetings_change(
    parts: list[tuple[str, Letters]], rest: str, first: str, then: str, last: str
) -> None:
    text, spans = "", list[GreetingSpan]()
    for before, letters in parts:
        text += before
        spans.append(GreetingSpan(len(text), len(text), letters))
    text += rest
    once = renewed(text, tuple(spans), first)
    again = renewed(*renewed(*once, then), last)
    assert again == renewed(text, tuple(spans), last)
    around, read = "", 0
    for start, end, _letters in again[1]:
        around, read = around + again[0][read:start], end
    assert around + again[0][read:] == text
