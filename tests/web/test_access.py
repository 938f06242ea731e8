"""Signing in to a page that has users: who gets in, what each role may, whose name an event bears."""

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from argon2 import PasswordHasher
from starlette.routing import Mount, Route

from batch_sender.config.workspace import Workspace
from batch_sender.journal import Journal
from batch_sender.web.app import every_route
from batch_sender.web.roles import Role
from batch_sender.web.serving import Running, folder_of, served
from batch_sender.web.users import Users
from tests.web.conftest import Visitor

PASSWORD = "três pratos de trigo"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
NAMES = dict(zip(Role, ("looker", "preparer", "sender", "administrator"), strict=True))
GUARDING = (
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "X-Frame-Options",
    "Permissions-Policy",
)


@dataclass(frozen=True, kw_only=True)
class Office:
    """A page with users, and who sits before it."""

    running: Running
    users: Users
    folder: Path


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    place = tmp_path_factory.mktemp("office")
    names = {"JOURNAL": "journal.sqlite3", "STATE": "state", "CONNECTIONS": "connections.toml"}
    workspace = Workspace.of({f"BATCH_SENDER_{key}": str(place / n) for key, n in names.items()})
    users = Users(folder_of(workspace), hasher=CHEAP)
    for role in Role:
        users.add(NAMES[role], role, PASSWORD)
    with (
        Journal(place / "journal.sqlite3") as book,
        served(
            book, workspace, who="root", health=lambda: {"state": "ok"}, last_words=30
        ) as running,
    ):
        yield Office(running=running, users=users, folder=folder_of(workspace))


Come = Callable[..., tuple[Visitor, requests.Response]]


@pytest.fixture
def come(office: Office) -> Iterator[Come]:
    """Sign in with a browser of one's own; return it and the answer."""
    browsers: list[requests.Session] = []

    def signed_in(
        name: str, password: str = PASSWORD, **more: str
    ) -> tuple[Visitor, requests.Response]:
        browsers.append(requests.Session())
        return sign_in(office, browsers[-1], name, password, **more)

    yield signed_in
    for each in browsers:
        each.close()


def sign_in(
    office: Office, http: requests.Session, name: str, password: str, **more: str
) -> tuple[Visitor, requests.Response]:
    http.headers["Accept-Language"] = "en"
    visitor = Visitor(url=office.running.url, http=http)
    form = {"name": name, "password": password, **more}
    return visitor, visitor.post("/login", form, allow_redirects=False)


@pytest.fixture(scope="module")
def seated(office: Office) -> Iterator[Mapping[str, Visitor]]:
    """A browser of each role that has come in already, by the name of its user."""
    browsers = {name: requests.Session() for name in NAMES.values()}
    yield {name: sign_in(office, http, name, PASSWORD)[0] for name, http in browsers.items()}
    for each in browsers.values():
        each.close()


def test_a_ticket_does_not_count_where_people_have_passwords(office: Office) -> None:
    form = {"ticket": office.running.sessions.ticket()}
    answer = requests.post(office.running.url + "/enter", data=form, timeout=30)
    assert "Set-Cookie" not in answer.headers
    assert 'name="password"' in answer.text
    cookie = {office.running.sessions.name: office.running.sessions.begin()}
    assert requests.get(office.running.url + "/", cookies=cookie, timeout=30).status_code == 401
    assert office.running.must_sign_in, "so that a second start opens no ticket"


def test_name_and_password_let_in(come: Come) -> None:
    visitor, answer = come("sender")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    page = visitor.get("/").text
    assert "sender" in page
    assert "Sign out" in page
    assert PASSWORD not in page


