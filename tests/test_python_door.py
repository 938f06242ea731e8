"""`import batch_sender`: light, typed, and as careful as every other door."""

import _thread
import csv
import logging
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import batch_sender
from batch_sender import BatchRecord, Connection, Journal, ListError, Settings, Token, language
from batch_sender.deliver.errors import BatchEnded
from batch_sender.journal.errors import JournalRestored, UnknownBatch
from batch_sender.models import BatchState, MessageState, PhoneNumber
from batch_sender.operations.errors import FilesChanged, NothingToResume
from batch_sender.standin import StandIn, no_faults
from tests.support import number

AT_ONCE = Settings(gap=0)
HEAVY = ("alembic", "click", "jinja2", "openpyxl", "pandas", "pydantic", "requests", "sqlalchemy")


@pytest.fixture
def api() -> Iterator[StandIn]:
    with StandIn(faults=no_faults) as stand_in:
        yield stand_in


@pytest.fixture
def to(api: StandIn) -> Connection:
    return Connection(url=api.url, token=Token(api.token))


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with opened(tmp_path) as book:
        yield book


def opened(folder: Path) -> Journal:
    return batch_sender.open_journal(folder / "journal.sqlite3", state=folder / "state")


def people(rows: int) -> list[dict[str, str]]:
    return [{"nome": f"Pessoa {n}", "celular": number(n)} for n in range(1, rows + 1)]


def checked(journal: Journal, rows: int = 3, settings: Settings = AT_ONCE) -> BatchRecord:
    return batch_sender.check(journal, people(rows), "Oi, {{ nome }}!", settings=settings)


def everybody(api: StandIn) -> list[str]:
    return sorted(each.number or "" for each in api.received if each.number)


# ── the names ─────────────────────────────────────────────────────────────────────────────────


def test_the_names_are_sorted_and_each_of_them_is_there() -> None:
    assert batch_sender.__all__ == sorted(batch_sender.__all__)
    for name in batch_sender.__all__:
        assert getattr(batch_sender, name).__doc__, name
    assert set(batch_sender.__all__) <= set(dir(batch_sender))
    with pytest.raises(AttributeError, match="'chek'"):
        getattr(batch_sender, "chek")  # noqa: B009 - a checker sees that there is none


