"""Several connections by the HTTP API: named in a list, counted apart, rows moved when asked."""

from pathlib import Path
from typing import Any

from batch_sender.config.connections import Connection, Token, add
from batch_sender.standin import LineState, StandIn, no_faults
from tests.web.api.conftest import Client


def test_named_in_a_list_they_send_and_rows_move_when_asked(crm: Client, place: Path) -> None:
    tokens = {name: f"tok-{name}" for name in ("vendas1", "vendas2")}
    known = dict.fromkeys(tokens.values(), LineState.CONNECTED)
    with StandIn(tokens=known, faults=no_faults) as api:
        for name, token in tokens.items():
            saved = Connection(name=name, url=api.url, token=Token(token))
            add(place / "connections.toml", saved)
        api.set_line(LineState.NOT_STARTED, token=tokens["vendas2"])
        batch = crm.judged()
        through = {"connection": ["vendas1", "vendas2=2"], "messages": 3}
        assert crm.start(batch, "a", through).status_code == 202
        stopped = crm.until(batch, "paused")
        parts: Any = stopped["connections"]
        counted = {each["connection"]: each for each in parts}
        assert (counted["vendas1"]["accepted"], counted["vendas2"]["pending"]) == (1, 2)
        assert counted["vendas2"]["paused_because"]
        moved = crm.post(f"/batches/{batch}/resume", {"move_from": ["vendas2"]})
        assert moved.status_code == 202
        assert crm.until(batch, "finished")["accepted"] == 3
