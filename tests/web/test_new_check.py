"""Step 4: the list is judged beside the page, and each count opens the rows behind it."""

import io
import re
import threading
from dataclasses import replace

import openpyxl
import pytest

from batch_sender import sentences
from batch_sender.judge.progress import Progress
from batch_sender.models import BatchState, ProblemCode, RepairRule
from batch_sender.web import problem_words
from batch_sender.web.drafts import LIST_FOLDER, Draft
from batch_sender.web.judged_drafts import batch_of
from batch_sender.web.serving import Running
from tests.compose.payments.written import boleto
from tests.web.conftest import Visitor
from tests.web.drafting import LIST, TEXT, drafted, judged

TEXT_TO_ANA = TEXT.replace("{nome}", "Ana")


def check(running: Running, visitor: Visitor, draft: Draft) -> str:
    """Ask for the check, wait for it, and return its page."""
    assert visitor.post(f"/new/{draft.id}/check").status_code == 200
    judged(running, draft)
    return visitor.get(f"/new/{draft.id}/check").text


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_the_counts_add_up_and_open_their_rows(running: Running, visitor: Visitor) -> None:
    draft = drafted(running)
    html = check(running, visitor, draft)
    shown = plain(html)
    assert "3 messages can be sent" in shown
    assert re.search(r"6 rows read .*= 3 to send .*\+ 3 not sent", shown)
    for address in set(re.findall(rf'href="(/new/{draft.id}/check\?show=[^"#]+)', html)):
        assert visitor.get(address).status_code == 200
    for kind, rows in (("read", 6), ("to_send", 3), ("not_sent", 3), ("phone_invalid", 1)):
        table = visitor.get(f"/new/{draft.id}/check?show={kind}").text
        assert table.count('<th scope="row">') == rows, kind


def test_a_fault_stands_as_text_in_its_cell(running: Running, visitor: Visitor) -> None:
    draft = drafted(running)
    html = check(running, visitor, draft)
    assert '<td class="wrong-cell">11 1234<span class="fault">Not a valid phone number' in html
    assert "Correct the number in the list" in html
    other = visitor.get(f"/new/{draft.id}/check?show=phone_missing").text
    assert '<td class="wrong-cell"><span class="fault">No phone number</span></td>' in other


def test_payment_lines_are_counted_and_a_damaged_one_says_what_is_wrong_in_its_cell(
    running: Running, visitor: Visitor
) -> None:
    line = boleto()
    rows = f"nome,telefone,linha\nAna,11 90000-0001,{line}\nBia,11 90000-0002,{line[:-1]}\n"
    draft = drafted(running, rows, texts=("{linha}",))
    html = check(running, visitor, draft)
    assert "Payment lines from “linha”: 1 boleto." in html
    assert "digits are missing among digits 33 to 47: 46 instead of 47" in plain(html)
    assert "Copy the line anew" in html


def test_messages_to_read_are_shown_as_they_leave(running: Running, visitor: Visitor) -> None:
    html = check(running, visitor, drafted(running, texts=("{{ saudacao }}, *{{ nome }}* <b>&",)))
    first = re.search(r'<div class="bubble">(.*?)</div>', html)
    assert first is not None
    assert first[1].endswith(", <strong>Ana</strong> &lt;b&gt;&amp;"), "as WhatsApp shows it"


def test_the_payment_line_is_a_bubble_of_its_own(running: Running, visitor: Visitor) -> None:
    line = boleto(due=None)
    rows = f"nome,telefone,linha\nAna,11 90000-0601,{line}\n"
    draft = drafted(running, rows, payment_column="linha", rate="20/min")
    html = check(running, visitor, draft)
    assert re.findall(r'<div class="bubble">(.*?)</div>', html) == [TEXT_TO_ANA, line]
    sending = plain(visitor.get(f"/new/{draft.id}/send").text)
    assert "up to 2 calls a message, about one call each 3 s" in sending


def test_rows_come_by_pages_of_fifty(running: Running, visitor: Visitor) -> None:
    rows = "".join(f"Ana,11 90000-{n:04}\n" for n in range(50)) + "Ana,11 1234\n" * 70
    draft = drafted(running, f"nome,telefone\n{rows}")
    html = check(running, visitor, draft)
    assert html.count('<th scope="row">') == 50
    assert "More than half of the rows have this" in html
    last = visitor.get(f"/new/{draft.id}/check?show=phone_invalid&page=2").text
    assert "Rows 51 to 70 of 70" in plain(last)
    assert 'rel="next"' not in last
    for odd in ("0", "-1", "9999999999", "x"):
        assert visitor.get(f"/new/{draft.id}/check?show=read&page={odd}").status_code == 200


def test_the_first_figures_are_there_while_it_is_judged(running: Running, visitor: Visitor) -> None:
    draft, on = drafted(running), threading.Event()

    def work(progress: Progress) -> int:
        from batch_sender.operations.check import check as judge  # noqa: PLC0415
        from batch_sender.web.requests_of_drafts import request_of  # noqa: PLC0415

        request = request_of(running.site, draft)
        done = judge(running.site.journal, request, running.site.caller, progress=progress)
        on.wait(30)
        return done.batch.id

    running.site.judgings.begin(draft.id, work, done=lambda _batch: None)
    html = visitor.get(f"/new/{draft.id}/check").text
    part = visitor.get(f"/new/{draft.id}/check/live")
    for shown in (html, part.text):
        assert "6 rows looked at" in shown
        assert shown.count('class="bubble"') == 3
    assert "X-Over" not in part.headers
    assert 'http-equiv="refresh"' in html, "without a script it is loaded again"
    on.set()
    judged(running, draft)
    assert visitor.get(f"/new/{draft.id}/check/live").headers["X-Over"] == "1"