@pytest.mark.parametrize("module", ["batch_sender", "batch_sender.cli"])
def test_to_import_it_takes_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print(*(set({HEAVY}) & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "\n"


def test_a_program_that_wants_no_log_gets_none() -> None:
    code = "import batch_sender, logging; print(logging.getLogger('batch_sender').handlers)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert logging.NullHandler.__name__ in done.stdout


# ── lists and texts ───────────────────────────────────────────────────────────────────────────


def test_what_yields_dicts_once_is_a_list(journal: Journal) -> None:
    reader = csv.DictReader(["nome,celular", f"Ana,{number(1)}", "Bia,"])
    heard: list[int] = []
    batch = batch_sender.check(
        journal, reader, "Oi, {nome}", name="agenda", progress=heard.append, who="ana"
    )
    assert (batch.counts.pending, batch.problems) == (1, {"phone_missing": 1})
    assert (batch.list_path, batch.who, sum(heard)) == (Path("agenda"), "ana", 2)


def test_several_texts_are_variants_and_a_path_is_a_file(journal: Journal, tmp_path: Path) -> None:
    file = tmp_path / "b.txt"
    file.write_text("Olá, {nome}!", "utf-8")
    batch = batch_sender.check(journal, people(1), ["Oi, {nome}!", file])
    assert [(each.text, each.origin) for each in batch.variants] == [
        ("Oi, {nome}!", "the message text"),
        ("Olá, {nome}!", str(file)),
    ]


def test_a_list_that_cannot_be_read_leaves_nothing_behind(journal: Journal) -> None:
    with pytest.raises(ListError) as caught:
        batch_sender.check(journal, {"nome": "Ana"}, "Oi")  # type: ignore[dict-item]  # no list
    assert caught.value.code == "rows_unusable"
    assert caught.value.details == {"reason": "row 2 is a str, not a dict"}
    assert not journal.batches.recent()


def test_a_long_list_runs_no_script_a_second_time(tmp_path: Path) -> None:
    lines = (f"{'x' * 80},{number(n)}" for n in range(1, 9999))
    (tmp_path / "longa.csv").write_text("\n".join(["nome,celular", *lines] * 2), "utf-8")
    assert (tmp_path / "longa.csv").stat().st_size > 1_500_000
    script = tmp_path / "script.py"
    script.write_text(
        "import batch_sender, pathlib\n"
        "print('begun', flush=True)\n"
        "here = pathlib.Path(__file__).parent\n"
        "with batch_sender.open_journal(here / 'j.sqlite3', state=here) as journal:\n"
        "    print(batch_sender.check(journal, here / 'longa.csv', 'Oi').counts.pending)\n",
        "utf-8",
    )
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == ["begun", "9998"]


def test_two_threads_with_two_journals_speak_two_languages(tmp_path: Path) -> None:
    ready, told = threading.Barrier(2), dict[str, tuple[str, set[PhoneNumber | None], str]]()

    def work(code: str, tail: int) -> None:
        language.use(code)
        folder = tmp_path / code
        folder.mkdir()
        ready.wait(timeout=60)
        with opened(folder) as journal:
            rows: list[dict[str, object]] = [{"celular": number(tail)}] * 6000
            settings = Settings(duplicates="send", message_lang="en" if code == "en" else "pt-BR")
            batch = batch_sender.check(journal, rows, "{{ saudacao }}", settings=settings)
            ready.wait(timeout=60)
            numbers = {each.number for each in batch_sender.outcomes(journal, batch)}
            sheet = batch_sender.report(journal, batch, folder / "r.csv").read_text("utf-8-sig")
            with pytest.raises(ListError) as caught:
                batch_sender.check(journal, [], "Oi")
            told[code] = (caught.value.message, numbers, sheet[:8])

    threads = [threading.Thread(target=work, args=each) for each in (("en", 1), ("pt-BR", 2))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == {
        "en": ("The rows cannot be used: they have 0 columns.", {number(1)}, "celular,"),
        "pt-BR": ("As linhas não podem ser usadas: elas têm 0 colunas.", {number(2)}, "celular;"),
    }
    assert language.current() == "en", "nor does anybody else"


# ── sending ───────────────────────────────────────────────────────────────────────────────────


def test_a_finished_batch_is_not_sent_again(journal: Journal, api: StandIn, to: Connection) -> None:
    batch = checked(journal)
    heard: list[int] = []
    assert batch_sender.send(journal, batch, connection=to, progress=heard.append).counts.accepted
    assert heard == [1, 1, 1]
    for again in (batch, batch.id):
        with pytest.raises(BatchEnded):
            batch_sender.send(journal, again, connection=to)
    with pytest.raises(NothingToResume):
        batch_sender.resume(journal, connection=to)
    assert everybody(api) == [number(1), number(2), number(3)]
    assert checked(journal).problems == {"already_sent": 3}


def test_the_first_few_leave_and_the_next_call_lets_the_others_follow(
    journal: Journal, api: StandIn, to: Connection
) -> None:
    batch = checked(journal, settings=Settings(gap=0, canary=1))
    stopped = batch_sender.send(journal, batch, connection=to)
    assert (stopped.state, stopped.paused_because) == (BatchState.PAUSED, "canary")
    assert [each.state for each in batch_sender.outcomes(journal, batch)].count(
        MessageState.ACCEPTED
    ) == 1
    done = batch_sender.resume(journal, connection=to, who="ana")
    assert done.state is BatchState.FINISHED
    assert everybody(api) == [number(1), number(2), number(3)]
    assert [each.who for each in journal.batches.events(batch.id)][-2:] == ["ana", "ana"]


def test_outside_of_the_hours_it_pauses_at_once(journal: Journal, to: Connection) -> None:
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    another = days[(datetime.now(UTC).weekday() + 3) % 7]
    batch = checked(journal, settings=Settings(gap=0, window=f"{another} 08:00-20:00"))
    batch = batch_sender.send(journal, batch, connection=to)
    assert (batch.state, batch.paused_because) == (BatchState.PAUSED, "outside_window")
    assert batch.counts.pending == 3


def test_what_the_callers_progress_raises_stops_the_batch_and_is_raised(
    journal: Journal, api: StandIn, to: Connection
) -> None:
    batch = checked(journal, rows=6)

    def broken(_more: int) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        batch_sender.send(journal, batch, connection=to, progress=broken)
    stopped = journal.batches.one(batch.id)
    assert (stopped.state, stopped.paused_because) == (BatchState.PAUSED, "interrupted")
    assert (stopped.counts.unknown, stopped.counts.sending) == (0, 0), "none was cut in half"
    assert batch_sender.send(journal, batch, connection=to).counts.accepted == 6
    assert everybody(api) == [number(n) for n in range(1, 7)]


def test_an_interrupt_finishes_what_is_on_its_way(tmp_path: Path) -> None:
    with StandIn(faults=no_faults, latency=0.3) as api, opened(tmp_path) as journal:
        to = Connection(url=api.url, token=Token(api.token))
        batch = checked(journal, rows=6)
        presses = iter([_thread.interrupt_main])  # once: a second one may come behind the end

        def press(_more: object) -> None:
            next(presses, lambda: None)()

        with pytest.raises(KeyboardInterrupt):
            batch_sender.send(journal, batch, connection=to, progress=press)
        stopped = journal.batches.one(batch.id)
        assert (stopped.state, stopped.paused_because) == (BatchState.PAUSED, "interrupted")
        assert stopped.counts.accepted == len(everybody(api)) < 6
        assert batch_sender.send(journal, batch, connection=to).counts.accepted == 6
        assert everybody(api) == [number(n) for n in range(1, 7)]


def test_from_a_copy_that_was_brought_back_nothing_leaves(
    tmp_path: Path, api: StandIn, to: Connection
) -> None:
    with opened(tmp_path) as journal:
        batch = checked(journal, settings=Settings(gap=0, canary=1))
        journal.maintenance.backup(tmp_path / "copy.sqlite3")
        batch_sender.send(journal, batch, connection=to)
    shutil.copy(tmp_path / "copy.sqlite3", tmp_path / "journal.sqlite3")
    with opened(tmp_path) as journal, pytest.raises(JournalRestored):
        batch_sender.send(journal, batch, connection=to)
    assert len(everybody(api)) == 1


@pytest.mark.parametrize("verb", [batch_sender.send, batch_sender.resume])
def test_what_was_judged_leaves_after_a_change_only_if_it_is_said(
    journal: Journal, api: StandIn, to: Connection, tmp_path: Path, verb: Callable[..., BatchRecord]
) -> None:
    path = tmp_path / "lista.csv"
    path.write_text("nome,celular\nAna,11 90000-2001\n", "utf-8")
    batch = batch_sender.check(journal, path, "Oi, {{ nome }}!", settings=AT_ONCE)
    path.unlink()
    with pytest.raises(FilesChanged, match="is gone"):
        verb(journal, batch, connection=to)
    assert not everybody(api)
    verb(journal, batch, connection=to, as_judged=True)
    assert len(everybody(api)) == 1


def test_no_text_at_all_is_told(journal: Journal) -> None:
    with pytest.raises(batch_sender.BatchSenderError) as caught:
        batch_sender.check(journal, [{"nome": "Ana", "celular": "11 90000-0601"}], [])
    assert caught.value.code == "text_or_template"


def test_a_batch_that_is_not_there_is_told_at_once(journal: Journal) -> None:
    with pytest.raises(UnknownBatch):
        batch_sender.outcomes(journal, 7)


def test_a_saved_connection_is_found_by_its_name(tmp_path: Path) -> None:
    file = tmp_path / "connections.toml"
    file.write_text('[loja]\nurl = "http://127.0.0.1:1/send"\ntoken = "x"\n', "utf-8")
    file.chmod(0o600)
    assert batch_sender.saved_connection("loja", path=file) == Connection(
        name="loja", url="http://127.0.0.1:1/send", token=Token("x")
    )