@pytest.mark.parametrize("name", ["sender", "nobody", ""])
def test_what_does_not_fit_is_said_alike(come: Come, name: str) -> None:
    _visitor, answer = come(name, "not this one at all")
    assert answer.status_code == 422
    assert "Name and password do not fit." in answer.text
    assert "not this one" not in answer.text
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example", ""])
def test_signing_in_leads_nowhere_else(come: Come, back: str) -> None:
    _visitor, answer = come("looker", back=back)
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize(
    ("asked", "seen_at", "back"),
    [
        ("/batches/7?seen=running", None, "/batches/7?seen=running"),
        # What was posted is lost; the page that it was posted from is where one was.
        ("/new/0123456789abcdef/check", "/new/0123456789abcdef/check?show=read", "the same"),
        ("/batches/7/pause", "/batches/7/send", "/batches/7"),  # a question: no page of its own
        ("/batches/7/pause", "", "/"),
        ("/batches/7/pause", "//evil.example/batches", "/batches"),
    ],
)
def test_signing_in_leads_back_to_where_one_was(
    office: Office, come: Come, asked: str, seen_at: str | None, back: str
) -> None:
    url = office.running.url
    if seen_at is None:
        answer = requests.get(url + asked, timeout=30)
    else:
        seen = f"http:{seen_at}" if seen_at.startswith("//") else url + seen_at if seen_at else ""
        headers = {"Origin": url, "Sec-Fetch-Site": "same-origin", "Referer": seen}
        answer = requests.post(url + asked, headers=headers, timeout=30)
    found = re.search(r'name="back" value="([^"]*)"', answer.text)
    assert found
    _visitor, answer = come("looker", back=html.unescape(found[1]))
    assert answer.headers["Location"] == (seen_at if back == "the same" else back)


def test_a_cookie_from_before_is_not_the_one_after(office: Office, come: Come) -> None:
    """Session fixation: whoever planted a cookie in a browser does not sit in its session afterwards."""
    visitor, answer = come("looker")
    name = next(iter(answer.cookies.keys()))
    first = visitor.http.cookies[name]
    visitor.post("/login", {"name": "looker", "password": PASSWORD})
    assert visitor.http.cookies[name] != first
    old = requests.get(office.running.url + "/", cookies={name: first}, timeout=30)
    assert old.status_code == 401


def test_signing_out_ends_the_session_itself(office: Office, come: Come) -> None:
    visitor, answer = come("looker")
    kept = dict(answer.cookies)
    assert visitor.post("/logout", allow_redirects=False).headers["Location"] == "/login"
    assert requests.get(office.running.url + "/", cookies=kept, timeout=30).status_code == 401


@pytest.mark.parametrize(
    ("name", "method", "path", "allowed"),
    [
        ("looker", "GET", "/", True),
        ("looker", "POST", "/new", False),
        ("preparer", "POST", "/new", True),
        ("preparer", "POST", "/batches/1/pause", False),
        ("preparer", "POST", "/new/0123456789abcdef/send", False),
        ("preparer", "POST", "/new/0123456789abcdef/send/", False),
        ("sender", "POST", "/connections", False),
        ("sender", "POST", "/no/such/thing", False),
        ("administrator", "POST", "/no/such/thing", True),
    ],
)
def test_a_role_may_what_it_may(
    seated: Mapping[str, Visitor], name: str, method: str, path: str, allowed: bool
) -> None:
    visitor = seated[name]
    asked = visitor.get if method == "GET" else visitor.post
    answer = asked(path, allow_redirects=False)
    assert (answer.status_code != 403) is allowed
    if not allowed:
        assert "it takes the role" in answer.text


@pytest.mark.parametrize(
    "path", ["/new/0123456789abcdef/send%0A", "/batches/1%0a", "/new%00", "/%5Cevil"]
)
def test_a_path_with_a_line_break_reaches_no_route(
    seated: Mapping[str, Visitor], path: str
) -> None:
    """A route's pattern ends before a last line break; the rules of roles do not."""
    visitor = seated["preparer"]
    assert visitor.post(path).status_code == 404


def test_what_one_may_not_do_is_not_offered(seated: Mapping[str, Visitor]) -> None:
    assert 'action="/new"' not in seated["looker"].get("/").text
    assert 'action="/new"' in seated["preparer"].get("/").text


def test_another_role_counts_from_the_next_click(office: Office, come: Come) -> None:
    office.users.add("changing", Role.LOOK, PASSWORD)
    visitor, _answer = come("changing")
    assert visitor.post("/new", allow_redirects=False).status_code == 403
    office.users.give_role("changing", Role.PREPARE)
    assert visitor.post("/new", allow_redirects=False).status_code != 403
    office.users.remove("changing")
    assert visitor.get("/").status_code == 401


