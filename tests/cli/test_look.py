"""A look at the phone on the terminal: asked while a batch is sent, by `resume`, and answered by `look`."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from batch_sender.journal import Journal
from batch_sender.models import Sighted
from batch_sender.standin import Faults, StandIn, no_faults
from tests.cli.terminals import Terminal
from tests.support import Run

SEND = ("--text", "Oi {nome}", "--rate", "off", "--look-after", "6")
QUESTION = "1 two ticks: delivered, 2 one tick"


@pytest.fixture
def faults() -> Faults:
    """None: whole rows of numbers are accepted."""
    return no_faults


@pytest.fixture
def contact_list(place: Path) -> Path:
    path = place / "clientes.csv"
    rows = (f"Ana {row},1190000{row:04d}" for row in range(2002, 2016))
    path.write_text("nome,telefone\n" + "\n".join(rows) + "\n", "utf-8")
    return path


@pytest.fixture
def waiting(run: Run, contact_list: Path) -> list[int]:
    """Batch 1 waits for a look; the rows that were drawn."""
    code, _out, err = run("send", contact_list, *SEND, "--yes", "--look-unanswered", "wait")
    assert code == 4, err
    return rows_of_look(contact_list.parent)


def rows_of_look(place: Path) -> list[int]:
    with Journal(place / "journal.sqlite3") as book:
        look = book.batches.one(1).open_look
        assert look is not None
        return list(look.rows)


def stands(place: Path) -> tuple[str, str | None, int]:
    with Journal(place / "journal.sqlite3") as book:
        batch = book.batches.one(1)
        return batch.state, batch.paused_because, batch.counts.accepted


def each(rows: list[int], code: str) -> list[str]:
    return [word for row in rows for word in ("--seen", f"{row}={code}")]


# ── on a terminal ─────────────────────────────────────────────────────────────────────────────


def test_it_is_asked_at_once_and_the_others_follow(contact_list: Path) -> None:
    with Terminal("send", contact_list, *SEND, folder=contact_list.parent) as terminal:
        terminal.see("[y/N] ")
        terminal.type("y")
        told = terminal.see(QUESTION)
        assert "the messages to 6 new people were accepted. Do they arrive?" in told
        assert "Only the phone of the connection shows it" in told
        for answer in ("1", "1", "9", "2", "3", ""):
            terminal.see(" > ")
            terminal.type(answer)
        terminal.see(QUESTION)
        assert "“9” is none of them. Type 1, 2, 3, 4 or Enter." in terminal.seen
        for answer in ("1", "1", "1", "1", "1"):
            terminal.see(" > ")
            terminal.type(answer)
        terminal.see(QUESTION)  # the last two, at the end
        for _ in range(2):
            terminal.see(" > ")
            terminal.type("1")
        assert terminal.end() == 0
    assert stands(contact_list.parent) == ("finished", None, 14)
    assert "about 82% delivered (9 of the 11 looked at; likely 52% to 95%)" in terminal.seen


def test_where_none_arrives_it_stops_and_says_what_that_means(
    contact_list: Path, api: StandIn
) -> None:
    with Terminal("send", contact_list, *SEND, folder=contact_list.parent) as terminal:
        terminal.see("[y/N] ")
        terminal.type("y")
        for _ in range(5):
            terminal.see(" > ")
            terminal.type("3")
        assert terminal.end() == 4
    assert stands(contact_list.parent) == ("paused", "not_delivered", 6)
    assert len(api.arrived()) == 6
    assert "WhatsApp seems to bar this number from new chats" in terminal.seen
    assert "batch-sender resume 1" in terminal.seen


def test_whoever_looks_at_none_is_asked_whether_it_goes_on_all_the_same(
    contact_list: Path,
) -> None:
    with Terminal("send", contact_list, *SEND, folder=contact_list.parent) as terminal:
        terminal.see("[y/N] ")
        terminal.type("y")
        for _ in range(5):
            terminal.see(" > ")
            terminal.type("")
        terminal.see("Nobody has looked. Send the other 8 all the same? [y/N] ")
        terminal.type("n")
        assert terminal.end() == 4
    assert stands(contact_list.parent) == ("paused", "look_due", 6)


def test_resume_asks_it_as_well(contact_list: Path, waiting: list[int]) -> None:
    with Terminal("resume", "1", "--look-after", "0", folder=contact_list.parent) as terminal:
        for row in waiting:
            assert f"row {row} · Ana {row + 2000}" in terminal.see(" > ")
            terminal.type("1")
        assert terminal.end() == 0
    assert stands(contact_list.parent) == ("finished", None, 14)


# ── the command ───────────────────────────────────────────────────────────────────────────────


def test_look_shows_whose_chats_and_how_to_say_what_was_seen(run: Run, waiting: list[int]) -> None:
    code, out, _err = run("look")
    assert code == 0
    for row in waiting:
        assert f"row {row} · Ana {row + 2000} · +55 11 90000-{row + 2000}" in out
    asked = " ".join(f"--seen {row}=…" for row in waiting)
    assert f"batch-sender look 1 {asked}" in out
    assert "for each …: two_ticks, one_tick, clock, absent, not_looked" in out


def test_a_script_answers_by_options(run: Run, waiting: list[int], place: Path) -> None:
    code, out, _err = run("look", "1", "--json")
    told = json.loads(out)
    assert (code, told["look_at_rows"], told["seen_on_phone"]) == (0, waiting, None)
    assert [row["row"] for row in told["look"]["rows"]] == waiting
    assert told["look"]["accepted"] == 6

    seen = [*each(waiting[:3], "two_ticks"), *each(waiting[3:4], "clock")]
    code, out, _err = run("look", "1", *seen, "--json")
    told = json.loads(out)
    assert (code, told["state"], told["look_at_rows"]) == (0, "paused", [])
    assert told["seen_on_phone"] == {
        "looked_at": 4, "two_ticks": 3, "one_tick": 0, "clock": 1, "absent": 0,
        "share": 0.75, "likely": [0.301, 0.954],
    }  # fmt: skip
    assert run("resume", "1", "--look-after", "0")[0] == 0
    assert stands(place) == ("finished", None, 14)


def test_an_answer_that_none_arrives_is_told_by_the_exit_code(
    run: Run, waiting: list[int], place: Path
) -> None:
    code, out, _err = run("look", "1", *each(waiting, "absent"))
    assert code == 4
    assert "about 0% delivered (0 of the 5 looked at; likely 0% to 43%)" in out
    assert "WhatsApp seems to bar this number from new chats" in out
    assert stands(place) == ("paused", "not_delivered", 6)


def test_nobody_looks_and_it_may_go_on(run: Run, waiting: list[int], place: Path) -> None:
    assert waiting
    code, out, _err = run("look", "1", "--skip")
    assert (code, "nobody has looked at the phone" in out) == (0, True)
    assert run("resume", "1", "--look-after", "0")[0] == 0
    with Journal(place / "journal.sqlite3") as book:
        assert book.batches.one(1).sighted is None


def test_the_open_look_is_named_at_the_end_and_by_report(
    run: Run, contact_list: Path, place: Path
) -> None:
    code, out, _err = run("send", contact_list, *SEND, "--yes")
    assert (code, stands(place)) == (0, ("finished", None, 14))
    assert "New people, by a look at the phone: nobody has looked at the phone" in out
    assert "batch-sender look 1" in out
    rows = rows_of_look(place)
    run("look", "1", *each(rows, "two_ticks"))
    code, out, _err = run("report", "1", "--json")
    assert json.loads(out)["seen_on_phone"]["two_ticks"] == len(rows)
    with Journal(place / "journal.sqlite3") as book:
        assert book.batches.one(1).sighted == Sighted(two_ticks=len(rows))


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--seen", "999=clock"), 2, "“999=clock” says nothing of this look: its rows are"),
        (("--seen", "ontem"), 2, "“ontem” says nothing of this look"),
        (("--seen", "{first}=delivered"), 2, "=delivered” says nothing of this look"),
        (("--seen", "{first}=not_looked"), 2, "Of no row is said what was seen on the phone."),
        (("--seen", "{first}=clock", "--skip"), 2, "--seen and --skip contradict each other."),
    ],
)
def test_what_cannot_be_meant_is_refused_and_the_look_stays_open(
    run: Run, waiting: list[int], place: Path, words: tuple[str, ...], code: int, told: str
) -> None:
    given = [word.format(first=waiting[0]) for word in words]
    refused, _out, err = run("look", "1", *given)
    assert (refused, told in err) == (code, True), err
    assert rows_of_look(place) == waiting


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("look",), "No batch asks for a look at the phone just now."),
        (("look", "1"), "Batch 1 asks for no look at the phone just now."),
        (("look", "77"), "77"),
    ],
)
def test_where_nobody_is_asked_that_is_said(
    run: Run, contact_list: Path, words: tuple[str, ...], told: str
) -> None:
    run("send", contact_list, "--text", "Oi {nome}", "--rate", "off", "--yes")
    code, _out, err = run(*words)
    assert (code, told in err) == (1, True), err


@pytest.mark.parametrize("command", ["send", "resume"])
@pytest.mark.parametrize(
    ("flag", "value"), [("--look-after", "-1"), ("--look-unanswered", "talvez")]
)
def test_values_that_cannot_be_are_told(
    run: Run, contact_list: Path, command: str, flag: str, value: str, api: StandIn
) -> None:
    words = ("send", contact_list, "--text", "Oi") if command == "send" else ("resume",)
    code, _out, err = run(*words, "--yes", flag, value)
    assert (code, f"{flag} cannot be “{value}”" in err) == (2, True), err
    assert not api.received


def test_it_speaks_portuguese_too(run: Run, waiting: list[int], typed: Callable[..., None]) -> None:
    typed(*"12341")
    code, out, err = run("--lang", "pt-BR", "olhar", "1")
    assert code == 0
    assert "Só o celular da conexão mostra isso" in err
    assert "1 dois tiques: entregue" in err
    assert "cerca de 40% entregues (2 das 5 conversas olhadas; provavelmente de 12% a 77%)" in out
    assert f"linha {waiting[0]} · Ana" in err
