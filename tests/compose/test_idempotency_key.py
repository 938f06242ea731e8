"""What makes two messages the same, in whatever batch they are."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_sender.compose.idempotency_key import SaidKeys

KEY = b"k" * 32
TEMPLATE = "Olá, {{ nome }}"
digits = st.text(st.sampled_from("0123456789"))
texts = st.text(st.sampled_from('aé\n 0"]'), max_size=8).map(lambda text: " ".join(text.split()))
mediae = st.none() | st.text("abc", max_size=3)


def said(
    *,
    key: bytes = KEY,
    person: str = "5511987654321",
    text: str = "Olá, Ana",
    media: str | None = None,
    line: str | None = None,
) -> str:
    lines = () if line is None else [line]
    [found] = SaidKeys(key).of([person], [text], [media], lines)
    return found


def said_by_name(
    *,
    key: bytes = KEY,
    template: str = TEMPLATE,
    person: str = "5511987654321",
    name: str = "consulta 7",
    media: str | None = None,
) -> str:
    [found] = SaidKeys(key).by_name(template, [person], [name], [media])
    return found


# Kept in journals: these must never change, but with a migration.


def test_the_same_gives_the_same_in_every_run() -> None:
    assert said() == said() == "ca0f4d1f1eb88e97fb93ca7dc66f2227"
    assert said(media="ab" * 32) == "1bdb3f6bde92ba40a72cbfd2a6385ea1"


def test_by_name_as_well() -> None:
    assert said_by_name() == "0d2d88d19faaef6d0159dc54d3c8fbf8"
    assert said_by_name(media="ab" * 32) == "114cf19c9fc814a261315f2eaa51f159"


@given(key=st.binary(max_size=64), person=digits, text=texts, media=mediae)
def test_it_is_a_keyed_hash_of_what_is_read(
    key: bytes, person: str, text: str, media: str | None
) -> None:
    told = "\0".join([person, *([] if media is None else [media]), text])
    wanted = hashlib.blake2b(told.encode(), key=key, digest_size=16).hexdigest()
    assert said(key=key, person=person, text=text, media=media) == wanted


@given(key=st.binary(max_size=64), person=digits, name=st.text(max_size=8), media=mediae)
def test_by_name_it_is_one_of_the_template_and_the_name(
    key: bytes, person: str, name: str, media: str | None
) -> None:
    told = json.dumps([person, TEMPLATE, {"key": name}, media]).encode()
    wanted = hashlib.blake2b(told, key=key, digest_size=16).hexdigest()
    assert said_by_name(key=key, person=person, name=name, media=media) == wanted


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(said(person="5511987654322"), id="another person"),
        pytest.param(said(text="Oi, Ana"), id="another text"),
        pytest.param(said(media="ab"), id="with a file"),
        pytest.param(said(line="2379"), id="with a payment line"),
        pytest.param(said(text="Olá, Ana 2379"), id="with what a payment line would say"),
        pytest.param(said(key=b"q" * 32), id="another journal"),
        pytest.param(said_by_name(), id="by a name"),
    ],
)
def test_each_part_counts(other: str) -> None:
    assert other != said()


def test_each_payment_line_makes_another_message() -> None:
    assert said(line="2379") == "c121da5b9e85e80ee7070f1aa571fe8d"
    assert said(line="2379", media="ab") != said(line="2379") != said(line="2380")
    assert said(line="2379\u00a0 1") == said(line="2379 1"), "as it is read"


def test_beside_one_that_has_a_line_the_others_keep_their_keys() -> None:
    people, texts = ["5511987654321"] * 2, ["Olá, Ana"] * 2
    keys = SaidKeys(KEY).of(people, texts, [None, None], ["2379", None])
    assert keys == [said(line="2379"), said()]


def test_no_file_is_not_a_file_without_a_name() -> None:
    assert said(media=None) != said(media="")


lines = st.none() | texts.filter(bool)
told = st.tuples(texts, mediae | texts, lines)


@given(one=told, two=told)
def test_two_are_the_same_only_if_all_parts_are(
    one: tuple[str, str | None, str | None], two: tuple[str, str | None, str | None]
) -> None:
    keys = [said(text=text, media=media, line=line) for text, media, line in (one, two)]
    assert (keys[0] == keys[1]) == (one == two)


@given(rows=st.lists(st.tuples(digits, texts, mediae), max_size=500))
def test_many_get_the_keys_that_each_gets_alone(rows: list[tuple[str, str, str | None]]) -> None:
    together = SaidKeys(KEY).of(*([row[part] for row in rows] for part in range(3)))  # type: ignore[arg-type]
    assert together == [said(person=p, text=t, media=m) for p, t, m in rows]


@given(person=st.from_regex(r"55[0-9]{11}", fullmatch=True))
def test_nobodys_number_can_be_read_in_it(person: str) -> None:
    key = said(person=person)
    assert len(key) == 32
    assert set(key) <= set("0123456789abcdef")
    assert person not in key


def test_what_no_encoding_knows_is_hashed_all_the_same() -> None:
    assert said(text="\ud800") != said(text="\udfff")
