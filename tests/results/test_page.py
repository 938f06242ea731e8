"""The page that is forwarded: what it shows, what it keeps to itself, and how a browser takes it."""

import json
import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from batch_sender import language
from batch_sender.language import number
from batch_sender.models import Counts, MessageRecord, MessageState, Repair, RepairRule
from batch_sender.models.records import Variant
from batch_sender.results import write_results
from batch_sender.results.page.chart import drawn
from batch_sender.results.page.rows import as_script
from batch_sender.results.tally import Bar, TimeChart
from batch_sender.sentences import state_name
from tests.results.batches import FORMULAS, a_batch, a_row, a_skipped_row
from tests.results.browser import OUT_OF_SIGHT, chromium

S = MessageState
LONG = "Olá! Sua consulta está marcada para terça-feira, às 14:30. " * 5 + "Até lá!"
EVIL = [
    "</script><script>document.title='run'</script>",
    "<img src=x onerror=\"document.title='run'\">",
    "{{ 7*7 }}",
    "<!--",
    "\u2028",
    "\ud800",
]


def page_of(path: Path, *rows: MessageRecord, with_people: bool = False, **changes: Any) -> Path:
    batch = a_batch(*rows, **changes)
    return write_results(path, batch=batch, rows=iter(rows), with_people=with_people)


def every_kind() -> list[MessageRecord]:
    repair = Repair(rule=RepairRule.NINTH_DIGIT_ADDED, before="11 8765-4321", after="5511987654321")
    return [
        a_row(cells=("Ana Prado", "11 8765-4321"), repairs=(repair,), text="Olá, Ana Prado!"),
        a_row(row=3, state=S.REJECTED, reason="refused", answer="5511987654321 não"),
        a_row(row=4, state=S.UNKNOWN, reason="timed_out"),
        a_row(row=5, state=S.FAILED, reason="connection_refused"),
        a_skipped_row(
            "phone_invalid", row=6, cells=("Zé", "12"), column="Tel", detail="90000-1234"
        ),
    ]


# ── what it shows ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "told",
    ["Ana Prado", "Olá, Ana", "11 8765-4321", "90000-1234", "5511987654321", '"Zé"'],
)
def test_people_are_on_the_page_only_if_that_was_asked(tmp_path: Path, told: str) -> None:
    rows = every_kind()
    assert told not in page_of(tmp_path / "r.html", *rows).read_text("utf-8")
    everything = page_of(tmp_path / "p.html", *rows, with_people=True).read_text("utf-8")
    assert told in everything


@pytest.mark.parametrize("spoken", language.LANGUAGES)
def test_the_page_is_one_file_that_reaches_for_nothing(tmp_path: Path, spoken: str) -> None:
    language.use(spoken)
    html = page_of(tmp_path / "r.html", *every_kind()).read_text("utf-8")
    assert f'<html lang="{spoken}">' in html
    assert "default-src 'none'" in html
    assert not re.search(r"(?:src|href|action)=|@import|url\((?!#)|https?://(?!www\.w3\.org)", html)


def test_rows_are_readable_by_programs_too(tmp_path: Path) -> None:
    html = page_of(tmp_path / "r.html", *every_kind()).read_text("utf-8")
    found = re.search(r'id="rows">(.*?)</script>', html, re.DOTALL)
    assert found is not None
    assert [row[:3] for row in json.loads(found[1])] == [
        [2, "accepted", None],
        [3, "rejected", "refused"],
        [4, "unknown", "timed_out"],
        [5, "failed", "connection_refused"],
        [6, "skipped", "phone_invalid"],
    ]


@pytest.mark.parametrize("spoken", language.LANGUAGES)
def test_people_read_no_codes_and_no_state_that_does_not_occur(tmp_path: Path, spoken: str) -> None:
    language.use(spoken)
    html = page_of(tmp_path / "r.html", *every_kind()[:2]).read_text("utf-8")
    seen = html[html.index("<main>") : html.index("</main>")]
    assert "refused</" not in seen
    assert "ninth_digit_added" not in seen
    counted = seen[seen.index('class="counts"') : seen.index("</table>")]
    named = re.findall(r'scope="row">([^<]+)<', counted)[:-1]
    assert named == [state_name(S.ACCEPTED), state_name(S.REJECTED)]


def test_variants_are_told_in_percent(tmp_path: Path) -> None:
    texts = tuple(Variant(name=n, text=n, origin="", counts=Counts()) for n in "AB")
    states = (S.ACCEPTED, S.ACCEPTED, S.REJECTED)
    rows = [a_row(row=n, state=state, variant="A") for n, state in enumerate(states)]
    html = page_of(tmp_path / "r.html", *rows, variants=texts).read_text("utf-8")
    assert "accepted: 2\N{NO-BREAK SPACE}(66.7%)" in html
    assert "rejected: 1\N{NO-BREAK SPACE}(33.3%)" in html


