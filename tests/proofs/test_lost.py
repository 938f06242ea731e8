"""A journal that is lost, whole or in part, while messages leave: nobody is written to twice."""

import contextlib
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.proofs.reckoning import Desk, Ended, Program, chance_for, desk, people, write_list

ROWS = 200
LANES = 4
LATENCY = 0.01


def begun(here: Desk, contacts: Path, *, after: int, of: int = ROWS) -> Program:
    """Let a sender send so many; it goes on, and cannot come to its end before it is let go."""
    here.arrivals.hold_after(of - LANES - 1)
    sender = here.send(contacts, lanes=LANES).ready().go()
    assert here.arrivals.wait_for_more(after), sender.kill()
    return sender


def arrived_once(here: Desk) -> int:
    """Return how many messages arrived, each of them once."""
    arrived = here.api.arrived()
    assert max(arrived.values()) == 1, "somebody was written to twice"
    return len(arrived)


def refused(ended: Ended) -> None:
    assert (ended.code, ended.out) == (1, ""), ended
    assert "--after-restore" in ended.err


# ── under a sender that runs ──────────────────────────────────────────────────────────────────


def remove_folder(journal: Path) -> None:
    shutil.rmtree(journal.parent)


def remove_file(journal: Path) -> None:
    journal.unlink()


def remove_log(journal: Path) -> None:
    journal.with_name(journal.name + "-wal").unlink()


def move_away(journal: Path) -> None:
    journal.parent.rename(journal.parent.with_name("elsewhere"))


def another_beside(journal: Path) -> Callable[[Path], object]:
    """Make another journal, which takes longer than the sender may need; return what puts it in the place."""
    other = journal.with_name("other")
    subprocess.run(
        [sys.executable, "-c", "import sys; from batch_sender.journal import Journal; "
         "Journal(sys.argv[1]).close()", str(other)],
        check=True,
    )  # fmt: skip
    return other.replace


pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows keeps open files from being removed"
)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "data").mkdir()
    with desk(tmp_path, journal=tmp_path / "data" / "journal.sqlite3", latency=LATENCY) as sat_down:
        yield sat_down


def stopped(here: Desk, contacts: Path, lose: Callable[[Path], object]) -> int:
    """Lose the journal of a sender that runs; return how many messages had left when it stopped."""
    sender = begun(here, contacts, after=30)
    lose(Path(here.journal))
    here.arrivals.let_go()
    ended = sender.ended()
    stopped_at = arrived_once(here)
    assert (ended.code, stopped_at < ROWS) == (4, True), ended
    assert "was removed, moved or replaced" in ended.err
    assert "Traceback" not in ended.err
    return stopped_at


def went_on(here: Desk) -> None:
    """Let the rest leave; what was marked when the sender stopped is in doubt."""
    ended = here.resume("1").ready().go().ended()
    assert ended.code in {0, 3}, ended
    assert arrived_once(here) >= ROWS - LANES


@pytest.mark.parametrize("lose", [remove_folder, remove_file, move_away])
def test_a_sender_whose_journal_goes_stops_and_nobody_sends_the_list_again(
    tmp_path: Path, here: Desk, lose: Callable[[Path], None]
) -> None:
    contacts = write_list(tmp_path / "clientes.csv", people(ROWS))
    stopped_at = stopped(here, contacts, lose)
    refused(here.send(contacts, lanes=LANES).ready().go().ended())
    refused(here.resume().ready().go().ended())
    told = here.type("status").ready().go().ended()
    assert "is another one" in told.err
    assert arrived_once(here) == stopped_at


def test_a_run_over_several_lists_ends_with_what_happened_and_makes_no_journal_anew(
    tmp_path: Path, here: Desk
) -> None:
    write_list(tmp_path / "a.csv", people(ROWS))
    write_list(tmp_path / "b.csv", people(ROWS, fate="100"))
    lines = (
        'list = "*.csv"',
        'text = "Oi"',
        'rate = "off"',
        'window = "always"',
        "yes = true",
        "at_rest = 0",
    )
    (tmp_path / "l.toml").write_text("\n".join(lines) + "\n", "utf-8")
    here.arrivals.hold_after(ROWS - LANES)
    runner = here.type("run", tmp_path / "l.toml").ready().go()
    assert here.arrivals.wait_for_more(30), runner.kill()
    remove_folder(Path(here.journal))
    here.arrivals.let_go()
    ended = runner.ended()
    assert ended.code == 4, ended
    assert arrived_once(here) < ROWS
    assert not Path(here.journal).parent.exists()


