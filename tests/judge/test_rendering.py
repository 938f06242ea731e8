"""Rows rendered by two processes: the same as by one, in order, whatever becomes of the second."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from batch_sender.config.settings import Settings
from batch_sender.judge import rendering as rendering_module
from batch_sender.judge.rendered import RenderedChunk
from batch_sender.judge.renderer import RenderOptions, render
from batch_sender.judge.rendering import Rendering
from batch_sender.judge.request import JudgingContext, Request
from batch_sender.judge.row import RowJudge
from batch_sender.load import open_list
from batch_sender.models import Contact
from tests.benchmarks.lists import write_csv

NOW = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
CHUNKS, ROWS = 12, 100
TEXT = "{{ saudacao }}, {{ nome }} ! {{ valor|upper }} {{ data }}"  # a warning in each message
BOTH = RenderOptions(warnings=True, messages=True)


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> JudgingContext:
    path = write_csv(tmp_path_factory.mktemp("list") / "list.csv", CHUNKS * ROWS)
    request = Request(list_path=path, text=TEXT, origin="t", settings=Settings(), who="x")
    with open_list(path) as contacts:
        return JudgingContext.of(contacts, request, key=b"k" * 32, now=NOW)


def chunks(context: JudgingContext) -> list[list[Contact]]:
    with open_list(context.request.list_path) as contacts:
        rows = list(contacts.rows())
    return [rows[start : start + ROWS] for start in range(0, len(rows), ROWS)]


def alone(context: JudgingContext, options: RenderOptions = BOTH) -> list[RenderedChunk]:
    judge = RowJudge.of(context)
    return [render(judge, chunk, options=options) for chunk in chunks(context)]


@pytest.fixture(autouse=True)
def _any_list_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering_module, "_LARGE", 0)


def rendered(
    rendering: Rendering,
    context: JudgingContext,
    chunks: Iterable[list[Contact]],
    options: RenderOptions = BOTH,
) -> Iterator[RenderedChunk]:
    return rendering.render(chunks, context=context, judge=RowJudge.of(context), options=options)


def handed_over(rendering: Rendering, chunks: list[list[Contact]]) -> Iterator[list[Contact]]:
    """Hand over chunks; from the fourth on the second process is there to take some."""
    for number, chunk in enumerate(chunks):
        if number > 2:
            assert rendering._second is not None
            rendering._second._ready.result()
        yield chunk


@pytest.mark.parametrize(
    "options", [BOTH, RenderOptions(warnings=False, messages=False)], ids=["everything", "least"]
)
def test_two_processes_fill_as_one_does(context: JudgingContext, options: RenderOptions) -> None:
    with closing(Rendering(context.request.list_path)) as rendering:
        found = list(rendered(rendering, context, handed_over(rendering, chunks(context)), options))
        assert rendering._second is not None
        assert rendering._second._given, "the second process had nothing to do"
    assert found == alone(context, options)


def test_a_small_list_starts_no_process(
    context: JudgingContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering_module, "_LARGE", 1_500_000)
    with closing(Rendering(context.request.list_path)) as rendering:
        assert rendering._second is None
        assert list(rendered(rendering, context, chunks(context))) == alone(context)


def test_a_single_core_fills_alone(
    context: JudgingContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0}, raising=False)
    with closing(Rendering(context.request.list_path)) as rendering:
        assert rendering._second is None
        assert list(rendered(rendering, context, chunks(context))) == alone(context)


def no_shared_memory(*_args: object, **_more: object) -> ProcessPoolExecutor:
    """As where a container has no /dev/shm: the pool's semaphores cannot be made."""
    raise FileNotFoundError(2, "No such file or directory")


def no_more_processes(*_args: object, **_more: object) -> Future[None]:
    raise BlockingIOError(11, "Resource temporarily unavailable")