@pytest.mark.parametrize(
    ("rows", "text", "said", "step"),
    [
        pytest.param(LIST, "Oi {apelido}", "apelido", "text", id="text"),
        pytest.param("nome,telefone\n", TEXT, "no contact below", "list", id="list"),
        pytest.param("cor,cidade\nazul,Santos\n", "Oi {cor}", "number", "columns", id="columns"),
    ],
)
def test_a_fault_leads_to_the_step_that_mends_it(
    running: Running, visitor: Visitor, rows: str, text: str, said: str, step: str
) -> None:
    draft = drafted(running, rows, texts=(text,))
    html = check(running, visitor, draft)
    assert "The list cannot be checked" in html
    assert said in html
    assert f'href="/new/{draft.id}/{step}">Go to' in html
    assert not running.site.journal.batches.recent()


def test_a_mended_list_keeps_the_text_and_the_old_batch_is_gone(
    running: Running, visitor: Visitor
) -> None:
    draft = drafted(running)
    check(running, visitor, draft)
    before = running.site.drafts.one(draft.id).batch
    mended = LIST.replace("11 1234", "11 90000-0603")
    sent = {"list": ("Clientes corrigidos.csv", mended.encode())}
    visitor.post(f"/new/{draft.id}/check/list", {"whole": "1"}, files=sent)
    judged(running, draft)
    html = visitor.get(f"/new/{draft.id}/check").text
    assert "4 messages can be sent" in plain(html)
    now = running.site.drafts.one(draft.id)
    assert (now.texts, now.values) == (draft.texts, draft.values)
    assert [each.id for each in running.site.journal.batches.recent()] == [now.batch]
    assert now.batch != before


def test_no_file_is_said_beside_the_field(running: Running, visitor: Visitor) -> None:
    draft = drafted(running)
    sent = {"list": ("", b"")}
    answer = visitor.post(f"/new/{draft.id}/check/list", {"whole": "1"}, files=sent)
    assert answer.status_code == 422
    assert 'id="mended-list-fault"' in answer.text


def test_the_workbook_to_mend_goes_out_and_comes_back(running: Running, visitor: Visitor) -> None:
    evil = LIST.replace("Caio", "=1+1")
    draft = drafted(running, evil, sheet=None)
    check(running, visitor, draft)
    answer = visitor.get(f"/new/{draft.id}/check/workbook")
    assert "attachment" in answer.headers["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    sheet = book["To mend"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "=1+1" in [cell.value for cell in cells if cell.data_type == "s"], "a formula stays text"
    assert not [cell for cell in cells if cell.data_type == "f"]
    left = [each.name for each in running.site.drafts.place(draft).iterdir() if each.is_dir()]
    assert left == [LIST_FOLDER], "nothing of it stays behind"

    chosen = replace(running.site.drafts.one(draft.id).chosen(sheet="Plan1"))
    running.site.drafts.save(chosen)
    sent = {"list": ("mended.xlsx", answer.content)}
    visitor.post(f"/new/{draft.id}/check/list", {"whole": "1"}, files=sent)
    assert judged(running, draft).fault is None, "its sheets are named otherwise"
    assert "sheet" not in running.site.drafts.one(draft.id).values


def test_what_changed_while_it_was_judged_is_judged_again(
    running: Running, visitor: Visitor
) -> None:
    draft = drafted(running)
    site = running.site
    held = site.judgings.begin

    def slowly(draft_id: str, work: object, *, done: object) -> None:
        def changed(batch: int) -> None:
            site.drafts.save(replace(site.drafts.one(draft_id), texts=("Tchau {nome}",)))
            done(batch)  # type: ignore[operator]

        held(draft_id, work, done=changed)  # type: ignore[arg-type]

    site.judgings.begin = slowly  # type: ignore[method-assign]
    html = check(running, visitor, draft)
    assert "was changed while the list was being checked" in html
    assert not site.journal.batches.recent()


def test_after_a_new_start_of_the_server_it_is_shown_again(
    running: Running, visitor: Visitor
) -> None:
    draft = drafted(running)
    check(running, visitor, draft)
    running.site.checks._found.clear()
    running.site.judgings._judged.clear()
    visitor.get(f"/new/{draft.id}/check")
    judged(running, draft)
    assert "3 messages can be sent" in plain(visitor.get(f"/new/{draft.id}/check").text)


def test_whoever_comes_when_it_was_begun_elsewhere_is_led_there(
    running: Running, visitor: Visitor
) -> None:
    draft = drafted(running)
    check(running, visitor, draft)
    site = running.site
    batch = batch_of(site, site.drafts.one(draft.id))
    assert batch is not None
    site.journal.batches.cancel(batch.id, who="eva")
    for answer in (
        visitor.get(f"/new/{draft.id}/check"),
        visitor.post(f"/new/{draft.id}/check", {"again": "1"}),
    ):
        assert answer.url.endswith(f"/batches/{batch.id}")
    assert site.journal.batches.state(batch.id) is BatchState.CANCELLED


def test_the_page_names_no_flag_and_no_command() -> None:
    codes = [*ProblemCode, *RepairRule, *sentences.NOTICES, *sentences.TEXT_WARNINGS]
    for code in map(str, codes):
        said = problem_words.meaning_of(code) + problem_words.remedy_of(code)
        assert "--" not in said, code
        assert "batch-sender" not in said, code
        assert said, code
