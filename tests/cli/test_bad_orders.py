"""The service's rounds over real folders in which one thing or another is bad: the rest is sent, told once."""

import json
import os
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from batch_sender.journal import Journal
from batch_sender.models.file_names import LONGEST
from batch_sender.standin import StandIn
from batch_sender.timing.clock import SystemClock
from tests.load.mutations import FILES
from tests.support import Run


def make_due(place: Path) -> None:
    """Let what is each minute be due now, and what was due before be an hour ago."""
    past = (SystemClock().now() - timedelta(hours=1)).replace(tzinfo=None)
    looked = (SystemClock().now() - timedelta(minutes=2)).replace(tzinfo=None)
    with Journal(place / "journal.sqlite3") as book:

        def turn_back(tx: Connection) -> None:
            tx.exec_driver_sql("DELETE FROM dues WHERE state = 'open'")
            tx.exec_driver_sql(
                "UPDATE dues SET due_at = ?, local = '2026-01-01T00:' || id", (str(past),)
            )
            tx.exec_driver_sql("UPDATE schedules SET looked_until = ?", (str(looked),))

        book._handle.write(turn_back)


def a_list(path: Path, *people: str) -> None:
    rows = "".join(f"{name},11 90000-{n:04d}\n" for n, name in enumerate(people, start=2000))
    path.parent.mkdir(exist_ok=True)
    path.write_text("nome,telefone\n" + rows, "utf-8")


def a_batch_file(place: Path, name: str, wanted: str) -> str:
    """Write a batch file that keeps a line of JSON for each notice."""
    keep = (
        "import sys; open(sys.argv[1], 'ab').write(sys.stdin.buffer.read() + b'\\n')"  # as it came
    )
    lines = (
        f"list = {json.dumps(wanted)}",
        'text = "Oi {nome}"',
        'rate = "off"',
        'window = "always"',
        "at_rest = 0",
        'out = "resultados/{name}-{date}-{batch}.xlsx"',
        "[notify]",
        f"command = {json.dumps([sys.executable, '-c', keep, str(place / 'notices.jsonl')])}",
    )
    (place / name).write_text("\n".join(lines) + "\n", "utf-8")
    return name


@pytest.fixture
def bad_and_good(run: Run, place: Path) -> Path:
    """A schedule whose folder holds all that is bad, one whose folder is away, one without its list, and one that is well."""
    inbox = place / "inbox"
    a_list(inbox / "boa.csv", "Ana")
    content = bytearray((FILES / "same.ods").read_bytes())
    end = content.rindex(b"PK\x05\x06")
    content[end + 12 : end + 16] = (0x7FFF).to_bytes(4, "little")
    (inbox / "danificada.ods").write_bytes(content)
    a_list(inbox / ("x" * 250 + ".csv"), "Bia")
    try:
        a_list(inbox / os.fsdecode(b"jos\xe9.csv"), "Caio")
    except OSError:
        a_list(inbox / "jose.csv", "Caio")
    a_list(place / "lista.csv", "Dora")
    for name, wanted in (
        ("a.toml", "fora/*.csv"),
        ("b.toml", "inbox/*"),
        ("c.toml", "lista.csv"),
        ("d.toml", "nada.csv"),
    ):
        assert (
            run("schedule", "add", a_batch_file(place, name, wanted), "--cron", "* * * * *")[0] == 0
        )
    return inbox


def notices(place: Path) -> list[tuple[str, str | None]]:
    """What was told: the event, and the code of what was wrong or the list."""
    lines = (place / "notices.jsonl").read_text("utf-8").splitlines()
    told = [json.loads(line) for line in lines]
    return [(each["event"], each.get("code")) for each in told]


def test_whatever_is_bad_the_rest_is_sent_and_it_is_told_once(
    run: Run, place: Path, api: StandIn, bad_and_good: Path
) -> None:
    codes = []
    for _ in range(3):
        make_due(place)
        codes.append(run("run-due", "--log", place / "servico.log")[0])
    assert codes[0] == 4, "something could not start, and other messages have left"
    assert set(codes) <= {0, 1, 4}
    told = [str(each.body) for each in api.received if each.number]
    assert sorted(told) == ["Oi Ana", "Oi Bia", "Oi Caio", "Oi Dora"]
    faults = [code for event, code in notices(place) if event == "not_started"]
    assert sorted(faults, key=str) == ["list_damaged", "list_not_found"]
    results = list((place / "resultados").iterdir())
    assert len(results) >= 4, "a minute may turn meanwhile, and have one list twice"
    assert max(len(os.fsencode(each.name)) for each in results) <= LONGEST
    log = (place / "servico.log").read_text("utf-8")
    assert "fora, where lists are looked for, cannot be read" in log
    assert "Traceback" not in log
    assert len(list(bad_and_good.iterdir())) == 4
