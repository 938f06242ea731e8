"""A PgBouncer of the tests' own before their PostgreSQL server."""

import contextlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import make_url

_PATIENCE: Final = 10.0


@contextlib.contextmanager
def pgbouncer(postgres: str, folder: Path, *, mode: str, more: str = "") -> Iterator[str]:
    """Start one in a pool mode; yields the URL of the same database through it."""
    program = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        if "BATCH_SENDER_TEST_PGBOUNCER" in os.environ:
            pytest.fail("PgBouncer is wanted here and not installed")
        pytest.skip("PgBouncer is not installed")
    url = make_url(postgres)
    port = _free_port()
    (folder / "users.txt").write_text(f'"{url.username}" "{url.password or ""}"\n', "utf-8")
    config = folder / "pgbouncer.ini"
    config.write_text(
        "[databases]\n"
        f"* = host={url.host or '/var/run/postgresql'} port={url.port or 5432}\n"
        "[pgbouncer]\n"
        f"listen_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n"
        f"auth_type = trust\nauth_file = {folder / 'users.txt'}\n"
        f"pool_mode = {mode}\nmax_client_conn = 100\n{more}\n",
        "utf-8",
    )
    command = [program, "-q", str(config)]
    if os.geteuid() == 0:  # it does not run as root
        command[1:1] = ["-u", "nobody"]
        folder.chmod(0o755)
        for parent in (*folder.parents, *folder.iterdir()):
            parent.chmod(parent.stat().st_mode | 0o055)
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        try:
            _wait_for(port, process)
            through = url.set(host="127.0.0.1", port=port)
            yield through.render_as_string(hide_password=False)
        finally:
            process.terminate()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    process.kill()
    raise AssertionError(process.stderr.read() if process.stderr else "")
