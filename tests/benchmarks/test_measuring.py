"""What the figures of a measured command hold."""

import sys

import pytest

from tests.benchmarks.measuring import Command, ScriptBroke, median, once

_BUSY = "import time\nwhile time.process_time() < 0.3: pass"
_IN_A_CHILD = (
    f"import subprocess, sys; subprocess.run([sys.executable, '-c', {_BUSY!r}], check=True)"
)


def python(code: str, *, tells: bool = False) -> Command:
    return Command(arguments=(sys.executable, "-c", code), tells=tells)


@pytest.mark.skipif(sys.platform == "win32", reason="nobody tells there what a process took")
def test_what_a_process_of_the_command_works_is_counted_too() -> None:
    found = once(python(_IN_A_CHILD))
    assert found.processor is not None
    assert found.processor >= 0.3


def test_bytecode_is_kept_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    found = once(python("import sys; print(int(sys.dont_write_bytecode))", tells=True))
    assert found.told == (0.0,)


def test_a_command_tells_several_figures_the_seconds_first() -> None:
    runs = [
        once(python(f"print('talk'); print({seconds}, 7)", tells=True)) for seconds in (1, 2, 9)
    ]
    found = median(runs)
    assert (found.seconds, found.told) == (2, (2, 7))


def test_a_script_that_breaks_ends_the_measurement() -> None:
    with pytest.raises(ScriptBroke, match="no such list"):
        once(python("raise SystemExit('no such list')"))