def test_with_a_persons_word_another_journal_counts(tmp_path: Path, here: Desk) -> None:
    stopped_at = stopped(here, write_list(tmp_path / "clientes.csv", people(ROWS)), remove_folder)
    others = write_list(tmp_path / "outros.csv", people(3, fate="100"))
    word = ("--text", "Oi {nome}", "--yes", "--rate", "off")
    new = here.type("send", others, *word, "--after-restore").ready().go().ended()
    assert new.code == 0, new
    assert "counts from here on" in new.err
    more = write_list(tmp_path / "mais.csv", people(3, fate="200"))
    assert here.type("send", more, *word).ready().go().ended().code == 0, "once is enough"
    assert arrived_once(here) == stopped_at + 6


def test_a_journal_that_was_moved_goes_on_where_it_is(tmp_path: Path, here: Desk) -> None:
    contacts = write_list(tmp_path / "clientes.csv", people(ROWS))
    stopped(here, contacts, move_away)
    here.journal = tmp_path / "elsewhere" / "journal.sqlite3"
    went_on(here)


def test_a_sender_that_loses_its_log_writes_all_it_knows_before_it_ends(
    tmp_path: Path, here: Desk
) -> None:
    contacts = write_list(tmp_path / "clientes.csv", people(ROWS))
    stopped(here, contacts, remove_log)
    went_on(here)


def test_a_file_in_the_journals_place_stops_its_sender(tmp_path: Path, here: Desk) -> None:
    contacts = write_list(tmp_path / "clientes.csv", people(ROWS))
    stopped_at = stopped(here, contacts, another_beside(Path(here.journal)))
    # What lies beside it is of the other one: whatever SQLite makes of that, nothing leaves.
    assert here.send(contacts, lanes=LANES).ready().go().ended().code == 1
    assert arrived_once(here) == stopped_at


def overwrite_pages(journal: Path) -> None:
    """Damage three pages in four: of a few the sender may need none any more."""
    pages = journal.stat().st_size // 4096
    with journal.open("r+b") as file:
        file.seek(pages // 4 * 4096)
        file.write(b"\xa5" * 4096 * (pages - pages // 4))


def migrate(journal: Path) -> None:
    statement = "UPDATE alembic_version SET version_num = 'j9999'"
    with contextlib.closing(sqlite3.connect(journal, timeout=30)) as newer:
        newer.execute(statement)
        newer.commit()


@pytest.mark.parametrize(
    ("change", "said"),
    [(overwrite_pages, "is damaged"), (migrate, "was written by a newer batch-sender")],
)
def test_a_sender_notices_what_others_do_to_its_journal(
    tmp_path: Path, here: Desk, change: Callable[[Path], None], said: str
) -> None:
    contacts = write_list(tmp_path / "clientes.csv", people(ROWS * 5))
    sender = begun(here, contacts, after=30, of=ROWS * 5)
    change(Path(here.journal))
    here.arrivals.let_go()
    ended = sender.ended()
    assert ended.code == 4, ended
    assert said in ended.err
    assert arrived_once(here) < ROWS * 5


# ── behind a sender that was killed ───────────────────────────────────────────────────────────


def kill_and_lose_log(here: Desk, sender: Program) -> None:
    sender.kill()
    here.arrivals.let_go()
    remove_log(Path(here.journal))


@pytest.mark.parametrize(
    ("times", "rows", "latency"),
    [
        pytest.param(2, ROWS, LATENCY, id="few"),
        pytest.param(
            30, 1500, 0.0, id="many", marks=[pytest.mark.slow, pytest.mark.timeout(900)]
        ),
    ],
)  # fmt: skip
def test_whoever_loses_the_log_of_a_killed_sender_is_told(
    tmp_path: Path, times: int, rows: int, latency: float
) -> None:
    chance = chance_for("lost log")
    for turn in range(times):
        folder = tmp_path / str(turn)
        folder.mkdir()
        contacts = write_list(folder / "clientes.csv", people(rows))
        with desk(folder, latency=latency) as here:
            sender = begun(here, contacts, after=chance.randrange(1, rows * 3 // 4), of=rows)
            kill_and_lose_log(here, sender)
            refused(here.send(contacts, lanes=LANES).ready().go().ended())
            before = arrived_once(here)  # what was on its way is there by now
            refused(here.resume("1").ready().go().ended())
            assert arrived_once(here) == before
            # Those that waited in what is left are in doubt, and a person decides.
            ended = here.resume("1", "--after-restore").ready().go().ended()
            assert ended.code == 3, ended
            assert arrived_once(here) == before
