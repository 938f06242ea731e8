"""What looks the same is folded to the same, and what looks different never is."""

import itertools
import sys
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_sender.compose import as_read as folding
from batch_sender.compose.as_read import as_read, without_greetings
from batch_sender.compose.templates.blanks import is_blank
from batch_sender.models.spans import GreetingSpan

BOLETO = "Olá, João!\n\nSeu boleto de R$ 1.234,56 vence amanhã. 👋"
EVERY_SIGN = [
    sign
    for sign in map(chr, range(1, sys.maxunicode + 1))
    if unicodedata.category(sign) not in {"Cn", "Co", "Cs"}
]


def read(text: str) -> str:
    [found] = as_read([text])
    return found.decode("utf-8", "surrogatepass")


@pytest.mark.parametrize(
    "alike",
    [
        pytest.param(unicodedata.normalize("NFD", BOLETO), id="letters and accents apart"),
        pytest.param(BOLETO + "\n", id="a line break at the end"),
        pytest.param(BOLETO + " \t\n \n", id="blanks at the end"),
        pytest.param(BOLETO.replace("\n", " \n"), id="blanks at the end of lines"),
        pytest.param(BOLETO.replace("\n", "\r\n"), id="line breaks of Windows"),
        pytest.param(BOLETO.replace("\n", "\u2028"), id="line separators"),
        pytest.param(BOLETO.replace(" ", "  \t"), id="runs of blanks"),
        *(
            pytest.param(BOLETO.replace(" ", blank), id=f"blanks U+{ord(blank):04X}")
            for blank in "\xa0\u2007\u2009\u202f\u3000\t"
        ),
        *(
            pytest.param(BOLETO.replace("o", f"o{sign}"), id=f"with U+{ord(sign):04X}")
            for sign in "\u200b\u200c\u200d\u2060\ufeff\xad\u200e\u200f\u202a\u202c\u2066\u2069\ufe0f\x7f\U000e0041"
        ),
        pytest.param("\u200f" + BOLETO + "\u200e", id="direction marks around it"),
        pytest.param(
            BOLETO.replace("J", "\u200b\u200d \u200cJ").replace("Olá,", "Olá, "), id="mixed"
        ),
    ],
)
def test_what_looks_the_same_is_the_same(alike: str) -> None:
    assert read(alike) == read(BOLETO) == BOLETO


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Oi, Ana", "Oi, ana"),
        ("Oi, Ana", "Oi Ana"),
        ("Oi, Ana", "Oi, Ána"),
        ("Oi, Ana!", "Oi, Ana!!"),
        ("Dia 1", "Dia 2"),
        ("Dia 1", "Dia ¹"),
        ("A-1", "A–1"),
        ('"Oi"', "“Oi”"),
        ("Oi Ana", "OiAna"),
        ("Oi\nAna", "Oi Ana"),
        ("Oi\nAna", "Oi\n\nAna"),
        ("Oi\n Ana", "Oi\nAna"),
        ("*Oi*", "Oi"),
        ("👋", "👋🏽"),
        ("👨‍👩‍👧", "👨👩👧"),
        ("👩‍⚕️", "👩⚕️"),
        ("🏴\U000e0067\U000e0062\U000e007f", "🏴"),
        ("می‌خواهم", "میخواهم"),
        ("می\u200c\u200cخواهم", "میخواهم"),
        ("क्\u200d\u200dष", "क्ष"),
        ("abc \u202e123 xyz", "abc 123 xyz"),
        ("R$ 1 \u200f2 3", "R$ 1 2 3"),
        ("שלום \u200e!", "שלום !"),
    ],
)
def test_what_looks_different_stays_different(one: str, two: str) -> None:
    assert read(one) != read(two)


def test_every_sign_that_is_seen_stays_what_it_is() -> None:
    """Between Latin letters, one at a time; a canonical twin (K for the sign of Kelvin) is the same."""
    for sign in EVERY_SIGN:
        if not is_blank(sign) and not sign.isspace():
            assert read(f"a{sign}b") == unicodedata.normalize("NFC", f"a{sign}b"), hex(ord(sign))


