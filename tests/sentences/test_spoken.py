"""What people read is in their language: numbers, counts, and what the parser says by itself."""

from pathlib import Path

import pytest

from batch_sender import language, sentences
from batch_sender.automation import telling
from batch_sender.models import MessageState
from tests.journal.desk import ACCEPTED, WHO, Desk, text


@pytest.mark.parametrize(
    ("value", "english", "portuguese"),
    [
        pytest.param(3.5, "3.5", "3,5", id="decimals"),
        pytest.param(0.25, "0.25", "0,25", id="less than one"),
        pytest.param(60 / 17, "3.53", "3,53", id="two decimals at most"),
        pytest.param(20, "20", "20", id="the nought of a whole number stays"),
        pytest.param(1048576, "1,048,576", "1.048.576", id="thousands"),
        pytest.param(2000.0, "2,000", "2.000", id="whole, as a float"),
    ],
)
def test_numbers_are_written_as_people_write_them(
    value: float, english: str, portuguese: str
) -> None:
    language.use("en")
    assert language.number(value) == english
    language.use("pt-BR")
    assert language.number(value) == portuguese


@pytest.mark.parametrize("code", language.LANGUAGES)
def test_no_sentence_stays_none(code: str) -> None:
    language.use(code)
    assert language._("") == ""


@pytest.mark.parametrize("state", MessageState)
def test_a_count_names_its_state_and_keeps_its_column(state: MessageState) -> None:
    language.use("en")
    assert sentences.counted(state, 3) == f"3 {state}"
    language.use("pt-BR")
    assert sentences.counted(state, 12, width=7).startswith("     12  ")


def test_a_count_agrees_with_its_number() -> None:
    language.use("pt-BR")
    assert sentences.counted(MessageState.ACCEPTED, 1) == "1 aceita pelo CleverChat"
    assert sentences.counted(MessageState.FAILED, 2) == "2 não saíram"


def test_a_notification_counts_as_people_do(desk: Desk) -> None:
    language.use("pt-BR")
    batch_id = desk.running(text(2), text(3))
    for _row in range(2):
        desk.record(desk.take(batch_id), ACCEPTED)
    desk.journal.batches.finish(batch_id, who=WHO)
    ended = desk.journal.batches.one(batch_id)
    told = telling.of_batch(ended, batch_file=Path("l.toml"), results=None)
    assert told.subject.endswith("concluído: 2 aceitas pelo CleverChat")
    assert "      2  aceitas pelo CleverChat" in told.text
