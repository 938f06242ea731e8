"""Post so many messages with requests, each marked on disk before its call and settled after it.

It keeps the one promise that counts: what was under way when the machine went down is known, and is
not sent again unasked.

python -m tests.benchmarks.baselines.send_with_marks URL MESSAGES THREADS [DATABASE]
    DATABASE: of PostgreSQL; SQLite, unless told. Prints the seconds from the first request to the last
    answer, and the processor's of sending.
"""

import sqlite3
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import requests

from tests.benchmarks.answering import seconds_at

_OF_THE_THREAD = threading.local()


class Marks:
    """The messages in a database; one thread at a time writes, and what it wrote is on disk."""

    def __init__(self, connection: Any, placeholder: str) -> None:
        self._connection, self._placeholder = connection, placeholder
        self._lock = threading.Lock()

    def add(self, messages: int) -> None:
        """Write down what is to be sent."""
        columns = "id INTEGER PRIMARY KEY, state TEXT, number TEXT, body TEXT"
        self._write(f"CREATE TABLE messages ({columns}, changed_at TEXT, answer TEXT)")
        with self._lock:
            self._connection.cursor().executemany(
                self._filled("INSERT INTO messages VALUES (?, 'pending', ?, ?, NULL, NULL)"),
                [(row, f"55119{row:08d}", f"Olá, cliente {row}!") for row in range(messages)],
            )
            self._connection.commit()

    def pending(self) -> list[tuple[int, str, str]]:
        """Return what is still to be sent."""
        chosen = "SELECT id, number, body FROM messages WHERE state = 'pending' ORDER BY id"
        return list(self._connection.execute(chosen).fetchall())

    def move(self, row: int, before: str, after: str, answer: str | None = None) -> None:
        """Move one message from a state to another."""
        changed = self._write(
            "UPDATE messages SET state = ?, changed_at = ?, answer = ? WHERE id = ? AND state = ?",
            (after, datetime.now(UTC).isoformat(), answer, row, before),
        )
        if changed != 1:
            raise RuntimeError(f"message {row} is no longer {before}")

    def _write(self, statement: str, values: tuple[object, ...] = ()) -> int:
        with self._lock:
            changed = self._connection.execute(self._filled(statement), values).rowcount
            self._connection.commit()
            return int(changed)

    def _filled(self, statement: str) -> str:
        return statement.replace("?", self._placeholder)


def on_sqlite(path: Path) -> Marks:
    """Open a database that survives a power cut."""
    connection = sqlite3.connect(path, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    return Marks(connection, "?")


def on_postgres(url: str) -> Marks:
    """Open a database on a server."""
    import psycopg  # noqa: PLC0415 - not everybody has it

    return Marks(psycopg.connect(url), "%s")


def session() -> requests.Session:
    """Return the session of this thread."""
    if not hasattr(_OF_THE_THREAD, "session"):
        _OF_THE_THREAD.session = requests.Session()
        _OF_THE_THREAD.session.headers["Authorization"] = "Bearer token-of-the-benchmark"
    found: requests.Session = _OF_THE_THREAD.session
    return found


def send(marks: Marks, url: str, row: int, number: str, body: str) -> None:
    """Send one message."""
    marks.move(row, "pending", "sending")
    message = {"number": number, "openTicket": "0", "body": body}
    try:
        answer = session().post(url, json=message, timeout=(10, 60))
    except requests.RequestException as err:
        marks.move(row, "sending", "unknown", str(err))
    else:
        marks.move(row, "sending", "accepted" if answer.ok else "rejected", answer.text)


def main(marks: Marks, url: str, messages: int, threads: int) -> None:
    """Send them all."""
    marks.add(messages)
    began = time.process_time()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda message: send(marks, url, *message), marks.pending()))
    print(seconds_at(url), time.process_time() - began)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        database = on_postgres(sys.argv[4]) if sys.argv[4:] else on_sqlite(Path(folder) / "marks")
        main(database, sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
