"""WhatsApp bars a number from new chats: what is lost without a cap and a look at the phone, and what with them.

The API says "Mensagem enviada" all the while. Only the connection's own phone shows it: the page of the
stand-in, as whoever looks there sees it.
"""

from collections import Counter
from pathlib import Path

import pytest
import requests

from batch_sender.journal import Journal
from batch_sender.models import Counts, SeenOnPhone
from batch_sender.standin import Faults, StandIn, no_faults
from tests.proofs.reckoning import people, write_list
from tests.support import Run

MANY = 200
LOCK = 30
LOOK = 25

SEND = ("--text", "Oi {nome}", "--yes", "--rate", "off", "--window", "always")
CAUTIOUS = ("--new-cap", f"{LOCK}/day", "--look-after", f"{LOOK}", "--look-unanswered", "wait")


@pytest.fixture
def faults() -> Faults:
    return no_faults


@pytest.fixture
def contacts(place: Path) -> Path:
    return write_list(place / "lista.csv", people(MANY))


def phone(api: StandIn) -> dict[str, str]:
    """Look at the connection's phone: how the message to each person stands there."""
    told = requests.get(api.customers_url + ".json", timeout=60).json()
    return {one["number"]: one["mark"] for one in told}


def stands(place: Path) -> tuple[str, str | None, Counts]:
    with Journal(place / "journal.sqlite3") as book:
        batch = book.batches.one(1)
        return batch.state, batch.paused_because, batch.counts


def drawn(place: Path, api: StandIn) -> dict[int, str]:
    """Look at the chats that were drawn for a look: how each row's message stands there."""
    shown = phone(api)
    with Journal(place / "journal.sqlite3") as book:
        look = book.batches.one(1).open_look
        assert look is not None
        numbers = {row.row: row.number or "" for row in book.messages.rows(1)}
    return {row: shown.get(numbers[row], SeenOnPhone.ABSENT) for row in look.rows}


def answer(run: Run, seen: dict[int, str]) -> tuple[int, str, str]:
    return run("look", 1, *(word for row in seen for word in ("--seen", f"{row}={seen[row]}")))


def test_without_a_cap_all_is_accepted_and_what_is_behind_the_lock_is_lost(
    run: Run, contacts: Path, place: Path, api: StandIn
) -> None:
    api.lock_new_chats(after=LOCK)
    code, _out, err = run("send", contacts, *SEND, "--look-after", "0")

    assert code == 0, err
    assert stands(place) == ("finished", None, Counts(accepted=MANY)), "all well, says the API"
    assert Counter(phone(api).values()) == {
        SeenOnPhone.TWO_TICKS: LOCK,
        SeenOnPhone.CLOCK: MANY - LOCK,
    }


def test_with_a_cap_and_a_look_it_pauses_and_nobody_is_lost(
    run: Run, contacts: Path, place: Path, api: StandIn
) -> None:
    api.lock_new_chats(after=LOCK)
    code, out, _err = run("send", contacts, *SEND, *CAUTIOUS)

    assert code == 4
    assert stands(place) == ("paused", "look_due", Counts(accepted=LOOK, pending=MANY - LOOK))
    assert "it waits for a look at the phone" in out
    assert "Look on the phone of the connection at the chats that are named" in out

    seen = drawn(place, api)
    assert set(seen.values()) == {SeenOnPhone.TWO_TICKS}
    assert answer(run, seen)[0] == 0
    assert run("resume", 1, "--yes", "--no-wait")[0] == 4
    state, because, counts = stands(place)
    assert (state, because) == ("paused", "new_cap_reached")
    assert counts == Counts(accepted=LOCK, pending=MANY - LOCK), (
        "the others can still be written to"
    )
    assert set(phone(api).values()) == {SeenOnPhone.TWO_TICKS}, "nobody is lost"


def test_where_the_number_was_barred_before_the_look_stops_it_and_says_why(
    run: Run, contacts: Path, place: Path, api: StandIn
) -> None:
    api.lock_new_chats(after=0)
    run("send", contacts, *SEND, *CAUTIOUS)
    seen = drawn(place, api)
    assert set(seen.values()) == {SeenOnPhone.CLOCK}
    code, out, _err = answer(run, seen)

    assert code == 4
    assert "WhatsApp seems to bar this number from new chats" in out
    state, because, counts = stands(place)
    assert (state, because) == ("paused", "not_delivered")
    assert counts == Counts(accepted=LOOK, pending=MANY - LOOK)
    assert len(api.arrived()) == LOOK, "the other 175 were spared"
