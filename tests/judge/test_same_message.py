"""The same message is the same by what its person reads, however text and list are written."""

import unicodedata
from pathlib import Path
from typing import Any

import pytest

from batch_sender.config.settings import Settings
from batch_sender.judge.prepare import Request, prepare
from batch_sender.models import MessageText
from tests.journal.desk import Desk

TEXT = "Olá, {{ nome }} :)\nAté amanhã!"
JOSE = "José"
HOURS = 3600

WRITTEN_OTHERWISE = [
    pytest.param(TEXT + "\n", JOSE, id="a line break at the end of the text"),
    pytest.param(TEXT.replace("{{ nome }}", "{{nome}}"), JOSE, id="braces without blanks"),
    pytest.param(TEXT.replace("{{ nome }}", "{nome}"), JOSE, id="single braces"),
    pytest.param("{# novembro #}" + TEXT, JOSE, id="a comment"),
    pytest.param("{# novembro #}\n" + TEXT, JOSE, id="a comment in a line of its own"),
    pytest.param(unicodedata.normalize("NFD", TEXT), JOSE, id="accents apart in the text"),
    pytest.param(TEXT, unicodedata.normalize("NFD", JOSE), id="accents apart in the list"),
    pytest.param(TEXT + "  ", JOSE, id="blanks at the end of the text"),
    pytest.param(TEXT.replace("\n", "  \n"), JOSE, id="blanks at the end of a line"),
    pytest.param(TEXT, JOSE + " ", id="blanks at the end of the cell"),
    pytest.param(TEXT.replace(", ", ",\xa0"), JOSE, id="a no-break space in the text"),
    pytest.param(TEXT.replace(", ", ",  "), JOSE, id="two blanks in the text"),
    pytest.param(TEXT, JOSE + "\xa0", id="a no-break space in the cell"),
    pytest.param(TEXT, "\u200b" + JOSE, id="a zero width space in the cell"),
    pytest.param("\ufeff" + TEXT.replace("Olá", "O\u200dlá"), JOSE, id="zero width in the text"),
    pytest.param(TEXT.replace("\n", "\r\n"), JOSE, id="line breaks of Windows"),
]
"""A text and a name that say what TEXT and JOSE say."""

SAID_OTHERWISE = [
    pytest.param(TEXT.replace("Olá", "olá"), JOSE, id="a small letter"),
    pytest.param(TEXT.replace("!", "."), JOSE, id="another sign"),
    pytest.param(TEXT.replace("\n", " "), JOSE, id="one line"),
    pytest.param(TEXT.replace("\n", "\n\n"), JOSE, id="one line more"),
    pytest.param(TEXT, "Jose", id="no accent"),
    pytest.param(TEXT, "José 2", id="a digit"),
    pytest.param(TEXT.replace(" :)", ":)"), JOSE, id="no blank"),
]


