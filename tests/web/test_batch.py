"""The page of one batch: how it stands, its buttons, and what they answer when somebody was quicker."""

import html
import re
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
import requests
from openpyxl import load_workbook

from batch_sender.config.settings import Settings
from batch_sender.journal import Decision, Journal
from batch_sender.models import BatchState
from batch_sender.operations.first_few import first_few_question
from batch_sender.operations.options import SendOptions
from batch_sender.standin import StandIn
from batch_sender.web.senders import Underway
from batch_sender.web.serving import Running
from tests.journal.desk import ACCEPTED, TIMED_OUT, Desk
from tests.journal.desk import REFUSED as NOT_TAKEN
from tests.support import TOKEN, FakeClock, checked_batch, message
from tests.web.batches import named, rest, send, until, yes
from tests.web.conftest import Visitor
from tests.web.drafting import told

REFUSED = 400


# ── sending, pausing, going on ────────────────────────────────────────────────────────────────


def test_a_batch_is_sent_and_its_page_says_what_became_of_it(
    visitor: Visitor, book: Journal, api: StandIn
) -> None:
    batch = checked_batch(book, [message(2, 1), message(3, 2), message(4, REFUSED)])
    assert "Send 3 messages" in visitor.get(f"/batches/{batch}").text
    answer = send(visitor, batch)
    assert answer.url == f"{visitor.url}/batches/{batch}", answer.text
    rest(book, batch)
    page = visitor.get(f"/batches/{batch}")
    assert sum(api.arrived().values()) == 3
    assert "3 of 3 messages are done: 100%" in page.text
    assert "What became of the rows" in page.text
    assert "Over time" in page.text
    assert "the sending began" in page.text
    assert "data-live" not in page.text, "it is over"
    assert "style=" not in page.text
    assert TOKEN not in page.text


def test_the_live_part_says_when_the_page_is_out_of_date(visitor: Visitor, book: Journal) -> None:
    batch = checked_batch(book, [message(2, 1), message(3, 2)])
    page = visitor.get(f"/batches/{batch}").text
    live = re.search(r'data-live="([^"]*)"', page)
    assert live
    answer = visitor.get(live[1])
    assert "X-Over" not in answer.headers
    assert "<html" not in answer.text
    book.batches.cancel(batch, who="bia")
    assert visitor.get(live[1]).headers["X-Over"] == "1"


def test_a_running_batch_is_paused_and_goes_on(visitor: Visitor, book: Journal) -> None:
    slow = Settings(gap=1, window="always")
    batch = checked_batch(book, [message(row, row) for row in range(2, 12)], slow)
    send(visitor, batch)
    page = visitor.get(f"/batches/{batch}").text
    assert '<noscript><meta http-equiv="refresh" content="5">' in page
    assert "The last message leaves at" in page
    visitor.post(f"/batches/{batch}/pause")
    rest(book, batch, BatchState.PAUSED)
    page = visitor.get(f"/batches/{batch}").text
    assert "It was paused by hand." in page
    assert "batch-sender resume" not in page
    assert "refresh" not in page
    # A second tab still shows the button: it says what is true, and changes nothing.
    late = visitor.post(f"/batches/{batch}/pause")
    assert late.status_code == 409
    assert f"Batch {batch} is paused; only a running one can be paused." in told(late)
    assert visitor.post(f"/batches/{batch}/resume").status_code == 200
    assert book.batches.state(batch) is BatchState.RUNNING
    late = visitor.post(f"/batches/{batch}/resume")
    assert f"Batch {batch} is being sent already." in told(late)
    events = [each.kind for each in book.batches.events(batch)]
    assert "fault_told" not in events
    visitor.post(f"/batches/{batch}/cancel")


