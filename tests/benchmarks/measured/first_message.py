"""Resume a batch as a person does, and stop it dead when its first message has come.

python -m tests.benchmarks.measured.first_message JOURNAL BATCH     prints the seconds from the start to that message
"""

import os
import subprocess
import sys
import threading
import time

from batch_sender.standin import Received, StandIn

_PATIENCE = 120.0


def main(journal: str, batch: str) -> None:
    """Wait for the first message that has a number: the one before it tests the token."""
    arrived = threading.Event()

    def look(request: Received) -> None:
        if request.number:
            arrived.set()

    with StandIn() as api:
        api.tell(look)
        account = {"BATCH_SENDER_URL": api.url, "BATCH_SENDER_TOKEN": api.token}
        command = [sys.executable, "-m", "batch_sender", "resume", batch, "--yes"]
        began = time.perf_counter()
        process = subprocess.Popen(
            # Each time it is another server, as far as the journal can tell.
            [*command, "--other-connection", "--journal", journal],
            env={**os.environ, **account},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        came = arrived.wait(_PATIENCE)
        seconds = time.perf_counter() - began
        process.kill()
        _out, complaint = process.communicate()
    if not came:
        sys.exit(complaint.decode())
    print(seconds)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
