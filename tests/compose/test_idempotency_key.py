"""What makes two messages the same, in whatever batch they are."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_sender.compose.idempotency_key import SaidKeys

KEY = b"k" * 32
digits = st.text(st.sampled_from("0123456789"))
texts = st.text(max_size=8)
mediae = st.none() | st.text("abc", max_size=3)


def said(
    *,
    key: bytes = KEY,
    person: str = "5511987654321",
    template: str = "Olá, {{ nome }}",
    values: tuple[str, ...] = ("Ana",),
    media: str | None = None,
) -> str:
    [found] = SaidKeys(key, template).of([person], [values], [media])
    return found


def test_the_same_gives_the_same_in_every_run() -> None:
    assert (
        said() == said() == "6228ed5f7a087fa855d5b33844a45239"
    )  # kept in journals: it must never change


@given(key=st.binary(max_size=64), person=digits, values=st.lists(texts, max_size=3).map(tuple))
def test_it_is_a_keyed_hash_of_all_that_is_said(
    key: bytes, person: str, values: tuple[str, ...]
) -> None:
    told = json.dumps([person, "Olá, {{ nome }}", values, None]).encode()
    wanted = hashlib.blake2b(told, key=key, digest_size=16).hexdigest()
    assert said(key=key, person=person, values=values) == wanted


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(said(person="5511987654322"), id="another person"),
        pytest.param(said(template="Oi, {{ nome }}"), id="another text"),
        pytest.param(said(values=("Bia",)), id="another name"),
        pytest.param(said(media="ab"), id="with a file"),
        pytest.param(said(key=b"q" * 32), id="another journal"),
        pytest.param(said(values=()), id="no values"),
        pytest.param(said(values=("",)), id="an empty value"),
        pytest.param(said(values=("A", "na")), id="the same letters in two cells"),
    ],
)
def test_each_part_counts(other: str) -> None:
    assert other != said()


def test_no_file_is_not_a_file_without_a_name() -> None:
    assert said(media=None) != said(media="")


@given(
    one=st.tuples(texts, texts, st.lists(texts, max_size=3).map(tuple), mediae),
    two=st.tuples(texts, texts, st.lists(texts, max_size=3).map(tuple), mediae),
)
def test_two_are_the_same_only_if_all_parts_are(
    one: tuple[str, str, tuple[str, ...], str | None],
    two: tuple[str, str, tuple[str, ...], str | None],
) -> None:
    keys = [
        said(person=person, template=template, values=values, media=media)
        for person, template, values, media in (one, two)
    ]
    assert (keys[0] == keys[1]) == (one == two)


@given(person=st.from_regex(r"55[0-9]{11}", fullmatch=True))
def test_nobodys_number_can_be_read_in_it(person: str) -> None:
    key = said(person=person)
    assert len(key) == 32
    assert set(key) <= set("0123456789abcdef")
    assert person not in key


def test_what_no_encoding_knows_is_hashed_all_the_same() -> None:
    assert said(values=("\ud800",)) != said(values=("\udfff",))
