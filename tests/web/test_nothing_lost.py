"""What goes wrong in an office: an upload cut off, a session that ends, two people or ten at one thing."""

import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from argon2 import PasswordHasher
from playwright.sync_api import Browser, expect

from batch_sender.journal import Journal
from batch_sender.models import BatchState
from batch_sender.standin import StandIn
from batch_sender.timing.clock import SystemClock
from batch_sender.web.roles import Role
from batch_sender.web.serving import Running
from batch_sender.web.sessions import SESSION_LASTS, Sessions
from batch_sender.web.users import Users
from tests.journal.desk import TIMED_OUT, Desk
from tests.support import AtArrival, FakeClock, checked_batch
from tests.web.batches import named, rest
from tests.web.browser import chromium_started, visiting
from tests.web.conftest import Visitor
from tests.web.drafting import EVERYBODY, checked, drafted, fields, judged, left, told

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
TEN = 10


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with chromium_started() as browser:
        yield browser


# ── an upload that is cut off ─────────────────────────────────────────────────────────────────


def body(size: int) -> bytes:
    return (
        b'--b\r\nContent-Disposition: form-data; name="how"\r\n\r\nfile\r\n'
        b'--b\r\nContent-Disposition: form-data; name="list"; filename="x.csv"\r\n\r\n'
        b"Nome;Celular\n" + b"Ana;11 98765-4321\n" * (size // 18)
    )


def kept(place: Path) -> dict[str, bytes]:
    """What lies in the folder of a draft."""
    return {each.name: each.read_bytes() for each in place.rglob("*") if each.is_file()}


# The form's parser lets go of the half when it is collected; it has no name on the disk.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("step", ["list", "check/list"])
def test_an_upload_cut_in_the_middle_leaves_what_was_there(
    lone: Running, guest: Visitor, step: str
) -> None:
    draft = drafted(lone)
    place, path = lone.site.drafts.place(draft), f"/new/{draft.id}/{step}"
    before = kept(place)
    # More than is held in memory, so that a half would lie on the disk.
    sent, where = body(2_000_000), urlsplit(guest.url)
    cookies = "; ".join(f"{each.name}={each.value}" for each in guest.http.cookies)
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {where.netloc}\r\nCookie: {cookies}\r\n"
        f"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {len(sent) * 2}\r\n\r\n"
    )
    with socket.create_connection((where.hostname or "", where.port or 0), timeout=30) as line:
        line.sendall(head.encode() + sent)
        line.shutdown(socket.SHUT_WR)
        assert line.recv(100) == b"", "the server has seen that it is over"
    assert kept(place) == before
    # Something between the two that takes the half for the whole: the page says so.
    head_only = {"Content-Type": "multipart/form-data; boundary=b", "Origin": guest.url}
    answer = guest.http.post(guest.url + path, data=sent, headers=head_only, timeout=30)
    assert (answer.status_code, "cut off in the middle" in answer.text) == (422, True)
    assert kept(place) == before
    assert "Clientes de março.csv" in guest.get(f"/new/{draft.id}/list").text


@pytest.mark.browser
def test_a_browser_says_that_its_upload_was_cut_off(chrome: Browser, lone: Running) -> None:
    draft = drafted(lone)
    before = kept(lone.site.drafts.place(draft))
    with chrome.new_context(locale="en") as context:
        name, cookie = lone.sessions.name, lone.sessions.begin()
        context.add_cookies([{"name": name, "value": cookie, "url": lone.url}])
        page = context.new_page()
        page.goto(f"{lone.url}/new/{draft.id}/list")
        page.route(
            "**/list",
            lambda asked: (
                asked.abort("connectionreset")
                if asked.request.method == "POST"
                else asked.continue_()
            ),
        )
        page.set_input_files("#list", {"name": "a.csv", "mimeType": "text/csv", "buffer": b"a;b\n"})
        page.get_by_role("button", name="Upload", exact=True).click()
        expect(page.get_by_role("status")).to_have_text(
            "The upload was cut off; nothing of it was kept. Upload it again."
        )
    assert kept(lone.site.drafts.place(draft)) == before


# ── a session that ends ───────────────────────────────────────────────────────────────────────


def test_a_session_that_ends_in_step_four_loses_nothing(running: Running, visitor: Visitor) -> None:
    draft = drafted(running)
    before = kept(running.site.drafts.place(draft))
    at = f"/new/{draft.id}/check"
    assert "Check the list" in visitor.get(at).text
    ended(running, visitor)
    for answer in (visitor.post(at), visitor.get(f"{at}/live"), visitor.get(at)):
        assert answer.status_code == 401
        assert "Nothing is lost" in answer.text or answer.url.endswith("/live")
        assert "Clientes" not in answer.text
    assert kept(running.site.drafts.place(draft)) == before, "whoever is not let in begins nothing"
    come_in(running, visitor)
    assert f'href="/new/{draft.id}/' in visitor.get("/new").text
    assert running.site.drafts.one(draft.id) == draft
    # While the list is being judged it goes on without anybody.
    visitor.post(at)
    ended(running, visitor)
    assert judged(running, draft).fault is None
    assert visitor.get(f"/new/{draft.id}/plan").status_code == 401
    come_in(running, visitor)
    assert "3 messages can be sent" in visitor.get(at).text
    now = running.site.drafts.one(draft.id)
    assert (now.values, now.texts, now.list_name) == (draft.values, draft.texts, draft.list_name)


