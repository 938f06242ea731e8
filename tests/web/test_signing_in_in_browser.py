"""Signing in, and stopping a batch and going on, in a browser: in both languages, wide and narrow, with and without a script."""

import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser, BrowserContext, Page, expect

from batch_sender.journal import Journal
from batch_sender.models import BatchState
from batch_sender.standin import StandIn
from batch_sender.web.roles import Role
from batch_sender.web.serving import Running
from batch_sender.web.users import Users
from tests.support import AtArrival, checked_batch, message
from tests.web.batches import rest
from tests.web.browser import chromium_started, visiting, windows
from tests.web.drafting import drafted, left

pytestmark = pytest.mark.browser

PASSWORD: Final = "três pratos de trigo"
CHEAP: Final = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

ENGLISH: Final[Mapping[str, str]] = {
    "name": "Name",
    "password": "Password",
    "sign in": "Sign in",
    "sign out": "Sign out",
    "wrong": "Name and password do not fit.",
    "lost": "You were signed out, so what you sent last was not taken.",
    "not yours": "You may not do that here",
    "check": "Check the list",
    "checked": "3 messages can be sent",
    "pause": "Pause",
    "paused": "It was paused by hand.",
    "go on": "Go on sending",
    "over": "What became of the rows",
}
PORTUGUESE: Final[Mapping[str, str]] = {
    "name": "Nome",
    "password": "Senha",
    "sign in": "Entrar",
    "sign out": "Sair",
    "wrong": "Nome ou senha não conferem.",
    "lost": "Sua sessão terminou, por isso o que você enviou por último não foi aceito.",
    "not yours": "Você não pode fazer isso aqui",
    "check": "Conferir a lista",
    "checked": "3 mensagens podem ser enviadas",
    "pause": "Pausar",
    "paused": "Alguém pausou o envio.",
    "go on": "Continuar o envio",
    "over": "O que aconteceu com as linhas",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How somebody looks at the page."""

    words: Mapping[str, str]
    locale: str
    width: int
    script: bool


EVERY_WAY = pytest.mark.parametrize(
    "way",
    [
        pytest.param(
            Way(words=words, locale=locale, width=width, script=script),
            id=f"{locale}, {width} wide, {'with' if script else 'without'} a script",
        )
        for words, locale, width in ((ENGLISH, "en", 1200), (PORTUGUESE, "pt-BR", 360))
        for script in (True, False)
    ],
)


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with chromium_started() as browser:
        yield browser


def sign_in(page: Page, words: Mapping[str, str], name: str, password: str = PASSWORD) -> None:
    page.get_by_label(words["name"], exact=True).fill(name)
    page.get_by_label(words["password"], exact=True).fill(password)
    page.get_by_role("button", name=words["sign in"], exact=True).click()


@contextmanager
def strangers(chrome: Browser, running: Running, way: Way) -> Iterator[BrowserContext]:
    """Open windows of somebody whom nobody has let in."""
    for name, role in (("bia", Role.PREPARE), ("caio", Role.LOOK)):
        Users(running.folder, hasher=CHEAP).add(name, role, PASSWORD)
    # A browser complains of each page that it is turned away from.
    with windows(
        chrome,
        running.url,
        width=way.width,
        locale=way.locale,
        script=way.script,
        refused=True,
    ) as context:
        yield context


@EVERY_WAY
def test_who_signs_in_again_is_where_they_were(
    chrome: Browser,
    running: Running,
    way: Way,
) -> None:
    draft, words = drafted(running), way.words
    with strangers(chrome, running, way) as context:
        page = context.new_page()
        page.goto(f"{running.url}/new/{draft.id}/check")
        sign_in(page, words, "bia", "três pratos")
        expect(page.get_by_text(words["wrong"]).first).to_be_visible()
        expect(page.get_by_label(words["name"], exact=True)).to_have_value("bia")
        sign_in(page, words, "bia")
        page.wait_for_url(re.compile("/check$"))
        [cookie] = [each for each in context.cookies() if each["name"] == running.site.cookie]
        running.site.signed_in.end(cookie["value"])
        page.get_by_role("button", name=words["check"], exact=True).click()
        expect(page.get_by_text(words["lost"])).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        sign_in(page, words, "bia")
        page.wait_for_url(re.compile("/check$"))
        page.get_by_role("button", name=words["check"], exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(words["checked"], timeout=30_000)


@EVERY_WAY
def test_what_a_role_may_not_is_not_offered_and_refused(
    chrome: Browser,
    running: Running,
    way: Way,
) -> None:
    words = way.words
    with strangers(chrome, running, way) as context:
        page = context.new_page()
        page.goto(running.url)
        sign_in(page, words, "caio")
        expect(page.get_by_text("caio")).to_be_visible()
        assert page.locator("nav a[href='/new']").count() == 0
        page.goto(running.url + "/new")
        expect(page.get_by_text(words["not yours"])).to_be_visible()
        page.get_by_role("button", name=words["sign out"], exact=True).click()
        page.wait_for_url(re.compile("/login$"))
        page.go_back()
        page.reload()
        expect(page.get_by_label(words["password"], exact=True)).to_be_visible()


@EVERY_WAY
def test_a_batch_is_paused_while_it_is_sent_and_gone_on_with(
    chrome: Browser,
    running: Running,
    book: Journal,
    api: StandIn,
    way: Way,
) -> None:
    words, on = way.words, threading.Event()
    batch = checked_batch(book, [message(row, row) for row in range(2, 7)])
    api.tell(AtArrival(1, lambda: on.wait(30)))  # the first message is on its way meanwhile
    with visiting(chrome, running, width=way.width, locale=way.locale, script=way.script) as page:
        page.goto(f"{running.url}/batches/{batch}")
        page.locator("form[action$='/send'] button").click()
        page.locator("button[name=reply][value=yes]").click()
        page.get_by_role("button", name=words["pause"], exact=True).click()
        on.set()
        expect(page.get_by_text(words["paused"]).first).to_be_visible()
        rest(book, batch, BatchState.PAUSED)
        page.reload()
        arrived = left(api)
        assert 1 <= len(arrived) < 5
        page.get_by_role("button", name=words["go on"], exact=True).click()
        rest(book, batch)
        page.reload()
        expect(page.get_by_role("heading", name=words["over"])).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert sorted(left(api)) == sorted({*left(api)}), "nobody twice"
    assert len(left(api)) == 5, "and nobody lost"
