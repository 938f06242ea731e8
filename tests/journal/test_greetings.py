"""The greeting of the hour, put in by the claim: once for a message, and kept as it left."""

import pytest

from batch_sender.models import JudgedMessage, MessageRecord
from batch_sender.models.spans import GreetingSpan
from tests.journal.desk import ACCEPTED, NOT_LEFT, Desk, text, with_file

SPOTS = (GreetingSpan(0, 7, "as_is"), GreetingSpan(14, 21, "lower"))


def greets(message: JudgedMessage) -> JudgedMessage:
    return message._replace(text="Bom dia, Ana, bom dia!", greetings=SPOTS)


def only(desk: Desk, batch_id: int) -> MessageRecord:
    (row,) = desk.journal.messages.rows(batch_id)
    return row


def test_the_claim_writes_down_what_leaves(desk: Desk) -> None:
    batch_id = desk.running(greets(text(2)))
    call = desk.take(batch_id, greeting="Boa tarde").call
    kept = only(desk, batch_id)
    assert call.text == kept.text == "Boa tarde, Ana, boa tarde!"
    assert kept.greetings == (GreetingSpan(0, 9, "as_is"), GreetingSpan(16, 25, "lower"))


def test_a_message_that_comes_back_is_greeted_anew(desk: Desk) -> None:
    batch_id = desk.running(greets(text(2)))
    desk.record(desk.take(batch_id, greeting="Boa tarde"), NOT_LEFT)
    assert desk.take(batch_id, greeting="Boa noite").call.text == "Boa noite, Ana, boa noite!"


def test_a_file_follows_its_text_as_that_left(desk: Desk) -> None:
    batch_id = desk.running(greets(with_file(2)))
    desk.record(desk.take(batch_id, greeting="Boa tarde"), ACCEPTED)
    desk.take(batch_id, greeting="Boa noite")
    assert only(desk, batch_id).text == "Boa tarde, Ana, boa tarde!"


@pytest.mark.parametrize(("greeting", "message"), [(None, greets(text(2))), ("Boa noite", text(2))])
def test_a_text_without_greeting_or_hour_stays(
    desk: Desk, greeting: str | None, message: JudgedMessage
) -> None:
    batch_id = desk.running(message)
    assert desk.take(batch_id, greeting=greeting).call.text == message.text
