"""The pages about the HTTP API, in both languages, pasted into a shell with a real server behind them."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from batch_sender.config.workspace import Workspace
from batch_sender.journal import Journal
from batch_sender.web.serving import served
from tests.web.api.conftest import LIST

ROOT = Path(__file__).parents[2]
NEEDED = ("bash", "curl", "jq")


@pytest.mark.skipif(
    os.name == "nt" or not all(map(shutil.which, NEEDED)),
    reason="bash, curl and jq are not all here",
)
@pytest.mark.parametrize("page", ["docs/api.md", "docs/pt-BR/api.md"])
def test_its_examples_work_pasted(place: Path, page: str) -> None:
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / page).read_text("utf-8"), re.DOTALL)
    script = "".join(blocks).replace("sleep 1", "sleep 0.1").replace("20/min", "off")
    script = script.replace('\\"texts\\": [\\"Oi {{nome}}!\\"]}', '\\"texts\\": [\\"Oi {{nome}}!\\"], \\"options\\": {\\"rate\\": \\"off\\"}}')  # fmt: skip
    (place / "clientes.csv").write_text(LIST, "utf-8")
    environment = {**os.environ, "BATCH_SENDER_STATE": str(place / "state")}
    program = f'batch-sender() {{ "{sys.executable}" -m batch_sender "$@"; }}\n'
    with (
        Journal(place / "journal.sqlite3") as book,
        served(
            book,
            Workspace.of(environment),
            who="ana",
            health=lambda: {"state": "ok"},
            last_words=30,
        ) as running,
    ):
        ran = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", program + script],
            cwd=place,
            env={**environment, "PAGE": running.url, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        assert book.batches.one(1).counts.accepted == 3
    assert (place / "resultados.xlsx").read_bytes().startswith(b"PK")
