"""The files behind a batch: what was judged is known again, and whoever goes on after a change is asked."""

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from batch_sender import sentences
from batch_sender.config.settings import Settings
from batch_sender.journal import Journal
from batch_sender.judge.prepare import Request, prepare
from batch_sender.judge.progress import JudgedSoFar, Progress, unheard
from batch_sender.load.errors import ListChanged
from batch_sender.models import FileRole
from batch_sender.operations.connections import probed
from batch_sender.operations.errors import FilesChanged
from batch_sender.operations.file_changes import changed_files, refuse_changed
from batch_sender.operations.options import Caller, SendOptions
from batch_sender.operations.questions import Answer, AnswerNeeded, SendAsJudged
from batch_sender.operations.requests import texts_of
from batch_sender.operations.send import Declined, SendOutcome, Sent, go_on, send
from batch_sender.sentences.events import describe_event
from batch_sender.standin import StandIn
from tests.support import FakeClock, connection_to

ROWS = "nome,telefone\nAna,11 90000-2001\nBia,11 90000-2002\n"
MORE = "Cid,11 90000-2003\n"
UNASKED = SendOptions(yes=True)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """A list and a text."""
    contact_list, text = tmp_path / "lista.csv", tmp_path / "texto.txt"
    contact_list.write_text(ROWS, "utf-8")
    text.write_text("Oi {nome}", "utf-8")
    return contact_list, text


@pytest.fixture
def batch(journal: Journal, files: tuple[Path, Path], clock: FakeClock) -> int:
    """A batch of both, judged."""
    return judged(journal, *files, clock=clock)


def judged(
    journal: Journal,
    contact_list: Path,
    *texts: Path,
    clock: FakeClock,
    progress: Progress = unheard,
    piped: bool = False,
) -> int:
    first, *others = texts_of(texts, None, contact_list=contact_list)
    request = Request(
        list_path=contact_list,
        text=first.text,
        origin=first.origin,
        text_file=first.file,
        others=tuple(others),
        settings=Settings(gap=0, window="always"),
        who="ana",
        list_is_piped=piped,
    )
    return prepare(journal, request, now=clock.now(), progress=progress)


def told(journal: Journal, batch: int) -> list[str]:
    return [sentences.describe_change(each) for each in changed_files(journal, batch)]


# ── what is known of them ─────────────────────────────────────────────────────────────────────


def test_a_batch_keeps_what_its_list_and_each_of_its_texts_held(
    journal: Journal, files: tuple[Path, Path], tmp_path: Path, clock: FakeClock
) -> None:
    other = tmp_path / "outro.txt"
    other.write_bytes("Olá {nome}\r\n".encode("cp1252"))
    batch = judged(journal, *files, other, clock=clock)
    kept = journal.batches.files(batch)
    assert [each.role for each in kept] == [FileRole.LIST, FileRole.TEXT, FileRole.TEXT]
    for each, path in zip(kept, (*files, other), strict=True):
        held = path.read_bytes()
        assert each.path == path
        assert (each.content.size, each.content.sha256) == (len(held), sha256(held).hexdigest())


