"""Steps 5 and 6: a plan, a test message, the questions that are open, and one departure for each batch."""

import json
import re
import threading
from collections.abc import Mapping
from dataclasses import replace

import pytest
import requests

from batch_sender.journal.batches.changes import PROOF_SENDING
from batch_sender.models import BatchState
from batch_sender.operations import confirmation
from batch_sender.operations.optouts import add_opt_outs
from batch_sender.standin import StandIn
from batch_sender.web.drafts import Draft
from batch_sender.web.serving import Running
from tests.web.conftest import Visitor
from tests.web.drafting import (
    EVERYBODY,
    LIST,
    checked,
    fields,
    judged,
    left,
    waited_for,
)

OWN = "11 91234-5678"


def answered(
    visitor: Visitor, page: requests.Response, reply: str = "yes", **more: str
) -> requests.Response:
    """Answer what a page asks."""
    posted: dict[str, str | list[str]] = {**fields(page.text), "reply": reply, **more}
    return visitor.post(re.sub(r"^http://[^/]+", "", page.url), posted)


def finished(running: Running, draft: Draft) -> None:
    batch = draft.batch
    assert batch is not None
    journal = running.site.journal
    ended = {BatchState.FINISHED, BatchState.PAUSED}
    waited_for(lambda: True if journal.batches.state(batch) in ended else None)
    waited_for(lambda: None if batch in running.site.senders.sending else True)


# ── the plan ──────────────────────────────────────────────────────────────────────────────────

PLAN: Mapping[str, str] = {
    "first": "mon", "last": "sat", "opens": "08:00", "closes": "20:00", "rate": "off",
}  # fmt: skip


def test_what_stays_as_it_was_is_not_judged_again(running: Running, visitor: Visitor) -> None:
    draft = checked(running)
    answer = visitor.post(f"/new/{draft.id}/plan", dict(PLAN))
    assert answer.url.endswith("/send")
    assert running.site.drafts.one(draft.id) == draft


def test_a_change_is_judged_again_and_the_old_batch_is_gone(
    running: Running, visitor: Visitor
) -> None:
    draft = checked(running)
    plan = {
        **PLAN, "rate": "20", "last": "sun", "closes": "00:00", "canary": "2", "daily_cap": "100",
        "skip_holidays": "yes", "expires": "2099-12-31T18:00", "max_per_person": "3/7d", "look_after": "0",
        "new_cap": "20,30/dia",
    }  # fmt: skip
    visitor.post(f"/new/{draft.id}/plan", plan)
    judged(running, draft)
    now = running.site.drafts.one(draft.id)
    assert now.values == {
        "rate": "20/min", "window": "mon-sun 8:00-24:00".replace("8:00", "08:00"), "canary": 2,
        "daily_cap": 100, "skip_holidays": True, "expires": "2099-12-31 18:00",
        "max_per_person": "3/7d", "look_after": 0, "new_cap": "20,30/dia",
    }  # fmt: skip
    batches = running.site.journal.batches.recent()
    assert [each.id for each in batches] == [now.batch]
    assert now.batch != draft.batch
    assert batches[0].settings["gap"] == 3.0
    assert batches[0].settings["look_after"] == 0
    shown = visitor.get(f"/new/{draft.id}/plan").text
    for kept in ('value="20"', 'value="00:00"', 'value="2099-12-31T18:00"', 'value="3/7d"'):
        assert kept in shown
    assert "3 messages leave through" in visitor.get(f"/new/{draft.id}/send").text
    assert visitor.post(f"/new/{draft.id}/plan", plan).url.endswith("/send")
    assert running.site.drafts.one(draft.id) == now, "it is read back as it was written"


def test_each_fault_of_the_plan_is_said_and_nothing_is_kept(
    running: Running, visitor: Visitor
) -> None:
    draft = checked(running)
    wrong = {
        **PLAN, "opens": "20:00", "closes": "08:00", "rate": "fast", "canary": "0",
        "daily_cap": "many", "expires": "soon", "max_per_person": "x", "repeat_after": "x",
        "look_after": "-1", "new_cap": "some",
    }  # fmt: skip
    answer = visitor.post(f"/new/{draft.id}/plan", wrong)
    assert answer.status_code == 422
    for name in (
        "window",
        "rate",
        "canary",
        "look_after",
        "daily_cap",
        "new_cap",
        "expires",
        "max_per_person",
    ):
        assert f'href="#{name}"' in answer.text, name
        assert f'id="{name}-fault"' in answer.text, name
    assert 'value="fast"' in answer.text
    assert "--" not in re.sub(r"<[^>]+>", "", answer.text.partition("<main")[2])
    assert running.site.drafts.one(draft.id) == draft


