"""`stand-in` on the command line: with its faults, or without them for a rehearsal with a real list."""

import subprocess
import sys

import pytest
import requests

REFUSED = "5511900001400"


@pytest.mark.parametrize(
    ("flags", "status"),
    [
        pytest.param([], 400, id="the last three digits choose a fault"),
        pytest.param(["--no-faults"], 200, id="unless there are to be none"),
    ],
)
def test_faults_can_be_left_out(flags: list[str], status: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "batch_sender", "--lang", "en", "stand-in", "--port", "0", *flags],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
    ) as program:  # fmt: skip
        try:
            assert program.stderr
            told = [program.stderr.readline().strip() for _line in range(3)]
            url, token = (line.partition("=")[2] for line in told[1:])
            answer = requests.post(
                url,
                json={"number": REFUSED, "body": "Oi", "openTicket": "0"},
                headers={"Authorization": f"Bearer {token}"},
                timeout=60,
            )
            assert answer.status_code == status
        finally:
            program.terminate()