@pytest.mark.parametrize(
    ("limits", "why"),
    [
        ({"daily_cap": 1}, "The day's messages have been sent; it goes on tomorrow"),
        ({"new_cap": "1/day"}, "The day's new people have been written to; it goes on tomorrow"),
    ],
)
def test_a_batch_that_waits_for_the_next_day_says_so(
    visitor: Visitor, book: Journal, limits: dict[str, Any], why: str
) -> None:
    settings = Settings(gap=0, window="always", **limits)
    rows = [message(row, row)._replace(new_person=True, turn=1) for row in (2, 3)]
    batch = checked_batch(book, rows, settings)
    send(visitor, batch)
    until(lambda: book.batches.counts(batch).accepted == 1)
    assert why in html.unescape(visitor.get(f"/batches/{batch}").text)
    visitor.post(f"/batches/{batch}/cancel")
    rest(book, batch, BatchState.CANCELLED)


def test_before_it_is_cancelled_the_page_says_what_is_left_out(
    visitor: Visitor, book: Journal
) -> None:
    batch = checked_batch(book, [message(2, 1), message(3, 2)])
    asked = visitor.get(f"/batches/{batch}/cancel").text
    assert "0 rows" in asked
    assert "2 messages that have not left" in asked
    assert book.batches.state(batch) is BatchState.CHECKED
    visitor.post(f"/batches/{batch}/cancel")
    assert book.batches.counts(batch).skipped == 2
    for late in (visitor.post(f"/batches/{batch}/cancel"), visitor.get(f"/batches/{batch}/cancel")):
        assert f"Batch {batch} is cancelled; only one that has not ended" in told(late)
    # What was cancelled can be sent after all.
    assert "2 messages surely did not leave" in visitor.get(f"/batches/{batch}/retry").text
    send(visitor, batch, "retry")
    rest(book, batch)
    assert book.batches.counts(batch).accepted == 2
    assert "has no row to send again" in told(visitor.get(f"/batches/{batch}/retry"))


def test_whoever_does_not_wait_for_a_slow_connection_is_asked_afterwards(
    visitor: Visitor, running: Running, book: Journal
) -> None:
    batch = checked_batch(book, [message(row, row) for row in range(2, 504)])
    found = running.site.senders.send(batch, SendOptions(), patience=0)
    assert isinstance(found, Underway)
    at = f"/batches/{batch}/departure"
    while "being tested" in (asked := visitor.get(at)).text:
        pass
    action, fields = yes(asked)
    answer = visitor.post(action, fields | {"typed": "52"})
    assert answer.status_code == 422
    assert "Type 502 to send them" in answer.text
    assert book.batches.state(batch) is BatchState.CHECKED
    assert visitor.get(at).url == f"{visitor.url}/batches/{batch}", "it was told"


def test_rejected_rows_go_again_only_when_that_is_ticked(visitor: Visitor, book: Journal) -> None:
    batch = checked_batch(book, [message(2, 1), message(3, REFUSED)])
    send(visitor, batch)
    rest(book, batch)
    assert "Try the 1 rejected one again" in visitor.get(f"/batches/{batch}/retry").text
    assert "has no row to send again" in told(visitor.post(f"/batches/{batch}/retry"))
    asked = visitor.post(f"/batches/{batch}/retry", {"rejected": "yes"})
    assert "Send 1 message" in asked.text
    assert book.batches.counts(batch).pending == 1


def test_the_first_few_are_shown_and_the_others_wait_for_a_word(
    visitor: Visitor, book: Journal, api: StandIn
) -> None:
    few = Settings(gap=0, canary=2)
    people = [named(row, row, f"Pessoa {row}") for row in range(2, 7)]
    batch = checked_batch(book, people, few, header=("telefone", "nome"))
    send(visitor, batch)
    rest(book, batch, BatchState.PAUSED)
    page = visitor.get(f"/batches/{batch}").text
    assert "Pessoa 2" in page
    assert "Pessoa 4" not in page
    assert "Send the other 3" in page
    assert f'action="/batches/{batch}/resume"' not in page, "it is decided, not only resumed"
    question = first_few_question(book, book.batches.one(batch))
    assert question
    no = visitor.post(f"/batches/{batch}/first-few", {"asked": question.key, "reply": "no"})
    assert "has to wait" in no.text or "have to wait" in no.text
    assert sum(api.arrived().values()) == 2
    go_on = {"asked": question.key, "reply": "yes"}
    visitor.post(f"/batches/{batch}/first-few", go_on)
    rest(book, batch)
    assert sum(api.arrived().values()) == 5
    late = visitor.post(f"/batches/{batch}/first-few", go_on)
    assert "Somebody else decided this a moment ago" in told(late)


