"""The server sends, never a browser: once, on after its death by itself, and not what others have taken on."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests

from batch_sender.config.connections import choose as connection_of
from batch_sender.config.connections import fingerprint
from batch_sender.config.workspace import Workspace
from batch_sender.journal import Journal
from batch_sender.journal.errors import BatchBusy
from batch_sender.models import BatchState
from batch_sender.operations.check import check
from batch_sender.operations.options import Caller, SendOptions
from batch_sender.operations.questions import Answer, AnswerNeeded
from batch_sender.operations.requests import request_of
from batch_sender.standin import LineState, StandIn
from batch_sender.timing.clock import SystemClock
from batch_sender.web.drafts import Draft, Drafts
from batch_sender.web.errors import PageStopping
from batch_sender.web.senders import PAGE, Departed, Senders, Underway
from batch_sender.web.serving import folder_of
from batch_sender.web.sessions import Sessions
from tests.proofs.reckoning import PATIENCE
from tests.support import TOKEN, AtArrival, number
from tests.web.drafting import waited_for

PLAIN = SendOptions()
BY_ITSELF = SendOptions(yes=True, as_judged=True)
ROWS = 6


@pytest.fixture
def workspace(place: Path) -> Workspace:
    return Workspace.of({**os.environ, "BATCH_SENDER_STATE": str(place / "state")})


@pytest.fixture
def senders(book: Journal, workspace: Workspace) -> Iterator[Senders]:
    made = Senders(book, workspace, Caller(who="ana"), try_again=0.01)
    yield made
    assert made.stop(PATIENCE)


def judged(book: Journal, place: Path, rows: int = ROWS, **values: Any) -> int:
    lines = "".join(
        f"Pessoa {n},{number(1000 * (n // 100) + n % 100)}\n" for n in range(1, rows + 1)
    )
    path = place / "lista.csv"
    path.write_text(f"nome,telefone\n{lines}", "utf-8")
    given = {"text": ["Oi {nome}"], "rate": "off", **values}
    return check(book, request_of(given, path, who="ana"), Caller(who="ana")).batch.id


def confirmed(senders: Senders, batch: int) -> tuple[Answer, ...]:
    asks = senders.send(batch, PLAIN)
    assert isinstance(asks, AnswerNeeded)
    return (Answer(to=asks.question.key, yes=True),)


def left(api: StandIn) -> list[str]:
    return [each.number for each in api.received if each.number]


def rests_at(book: Journal, batch: int, state: BatchState) -> None:
    waited_for(lambda: True if book.batches.state(batch) is state else None)


def kinds(book: Journal, batch: int) -> list[str]:
    return [each.kind for each in book.batches.events(batch)]


def test_two_at_once_begin_it_once(
    senders: Senders, book: Journal, place: Path, api: StandIn
) -> None:
    batch = judged(book, place)
    yes = confirmed(senders, batch)
    came: list[object] = []
    both = [
        threading.Thread(target=lambda: came.append(senders.send(batch, PLAIN, yes)))
        for _ in range(2)
    ]
    on = threading.Event()
    api.tell(AtArrival(1, lambda: on.wait(30)))  # the first message is held until both have asked
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert senders.sending == [batch], "neither takes the other's place"
    on.set()
    rests_at(book, batch, BatchState.FINISHED)
    assert sorted(each.by_another for each in came if isinstance(each, Departed)) == [False, True]
    assert len(left(api)) == len(set(left(api))) == ROWS


def test_nothing_is_taken_for_begun_before_the_journal_has_it(
    senders: Senders, book: Journal, place: Path, api: StandIn
) -> None:
    batch = judged(book, place)
    yes = confirmed(senders, batch)
    with book.batches.holding(batch), pytest.raises(BatchBusy):  # another program is quicker
        senders.send(batch, PLAIN, yes, patience=30)
    assert "fault_told" not in kinds(book, batch)
    assert "started" not in kinds(book, batch)
    assert not left(api)


def test_a_long_test_keeps_nobody_waiting(
    senders: Senders, book: Journal, place: Path, api: StandIn
) -> None:
    batch, on = judged(book, place), threading.Event()
    api.tell(lambda _request: on.wait(30))
    assert senders.send(batch, PLAIN, patience=0.01) == Underway(batch=batch)
    assert senders.send(batch, PLAIN, patience=0.01) == Underway(batch=batch), "one at a time"
    on.set()
    departure = senders.latest(batch)
    assert departure is not None
    assert departure.is_known_within(60)
    assert isinstance(departure.result(), AnswerNeeded)
    assert len(api.received) == 1


def test_a_stop_while_it_is_asked_begins_nothing(
    senders: Senders, book: Journal, place: Path, api: StandIn
) -> None:
    batch = judged(book, place)
    yes = confirmed(senders, batch)
    assert senders.stop(PATIENCE)
    with pytest.raises(PageStopping):
        senders.send(batch, PLAIN, yes)
    assert book.batches.state(batch) is BatchState.CHECKED
    assert not left(api)


def test_a_stop_pauses_it_and_the_next_server_goes_on(
    senders: Senders, book: Journal, place: Path, api: StandIn, workspace: Workspace
) -> None:
    batch = judged(book, place)
    on = threading.Event()
    api.tell(AtArrival(2, on.set))
    assert isinstance(senders.send(batch, BY_ITSELF), Departed)
    assert on.wait(60)
    assert senders.stop(PATIENCE)
    if book.batches.state(batch) is BatchState.PAUSED:  # else all were quicker
        after = Senders(book, workspace, Caller(who="ana"))
        after.take_up()
        rests_at(book, batch, BatchState.FINISHED)
        assert after.stop(PATIENCE)
    assert len(left(api)) == len(set(left(api))) == ROWS


@pytest.mark.parametrize(
    ("doors", "because", "goes_on"),
    [
        pytest.param([PAGE], "stopped", True, id="the server was killed"),
        pytest.param([PAGE], "service_stopped", True, id="the server was stopped"),
        pytest.param([PAGE], "person", False, id="somebody paused it"),
        pytest.param([None], "stopped", False, id="the command line's own"),
        pytest.param([PAGE, None], "stopped", False, id="the command line went on with it"),
    ],
)
def test_what_goes_on_by_itself(
    senders: Senders,
    book: Journal,
    place: Path,
    *,
    doors: list[str | None],
    because: str,
    goes_on: bool,
) -> None:
    batch = judged(book, place)
    for door in doors:
        begin(book, batch, door)
        book.batches.pause(batch, because=because, who="ana")
    before = kinds(book, batch)
    assert not senders._has_yet_to_go_on(batch, set())
    if goes_on:
        rests_at(book, batch, BatchState.FINISHED)
    else:
        assert kinds(book, batch) == before


def begin(book: Journal, batch: int, door: str | None) -> None:
    """Begin a batch and die."""
    connection = fingerprint(
        connection_of(None, path=Path("none"), environment=os.environ), book.key()
    )
    known = book.sending.known_connection(fingerprint=connection, name=None, address="a")
    sender = {"pid": 1, "host": "h", **({"door": door} if door else {})}
    book.batches.start(batch, connection_id=known, who="ana", sender=sender)


def test_what_somebody_else_looks_at_just_now_goes_on_after_that(
    senders: Senders, book: Journal, place: Path, api: StandIn
) -> None:
    batch = judged(book, place)
    begin(book, batch, PAGE)
    with book.batches.holding(batch):  # as `status` does, or the service beside
        assert senders._has_yet_to_go_on(batch, set())
    assert not senders._has_yet_to_go_on(batch, set())
    rests_at(book, batch, BatchState.FINISHED)
    assert len(left(api)) == ROWS


def test_a_server_that_does_not_answer_yet_is_tried_again(
    book: Journal, place: Path, api: StandIn, workspace: Workspace
) -> None:
    first = Senders(book, workspace, Caller(who="ana"))
    batch, on = judged(book, place, 40), threading.Event()
    api.tell(AtArrival(1, on.set))
    assert isinstance(first.send(batch, BY_ITSELF), Departed)
    assert on.wait(60)
    assert first.stop(PATIENCE)
    assert book.batches.state(batch) is BatchState.PAUSED
    before = left(api)
    api.close()
    after = Senders(book, workspace, Caller(who="ana"), try_again=0.05)
    after.take_up()
    waited_for(lambda: True if "fault_told" in kinds(book, batch) else None)
    with StandIn(port=api.port, tokens={TOKEN: LineState.CONNECTED}) as again:
        rests_at(book, batch, BatchState.FINISHED)
        assert after.stop(PATIENCE)
        assert kinds(book, batch).count("fault_told") == 1, "told once"
        assert len(before) + len(left(again)) == 40
        assert not {*before} & {*left(again)}


# ── a real server, killed ─────────────────────────────────────────────────────────────────────


class Served:
    """`serve` as a process of its own, and a browser that it lets in."""

    def __init__(self, place: Path, workspace: Workspace) -> None:
        self._log = place / "serve.log"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "batch_sender", "serve", "--log", str(self._log)],
            env={**os.environ, "BATCH_SENDER_STATE": str(place / "state")},
            cwd=place,
            stdin=subprocess.DEVNULL,
        )
        self._folder = folder_of(workspace)

    def entered(self) -> tuple[str, requests.Session]:
        def told() -> Any:
            try:
                found = json.loads((self._folder / "page.json").read_text("utf-8"))
                url = f"http://127.0.0.1:{found['port']}"
                requests.get(f"{url}/healthz", timeout=30)
            except (OSError, ValueError):
                return None
            return url, found["key"]

        url, key = waited_for(told)
        sessions = Sessions(key=bytes.fromhex(key), clock=SystemClock())
        http = requests.Session()
        http.headers["Origin"] = url
        http.post(f"{url}/enter", data={"ticket": sessions.ticket()}, timeout=30)
        return url, http

    def send(self, draft: Draft) -> None:
        """Press the button of the last step."""
        url, http = self.entered()
        at = f"{url}/new/{draft.id}/send"
        key = http.get(at, timeout=30).text.rpartition('name="asked" value="')[2].partition('"')[0]
        sent = {"do": "send", "asked": key, "reply": "yes"}
        assert http.post(at, data=sent, timeout=30).url.endswith("/batches/1")

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(60)

    def end(self) -> None:
        self._process.terminate()
        self._process.wait(60)


def draft_of_sixty(drafts: Drafts, book: Journal) -> tuple[Draft, int]:
    """Make a draft of sixty rows, as the first four steps leave it."""
    draft = drafts.begin()
    lines = "".join(f"Pessoa {n},{number(n)}\n" for n in range(1, 61))
    file = drafts.place(draft) / "uploading"
    file.write_text(f"nome,telefone\n{lines}", "utf-8")
    draft = replace(drafts.with_list(draft, "lista.csv", file), texts=("Oi {nome}",))
    draft = draft.chosen(rate="off")
    request = request_of({**draft.values, "text": draft.texts}, drafts.list_path(draft), who="ana")
    batch = check(book, request, Caller(who="ana")).batch.id
    drafts.save(replace(draft, batch=batch))
    return draft, batch


def test_killed_in_mid_batch_it_goes_on_by_itself(
    book: Journal, place: Path, api: StandIn, workspace: Workspace
) -> None:
    draft, batch = draft_of_sixty(Drafts(folder=folder_of(workspace) / "drafts"), book)
    on = threading.Event()
    api.tell(AtArrival(20, on.set))
    first = Served(place, workspace)
    first.send(draft)
    assert on.wait(60)
    first.kill()
    assert book.batches.counts(batch).pending, "it was killed too late"
    second = Served(place, workspace)
    try:
        rests_at(book, batch, BatchState.FINISHED)
    finally:
        second.end()
    counts = book.batches.counts(batch)
    assert len(left(api)) == len(set(left(api)))
    assert counts.accepted + counts.unknown == 60
    assert counts.unknown <= 1
    assert len(left(api)) >= counts.accepted
    assert TOKEN not in (place / "serve.log").read_text("utf-8")
