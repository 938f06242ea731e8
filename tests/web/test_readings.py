"""A list that takes long to read: its page shows how far it is, and what was chosen counts in the end."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from batch_sender.judge.prepare import opened
from batch_sender.judge.request import Request
from batch_sender.load import ContactList
from batch_sender.web import read_lists
from batch_sender.web.drafts import Draft
from batch_sender.web.serving import Running
from tests.web.browser import chromium_started, visiting
from tests.web.conftest import Visitor
from tests.web.drafting import waited_for
from tests.web.drafts import begun, chosen_in, columns_of

TITLED = "Clientes;março\nNome;Celular;Apelido\nAna;11 98765-4321;Aninha\nBia;21 99876-5432;Bi\n"
WAITING = "The list is being read"


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with chromium_started() as browser:
        yield browser


@pytest.fixture
def hasty(guest: Visitor) -> Visitor:
    """Somebody who sees each page as it comes."""
    return replace(guest, waits=False)


class SlowDisk:
    """Lets a list be opened only once it may be. `opened`: how often one was."""

    def __init__(self) -> None:
        self.may = threading.Event()
        self.opened = 0
        self.breaks: OSError | None = None

    @contextmanager
    def open(self, request: Request) -> Iterator[ContactList]:
        self.opened += 1
        may = self.may
        may.wait(30)
        if self.breaks is not None:
            raise self.breaks
        with self.really(request) as contacts:
            yield contacts

    really = staticmethod(opened)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowDisk]:
    slow = SlowDisk()
    monkeypatch.setattr(read_lists, "opened", slow.open)
    yield slow
    slow.may.set()


def read_to_its_end(page: Running, draft: Draft) -> None:
    waited_for(lambda: True if page.site.readings.underway(draft.id) is None else None)


def test_a_page_shows_that_it_is_read_and_then_the_columns(
    hasty: Visitor, lone: Running, tmp_path: Path, disk: SlowDisk
) -> None:
    draft = begun(lone, tmp_path, TITLED)
    at = f"/new/{draft.id}/columns"
    page = hasty.post(at, {"header_row": "2"}).text
    assert WAITING in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert f'data-live="{at}/live"' in page
    live = hasty.get(f"{at}/live")
    assert ("0 rows read" in live.text, live.headers.get("X-Over")) == (True, None)
    assert hasty.get(at, headers={"HX-Request": "true"}).headers["HX-Redirect"] == at
    disk.may.set()
    read_to_its_end(lone, draft)
    assert hasty.get(f"{at}/live").headers["X-Over"] == "1"
    assert chosen_in(hasty.get(at).text, "field-phone") == "Celular"
    assert lone.site.drafts.one(draft.id).values == {"header_row": "2"}


def test_columns_chosen_in_the_same_form_count(
    hasty: Visitor, lone: Running, tmp_path: Path, disk: SlowDisk
) -> None:
    draft = begun(lone, tmp_path, TITLED.partition("\n")[2].replace("Apelido", "Alcunha"))
    at = f"/new/{draft.id}/columns"
    disk.may.set()
    seen = columns_of(hasty.get(at).text)
    disk.may.clear()
    fields = {"columns": seen, "phone": "1", "name": "2", "quotes": "letters", "do": "next"}
    assert WAITING in hasty.post(at, fields).text
    lone.site.drafts.save(lone.site.drafts.one(draft.id).chosen(rate="off"))  # in another tab
    disk.may.set()
    read_to_its_end(lone, draft)
    values = lone.site.drafts.one(draft.id).values
    assert values == {"quotes": "letters", "map": ["name=Alcunha"], "rate": "off"}


def test_what_was_chosen_last_counts(
    hasty: Visitor, lone: Running, tmp_path: Path, disk: SlowDisk
) -> None:
    draft = begun(lone, tmp_path, TITLED)
    at, first = f"/new/{draft.id}/columns", disk.may
    hasty.post(at, {"header_row": "none"})
    earlier = lone.site.readings.underway(draft.id)
    disk.may = threading.Event()
    disk.may.set()
    hasty.post(at, {"header_row": "2"})
    read_to_its_end(lone, draft)
    assert chosen_in(hasty.get(at).text, "field-phone") == "Celular"
    first.set()
    assert earlier is not None
    assert earlier.ends_within(30)
    assert lone.site.drafts.one(draft.id).values == {"header_row": "2"}


def another_list(page: Running, draft: Draft, folder: Path) -> None:
    (folder / "other").write_text("Quem;Fone\nCaio;11 98765-4321\n", "utf-8")
    page.site.drafts.with_list(draft, "outra.csv", folder / "other")


def removed(page: Running, draft: Draft, _folder: Path) -> None:
    page.site.drafts.remove(draft)


@pytest.mark.parametrize("meanwhile", [another_list, removed])
def test_a_list_that_is_another_or_gone_by_then_keeps_nothing_of_it(
    hasty: Visitor,
    lone: Running,
    tmp_path: Path,
    disk: SlowDisk,
    meanwhile: Callable[[Running, Draft, Path], None],
) -> None:
    draft = begun(lone, tmp_path, TITLED)
    at = f"/new/{draft.id}/columns"
    hasty.post(at, {"header_row": "2"})
    meanwhile(lone, draft, tmp_path)
    disk.may.set()
    read_to_its_end(lone, draft)
    if meanwhile is removed:
        assert "not there any more" in hasty.get(at).text
    else:
        assert lone.site.drafts.one(draft.id).values == {}
        assert chosen_in(hasty.get(at).text, "field-phone") == "Fone"


def test_what_cannot_be_read_so_is_said_and_not_tried_at_each_look(
    hasty: Visitor, lone: Running, tmp_path: Path, disk: SlowDisk
) -> None:
    draft = begun(lone, tmp_path, TITLED)
    at = f"/new/{draft.id}/columns"
    assert WAITING in hasty.post(at, {"encoding": "utf-16"}).text
    disk.may.set()
    read_to_its_end(lone, draft)
    often = disk.opened
    for _look in range(2):
        assert "There is a problem" in hasty.get(at).text
    assert disk.opened == often
    hasty.post(at, {"encoding": "", "header_row": "2"})
    read_to_its_end(lone, draft)
    assert chosen_in(hasty.get(at).text, "field-phone") == "Celular"


def test_a_disk_that_broke_is_told_once_and_then_tried_again(
    hasty: Visitor, lone: Running, tmp_path: Path, disk: SlowDisk
) -> None:
    draft = begun(lone, tmp_path, TITLED)
    at = f"/new/{draft.id}/columns"
    disk.breaks = OSError(5, "Input/output error")
    assert WAITING in hasty.post(at, {"header_row": "2"}).text
    disk.may.set()
    read_to_its_end(lone, draft)
    assert "Something happened that nobody thought of" in hasty.get(at).text
    disk.breaks = None
    hasty.get(at)
    read_to_its_end(lone, draft)
    assert chosen_in(hasty.get(at).text, "field-phone")


def test_the_text_in_another_language_waits_for_it_too(
    hasty: Visitor, lone: Running, tmp_path: Path, disk: SlowDisk
) -> None:
    draft = begun(lone, tmp_path, TITLED)
    at = f"/new/{draft.id}/text"
    portuguese = {"headers": {"Accept-Language": "pt-BR"}}
    assert "A lista está sendo lida" in hasty.get(at, **portuguese).text
    disk.may.set()
    read_to_its_end(lone, draft)
    assert 'name="text"' in hasty.get(at, **portuguese).text


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False])
def test_a_browser_goes_on_to_the_columns_by_itself(
    chrome: Browser, lone: Running, tmp_path: Path, disk: SlowDisk, *, script: bool
) -> None:
    draft = begun(lone, tmp_path, TITLED)
    disk.may.set()
    with visiting(chrome, lone, script=script) as page:
        page.goto(f"{lone.url}/new/{draft.id}/columns")
        disk.may.clear()
        page.locator("details summary").first.click()
        page.get_by_label("Row with the column names").select_option("2")
        if not script:
            page.get_by_role("button", name="Apply").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(WAITING)
        disk.may.set()
        expect(page.get_by_label("Name of the person")).to_have_value("0")
        assert re.search(r"/columns$", page.url)