# ── rows in doubt ─────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def doubtful(book: Journal) -> int:
    """A batch that has ended, with one row accepted and two whose answer was lost."""
    people = [named(2, 1, "Ana"), named(3, 2, "Bia"), named(4, 3, "Caio")]
    batch = checked_batch(book, people, header=("telefone", "nome"))
    desk = Desk(book, FakeClock(datetime.now(UTC)))
    desk.start(batch)
    for ending in (ACCEPTED, TIMED_OUT, TIMED_OUT):
        desk.record(desk.take(batch), ending)
    book.batches.finish(batch, who="ana")
    return batch


def test_rows_in_doubt_are_decided_in_a_group_or_one_by_one(
    visitor: Visitor, book: Journal, doubtful: int
) -> None:
    page = visitor.get(f"/batches/{doubtful}/doubts").text
    assert "Bia" in page
    assert "Ana" not in page
    assert "most of these had been sent" in page
    at = f"/batches/{doubtful}/doubts"
    asked = visitor.post(at, {"row": ["3"], "decision": "send_again"})
    assert "gets it a second time" in asked.text
    assert book.batches.counts(doubtful).unknown == 2, "nothing is decided yet"
    visitor.post(f"{at}/settle", {"row": "3", "decision": "send_again"})
    visitor.post(f"{at}/settle", {"row": "4", "decision": "as_sent"})
    counts = book.batches.counts(doubtful)
    assert (counts.pending, counts.accepted, counts.unknown) == (1, 2, 0)


@pytest.mark.parametrize(
    "fields", [{"row": "3"}, {"decision": "as_sent"}, {"row": "3", "decision": "x"}]
)
def test_neither_answer_is_taken_for_granted(
    visitor: Visitor, book: Journal, doubtful: int, fields: dict[str, str | list[str]]
) -> None:
    for at in ("doubts", "doubts/settle"):
        answer = visitor.post(f"/batches/{doubtful}/{at}", fields)
        assert answer.status_code == 409
    assert book.batches.counts(doubtful).unknown == 2


def test_whoever_decides_second_is_told_what_the_first_did(
    visitor: Visitor, book: Journal, doubtful: int
) -> None:
    book.decisions.resolve(doubtful, Decision.AS_SENT, rows=[3], who="bia")
    late = visitor.post(
        f"/batches/{doubtful}/doubts/settle", {"row": ["3", "4"], "decision": "send_again"}
    )
    assert late.status_code == 409
    assert "are not in doubt: 3" in told(late)
    assert "row 3 counts as sent (bia)" in late.text
    assert book.batches.counts(doubtful).unknown == 1


# ── rows and results ──────────────────────────────────────────────────────────────────────────


@pytest.fixture
def hundred(book: Journal) -> int:
    people = [
        named(row, row, f"João {row}" if row == 77 else f"Ana {row}") for row in range(2, 122)
    ]
    return checked_batch(book, people, header=("telefone", "nome"))


def shown(answer: requests.Response) -> list[int]:
    return [int(row) for row in re.findall(r'role="rowheader"[^>]*>(\d+)</th>', answer.text)]


def test_rows_are_turned_page_by_page_both_ways(visitor: Visitor, hundred: int) -> None:
    at = f"/batches/{hundred}/rows"
    first = visitor.get(at)
    assert shown(first) == list(range(2, 52))
    assert "Previous rows" not in first.text
    second = visitor.get(f"{at}?after=51")
    assert shown(second) == list(range(52, 102))
    last = visitor.get(f"{at}?after=101")
    assert shown(last) == list(range(102, 122))
    assert "Next rows" not in last.text
    assert shown(visitor.get(f"{at}?before=102")) == list(range(52, 102))
    assert "No row fits" in visitor.get(f"{at}?show=rejected").text
    assert len(shown(visitor.get(f"{at}?show=pending"))) == 50
    assert shown(visitor.get(f"{at}?show=nonsense&after=x")) == list(range(2, 52))


