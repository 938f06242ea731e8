"""The field for conditions in a browser: it answers in place, and works without a script."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from batch_sender.web.serving import Running
from tests.web.browser import chromium_started, visiting
from tests.web.drafts import begun

pytestmark = pytest.mark.browser

LIST = "Nome;Celular;Cidade;Valor;Vencimento\n" + "".join(
    f"Ana {row};11 98765-{row:04d};{'Recife' if row % 2 else 'Olinda'};{row},90;0{row}/12/2026\n"
    for row in range(1, 6)
)


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with chromium_started() as browser:
        yield browser


@pytest.mark.parametrize("script", [True, False])
def test_conditions_are_typed_counted_and_put_right(
    chrome: Browser,
    lone: Running,
    tmp_path: Path,
    script: bool,
) -> None:
    draft = begun(lone, tmp_path, LIST)
    with visiting(chrome, lone, script=script, width=400) as page:
        page.goto(f"{lone.url}/new/{draft.id}/columns")
        field = page.get_by_label("Only rows for which this holds")
        field.fill("cidde = Recife")
        apply = page.get_by_role("button", name="Apply")
        field.blur() if script else apply.click()
        expect(page.locator("#where-fault")).to_contain_text("Did you mean “Cidade”?")
        expect(field).to_have_value("cidde = Recife")
        field.fill("cidade = Recife\nvalor > 2")
        field.blur() if script else apply.click()
        expect(page.get_by_text("Chosen of the first 5 rows: 2.")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.get_by_role("button", name="Go on to the text").click()
        page.wait_for_url("**/text")
    assert lone.site.drafts.one(draft.id).values["where"] == ["cidade = Recife", "valor > 2"]
