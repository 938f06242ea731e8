"""A batch from upload to results, by the HTTP API alone; a start is made once."""

import json
import threading
import time

from batch_sender.journal import Journal
from batch_sender.standin import StandIn
from batch_sender.web.serving import Running
from tests.proofs.reckoning import PATIENCE
from tests.support import TOKEN
from tests.web.api.conftest import Client

DOUBTS = "nome;telefone\nAna;(11) 91234-5001\nBia;(11) 91234-5400\nCaio;(11) 91234-5505\n"
"""One is accepted, one rejected, one may have left."""


def sent_numbers(api: StandIn) -> list[str]:
    return sorted(each.number for each in api.received if each.number)


def test_a_program_sends_a_batch_once_from_upload_to_results(
    crm: Client, api: StandIn, book: Journal
) -> None:
    batch = crm.judged()
    standing = crm.get(f"/batches/{batch}").json()
    assert (standing["state"], standing["read"], standing["pending"]) == ("checked", 4, 3)
    assert standing["problems"] == {"phone_invalid": 1}
    assert standing["forecast"]["calls"] == 3

    other = crm.start(batch, "first", {"messages": 4})
    assert (other.status_code, other.json()["code"]) == (409, "other_number_of_messages")
    assert other.json()["messages"] == 3
    assert not sent_numbers(api), "another number than would leave starts nothing"

    begun = crm.start(batch, "second", {"messages": 3})
    assert begun.status_code == 202, begun.text
    ended = crm.until(batch, "finished")
    assert (ended["accepted"], ended["skipped"], ended["pending"]) == (3, 1, 0)

    again = crm.start(batch, "second", {"messages": 3})
    assert (again.status_code, again.json()) == (202, begun.json())
    assert again.headers["Idempotency-Replayed"] == "true"
    another = crm.start(batch, "second", {"messages": 4})
    assert (another.status_code, another.json()["code"]) == (422, "idempotency_key_reused")
    bare = crm.post(f"/batches/{batch}/start", {"messages": 3})
    assert (bare.status_code, bare.json()["code"]) == (422, "idempotency_key_missing")
    assert len(sent_numbers(api)) == 3

    assert {each.who for each in book.batches.events(batch) if each.kind == "started"} == {
        "crm-send"
    }


def test_results_are_files_that_leave_nothing_behind(crm: Client, running: Running) -> None:
    batch = crm.judged()
    for ending, begins in (
        ("xlsx", b"PK"),
        ("csv", b"\xef\xbb\xbf"),
        ("jsonl", b"{"),
        ("html", b"<"),
    ):
        answer = crm.get(f"/batches/{batch}/results.{ending}")
        assert answer.status_code == 200
        assert answer.content.startswith(begins)
        assert "attachment" in answer.headers["Content-Disposition"]
        assert TOKEN not in answer.text
        assert crm.key not in answer.text
    place, deadline = running.folder / "api", time.monotonic() + PATIENCE
    while list(place.glob("results-*")) and time.monotonic() < deadline:
        threading.Event().wait(0.02)  # it goes when the last byte has gone out
    assert not list(place.glob("results-*"))
    assert crm.get(f"/batches/{batch}/results.exe").status_code == 404


def test_who_was_not_reached_is_a_file_of_its_own(crm: Client) -> None:
    batch = crm.judged(DOUBTS)
    crm.start(batch, "crm", {"messages": 3})
    crm.until(batch, "finished")
    answer = crm.get(f"/batches/{batch}/not-reached.csv")
    assert answer.status_code == 200
    assert "Bia" in answer.text
    assert "Ana" not in answer.text
    assert "Caio" not in answer.text, "it may have left"
    assert crm.get(f"/batches/{batch}/not-reached.xlsx").content.startswith(b"PK")
    assert crm.get(f"/batches/{batch}/not-reached.html").status_code == 404
    assert crm.get("/batches/99/not-reached.csv").status_code == 404


def test_a_start_is_answered_after_a_restart_as_before(
    crm: Client, api: StandIn, running: Running
) -> None:
    """Also where the server ended between the start and its answer."""
    batch = crm.judged()
    body: dict[str, object] = {"messages": 3, "canary": 1}
    begun = crm.start(batch, "nightly", body)
    crm.until(batch, "paused")
    (kept,) = (running.folder / "api" / "starts").glob("*.json")
    told = json.loads(kept.read_text())
    assert told["status"] == 202
    kept.write_text(json.dumps({**told, "status": None, "content": {}}))
    again = crm.start(batch, "nightly", body)
    assert (again.status_code, again.json()["state"]) == (202, "paused")
    assert crm.start(batch, "nightly", body).json() == again.json()
    assert begun.json()["batch"] == batch
    assert len(sent_numbers(api)) == 1