@pytest.mark.parametrize(
    ("looked_for", "found"),
    [
        ("joao", [77]),  # whatever its accents
        ("JOÃO", [77]),
        ("(11) 90000-0077", [77]),
        ("77", [77]),
        ("ana 12", [12, 120, 121]),
        ("<script>", []),
    ],
)
def test_a_search_finds_names_numbers_and_rows_and_stands_in_no_address(
    visitor: Visitor, hundred: int, looked_for: str, found: list[int]
) -> None:
    answer = visitor.post(f"/batches/{hundred}/rows", {"q": looked_for})
    assert answer.url == f"{visitor.url}/batches/{hundred}/rows"
    assert shown(answer) == found
    assert "<script>" not in answer.text


def test_a_search_is_turned_page_by_page_by_forms(visitor: Visitor, hundred: int) -> None:
    at = f"/batches/{hundred}/rows"
    first = visitor.post(at, {"q": "Ana"})
    assert "after=" not in first.text
    assert shown(visitor.post(at, {"q": "Ana", "after": "51"}))[0] == 52
    empty = visitor.post(at, {"q": "", "show": "pending"})
    assert empty.url == f"{visitor.url}{at}?show=pending"


def test_results_are_taken_home_in_each_form(visitor: Visitor, doubtful: int) -> None:
    for kind, ending in (
        ("workbook", "xlsx"),
        ("csv", "csv"),
        ("lines", "jsonl"),
        ("page", "html"),
    ):
        answer = visitor.get(f"/batches/{doubtful}/results/{kind}")
        assert answer.status_code == 200
        name = f"clientes-results-{doubtful}.{ending}"
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        assert "html" not in answer.headers["Content-Type"], "it is none of our pages"
        assert TOKEN.encode() not in answer.content
        match kind:
            case "workbook":
                assert load_workbook(BytesIO(answer.content)).worksheets[0].max_row >= 3
            case "page":
                assert "Bia" not in answer.text
            case _:
                assert "Bia" in answer.text
    assert "Bia" in visitor.get(f"/batches/{doubtful}/results/page-with-people").text
    assert "no results of that kind" in told(visitor.get(f"/batches/{doubtful}/results/docx"))


def test_who_was_not_reached_is_taken_home_where_there_is_anybody(
    visitor: Visitor, book: Journal, doubtful: int
) -> None:
    assert "not-reached" not in visitor.get(f"/batches/{doubtful}").text
    people = [named(2, 11, "Davi"), named(3, 12, "Eva")]
    batch = checked_batch(book, people, header=("telefone", "nome"))
    desk = Desk(book, FakeClock(datetime.now(UTC)))
    desk.start(batch)
    for outcome in (ACCEPTED, NOT_TAKEN):
        desk.record(desk.take(batch), outcome)
    book.batches.finish(batch, who="ana")
    page = visitor.get(f"/batches/{batch}").text
    for kind, ending in (("not-reached", "xlsx"), ("not-reached-csv", "csv")):
        assert f"/batches/{batch}/results/{kind}" in page
        answer = visitor.get(f"/batches/{batch}/results/{kind}")
        name = f"clientes-not-reached-{batch}.{ending}"
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    text = visitor.get(f"/batches/{batch}/results/not-reached-csv").text
    assert "Eva" in text
    assert "Davi" not in text


def test_in_portuguese_nothing_is_left_in_english(visitor: Visitor, doubtful: int) -> None:
    visitor.http.headers["Accept-Language"] = "pt-BR"
    for part in ("", "/doubts", "/rows"):
        page = visitor.get(f"/batches/{doubtful}{part}").text
        assert '<html lang="pt-BR"' in page
        assert not re.search(r">[^<]*\b(the|rows?|messages?)\b[^<]*<", page), part
    assert (
        "resultados"
        in visitor.get(f"/batches/{doubtful}/results/csv").headers["Content-Disposition"]
    )