def ended(running: Running, visitor: Visitor) -> None:
    """Let a browser have the cookie that it would have half a day and a moment later."""
    then = FakeClock(SystemClock().now() - SESSION_LASTS - timedelta(seconds=1))
    old = Sessions(key=running.sessions.key, clock=then, name=running.sessions.name).begin()
    visitor.http.cookies.clear()
    visitor.http.cookies.set(running.sessions.name, old)


def come_in(running: Running, visitor: Visitor) -> None:
    visitor.http.cookies.clear()
    visitor.post("/enter", {"ticket": running.sessions.ticket()})


# ── two people on one row ─────────────────────────────────────────────────────────────────────


def test_of_two_decisions_at_once_one_counts_and_the_other_is_told(
    running: Running, book: Journal
) -> None:
    people = [named(row, row, f"Pessoa {row}") for row in range(2, 10)]
    batch = checked_batch(book, people, header=("telefone", "nome"))
    desk = Desk(book, FakeClock(SystemClock().now()))
    desk.start(batch)
    for _each in people:
        desk.record(desk.take(batch), TIMED_OUT)
    book.batches.finish(batch, who="ana")
    with ExitStack() as at_the_end:
        bia, caio = (seated(running, name, at_the_end) for name in ("bia", "caio"))
        path = f"/batches/{batch}/doubts/settle"
        for row in range(2, 9):
            both = at_once(
                partial(bia.post, path, {"row": str(row), "decision": "as_sent"}),
                partial(caio.post, path, {"row": str(row), "decision": "send_again"}),
            )
            assert sorted(each.status_code for each in both) == [200, 409]
            (late,) = [each for each in both if each.status_code == 409]
            first, said = ("bia", "counts as sent") if late is both[1] else ("caio", "again")
            assert f"({first})" in late.text
            assert said in late.text
            assert told(late)
            decided = [e for e in book.batches.events(batch) if e.kind == "resolved"]
            assert len(decided) == row - 1, "each row was decided on once"
            assert decided[-1].who == first
    assert book.batches.counts(batch).unknown == 1


def seated(running: Running, name: str, at_the_end: ExitStack) -> Visitor:
    """Somebody with a password who has signed in."""
    user = Users(running.folder, hasher=CHEAP).add(name, Role.SEND, "três pratos de trigo")
    http = at_the_end.enter_context(requests.Session())
    http.headers["Accept-Language"] = "en"
    http.cookies.set(running.site.cookie, running.site.signed_in.begin(user.name, user.stamp))
    return Visitor(url=running.url, http=http)


def at_once(*asking: Callable[[], requests.Response]) -> list[requests.Response]:
    """Let each be asked in the same moment; return the answers in order."""
    line = threading.Barrier(len(asking))

    def asked(ask: Callable[[], requests.Response]) -> requests.Response:
        line.wait(30)
        return ask()

    with ThreadPoolExecutor(len(asking)) as threads:
        return list(threads.map(asked, asking))


# ── ten browsers ──────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def ten(running: Running) -> Iterator[list[Visitor]]:
    with ExitStack() as at_the_end:
        browsers = [at_the_end.enter_context(requests.Session()) for _ in range(TEN)]
        for http in browsers:
            http.headers["Accept-Language"] = "en"
            http.cookies.set(running.sessions.name, running.sessions.begin())
        yield [Visitor(url=running.url, http=http) for http in browsers]


@pytest.mark.browser
def test_ten_browsers_begin_it_once_and_see_the_same(
    chrome: Browser, running: Running, book: Journal, api: StandIn, ten: list[Visitor]
) -> None:
    draft = checked(running)
    at, batch = f"/new/{draft.id}/send", draft.batch
    assert batch is not None
    asked = fields(ten[0].get(at).text)
    on = threading.Event()
    api.tell(AtArrival(1, lambda: on.wait(20)))  # the first message is held while all of them look
    with visiting(chrome, running) as page:
        page.goto(running.url + at)
        answers = at_once(
            *(lambda each=each: each.post(at, {**asked, "reply": "yes"}) for each in ten)
        )
        assert all(each.status_code in {200, 409} for each in answers)
        begun = [each for each in answers if each.url.endswith(f"/batches/{batch}")]
        late = [each for each in answers if "was begun already" in each.text]
        assert (len(begun), len(late)) == (1, TEN - 1)
        page.goto(f"{running.url}/batches/{batch}")
        expect(page.locator("#live .so-far")).to_contain_text("0 of 3 messages are done")
        live = f"/batches/{batch}/live"
        looks = at_once(*(lambda each=each: each.get(live) for each in ten * 2))
        assert all("0 of 3 messages are done" in each.text for each in looks), "all see the same"
        on.set()
        expect(page.get_by_role("heading", name="What became of the rows")).to_be_visible(
            timeout=30_000
        )
    rest(book, batch, BatchState.FINISHED)
    kinds = [each.kind for each in book.batches.events(batch)]
    assert (kinds.count("started"), sorted(left(api))) == (1, EVERYBODY), "nobody twice or lost"
