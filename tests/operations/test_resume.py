"""`resume` looks at the token first: where the API does not know it, nothing begins."""

from pathlib import Path

import pytest

from batch_sender.cli import main
from batch_sender.config.workspace import Workspace
from batch_sender.deliver.errors import BatchEnded
from batch_sender.gateway.errors import ConnectionFault
from batch_sender.journal import Journal
from batch_sender.models import BatchState
from batch_sender.operations.errors import NothingToResume
from batch_sender.operations.options import SendOptions
from batch_sender.operations.resume import find_to_resume
from batch_sender.standin import LineState, StandIn
from tests.support import checked_batch, message


@pytest.fixture
def place(place: Path) -> Path:
    rows = "".join(f"Ana {n},11 90000-060{n}\n" for n in range(1, 5))
    (place / "lista.csv").write_text(f"nome,telefone\n{rows}", "utf-8")
    return place


def taken_back(api: StandIn) -> StandIn:
    """The same server at the same address, which answers 401 to the token from here on."""
    api.close()
    return StandIn(port=api.port, tokens={"another": LineState.CONNECTED})


def events(place: Path) -> list[str]:
    with Journal(place / "journal.sqlite3") as book:
        return [event.kind for event in book.batches.events(1)]


@pytest.mark.parametrize(
    ("begun", "state"),
    [
        pytest.param(("check",), BatchState.CHECKED, id="only checked"),
        pytest.param(("send", "--yes", "--canary", "1"), BatchState.PAUSED, id="paused"),
    ],
)
def test_an_unknown_token_starts_nothing(
    begun: tuple[str, ...],
    state: BatchState,
    place: Path,
    api: StandIn,
    capsys: pytest.CaptureFixture[str],
) -> None:
    command, *flags = begun
    main([command, "lista.csv", "--text", "Oi {nome}", "--rate", "off", *flags])
    before = events(place)
    with taken_back(api) as server:
        capsys.readouterr()
        assert main(["resume", "1", "--yes"]) == 1
        assert "token" in capsys.readouterr().err
        assert [each.status for each in server.received] == [401], "it was asked once, and no more"
        assert not server.arrived()
    assert events(place) == before, "nothing began, and no results were written"
    with Journal(place / "journal.sqlite3") as book:
        assert book.batches.state(1) is state


def test_any_door_hears_of_it(tmp_path: Path) -> None:
    with StandIn() as api, Journal(tmp_path / "journal.sqlite3") as book:
        workspace = Workspace.of(
            {"BATCH_SENDER_URL": api.url, "BATCH_SENDER_TOKEN": "not-this-one"}
        )
        with pytest.raises(NothingToResume):
            find_to_resume(book, workspace, None, SendOptions())
        batch_id = checked_batch(book, [message(2, 2)])
        with pytest.raises(ConnectionFault):
            find_to_resume(book, workspace, batch_id, SendOptions())
        assert not api.arrived()
        book.batches.cancel(batch_id, who="ana")
        with pytest.raises(BatchEnded):
            find_to_resume(book, workspace, batch_id, SendOptions())
