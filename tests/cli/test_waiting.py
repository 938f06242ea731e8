"""Outside the sending hours: `send` waits and says until when, or stops so that it can go on."""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from batch_sender.cli import main
from batch_sender.journal import Journal
from batch_sender.standin import StandIn
from tests.cli.terminals import Terminal

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def shut_today() -> str:
    """A window that opens in three days, so that no test meets it open, even at midnight."""
    day = datetime.now(UTC).astimezone(ZoneInfo("America/Sao_Paulo")) + timedelta(days=3)
    return f"{DAYS[day.weekday()]} 8:00-20:00"


@pytest.fixture
def command(place: Path) -> list[str]:
    path = place / "clientes.csv"
    path.write_text("nome,telefone\nAna,11 90000-0601\n", "utf-8")
    return ["send", str(path), "--text", "Oi {nome}", "--yes", "--window", shut_today()]


def test_no_wait_stops_with_4_and_says_how_to_go_on(
    command: list[str], api: StandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, "--no-wait"]) == 4
    out, _err = capsys.readouterr()
    assert "The hours in which messages may go out are over" in out
    assert "batch-sender resume 1" in out
    assert not api.arrived()
    with Journal(Path("journal.sqlite3")) as book:
        assert book.batches.one(1).paused_because == "outside_window"
    assert main(["resume", "1", "--no-wait"]) == 4, "the hours stay with the batch"


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals here")
def test_it_waits_says_until_when_and_can_be_stopped(
    command: list[str], api: StandIn, tmp_path: Path
) -> None:
    with Terminal(*command, folder=tmp_path) as terminal:
        terminal.see("Outside the sending hours; waiting until ")
        said, zone = (
            terminal.see(" (America/Sao_Paulo). Ctrl-C")[:16],
            ZoneInfo("America/Sao_Paulo"),
        )
        opens = datetime.strptime(said, "%Y-%m-%d %H:%M").replace(tzinfo=zone)
        assert timedelta(days=2) < opens - datetime.now(UTC) < timedelta(days=4)
        assert opens.hour == 8
        terminal.interrupt()
        assert terminal.end() == 4
        assert "batch-sender resume 1" in terminal.seen
    assert not api.arrived()


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals here")
@pytest.mark.parametrize(
    ("cap", "told"),
    [
        (("--new-cap", "1"), "The day's new people have been written to; waiting until "),
        (("--daily-cap", "1"), "The day's messages have been sent; waiting until "),
    ],
)
def test_it_says_which_limit_of_the_day_it_waits_for(
    place: Path, api: StandIn, tmp_path: Path, cap: tuple[str, str], told: str
) -> None:
    path = place / "clientes.csv"
    path.write_text("nome,telefone\nAna,11 90000-0601\nBia,11 90000-0602\n", "utf-8")
    send = (
        "send",
        str(path),
        "--text",
        "Oi {nome}",
        "--yes",
        "--window",
        "always",
        "--rate",
        "off",
    )
    with Terminal(*send, *cap, folder=tmp_path) as terminal:
        terminal.see(told)
        terminal.interrupt()
        assert terminal.end() == 4
    assert len(api.arrived()) == 1