def test_every_sign_that_is_not_seen_is_folded() -> None:
    for sign in EVERY_SIGN:
        if is_blank(sign) and sign not in "\u202b\u202e\u2067":  # these turn what follows
            assert read(sign) == "", hex(ord(sign))
            assert read(f"a{sign}b") in {"ab", "a b", "a\nb"}, hex(ord(sign))


def test_what_is_not_looked_at_stands_for_itself() -> None:
    for sign in EVERY_SIGN:
        if sign > "\x7f" and sign not in "\xa0\ufe0f" and folding._UNUSUAL.search(sign) is None:
            assert unicodedata.normalize("NFC", sign) == sign
            assert unicodedata.combining(sign) == 0
            assert unicodedata.is_normalized("NFC", f"a{sign}a"), hex(ord(sign))


def test_all_that_reads_from_right_to_left_is_known() -> None:
    for sign in EVERY_SIGN:
        turns = unicodedata.bidirectional(sign) in {"R", "AL", "RLE", "RLO", "RLI"}
        if turns and sign not in "\u200f\u061c":
            assert folding._TURNS.search(sign), hex(ord(sign))


# ── any text ──────────────────────────────────────────────────────────────────────────────────

# A letter of one sign, so that no two of these are the same letter written otherwise.
visible = st.text(st.sampled_from("aA1.!?*-_é€😀👋ç\n \"'"), max_size=12).map(
    lambda text: "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()
)
unseen = st.text(
    st.sampled_from("\u200b\u200c\u200d\u2060\ufeff\xad\u200e\u202c\ufe0f"), max_size=2
)
odd = st.text(
    st.sampled_from(
        "aé1 \n\t\xa0\u2009\u200b\u200d\u200f\u202e\u0301\u0327\ufe0f👨👩😀א1\r\U000e0067🏴"
    ),
    max_size=12,
)


@given(one=visible, two=visible)
def test_two_texts_are_the_same_only_if_they_look_it(one: str, two: str) -> None:
    assert (read(one) == read(two)) == (one == two)


@given(text=visible, data=st.data())
def test_what_nobody_sees_changes_nothing(text: str, data: Any) -> None:
    # Between two emoji a joiner makes one of them.
    text = text.replace("😀", "a").replace("👋", "a")
    with_unseen = "".join(f"{data.draw(unseen)}{sign}" for sign in text) + data.draw(unseen)
    assert read(unicodedata.normalize("NFD", with_unseen)) == text


@given(texts=st.lists(odd | visible, max_size=8))
def test_each_text_is_read_as_if_it_stood_alone(texts: list[str]) -> None:
    assert as_read(texts) == [folded for text in texts for folded in as_read([text])]


def test_of_many_texts_too() -> None:
    several = [
        f"{n} {text}"
        for n, text in zip(
            range(1000), itertools.cycle([BOLETO, "e\u0301", "א\u200f 1 2", "a  b"]), strict=False
        )
    ]
    assert as_read(several) == [folded for text in several for folded in as_read([text])]
    assert as_read([]) == []


@pytest.mark.parametrize(
    "sign", ["\u200d", "\u200f", "\u0301", " ", "\n", " \n", "\U000e0041", "!\u200f"]
)
def test_a_cell_full_of_them_takes_no_time(sign: str) -> None:
    """Each is looked at once: what is quadratic would take minutes."""
    for before, behind in (("👨", "👨"), ("a", "b"), ("א", "1")):
        assert len(read(before + sign * 60_000 + behind)) >= 2


# ── the greeting ──────────────────────────────────────────────────────────────────────────────


def greeted(greeting: str, letters: Any = "as_is") -> str:
    text = f"{greeting}, Ana. {greeting}!"
    second = len(f"{greeting}, Ana. ")
    spans = [
        GreetingSpan(0, len(greeting), letters),
        GreetingSpan(second, second + len(greeting), letters),
    ]
    return read(without_greetings(text, spans))


def test_the_hour_does_not_count() -> None:
    assert greeted("Bom dia") == greeted("Boa noite")


def test_that_it_greets_counts_and_how() -> None:
    ways = {greeted("Bom dia"), greeted("bom dia", "lower"), greeted("BOM DIA", "upper")}
    assert len(ways | {read(", Ana. !"), read("Bom dia, Ana. Bom dia!")}) == 5


def test_a_text_without_one_stays() -> None:
    assert without_greetings(BOLETO, ()) == BOLETO
