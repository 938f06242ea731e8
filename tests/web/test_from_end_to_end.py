"""The whole way in a browser: from a connection that is added to the workbook with the results, for everybody."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Literal

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, FilePayload, Page

from batch_sender.journal import Journal
from batch_sender.models import BatchState
from batch_sender.standin import StandIn
from batch_sender.web.serving import Running
from tests.portuguese.english import english_words
from tests.portuguese.reading import text_of_page
from tests.support import TOKEN
from tests.web.batches import rest
from tests.web.browser import chromium_started, visiting
from tests.web.drafting import EVERYBODY, LIST, left

pytestmark = [pytest.mark.browser, pytest.mark.slow]
axe = pytest.importorskip("axe_playwright_python.sync_playwright")

_TAB_STOPS = """() => {
    const shown = [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
        .filter((each) => each.checkVisibility() && !each.disabled && each.tabIndex >= 0)
        .filter((each) => each.type !== "hidden" && (each.type !== "radio" || each.checked));
    shown.forEach((each, place) => { each.dataset.place = place; });
    document.activeElement?.blur();
    return shown.map((each) => each.outerHTML.slice(0, 90));
}"""
_PLACE = "() => document.activeElement?.dataset?.place ?? ''"


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with chromium_started() as browser:
        yield browser


@dataclass(frozen=True, kw_only=True)
class Walker:
    """Somebody on the way through the pages; each page is looked at before it is left."""

    page: Page
    script: bool
    locale: str

    def look(self) -> None:
        """See that the page is for everybody: it fits, speaks one language, and is worked by the keyboard."""
        page, where = self.page, self.page.url
        if self.locale == "pt-BR":
            words = english_words(text_of_page(page.content()), known=("English", TOKEN))
            assert words == [], where
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), where
        self._by_keyboard()
        for scheme in self._schemes():
            page.emulate_media(color_scheme=scheme)
            found = axe.Axe().run(page).response["violations"]
            assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], where

    def _schemes(self) -> tuple[Literal["light", "dark"], ...]:
        return ("light", "dark") if self.script else ()  # axe-core is a script itself

    def _by_keyboard(self) -> None:
        """Tab through the page: each link, button and field gets its turn, in the order in which it stands."""
        stops = self.page.evaluate(_TAB_STOPS)
        reached: list[int] = []
        for _press in range(4 * len(stops) + 20):  # a field for a time has several stops in itself
            self.page.keyboard.press("Tab")
            place = self.page.evaluate(_PLACE)
            if place and int(place) not in reached:
                reached.append(int(place))
            if len(reached) == len(stops):
                break
        missed = [stop for place, stop in enumerate(stops) if place not in reached]
        assert missed == [], self.page.url
        top = reached.index(0)  # the round began at the field that was filled in last
        assert sorted(reached) == reached[top:] + reached[:top], (self.page.url, "another order")

    def on(self, name: str = "main button.main, main a.main") -> None:
        """Look at the page, then go on by the keyboard."""
        self.look()
        self.page.locator(name).last.press("Enter")


@pytest.mark.timeout(200)
@pytest.mark.parametrize(
    "way", [(True, 1280, "en"), (False, 390, "pt-BR")], ids=["with a script", "without one"]
)
def test_from_a_connection_to_the_results(
    chrome: Browser,
    running: Running,
    book: Journal,
    api: StandIn,
    way: tuple[bool, int, str],
) -> None:
    script, width, locale = way
    with visiting(chrome, running, width=width, locale=locale, script=script) as page:
        page.set_default_timeout(15_000)
        walker = Walker(page=page, script=script, locale=locale)
        add_connection(walker, running, api)
        page.goto(running.url + "/new")
        walker.on()
        prepare(walker)
        page.wait_for_url(re.compile("/check$"))
        walker.on()
        page.locator("ul.sums").wait_for(timeout=30_000)
        walker.on()
        page.wait_for_url(re.compile("/plan$"))
        page.fill("#rate", "off")
        page.check("#always")
        walker.on()
        page.wait_for_url(re.compile("/send$"))
        walker.on()
        page.wait_for_url(re.compile(r"/batches/\d+$"))
        batch = int(page.url.rpartition("/")[2])
        rest(book, batch, BatchState.FINISHED)
        take_home(walker, f"{running.url}/batches/{batch}")
    assert sorted(left(api)) == EVERYBODY


def add_connection(walker: Walker, running: Running, api: StandIn) -> None:
    page = walker.page
    page.goto(running.url + "/")
    walker.look()
    page.goto(running.url + "/connections")
    walker.look()
    page.goto(running.url + "/connections/new")
    for field, value in {"name": "loja", "url": api.url, "token": TOKEN}.items():
        page.fill(f"#{field}", value)
    walker.on()
    page.wait_for_url(re.compile("done=saved"))
    assert TOKEN not in page.content()
    walker.look()


def prepare(walker: Walker) -> None:
    """Give the list, look at its columns, and write the text."""
    page = walker.page
    page.wait_for_url(re.compile("/list$"))
    file = FilePayload(name="clientes.csv", mimeType="text/csv", buffer=LIST.encode())
    page.set_input_files("#list", file)
    walker.on("form[data-upload] button.main")
    page.wait_for_url(re.compile("/columns$"))
    walker.on()
    page.wait_for_url(re.compile("/text$"))
    page.fill("#text-1", "Oi {nome}, tudo bem?")
    walker.on()


def take_home(walker: Walker, at: str) -> None:
    """Look at the batch that has ended, at its rows, and take the workbook home."""
    page = walker.page
    page.goto(at + "/rows")
    walker.look()
    page.goto(at)
    walker.look()
    with page.expect_download() as loading:
        page.locator("a[href$='/results/workbook']").press("Enter")
    assert loading.value.suggested_filename.endswith(".xlsx")
    book = load_workbook(BytesIO(Path(loading.value.path()).read_bytes()), read_only=True)
    cells = {
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
    }
    assert any("Ana" in cell for cell in cells)
