"""A server that asks to wait for long: what bar, `status` and log say of it, and exit code 4."""

import json
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from batch_sender.standin import FAULTS, Fault, Faults, StandIn
from batch_sender.standin.replies import TOO_MANY
from tests.cli.terminals import Terminal
from tests.support import Run

LIST = "nome,telefone\nAna,11 90000-0601\nBia,11 90000-0602\n"
HALF_AN_HOUR, TWO_DAYS = "1800", "172800"


@pytest.fixture
def faults(request: pytest.FixtureRequest) -> Faults:
    """The second person's first call is told to wait."""

    def limited(number: str, before: int) -> Fault | None:
        if before or not number.endswith("0602"):
            return None
        reply = replace(TOO_MANY, headers=(("Retry-After", request.param),))
        return replace(FAULTS["429"], reply=reply, delivers=False)

    return limited


@pytest.fixture
def command(place: Path) -> tuple[str, ...]:
    (place / "l.csv").write_text(LIST, "utf-8")
    flags = ("--text", "Oi {nome}", "--yes", "--rate", "off", "--window", "always")
    return ("send", str(place / "l.csv"), *flags)


@pytest.mark.parametrize("faults", [TWO_DAYS], indirect=True)
def test_longer_than_an_hour_pauses_with_4_and_says_why_until_when_and_how_to_go_on(
    command: tuple[str, ...], run: Run, api: StandIn
) -> None:
    code, out, _err = run(*command)
    assert code == 4
    assert "The server asked to slow down; it takes nothing before " in out
    assert "batch-sender resume 1" in out
    assert "few minutes" not in out
    told = json.loads(run("status", 1, "--json")[1])
    until = datetime.fromisoformat(told["waits_until"]) - datetime.now(UTC)
    assert timedelta(hours=47) < until <= timedelta(hours=48)
    assert (told["paused_because"], told["waits_because"]) == ("too_many_requests",) * 2
    assert "takes nothing before " in run("status", 1)[1].split("What happened")[1]
    assert run("resume", 1, "--yes")[0] == 0
    assert len(api.arrived()) == 2


@pytest.mark.parametrize("faults", [TWO_DAYS], indirect=True)
def test_the_log_says_until_when(command: tuple[str, ...], run: Run) -> None:
    err = run(*command, "--log-format", "json")[2]
    (stopped,) = [each for each in map(json.loads, err.splitlines()) if each["event"] == "stopped"]
    assert stopped["paused_because"] == "too_many_requests"
    assert datetime.fromisoformat(stopped["waits_until"]) > datetime.now(UTC)


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals here")
@pytest.mark.parametrize("faults", [HALF_AN_HOUR], indirect=True)
def test_a_shorter_wait_is_told_at_once_by_bar_and_status(
    command: tuple[str, ...], run: Run, tmp_path: Path
) -> None:
    with Terminal(*command, folder=tmp_path) as terminal:
        terminal.see("CleverChat takes nothing for the moment; next try at ")
        newest, one, as_json = run("status")[1], run("status", 1)[1], run("status", 1, "--json")[1]
        terminal.interrupt()
        assert terminal.end() == 4
    for told in (newest, one.split("What happened")[0]):
        assert "CleverChat takes nothing for the moment; next try at " in told
        assert "(the server asked to slow down)" in told
    assert json.loads(as_json)["waits_because"] == "too_many_requests"
    after = run("status", 1)[1].split("What happened")[0]
    assert "next try" not in after, "nobody waits any more"


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals here")
@pytest.mark.parametrize("faults", [HALF_AN_HOUR], indirect=True)
def test_a_shorter_wait_is_a_line_of_the_log(command: tuple[str, ...], tmp_path: Path) -> None:
    with Terminal(*command, "--log-format", "json", folder=tmp_path) as terminal:
        told = terminal.see('"event": "waiting"') + terminal.see("}")
        terminal.interrupt()
        assert terminal.end() == 4
    assert '"because": "too_many_requests"' in told
    assert '"until": "' in told
