"""Steps 1 to 3 of a new batch in a browser, with and without a script, wide and narrow."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from batch_sender.web.serving import Running
from tests.web.browser import chromium_started, visiting
from tests.web.drafts import begun

pytestmark = pytest.mark.browser

LIST = "Nome;Celular;Contato;Valor\n" + "".join(
    f"Ana {row};11 98765-{row:04d};Bia {row};{row},90\n" for row in range(1, 6)
)


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with chromium_started() as browser:
        yield browser


def choose(page: Page, content: bytes, name: str = "clientes.csv") -> None:
    page.set_input_files("#list", {"name": name, "mimeType": "text/csv", "buffer": content})
    page.click("form[data-upload] button.main")


def test_with_a_script_each_step_answers_in_place(chrome: Browser, lone: Running) -> None:
    with visiting(chrome, lone) as page:
        page.goto(lone.url + "/new")
        page.get_by_role("button", name="Begin a new batch").click()
        choose(page, b"%PDF-1.7 " + b"x" * 300, "boleto.pdf")
        expect(page.locator("#error-summary")).to_be_focused()
        expect(page.locator("#list-fault")).to_contain_text("boleto.pdf is not a contact list")
        choose(page, LIST.encode())
        page.wait_for_url(re.compile("/columns$"))
        address = page.url
        page.get_by_label("Name of the person").focus()
        page.get_by_label("Name of the person").select_option(label="Contato")
        expect(page.get_by_text("You chose it.")).to_be_visible()
        expect(page.get_by_label("Name of the person")).to_be_focused()
        assert page.url == address


def test_while_somebody_types_the_phone_shows_it(
    chrome: Browser, lone: Running, tmp_path: Path
) -> None:
    draft = begun(lone, tmp_path, LIST, "clientes.csv")
    with visiting(chrome, lone) as page:
        page.goto(f"{lone.url}/new/{draft.id}/text")
        box = page.get_by_label("Message", exact=True)
        box.fill("Oi , tudo bem?")
        box.evaluate("each => each.setSelectionRange(3, 3)")
        page.get_by_role("button", name="{Nome}").click()
        expect(page.locator(".bubble")).to_have_text("Oi Ana 1, tudo bem?")
        page.keyboard.press("Control+A")
        page.get_by_role("button", name="Bold").click()
        expect(page.locator(".bubble strong")).to_have_text("Oi Ana 1, tudo bem?")
        page.get_by_role("button", name="Next row").click()
        expect(page.locator(".bubble")).to_have_text("Oi Ana 2, tudo bem?")
        expect(page.get_by_label("Row of the list")).to_have_value("3")
        expect(page.get_by_role("button", name="Next row")).to_be_focused()
        box.fill("Oi {nmoe}")
        expect(page.locator("#text-1-fault")).to_contain_text("Did you mean {Nome}?")
        box.fill("Oi {nome}")
        expect(page.locator("#text-1-fault")).to_be_empty()
        page.reload()
        expect(page.get_by_label("Message", exact=True)).to_have_value("Oi {nome}")


def test_an_upload_is_announced_and_can_be_cancelled(chrome: Browser, lone: Running) -> None:
    with visiting(chrome, lone) as page:
        page.goto(f"{lone.url}/new/{lone.site.drafts.begin().id}/list")
        page.evaluate(
            """() => { window.said = [];
            new MutationObserver(() => said.push(document.querySelector("[data-status]").textContent))
              .observe(document.querySelector("[data-status]"), {childList: true}); }"""
        )
        slow = page.context.new_cdp_session(page)
        slow.send("Network.enable")
        slow.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": 0,
                "downloadThroughput": -1,
                "uploadThroughput": 1_500_000,
            },
        )
        choose(page, LIST.encode() * 4_000)
        expect(page.get_by_role("status")).to_contain_text("0 % uploaded")
        page.get_by_role("button", name="Cancel the upload").click()
        expect(page.get_by_role("status")).to_contain_text("cancelled")
        said = page.evaluate("said")
        assert all(re.fullmatch(r"\d0 % uploaded", each) for each in said[:-1])
        assert len(set(said)) == len(said)
        expect(page.locator("#list")).to_be_focused()


@pytest.mark.parametrize(("width", "locale"), [(320, "pt-BR"), (1200, "en")])
def test_without_a_script_it_is_the_same_by_plain_forms(
    chrome: Browser, lone: Running, width: int, locale: str
) -> None:
    with visiting(chrome, lone, width=width, locale=locale, script=False) as page:
        page.goto(f"{lone.url}/new/{lone.site.drafts.begin().id}/list")
        choose(page, LIST.encode())
        page.wait_for_url(re.compile("/columns$"))
        page.select_option("#field-name", label="Contato")
        page.click("button[value=apply]")
        page.wait_for_load_state()
        assert page.locator("#field-name option:checked").inner_text() == "Contato"
        page.click("button[value=next]")
        page.fill("#text-1", "Oi *{nome}*")
        page.click(".seen button[value=show]")
        assert page.locator(".bubble").inner_text() == "Oi Bia 1"
        page.click(".seen button[value=row-3]")
        assert page.locator(".bubble").inner_text() == "Oi Bia 2"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_step_can_be_used_by_everybody_and_fits_a_narrow_phone(
    chrome: Browser, lone: Running, tmp_path: Path, scheme: Literal["light", "dark"]
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    draft = begun(lone, tmp_path, LIST, "clientes.csv")
    unclear = begun(lone, tmp_path, "Quem;Cidade\nAna;Santos\n")
    steps = [f"/new/{draft.id}/{step}" for step in ("list", "columns", "text")]
    with visiting(chrome, lone, width=320, locale="pt-BR") as page:
        page.emulate_media(color_scheme=scheme)
        for address in ("/new", *steps, f"/new/{unclear.id}/columns", "/texts"):
            page.goto(lone.url + address)
            page.evaluate(
                "document.querySelectorAll('details').forEach((each) => each.open = true)"
            )
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
            found = axe.Axe().run(page).response["violations"]
            assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], address


@pytest.mark.parametrize("script", [True, False])
def test_a_list_with_a_column_of_ddds_goes_on_to_the_text(
    chrome: Browser, lone: Running, tmp_path: Path, *, script: bool
) -> None:
    draft = begun(lone, tmp_path, "Nome;DDD;Celular\nAna;11;98765-4321\nBia;21;99876-5432\n")
    with visiting(chrome, lone, width=390, script=script) as page:
        page.goto(f"{lone.url}/new/{draft.id}/columns")
        expect(page.locator("#field-ddd")).to_have_value("1")
        page.get_by_role("button", name="Go on to the text").click()
        page.wait_for_url(re.compile("/text$"))
    assert lone.site.drafts.one(draft.id).values == {}