def test_what_has_to_be_answered_comes_back_with_its_key(crm: Client, api: StandIn) -> None:
    rows = "nome;telefone\nAna;(11) 91234-5001\nAna Souza;(11) 91234-5001\nBia;(11) 91234-5002\n"
    batch = crm.judged(rows)
    asked = crm.start(batch, "a", {"messages": 2})
    question = asked.json()["question"]
    assert (asked.status_code, asked.json()["code"]) == (409, "answer_needed")
    assert (question["kind"], question["waiting"]) == ("second_messages", 1)
    assert crm.start(batch, "a", {"messages": 2}).json() == asked.json(), "the same key again"
    assert not sent_numbers(api)

    body = {"messages": 3, "answers": [{"to": question["key"], "yes": True}]}
    assert crm.start(batch, "b", body).status_code == 202
    assert crm.until(batch, "finished")["accepted"] == 3


def test_rows_in_doubt_are_decided_and_rejected_ones_put_back(crm: Client, api: StandIn) -> None:
    batch = crm.judged(DOUBTS)
    crm.start(batch, "a", {"messages": 3})
    ended = crm.until(batch, "finished")
    assert (ended["accepted"], ended["rejected"], ended["unknown"]) == (1, 1, 1)

    found = crm.get(f"/batches/{batch}/doubt").json()["rows"]
    assert [(each["row"], each["name"]) for each in found] == [(4, "Caio")]
    wrong = crm.post(f"/batches/{batch}/doubt", {"as_sent": [4], "send_again": [2]})
    assert (wrong.status_code, wrong.json()["code"]) == (409, "rows_not_in_doubt")
    assert len(crm.get(f"/batches/{batch}/doubt").json()["rows"]) == 1, "nothing was changed"
    for body in ({}, {"as_sent": [4], "send_again": [4]}):
        assert crm.post(f"/batches/{batch}/doubt", body).status_code == 422
    decided = crm.post(f"/batches/{batch}/doubt", {"as_sent": [4]}).json()
    assert (decided["accepted"], decided["unknown"]) == (2, 0)
    assert crm.get(f"/batches/{batch}/doubt").json() == {"rows": []}

    again = crm.post(f"/batches/{batch}/retry", {"rejected": True}).json()
    assert (again["rows"], again["batch"]["state"], again["batch"]["pending"]) == (1, "checked", 1)
    refused = crm.post(f"/batches/{batch}/resume", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "not_begun")
    gone = crm.post(f"/batches/{batch}/cancel").json()
    assert (gone["state"], gone["skipped"]) == ("cancelled", 1)
    twice = crm.post(f"/batches/{batch}/cancel")
    assert (twice.status_code, twice.json()["code"]) == (409, "no_such_move")
    assert crm.post(f"/batches/{batch}/pause").status_code == 409
    assert len(sent_numbers(api)) == 3


def test_the_first_few_leave_and_a_resume_sends_the_others(crm: Client, api: StandIn) -> None:
    batch = crm.judged()
    crm.start(batch, "a", {"messages": 3, "canary": 1})
    assert crm.until(batch, "paused")["paused_because"] == "canary"
    assert len(sent_numbers(api)) == 1
    assert crm.post(f"/batches/{batch}/resume", {}).status_code == 202
    assert crm.until(batch, "finished")["accepted"] == 3


def test_rows_are_read_some_at_a_time(crm: Client) -> None:
    batch = crm.judged()
    first = crm.get(f"/batches/{batch}/rows?limit=3").json()
    assert ([each["row"] for each in first["rows"]], first["next"]) == ([2, 3, 4], 4)
    rest = crm.get(f"/batches/{batch}/rows?limit=3&after={first['next']}").json()
    assert ([each["row"] for each in rest["rows"]], rest["next"]) == ([5], None)
    skipped = crm.get(f"/batches/{batch}/rows?state=skipped").json()["rows"]
    assert [(each["row"], each["code"]) for each in skipped] == [(4, "phone_invalid")]
    bad = crm.get(f"/batches/{batch}/rows?state=lost")
    assert bad.status_code == 422
    assert bad.json()["errors"][0]["pointer"] == "#/state"