def test_the_end_is_reckoned_from_what_stands_in_the_form(
    running: Running, visitor: Visitor
) -> None:
    draft = checked(running)
    part = visitor.post(f"/new/{draft.id}/plan/end", {**PLAN, "rate": "1", "always": "yes"})
    assert "the last message leaves" in part.text
    assert "<html" not in part.text
    assert running.site.drafts.one(draft.id) == draft


def test_the_page_says_how_many_are_new_and_how_many_days_their_cap_takes(
    running: Running, visitor: Visitor
) -> None:
    draft = checked(running)
    assert "New people among them: 3." in visitor.get(f"/new/{draft.id}/check").text
    plan = {**PLAN, "new_cap": "1"}
    part = visitor.post(f"/new/{draft.id}/plan/end", plan).text
    assert re.search(r"That takes about [34] days, at 1 new person a day\.", part), part
    visitor.post(f"/new/{draft.id}/plan", plan)
    judged(running, draft)
    shown = visitor.get(f"/new/{draft.id}/send").text
    assert "New people among them: 3." in shown
    assert "at 1 new person a day" in shown


def test_hours_that_were_given_otherwise_stay_as_they_are(
    running: Running, visitor: Visitor
) -> None:
    draft = checked(running, window="seg-sex 9-18 America/Manaus")
    shown = {"first": "mon", "last": "fri", "opens": "09:00", "closes": "18:00", "rate": "off"}
    visitor.post(f"/new/{draft.id}/plan", shown)
    assert running.site.drafts.one(draft.id) == draft
    visitor.post(f"/new/{draft.id}/plan", {**shown, "closes": "17:30"})
    judged(running, draft)
    now = running.site.drafts.one(draft.id)
    assert now.values["window"] == "mon-fri 09:00-17:30 America/Manaus"


# ── the sending ───────────────────────────────────────────────────────────────────────────────


def test_one_sentence_says_it_and_the_button_does_it(
    running: Running, visitor: Visitor, api: StandIn
) -> None:
    draft = checked(running)
    page = visitor.get(f"/new/{draft.id}/send")
    shown = re.sub(r"\s+", " ", page.text)
    assert re.search(r"3 messages leave through [^,]+, as fast as CleverChat takes them, ", shown)
    assert "3 rows stay out" in shown
    assert ">Send 3 messages</button>" in shown
    gone = answered(visitor, page)
    assert gone.url.endswith(f"/batches/{draft.batch}")
    finished(running, draft)
    assert left(api) == EVERYBODY

    second = answered(visitor, page)  # a second tab, or the form sent once more
    assert second.status_code == 409
    assert "It is sent once" in second.text
    again = visitor.get(f"/new/{draft.id}/send")  # a window that was left open
    assert "begun already" in again.text
    assert f'href="/batches/{draft.batch}"' in again.text
    assert left(api) == EVERYBODY


def test_a_double_click_starts_it_once(running: Running, visitor: Visitor, api: StandIn) -> None:
    draft = checked(running)
    page = visitor.get(f"/new/{draft.id}/send")
    answers: list[requests.Response] = []
    clicks = [
        threading.Thread(target=lambda: answers.append(answered(visitor, page))) for _ in range(4)
    ]
    for click in clicks:
        click.start()
    for click in clicks:
        click.join()
    finished(running, draft)
    assert sorted(each.status_code for each in answers) == [200, 409, 409, 409]
    assert left(api) == EVERYBODY
    assert draft.batch is not None
    kinds = [each.kind for each in running.site.journal.batches.events(draft.batch)]
    assert kinds.count("started") == 1


def test_a_test_message_first_then_its_answer_then_all(
    running: Running, visitor: Visitor, api: StandIn
) -> None:
    draft = checked(running)
    asks = visitor.post(f"/new/{draft.id}/send", {"do": "proof", "proof": OWN})
    assert "Is it right on your phone?" in asks.text
    assert left(api) == ["5511912345678"]
    assert OWN not in asks.url
    confirm = answered(visitor, asks)
    assert "Send 3 messages through" in confirm.text
    assert left(api) == ["5511912345678"]
    given = [json.loads(each) for each in fields(confirm.text)["answer"]]
    assert [each[1] for each in given] == [True]
    assert answered(visitor, confirm).url.endswith(f"/batches/{draft.batch}")
    finished(running, draft)
    assert left(api) == ["5511912345678", *EVERYBODY]