def test_paths_that_were_typed_from_a_folder_are_found_from_any_other(
    journal: Journal, files: tuple[Path, Path], clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(files[0].parent)
    batch = judged(journal, *(Path(path.name) for path in files), clock=clock)
    monkeypatch.chdir("/")
    assert changed_files(journal, batch) == ()


def test_of_a_typed_text_rows_in_memory_and_a_piped_list_there_is_no_file(
    journal: Journal, files: tuple[Path, Path], clock: FakeClock
) -> None:
    request = Request(
        list_path=Path("rows"),
        rows=[{"nome": "Ana", "telefone": "11 90000-2001"}],
        text="Oi {nome}",
        origin="--text",
        settings=Settings(),
        who="ana",
    )
    assert journal.batches.files(prepare(journal, request, now=clock.now())) == ()
    piped = judged(journal, *files, clock=clock, piped=True)
    assert [each.role for each in journal.batches.files(piped)] == [FileRole.TEXT]


def test_a_list_that_changes_while_it_is_judged_leaves_no_batch(
    journal: Journal, files: tuple[Path, Path], clock: FakeClock
) -> None:
    def written_to(_so_far: JudgedSoFar) -> None:
        files[0].write_text(ROWS.replace("2001", "2009"), "utf-8")  # as long as before

    with pytest.raises(ListChanged):
        judged(journal, *files, clock=clock, progress=written_to)
    assert journal.batches.recent() == []


def test_a_list_that_is_only_touched_while_it_is_judged_is_the_same(
    journal: Journal, files: tuple[Path, Path], clock: FakeClock
) -> None:
    def touched(_so_far: JudgedSoFar) -> None:
        os.utime(files[0], (1, 1))

    batch = judged(journal, *files, clock=clock, progress=touched)
    assert changed_files(journal, batch) == ()


# ── what became of them ───────────────────────────────────────────────────────────────────────


def test_a_file_that_was_only_touched_is_the_same(
    journal: Journal, batch: int, files: tuple[Path, Path]
) -> None:
    for path in files:
        os.utime(path, (1, 1))
    assert changed_files(journal, batch) == ()
    refuse_changed(journal, batch)


def test_a_change_says_which_file_when_and_by_how_much(
    journal: Journal, batch: int, files: tuple[Path, Path]
) -> None:
    contact_list, text = files
    contact_list.write_text(ROWS + MORE, "utf-8")
    text.write_text("Oi {nom}", "utf-8")
    os.utime(contact_list, (1_800_000_000, 1_800_000_000))
    of_list, of_text = told(journal, batch)
    assert of_list == (
        f"The list {contact_list} is not what was judged: last written on 2027-01-15 05:00 "
        "(America/Sao_Paulo), 18 bytes more."
    )
    assert of_text.startswith(f"The text {text} is not what was judged")
    assert of_text.endswith("1 byte less.")
    contact_list.write_text(ROWS.replace("Ana", "Eva"), "utf-8")
    assert told(journal, batch)[0].endswith("of the same size.")


def test_a_file_that_is_gone_or_cannot_be_read_is_said(
    journal: Journal, batch: int, files: tuple[Path, Path]
) -> None:
    contact_list, text = files
    contact_list.unlink()
    text.unlink()
    text.mkdir()
    of_list, of_text = told(journal, batch)
    assert of_list == f"The list {contact_list} is gone."
    assert of_text.startswith(f"The text {text} cannot be compared with what was judged: ")
    with pytest.raises(FilesChanged, match="is gone"):
        refuse_changed(journal, batch)


def test_a_list_that_the_program_has_moved_is_looked_for_where_it_lies(
    journal: Journal, batch: int, files: tuple[Path, Path], tmp_path: Path
) -> None:
    contact_list, _text = files
    moved = contact_list.rename(tmp_path / "enviada.csv")
    journal.batches.note(batch, "list_moved", who="servico", detail={"path": str(moved)})
    contact_list.write_text("nome,telefone\nthe next list\n", "utf-8")
    assert changed_files(journal, batch) == ()
    moved.unlink()
    assert [change.now for change in changed_files(journal, batch)] == [None]


# ── who goes on with it ───────────────────────────────────────────────────────────────────────


@pytest.fixture(params=[send, go_on], ids=["send", "go on"])
def leave(
    request: pytest.FixtureRequest, journal: Journal, batch: int, api: StandIn, clock: FakeClock
) -> Callable[..., SendOutcome]:
    """Let the batch leave with these answers."""
    caller = Caller(who="ana", clock=clock)
    tested = probed(connection_to(api), Settings())

    def call(*answers: Answer, options: SendOptions = UNASKED) -> SendOutcome:
        outcome: SendOutcome = request.param(journal, batch, tested, options, caller, answers)
        return outcome

    return call


Leave = Callable[..., SendOutcome]


def question_of(outcome: SendOutcome) -> SendAsJudged:
    assert isinstance(outcome, AnswerNeeded)
    assert isinstance(outcome.question, SendAsJudged)
    return outcome.question


def test_nothing_is_asked_where_nothing_changed(leave: Leave, api: StandIn) -> None:
    assert isinstance(leave(), Sent)
    assert len(api.arrived()) == 2


def test_a_yes_that_was_said_beforehand_is_none_to_a_change(
    leave: Leave, files: tuple[Path, Path], api: StandIn
) -> None:
    files[0].write_text(ROWS + MORE, "utf-8")
    question = question_of(leave())
    assert [change.file.path for change in question.changes] == [files[0]]
    assert isinstance(leave(Answer(to=question.key)), Declined)
    assert not api.arrived()
    assert isinstance(leave(Answer(to=question.key, yes=True)), Sent)
    assert len(api.arrived()) == 2, "what was judged, not what stands there"


def test_what_changes_once_more_is_asked_anew(
    leave: Leave, files: tuple[Path, Path], api: StandIn
) -> None:
    files[0].write_text(ROWS + MORE, "utf-8")
    first = question_of(leave())
    files[0].unlink()
    second = question_of(leave(Answer(to=first.key, yes=True)))
    assert second != first
    assert not api.arrived()
    assert isinstance(leave(Answer(to=second.key, yes=True)), Sent)


def test_who_says_so_beforehand_is_not_asked_and_it_is_written_down(
    leave: Leave, journal: Journal, batch: int, files: tuple[Path, Path]
) -> None:
    files[0].unlink()
    assert isinstance(leave(options=SendOptions(yes=True, as_judged=True)), Sent)
    (event,) = [each for each in journal.batches.events(batch) if each.kind == "sent_as_judged"]
    assert event.detail == {"files": str(files[0]), "now": [None]}
    assert str(files[0]) in describe_event(event.kind, event.detail)


def test_a_batch_with_nothing_to_send_asks_nothing(
    journal: Journal, files: tuple[Path, Path], clock: FakeClock, api: StandIn
) -> None:
    files[0].write_text("nome,telefone\nAna,1\n", "utf-8")
    batch = judged(journal, *files, clock=clock)
    files[0].unlink()
    tested = probed(connection_to(api), Settings())
    caller = Caller(who="ana", clock=clock)
    assert isinstance(send(journal, batch, tested, UNASKED, caller), Sent)
