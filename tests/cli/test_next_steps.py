"""What a command names to go on with: at the end of a batch, in `status`, and where `resume` has no number."""

from collections.abc import Callable
from pathlib import Path

import pytest

from batch_sender import sentences
from batch_sender.models import Counts
from tests.cli.terminals import Terminal
from tests.support import Run

pytestmark = pytest.mark.usefixtures("place")

ENDS = {"Ana": "0505", "Caio": "0601", "Davi": "0400"}


@pytest.fixture
def clients(place: Path) -> Path:
    """A list of which one row ends in doubt, one accepted, one rejected."""
    lines = [f"{name},11 90000-{tail}" for name, tail in ENDS.items()]
    path = place / "clientes.csv"
    path.write_text("\n".join(["nome,telefone", *lines]) + "\n", "utf-8")
    return path


def test_the_end_of_a_batch_names_what_can_be_done_in_the_same_journal(
    run: Run, place: Path, clients: Path
) -> None:
    journal = place / "another.sqlite3"
    sent = ("send", clients, "--text", "Oi", "--yes", "--rate", "off", "--journal", journal)
    out = run(*sent)[1]
    for words in ("resolve 1", "retry 1 --rejected", "report 1 --not-reached", "report 1"):
        assert f"    batch-sender {words} --journal {journal}" in out
    assert "1  accepted (33%)" in out


def test_what_a_cancelled_batch_kept_back_can_be_sent_after_all(run: Run, clients: Path) -> None:
    run("check", clients, "--text", "Oi")
    out = run("cancel", 1, "--yes")[1]
    assert "Send the 3 that did not leave:\n    batch-sender retry 1\n" in out
    assert "resolve" not in out


def test_the_list_of_batches_keeps_those_apart_that_were_only_checked(
    run: Run, clients: Path
) -> None:
    run("send", clients, "--text", "Oi", "--yes", "--rate", "off")
    run("check", clients, "--text", "Oi de novo")
    out = run("status")[1]
    begun, checked = out.split("Only checked, nothing has left:")
    assert "    1  " in begun
    assert "1  rejected (33%)" in begun
    assert "    2  " in checked
    assert "batch-sender resume 2" in checked


def test_resume_without_a_number_lists_what_was_checked_and_sends_nothing(
    run: Run, clients: Path
) -> None:
    run("check", clients, "--text", "Oi")
    code, _out, err = run("resume", "--yes")
    assert code == 1
    assert "clientes.csv" in err
    assert "Checked, and not sent yet: 1." in err
    assert "batch-sender resume 1" in err
    assert "3  pending" in run("status", 1)[1]


def test_what_was_opted_out_since_is_not_asked_for(
    run: Run, clients: Path, typed: Callable[..., None]
) -> None:
    run("check", clients, "--text", "Oi", "--rate", "off")
    run("cancel", 1, "--yes")
    run("optout", "add", "11 90000-0601")
    typed("n")
    err = run("retry", 1)[2]
    assert "3 rows are to be sent again" in err
    assert "1 more row waits and will be skipped" in err
    assert "Send 2 messages through" in err
    run("optout", "add", "11 90000-0505", "11 90000-0400")
    out = run("resume", 1)[1]
    assert "3  skipped (100%)" in out, "nothing could leave, so nobody was asked"


def test_what_another_batch_has_sent_meanwhile_is_not_asked_for(
    run: Run, clients: Path, typed: Callable[..., None]
) -> None:
    for _batch in (1, 2):
        run("check", clients, "--text", "Oi", "--rate", "off")
    run("resume", 1, "--yes")
    typed("n")
    err = run("resume", 2)[2]
    assert "2 more rows wait and will be skipped" in err, "the one in doubt may have left, too"
    assert "Send 1 message through" in err


@pytest.mark.parametrize(
    ("n", "of", "told"),
    [(0, 0, "0%"), (1, 3, "33%"), (3, 3, "100%"), (1, 1000, "<1%"), (999, 1000, ">99%")],
)
def test_a_share_is_never_nothing_of_something(n: int, of: int, told: str) -> None:
    assert sentences.share(n, of) == told


def test_shares_are_of_all_rows() -> None:
    counts = Counts(accepted=1, skipped=3)
    assert sentences.counted_with_shares(counts) == ["1 accepted (25%)", "3 skipped (75%)"]


def test_of_a_batch_that_was_only_checked_it_is_named_how_it_is_sent(run: Run, place: Path) -> None:
    (place / "lista.csv").write_text("nome;telefone\nAna;11 90000-0601\n", "utf-8")
    run("check", "lista.csv", "--text", "Oi {nome}")
    for command in ("status", "report"):
        out = run(command, "1")[1]
        assert "batch-sender resume 1" in out
        assert "batch-sender report 1" not in out, (
            "it is what was typed, or there is nothing to report"
        )


def test_a_demonstration_that_was_stopped_is_begun_anew(place: Path) -> None:
    """Its batch is gone with its journal: `resume` would find another one of this number, or none."""
    with Terminal("--lang", "en", "demo", folder=place) as terminal:
        terminal.see("1/13")
        terminal.interrupt()
        terminal.see("paused")
        assert "Go on with: batch-sender demo\n" in terminal.see("Accepted means")
        assert terminal.end() == 0