def test_a_batch_without_rows_has_a_page(tmp_path: Path) -> None:
    assert "rows read, all together" in page_of(tmp_path / "r.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("most", "top"),
    [(1, 2), (3, 4), (5, 6), (9, 10), (11, 12), (110, 120), (171, 200), (1234, 1600)],
)
def test_the_chart_ends_shortly_above_its_highest_bar(most: int, top: int) -> None:
    bar = Bar(begin=datetime(2026, 5, 4, 9), accepted=most, others=0)  # noqa: DTZ001 - a wall clock's
    lines = drawn(TimeChart(span=timedelta(minutes=1), bars=(bar,)))["lines"]
    assert [line["label"] for line in lines] == ["0", number(top // 2), number(top)]


@pytest.mark.parametrize("text", EVIL)
def test_no_text_ends_the_script_it_stands_in(text: str) -> None:
    written = as_script([text])
    assert "<" not in written
    assert written.encode("utf-8")
    assert json.loads(written) == [text]


# ── in a browser ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.browser
@pytest.mark.parametrize("width", [1200, 390], ids=["wide", "narrow"])
@pytest.mark.parametrize("spoken", language.LANGUAGES)
def test_a_browser_shows_it_from_disk(tmp_path: Path, spoken: str, width: int) -> None:
    language.use(spoken)
    path = page_of(tmp_path / "r.html", *every_kind())
    with chromium(width=width) as page:
        page.goto(path.as_uri())
        assert page.locator("#rows-body tr").count() == 5
        assert page.get_by_role("img").count() == 1  # the chart over time, by its name
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        sums = [
            int(text.replace(".", "").replace(",", ""))
            for text in page.locator(".counts tbody td.number:nth-child(2)").all_text_contents()
        ]
        total = page.locator(".counts tfoot td.number").first.text_content()
        assert str(sum(sums)) == total == "5"


@pytest.mark.browser
@pytest.mark.parametrize("spoken", language.LANGUAGES)
def test_no_column_is_out_of_sight_at_any_width(tmp_path: Path, spoken: str) -> None:
    language.use(spoken)
    header = tuple(f"Coluna {n}" for n in range(20))
    rows = [replace(row, cells=("Rua das Palmeiras",) * 20, text=LONG) for row in every_kind()]
    path = page_of(tmp_path / "p.html", *rows, with_people=True, header=header, template=LONG)
    with chromium(width=390) as page:
        page.goto(path.as_uri())
        for width in (390, 600, 800, 1200):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(OUT_OF_SIGHT) == [], width
            first = page.locator("#rows-body tr").first
            assert first.locator("td:visible").last.inner_text() != ""
        folded = page.locator("#rows-body details").first
        assert LONG[-7:] not in folded.inner_text()
        folded.locator("summary").press("Enter")
        assert LONG[-7:] in folded.inner_text()


@pytest.mark.browser
def test_rows_are_searched_filtered_sorted_and_turned(tmp_path: Path) -> None:
    rows = [a_row(row=n, cells=(f"João {n}", "1")) for n in range(2, 252)]
    rows[7] = a_row(row=9, cells=("Conceição", "1"), state=S.REJECTED, reason="refused")
    path = page_of(tmp_path / "r.html", *rows, with_people=True)
    with chromium() as page:
        page.goto(path.as_uri())
        found = page.locator("#found")
        assert found.text_content() == "1–100 of 250 rows"
        page.get_by_role("button", name="Next").click()
        page.get_by_role("button", name="Next").click()
        assert found.text_content() == "201–250 of 250 rows"
        page.get_by_label("Search").fill("conceicao")  # accents do not count
        expect(page.locator("#rows-body tr")).to_have_count(1)
        page.get_by_label("Search").fill("")
        page.get_by_label("status").select_option("rejected")
        assert page.locator("#rows-body tr").count() == 1
        page.get_by_label("status").select_option("")
        page.get_by_role("button", name="row", exact=True).click()
        assert page.locator("#rows-body td").first.text_content() == "251"
        page.get_by_label("Search").fill("nobody")
        expect(page.locator("#rows-body tr")).to_have_count(0)
        assert found.text_content() == "No row fits."


@pytest.mark.browser
def test_every_row_is_printed(tmp_path: Path) -> None:
    path = page_of(tmp_path / "r.html", *[a_row(row=n) for n in range(2, 252)])
    with chromium() as page:
        page.goto(path.as_uri())
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.locator("#rows-body tr").count() == 250
        page.set_viewport_size({"width": 688, "height": 970})  # A4 within its margins
        page.emulate_media(media="print")
        assert page.evaluate(OUT_OF_SIGHT) == []
        assert page.get_by_label("Search").is_hidden()
        # A head of buttons would be repeated without its words.
        assert page.locator("#rows-head button:visible").count() == 0
        before = "(each) => getComputedStyle(each, '::before').content"
        assert page.locator("#rows-head th").first.evaluate(before) == '"row"'
        page.emulate_media(media="screen")
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert page.locator("#rows-body tr").count() == 100
        assert page.pdf()[:5] == b"%PDF-"


@pytest.mark.browser
def test_nothing_of_the_list_runs(tmp_path: Path) -> None:
    rows = [a_row(row=n, cells=(text, text), text=text) for n, text in enumerate(EVIL + FORMULAS)]
    evil = "".join(EVIL[:4])
    path = page_of(
        tmp_path / "r.html", *rows, with_people=True, header=(evil, "x"), template=evil, who=evil
    )
    with chromium() as page:
        page.goto(path.as_uri())
        assert page.locator("#rows-body tr").count() == len(rows)
        assert page.title() == "Results of batch 12"
        assert page.locator("img").count() == 0
        assert page.locator("#rows-body td:nth-child(3)").first.text_content() == EVIL[0]
