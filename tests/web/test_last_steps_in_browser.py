"""Steps 4 to 6 of a new batch in a browser: live figures, an end that is reckoned at once, and everybody's use."""

import re
import threading
from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from batch_sender.judge.progress import Progress
from batch_sender.standin import StandIn
from batch_sender.web import judged_drafts
from batch_sender.web.drafts import Draft
from batch_sender.web.serving import Running
from batch_sender.web.site import Site
from tests.web.browser import chromium_started, visiting
from tests.web.drafting import checked, drafted, judged, waited_for

pytestmark = pytest.mark.browser

EVERYBODY = ["5511900000601", "5511900000602", "5511900000605"]


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with chromium_started() as browser:
        yield browser


def test_from_the_check_to_the_sending(
    chrome: Browser, running: Running, api: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft, on = drafted(running), threading.Event()
    at_once = judged_drafts._judged

    def held(site: Site, judged_draft: Draft, progress: Progress) -> int:
        batch = at_once(site, judged_draft, progress)
        on.wait(30)
        return batch

    monkeypatch.setattr(judged_drafts, "_judged", held)
    with visiting(chrome, running) as page:
        page.goto(f"{running.url}/new/{draft.id}/check")
        page.get_by_role("button", name="Check the list").click()
        expect(page.locator(".large")).to_have_text("6 rows looked at")
        on.set()
        expect(page.get_by_role("heading", level=1)).to_have_text("3 messages can be sent")
        page.get_by_role("link", name="No phone number").click()
        expect(page.locator("td .fault")).to_have_text("No phone number")
        page.get_by_role("link", name="Go on to the plan").click()
        planned(page)
        page.get_by_role("button", name="Send 3 messages").dblclick()
        waited_for(lambda: True if len([e for e in api.received if e.number]) >= 3 else None)
    batch = running.site.drafts.one(draft.id).batch
    assert batch is not None
    waited_for(lambda: None if batch in running.site.senders.sending else True)
    assert [each.number for each in api.received if each.number] == EVERYBODY


def planned(page: Page) -> None:
    """Try a pace, see at once what it makes of the end, and go on without any."""
    page.get_by_label("Calls a minute").fill("1")
    page.get_by_label("At any hour and on any day").check()
    expect(page.locator("#end")).to_contain_text("has to stay on")
    page.get_by_label("Calls a minute").fill("off")
    page.get_by_role("button", name="Go on to the sending").click()
    page.wait_for_url(re.compile("/send$"))


@pytest.mark.parametrize(
    ("step", "field", "button", "there"),
    [
        ("columns", "DDD of numbers without one", "Go on to the text", "/text$"),
        ("plan", "Calls a minute", "Go on to the sending", "/send$"),
    ],
)
def test_a_press_counts_though_the_field_before_is_answered_meanwhile(
    chrome: Browser, running: Running, step: str, field: str, button: str, there: str
) -> None:
    draft = checked(running)
    with visiting(chrome, running) as page:
        page.goto(f"{running.url}/new/{draft.id}/{step}")
        page.evaluate("document.querySelectorAll('details').forEach((each) => each.open = true)")
        page.get_by_label(field, exact=True).fill("11")
        page.get_by_role("button", name=button).hover()
        page.mouse.down()
        answered(page)
        page.mouse.up()
        page.wait_for_url(re.compile(there))


def test_a_press_counts_though_an_answer_comes_during_it(chrome: Browser, running: Running) -> None:
    draft, kept = checked(running), list[Route]()
    with visiting(chrome, running) as page:
        page.goto(f"{running.url}/new/{draft.id}/columns")
        page.evaluate("document.querySelectorAll('details').forEach((each) => each.open = true)")
        page.route("**/columns", lambda route: kept.append(route))  # noqa: PLW0108 - Playwright marks the function
        with page.expect_request("**/columns"):
            page.get_by_label("Name of the person").select_option("cidade")
        page.get_by_role("button", name="Go on to the text").hover()
        page.mouse.down()
        kept[0].continue_()
        page.unroute("**/columns")
        answered(page)
        page.mouse.up()
        page.wait_for_url(re.compile("/text$"))
    assert running.site.drafts.one(draft.id).values["map"] == ["name=cidade"]


def test_a_press_that_is_none_leaves_the_answer_to_come(chrome: Browser, running: Running) -> None:
    draft = checked(running)
    with visiting(chrome, running) as page:
        page.goto(f"{running.url}/new/{draft.id}/plan")
        page.get_by_label("Calls a minute").fill("1")
        page.get_by_role("button", name="Go on to the sending").hover()
        page.mouse.down()
        page.get_by_role("heading", level=1).hover()
        page.mouse.up()
        expect(page.locator("#end")).to_contain_text("has to stay on")


def answered(page: Page) -> None:
    """Wait until the server has answered a few times: what was asked for before is shown by then."""
    for _each in range(5):
        page.evaluate("fetch('/healthz').then((answer) => answer.text())")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_step_can_be_used_by_everybody_and_fits_a_narrow_phone(
    chrome: Browser, running: Running, scheme: Literal["light", "dark"]
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    good, bad = drafted(running), drafted(running, texts=("Oi {apelido}",))
    for each in (good, bad):
        judged_drafts.judge(running.site, each)
        judged(running, each)
    steps = [f"/new/{good.id}/{step}" for step in ("check", "plan", "send")]
    with visiting(chrome, running, width=320, locale="pt-BR") as page:
        page.emulate_media(color_scheme=scheme)

        def everybody_can(address: str) -> None:
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
            found = axe.Axe().run(page).response["violations"]
            assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], address

        for address in (*steps, f"/new/{bad.id}/check", f"/new/{good.id}/check?show=to_send"):
            page.goto(running.url + address)
            page.evaluate(
                "document.querySelectorAll('details').forEach((each) => each.open = true)"
            )
            everybody_can(address)
        page.goto(running.url + steps[2])
        page.get_by_label("Seu número de WhatsApp").fill("11 91234-5678")
        page.get_by_role("button", name="Enviar a mensagem de teste").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Chegou certo no seu celular?")
        everybody_can("question")