class Office:
    """Judges José's list with some texts, at some hour, and sends."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        self.desk, self.list = desk, folder / "lista.csv"
        self.numbers, self.coupon = ["11 98765-4321"], ""

    def judge(self, *texts: str, names: tuple[str, ...] = (JOSE,), **settings: Any) -> int:
        rows = [f'"{name}",{to},{self.coupon}\n' for name in names for to in self.numbers]
        self.list.write_text("nome,telefone,cupom\n" + "".join(rows), encoding="utf-8")
        first, *others = [MessageText(text=text, origin="--text") for text in texts]
        request = Request(
            list_path=self.list,
            text=first.text,
            origin=first.origin,
            others=tuple(others),
            settings=Settings.model_validate({"gap": 0, **settings}),
            who="ana",
        )
        return prepare(self.desk.journal, request, now=self.desk.clock.now())

    def sent(self, *texts: str, **settings: Any) -> int:
        batch_id = self.judge(*texts, **settings)
        self.send(batch_id)
        assert set(self.reasons(batch_id)) == {None}
        return batch_id

    def send(self, batch_id: int) -> list[int]:
        self.desk.start(batch_id)
        return self.desk.rows_taken(batch_id)

    def kept(self, batch_id: int) -> list[Any]:
        return list(self.desk.everything(batch_id))

    def reasons(self, batch_id: int) -> list[str | None]:
        return [row.reason for row in self.desk.journal.messages.rows(batch_id)]


@pytest.fixture
def office(desk: Desk, tmp_path: Path) -> Office:
    return Office(desk, tmp_path)


@pytest.mark.parametrize(("text", "name"), WRITTEN_OTHERWISE)
def test_the_same_written_otherwise_is_sent_already(office: Office, text: str, name: str) -> None:
    judged_before = office.judge(text, names=(name,))
    office.sent(TEXT)
    assert office.reasons(office.judge(text, names=(name,))) == ["already_sent"]
    assert office.send(judged_before) == []
    assert office.reasons(judged_before) == ["already_sent"]


@pytest.mark.parametrize(("text", "name"), WRITTEN_OTHERWISE)
def test_the_other_way_round_too(office: Office, text: str, name: str) -> None:
    assert office.send(office.judge(text, names=(name,))) == [2]
    assert office.reasons(office.judge(TEXT)) == ["already_sent"]


@pytest.mark.parametrize(
    "name", [unicodedata.normalize("NFD", JOSE), "José ", "José\xa0", "Jo\u200bsé", "\u200eJosé"]
)
def test_in_one_list_it_is_a_duplicate(office: Office, name: str) -> None:
    assert office.reasons(office.judge(TEXT, names=(JOSE, name))) == [None, "duplicate"]


def test_cells_that_the_text_shows_alike_are_a_duplicate(office: Office) -> None:
    text = "Olá, {{ nome|upper }}!"
    assert office.reasons(office.judge(text, names=("José", "JOSÉ"))) == [None, "duplicate"]


@pytest.mark.parametrize(("text", "name"), SAID_OTHERWISE)
def test_what_looks_different_is_news(office: Office, text: str, name: str) -> None:
    office.sent(TEXT)
    assert office.reasons(office.judge(text, names=(name,))) == [None]


def test_the_hour_of_the_greeting_makes_nothing_new(office: Office) -> None:
    office.sent("{{ saudacao }}, {{ nome }}!")
    office.desk.clock.forward(8 * HOURS)
    again = office.judge("{{saudacao}}, {nome}!\n")
    assert office.reasons(again) == ["already_sent"]
    first, second = (office.kept(batch_id)[0].text for batch_id in (1, again))
    assert first != second, "they greet at different hours"
    assert office.reasons(office.judge("{{ saudacao|lower }}, {{ nome }}!")) == [None]
    assert office.reasons(office.judge(first)) == [None]


def test_by_a_key_the_text_counts_as_it_is_written(office: Office) -> None:
    office.sent(TEXT, key="nome")
    assert office.reasons(office.judge(TEXT, key="nome")) == ["already_sent"]
    assert office.reasons(office.judge(TEXT + "\n", key="nome")) == [None]


# ── several texts ─────────────────────────────────────────────────────────────────────────────

A, B = "Oi, {{ nome }}!", "Olá, {{ nome }}."
WITH_COUPON = "Oi, {{ nome }}: {{ cupom }}"


@pytest.fixture
def many(office: Office) -> Office:
    """So many people that some get each text."""
    office.numbers = [f"11 98765-43{tail}" for tail in range(10, 40)]
    return office


@pytest.mark.parametrize("then", [(A + "\n",), ("{#x#}" + B,), (A.replace(" ", "\xa0"), "Ei!")])
def test_who_got_one_of_several_gets_none_of_them_written_otherwise(
    many: Office, then: tuple[str, ...]
) -> None:
    judged_before = many.judge(*then)
    many.sent(A, B)
    assert set(many.reasons(many.judge(*then))) == {"already_sent"}
    assert many.send(judged_before) == []


@pytest.mark.parametrize("then", [(A + "\n", B), (B, A + "\n"), ("Ei!", "{#x#}" + A)])
def test_who_got_one_text_gets_none_of_several_that_say_it(
    many: Office, then: tuple[str, ...]
) -> None:
    many.sent(A)
    assert set(many.reasons(many.judge(*then))) == {"already_sent"}


def test_of_several_that_greet_the_hour_does_not_count_either(many: Office) -> None:
    greeting = "{{ saudacao }}, {{ nome }}!"
    many.sent(A, greeting)
    many.desk.clock.forward(8 * HOURS)
    assert set(many.reasons(many.judge(greeting))) == {"already_sent"}
    assert set(many.reasons(many.judge(A))) == {"already_sent"}


@pytest.mark.parametrize(("coupon", "others"), [("NATAL", 1), ("", 0)])
def test_a_text_that_cannot_be_filled_has_no_key(many: Office, coupon: str, others: int) -> None:
    """Nobody was told it, and with these cells nobody can be."""
    many.coupon = coupon
    rows = many.kept(many.judge(A, WITH_COUPON))
    assert {row.variant for row in rows} == {"A", "B"}
    of_a = [row for row in rows if row.variant == "A"]
    assert {len(row.other_keys or ()) for row in of_a} == {others}
    left_out = {row.reason for row in rows if row.variant == "B"}
    assert left_out == ({None} if coupon else {"value_missing"})


def test_two_texts_that_say_the_same_are_one(many: Office) -> None:
    many.sent(A, A + "\n")
    assert not any(row.other_keys for row in many.kept(1))
    assert set(many.reasons(many.judge(A))) == {"already_sent"}