def test_changing_ones_password_ends_the_other_sessions(office: Office, come: Come) -> None:
    office.users.add("ana", Role.SEND, PASSWORD)
    here, there = come("ana")[0], come("ana")[0]
    new = {"old": PASSWORD, "new": "outra senha bem longa", "again": "outra senha bem longa"}
    for wrong, said in (
        ({**new, "old": "not mine at all"}, "This is not your password."),
        ({**new, "again": "something else"}, "The two are not the same."),
        ({**new, "new": "short", "again": "short"}, "guessed too easily"),
    ):
        answer = here.post("/account/password", wrong)
        assert answer.status_code == 422
        assert said in answer.text
    assert there.get("/").status_code == 200, "nothing was changed yet"
    before = dict(here.http.cookies)
    answer = here.post("/account/password", new)
    assert "The password is changed." in answer.text
    assert dict(here.http.cookies) != before
    assert here.get("/").status_code == 200
    assert there.get("/").status_code == 401
    assert come("ana")[1].status_code == 422
    assert come("ana", new["new"])[1].status_code == 303


def test_whoever_was_signed_out_while_sending_a_form_is_told_so(office: Office, come: Come) -> None:
    office.users.add("bia", Role.SEND, PASSWORD)
    visitor, _answer = come("bia")
    office.users.set_password("bia", "outra senha bem longa")
    answer = visitor.post("/new", allow_redirects=False)
    assert answer.status_code == 401
    assert "send it again" in answer.text


def test_guesses_wait(office: Office, come: Come) -> None:
    office.users.add("guessed", Role.SEND, PASSWORD)
    answers = [come("guessed", "wrong once more")[1] for _ in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert "Try again in" in answers[-1].text


def test_every_answer_is_guarded(office: Office, seated: Mapping[str, Visitor]) -> None:
    """Pages, faults, files, redirects; of every route, with a session and without."""
    visitor = seated["administrator"]
    paths = {
        re.sub(
            r"\{batch[^}]*\}", "1", re.sub(r"\{(?!batch)[^}]*\}", "0123456789abcdef", route.path)
        )
        for route in every_route()
        if isinstance(route, Route)
    }
    assert any(isinstance(route, Mount) for route in every_route())
    paths |= {"/static/page.css", "/static/none.css", "/static/../pages/base.html", "/none", "//"}
    for path in sorted(paths):
        for answer in (
            visitor.get(path, allow_redirects=False),
            requests.get(office.running.url + path, allow_redirects=False, timeout=30),
            requests.put(office.running.url + path, allow_redirects=False, timeout=30),
        ):
            missing = [name for name in GUARDING if name not in answer.headers]
            assert not missing, (path, answer.status_code, missing)


def test_a_fault_that_nobody_thought_of_is_guarded_and_told(
    office: Office, seated: Mapping[str, Visitor]
) -> None:
    visitor = seated["administrator"]
    broken = office.folder / "drafts" / ("f" * 16)
    broken.mkdir(parents=True)
    (broken / "draft.json").write_text('{"texts": 5}')
    answer = visitor.get("/")
    (broken / "draft.json").unlink()
    assert answer.status_code == 500
    assert "Something happened that nobody thought of" in answer.text
    assert "Traceback" not in answer.text
    assert all(name in answer.headers for name in GUARDING)


def test_a_broken_file_of_users_lets_nobody_in(
    office: Office, seated: Mapping[str, Visitor]
) -> None:
    visitor = seated["administrator"]
    file = office.folder / "users.json"
    whole = file.read_text("utf-8")
    file.write_text("{")
    try:
        assert visitor.get("/").status_code == 500
        form = {"ticket": office.running.sessions.ticket()}
        answer = requests.post(office.running.url + "/enter", data=form, timeout=30)
        assert "Set-Cookie" not in answer.headers
    finally:
        file.write_text(whole, "utf-8")
