"""Limits as a person meets them on the command line: what `check` reckons, how `send` ends."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from batch_sender.config.settings import Settings
from batch_sender.journal import Journal
from batch_sender.standin import StandIn
from tests.support import Run

pytestmark = pytest.mark.usefixtures("place")


def a_list(folder: Path, count: int) -> Path:
    path = folder / f"clientes-{count}.csv"
    rows = [f"Nome {n},11 90000-{1000 + n}" for n in range(count)]
    path.write_text("\n".join(["nome,telefone", *rows]) + "\n", "utf-8")
    return path


def test_check_reckons_with_the_days_cap_and_names_the_expiry(run: Run, place: Path) -> None:
    code, out, _err = run(
        "check", a_list(place, 25), "--text", "Oi {nome}", "--daily-cap", "10",
        "--window", "0-24", "--expires", "31/12/2099",
    )  # fmt: skip
    assert code == 0
    assert "at most 10 messages a day: about 3 days" in out
    assert "expires on 2100-01-01" in out or "expires on 2099-12-31" in out


def test_check_says_how_many_are_new_and_reckons_with_their_cap(run: Run, place: Path) -> None:
    run("known", "add", "11 90000-1000")
    command = ("check", a_list(place, 26), "--text", "Oi {nome}", "--window", "0-24")
    _code, out, _err = run(*command, "--new-cap", "10/day")
    assert "25  new people among those to send to" in out
    assert "at most 10 new people a day: about 3 days" in out
    assert (
        "at most 20 messages a day and 10 new people a day: about 3 days"
        in run(*command, "--new-cap", "10", "--daily-cap", "20")[1]
    )
    assert (
        "at most 5, 10, 20 new people a day, the last from then on: about 3 days"
        in run(*command, "--new-cap", "5,10,20")[1]
    )
    known = run("check", a_list(place, 1), "--text", "Oi", "--window", "0-24", "--new-cap", "1")[1]
    assert "new people a day" not in known, "nobody on it is new"
    assert run(*command, "--new-cap", "30/week")[0] == 2


def test_a_column_of_known_people_is_named_and_so_are_cells_that_say_nothing(
    run: Run, place: Path
) -> None:
    contacts = place / "clientes.csv"
    rows = ("Ana,11 90000-1001,sim", "Bia,11 90000-1002,VIP", "Caio,11 90000-1003,")
    contacts.write_text("\n".join(["nome,telefone,cliente", *rows]) + "\n", "utf-8")
    _code, out, _err = run("check", contacts, "--text", "Oi {nome}", "--map", "known=cliente")
    assert "Who is known, and no new person: “cliente”." in out
    assert "Careful: 1 cell of “cliente” says neither yes nor no" in out
    assert "2  new people among those to send to" in out


def test_send_stops_at_the_days_new_people_and_says_so(run: Run, place: Path) -> None:
    run("known", "add", "11 90000-1002")
    command = ("--text", "Oi {nome}", "--yes", "--rate", "off", "--new-cap", "1/day", "--no-wait")
    code, out, _err = run("send", a_list(place, 3), *command, "--json")
    summary = json.loads(out)
    assert (code, summary["accepted"], summary["pending"], summary["new_people"]) == (4, 2, 1, 2)
    assert summary["paused_because"] == "new_cap_reached"
    shown = run("status", 1)[1]
    assert "--new-cap" in shown
    assert "New people among them: 2." in shown


def test_the_results_say_how_many_were_new(run: Run, place: Path) -> None:
    out = place / "resultados.xlsx"
    run("send", a_list(place, 3), "--text", "Oi", "--yes", "--rate", "off", "--out", out)
    summary = openpyxl.load_workbook(out)["Summary"]
    rows = {row[0]: row[1:] for row in summary.iter_rows(values_only=True)}
    assert [cell for cell in rows["new people"] if cell is not None] == [3]


def test_check_warns_of_what_will_be_too_late(run: Run, place: Path) -> None:
    arguments = ("check", a_list(place, 25), "--text", "Oi", "--rate", "1/h", "--window", "always")
    assert "Not all" not in run(*arguments, "--expires", "31/12/2099")[1]
    assert "Not all" in run(*arguments, "--daily-cap", "1", "--warm-up", "1,2,3",
                            "--expires", soon())[1]  # fmt: skip


def soon() -> str:
    return f"{datetime.now(UTC) + timedelta(days=3):%Y-%m-%d}"


def test_send_counts_what_left_today(run: Run, place: Path, api: StandIn) -> None:
    command = ("--text", "Oi {nome}", "--yes", "--rate", "off", "--daily-cap", "4", "--no-wait")
    assert run("send", a_list(place, 3), *command)[0] == 0
    code, out, _err = run("send", a_list(place, 6), *command, "--json")
    summary = json.loads(out)
    # One more today: three of the six are the people of the first list, and skipped.
    assert (code, summary["accepted"], summary["pending"]) == (4, 1, 2)
    assert summary["paused_because"] == "cap_reached"
    assert len([each for each in api.received if each.number]) == 4
    shown = run("status", 2)[1]
    assert "--daily-cap" in shown
    assert "batch-sender resume 2" in shown


def test_batches_are_named_one_by_one_or_in_a_row(run: Run, place: Path) -> None:
    contacts = a_list(place, 2)
    for _batch in range(3):
        run("check", contacts, "--text", "Oi")
    code, _out, _err = run("check", contacts, "--text", "Oi", "--not-in", "1, 2", "--not-in", "3")
    assert code == 0
    with Journal(place / "journal.sqlite3") as book:
        assert Settings(**book.batches.settings(4)).not_in == (1, 2, 3)


@pytest.mark.parametrize(
    ("flags", "code", "said"),
    [
        (("--daily-cap", "0"), 2, "--daily-cap"),
        (("--warm-up", "20;50"), 2, "--warm-up 20,50,100,200"),
        (("--max-per-person", "often"), 2, "--max-per-person 3/7d"),
        (("--repeat-after", "soon"), 2, "24h or 7d"),
        (("--expires", "soon"), 2, "--expires"),
        (("--expires", "2020-01-01"), 2, "2020-01-01"),
        (("--not-in", "x"), 2, "--not-in"),
        (("--accepted-in", "1,,2"), 2, "--accepted-in"),
        (("--not-in", "77"), 1, "77"),
        (("--key", "consulta"), 1, "--key"),
        (("--expires-column", "validade"), 1, "--expires-column"),
    ],
)
def test_what_cannot_be_meant_is_said_and_nothing_is_written(
    run: Run, place: Path, flags: tuple[str, ...], code: int, said: str
) -> None:
    ended, out, err = run("check", a_list(place, 1), "--text", "Oi", *flags)
    assert (ended, out) == (code, "")
    assert said in err
    with Journal(place / "journal.sqlite3") as book:
        assert book.batches.recent() == []


def test_a_longer_time_for_repeats_is_kept_with_the_batch(run: Run, place: Path) -> None:
    run("check", a_list(place, 1), "--text", "Oi", "--repeat-after", "7d")
    with Journal(place / "journal.sqlite3") as book:
        assert Settings(**book.batches.settings(1)).repeat_hours == 168


def test_times_are_those_of_the_batchs_zone_and_say_so(run: Run, place: Path) -> None:
    """Manaus is an hour behind São Paulo; the machine's own zone counts for nothing."""
    in_manaus = ("--window", "0-24 America/Manaus", "--expires", "2099-12-31 18:00")
    _code, out, _err = run("check", a_list(place, 3), "--text", "Oi {nome}", *in_manaus)
    assert "The batch expires on 2099-12-31 18:00 (America/Manaus)" in out
    assert "the last one leaves on " in out.replace("\n", " ")
    manaus = ZoneInfo("America/Manaus")
    with Journal(place / "journal.sqlite3") as book:
        made = book.batches.one(1).created_at.astimezone(manaus)
    out = run("status")[1]
    assert "Times are those of America/Manaus." in out
    assert f"{made:%Y-%m-%d %H:%M}  clientes" in out
    _code, out, _err = run("status", "1")
    assert "What happened (times of America/Manaus):" in out
    assert f"{made:%Y-%m-%d %H:%M}  " in out


def test_the_results_show_times_of_the_batchs_zone(run: Run, place: Path) -> None:
    where = ("--window", "0-24 America/Manaus", "--rate", "off", "--yes", "--out", "r.csv")
    assert run("send", a_list(place, 1), "--text", "Oi {nome}", *where)[0] == 0
    with Journal(place / "journal.sqlite3") as book:
        (row,) = book.messages.rows(1)
    left = row.time
    assert left is not None
    local = left.astimezone(ZoneInfo("America/Manaus"))
    assert f"{local:%Y-%m-%d %H:%M:%S}" in Path("r.csv").read_text("utf-8-sig")
