"""Post so many messages with requests and note nothing: a loop, or a thread pool.

python send.py URL MESSAGES THREADS     prints the seconds from the first request to the last answer
"""

import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import requests

from tests.benchmarks.answering import seconds_at

_OF_THE_THREAD = threading.local()


def session() -> requests.Session:
    """Return the session of this thread."""
    if not hasattr(_OF_THE_THREAD, "session"):
        _OF_THE_THREAD.session = requests.Session()
        _OF_THE_THREAD.session.headers["Authorization"] = "Bearer token-of-the-benchmark"
    found: requests.Session = _OF_THE_THREAD.session
    return found


def send(url: str, row: int) -> None:
    """Send one message."""
    message = {"number": f"55119{row:08d}", "openTicket": "0", "body": f"Olá, cliente {row}!"}
    answer = session().post(url, json=message, timeout=(10, 60))
    answer.raise_for_status()


def main(url: str, messages: int, threads: int) -> None:
    """Send them all."""
    if threads == 1:
        for row in range(messages):
            send(url, row)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(lambda row: send(url, row), range(messages)))
    print(seconds_at(url))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
