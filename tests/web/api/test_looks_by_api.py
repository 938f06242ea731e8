"""A look at the phone by the HTTP API: a program asks whose chats, and says what was seen."""

from typing import Any

import pytest

from batch_sender.standin import Faults, no_faults
from tests.web.api.conftest import Client

ROWS = "".join(f"Ana {n};(11) 91234-5{n:03d}\n" for n in range(10, 26))
LIST = f"nome;telefone\n{ROWS}"


@pytest.fixture
def faults() -> Faults:
    """None: whole rows of numbers are accepted."""
    return no_faults


def started(crm: Client, **how: Any) -> int:
    batch = crm.judged(LIST)
    answer = crm.start(batch, "a", {"messages": 16, "look_after": 6, **how})
    assert answer.status_code == 202, answer.text
    return batch


def test_a_batch_of_a_program_goes_on_while_nobody_looks(crm: Client) -> None:
    batch = started(crm)
    told = crm.until(batch, "finished")
    look = crm.get(f"/batches/{batch}/look").json()
    assert [each["row"] for each in look["rows"]] == told["look_at_rows"]
    assert look["accepted"] == 16
    assert set(look["rows"][0]) == {"row", "name", "number", "time"}
    assert told["seen_on_phone"] is None


def test_one_that_is_to_wait_takes_an_answer_and_goes_on(crm: Client) -> None:
    batch = started(crm, look_unanswered="wait")
    assert crm.until(batch, "paused")["paused_because"] == "look_due"
    look = crm.get(f"/batches/{batch}/look").json()
    seen = [{"row": each["row"], "seen": "two_ticks"} for each in look["rows"][:4]]
    answer = crm.post(f"/batches/{batch}/look", {"look": look["look"], "seen": seen})
    assert answer.status_code == 200, answer.text
    assert answer.json()["seen_on_phone"]["looked_at"] == 4
    assert crm.get(f"/batches/{batch}/look").json() == {
        "look": None,
        "connection": None,
        "accepted": 0,
        "rows": [],
    }
    assert crm.post(f"/batches/{batch}/resume", {"look_after": 0}).status_code == 202
    assert crm.until(batch, "finished")["accepted"] == 16


def test_where_none_arrived_the_batch_is_paused_for_it(crm: Client) -> None:
    batch = started(crm, look_unanswered="wait")
    crm.until(batch, "paused")
    look = crm.get(f"/batches/{batch}/look").json()
    seen = [{"row": each["row"], "seen": "absent"} for each in look["rows"]]
    told = crm.post(f"/batches/{batch}/look", {"look": look["look"], "seen": seen}).json()
    assert (told["state"], told["paused_because"]) == ("paused", "not_delivered")
    again = crm.post(f"/batches/{batch}/look", {"look": look["look"], "seen": seen})
    assert (again.status_code, again.json()["code"]) == (409, "no_open_look")


def test_what_cannot_be_meant_changes_nothing(crm: Client) -> None:
    batch = started(crm, look_unanswered="wait")
    crm.until(batch, "paused")
    look = crm.get(f"/batches/{batch}/look").json()
    for body, code in (
        ({}, "nothing_seen"),
        ({"seen": [{"row": 9999, "seen": "clock"}]}, "bad_look_answer"),
        ({"seen": [{"row": look["rows"][0]["row"], "seen": "delivered"}]}, "request_invalid"),
    ):
        answer = crm.post(f"/batches/{batch}/look", {"look": look["look"], **body})
        assert (answer.status_code, answer.json()["code"]) == (422, code), answer.text
    assert crm.get(f"/batches/{batch}/look").json() == look
    skipped = crm.post(f"/batches/{batch}/look", {"look": look["look"], "skip": True})
    assert (skipped.status_code, skipped.json()["seen_on_phone"]) == (200, None)
    assert crm.get("/batches/999/look").status_code == 404