@pytest.mark.parametrize(
    ("name", "failing"),
    [
        pytest.param("__init__", no_shared_memory, id="no shared memory"),
        pytest.param("submit", no_more_processes, id="no more processes"),
    ],
)
def test_a_system_that_gives_no_process_fills_alone(
    context: JudgingContext,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    failing: Callable[..., object],
) -> None:
    monkeypatch.setattr(ProcessPoolExecutor, name, failing)
    with closing(Rendering(context.request.list_path)) as rendering:
        assert rendering._second is None
        assert list(rendered(rendering, context, chunks(context))) == alone(context)


def test_what_a_process_took_with_it_is_filled_here(context: JudgingContext) -> None:
    with closing(Rendering(context.request.list_path)) as rendering:
        taken = handed_over(rendering, chunks(context))

        def killed_after_a_while() -> Iterator[list[Contact]]:
            for number, chunk in enumerate(taken):
                yield chunk
                if number == 5:
                    assert rendering._second is not None
                    for process in rendering._second._pool._processes.values():
                        process.kill()
                        process.join()

        assert list(rendered(rendering, context, killed_after_a_while())) == alone(context)


def test_one_that_cannot_get_ready_is_done_without(context: JudgingContext, tmp_path: Path) -> None:
    file = tmp_path / "bill.pdf"
    file.write_bytes(b"%PDF-1.4 bill\n%%EOF\n")
    settings = Settings(media=str(file))
    request = Request(list_path=context.request.list_path, text="Oi", origin="t", settings=settings, who="x")  # fmt: skip
    with open_list(request.list_path) as contacts:
        own = JudgingContext.of(contacts, request, key=b"k" * 32, now=NOW)
    judge = RowJudge.of(own)
    expected = [render(judge, chunk, options=BOTH) for chunk in chunks(context)]
    file.unlink()  # between the first process's look at it and the second's
    with closing(Rendering(request.list_path)) as rendering:

        def taken() -> Iterator[list[Contact]]:
            for number, chunk in enumerate(chunks(context)):
                if number > 2:
                    assert rendering._second is not None
                    assert rendering._second._ready.exception() is not None
                yield chunk

        assert list(rendering.render(taken(), context=own, judge=judge, options=BOTH)) == expected


_FIRST_PROCESS = """
import sys
from tests.judge.test_rendering import *
if __name__ == "__main__":
    # A signal that comes before the wait for it is in the pipe: `signal.pause` would miss it.
    told, tells = os.pipe()
    os.set_blocking(tells, False)
    signal.set_wakeup_fd(tells)
    path = Path(sys.argv[1])
    request = Request(list_path=path, text="Oi", origin="t", settings=Settings(), who="x")
    with open_list(path) as contacts:
        context = JudgingContext.of(contacts, request, key=b"k" * 32, now=NOW)
    rendering_module._LARGE = 0
    with closing(Rendering(path)) as rendering:
        for number, chunk in enumerate(rendered(rendering, context, handed_over(rendering, chunks(context)))):
            if number == 4:
                print(*rendering._second._pool._processes, flush=True)
                os.read(told, 1)
"""


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs Linux, to wait for a stranger")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT], ids=["killed", "interrupted"])
def test_the_second_process_ends_with_the_first(
    context: JudgingContext, tmp_path: Path, how: signal.Signals
) -> None:
    script = tmp_path / "first.py"
    script.write_text(_FIRST_PROCESS, encoding="utf-8")
    first = subprocess.Popen(  # in a group of its own, as a terminal's foreground job is
        [sys.executable, script, context.request.list_path],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        start_new_session=True,
    )
    with first:
        assert first.stdout is not None
        assert first.stderr is not None
        second = os.pidfd_open(int(first.stdout.readline()))
        os.killpg(first.pid, how) if how is signal.SIGINT else first.kill()
        ended, _, _ = select.select([second], [], [], 60)
        os.close(second)
        assert ended, "the second process outlived the first"
        complaints = first.stderr.read()
    assert complaints.count("Traceback") == (how is signal.SIGINT)  # the first one's own alone