def test_a_no_sends_nothing_and_says_where_to_mend(
    running: Running, visitor: Visitor, api: StandIn
) -> None:
    draft = checked(running)
    asks = visitor.post(f"/new/{draft.id}/send", {"do": "proof", "proof": OWN})
    page = answered(visitor, asks, "no")
    assert "Nothing was sent" in page.text
    assert f'href="/new/{draft.id}/text"' in page.text
    assert left(api) == ["5511912345678"]
    # Changed, and judged again: that a test message left stays on record.
    site = running.site
    site.drafts.save(replace(draft, texts=("Olá {nome}",)))
    visitor.post(f"/new/{draft.id}/check")
    judged(running, draft)
    assert draft.batch is not None
    assert site.journal.batches.state(draft.batch) is BatchState.CANCELLED
    assert PROOF_SENDING in [each.kind for each in site.journal.batches.events(draft.batch)]


def test_no_number_is_said_beside_the_field(
    running: Running, visitor: Visitor, api: StandIn
) -> None:
    draft = checked(running)
    answer = visitor.post(f"/new/{draft.id}/send", {"do": "proof", "proof": "12"})
    assert (answer.status_code, 'id="proof-fault"' in answer.text) == (422, True)
    assert not api.received


def test_many_want_their_number_typed(
    running: Running, visitor: Visitor, api: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confirmation, "MOST_WITH_A_KEY", 2)
    draft = checked(running)
    page = visitor.get(f"/new/{draft.id}/send")
    for typed in ("", "30", "yes"):
        wrong = answered(visitor, page, typed=typed)
        assert (wrong.status_code, 'id="typed-fault"' in wrong.text) == (422, True)
    assert not left(api)
    assert answered(visitor, page, typed=" 3 ").url.endswith(f"/batches/{draft.batch}")
    finished(running, draft)
    assert left(api) == EVERYBODY


def test_second_messages_are_asked_about(running: Running, visitor: Visitor, api: StandIn) -> None:
    draft = checked(running, LIST + "Bento,11 90000-0601,Santos\n")
    asks = answered(visitor, visitor.get(f"/new/{draft.id}/send"))
    assert "Send the second message, too?" in asks.text
    confirm = answered(visitor, asks)
    assert "Send 4 messages through" in confirm.text, "the yes was to three"
    assert not left(api)
    answered(visitor, confirm)
    finished(running, draft)
    assert sorted(left(api)) == sorted([*EVERYBODY, "5511900000601"])


def test_a_list_that_was_changed_since_is_asked_about(
    running: Running, visitor: Visitor, api: StandIn
) -> None:
    draft = checked(running)
    path = running.site.drafts.list_path(draft)
    path.write_text(path.read_text("utf-8") + "Gil,11 90000-0607,Santos\n", "utf-8")
    asks = answered(visitor, visitor.get(f"/new/{draft.id}/send"))
    assert "Send what was checked all the same?" in asks.text
    assert "Nothing was sent" in answered(visitor, asks, "no").text
    assert not left(api)
    answered(visitor, asks)
    finished(running, draft)
    assert left(api) == EVERYBODY


def test_a_yes_to_what_has_changed_since_is_none(
    running: Running, visitor: Visitor, api: StandIn
) -> None:
    draft = checked(running)
    page = visitor.get(f"/new/{draft.id}/send")
    add_opt_outs(running.site.journal, ["5511900000602"], who="eva")
    asks = answered(visitor, page)
    assert "Send 2 messages through" in asks.text
    assert "1 more row waits and will be skipped" in asks.text
    assert not left(api)


def test_a_refused_token_is_said_and_leads_to_the_plan(
    running: Running, visitor: Visitor, api: StandIn
) -> None:
    draft = checked(running)
    page = visitor.get(f"/new/{draft.id}/send")
    api.close()
    answer = answered(visitor, page)
    assert answer.status_code == 409
    assert "nothing was sent" in answer.text
    assert f'href="/new/{draft.id}/plan"' in answer.text
    assert draft.batch is not None
    assert running.site.journal.batches.state(draft.batch) is BatchState.CHECKED


def test_what_takes_long_is_waited_for_on_a_page(
    running: Running, visitor: Visitor, api: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft, on = checked(running), threading.Event()
    senders = running.site.senders
    began = senders.send

    def impatient(*args: object, **more: object) -> object:
        return began(*args, **more, patience=0)  # type: ignore[arg-type]

    monkeypatch.setattr(senders, "send", impatient)
    api.tell(lambda request: None if request.number else on.wait(30))
    waiting = visitor.post(f"/new/{draft.id}/send", {"do": "proof", "proof": OWN})
    assert "One moment" in waiting.text
    assert "X-Over" not in visitor.get(f"/new/{draft.id}/send/live").headers
    on.set()
    assert draft.batch is not None
    departure = senders.latest(draft.batch)
    assert departure is not None
    assert departure.is_known_within(60)
    assert visitor.get(f"/new/{draft.id}/send/live").headers["X-Over"] == "1"
    asks = visitor.get(f"/new/{draft.id}/send")
    assert "Is it right on your phone?" in asks.text
    assert fields(asks.text)["proof"] == [OWN]
