"""Take the pictures of README and quick start anew: the demonstration on a terminal with its results, and the page.

python -m tests.picture    needs Chromium, bash and a system with pseudo-terminals
"""

import html
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from batch_sender.config.workspace import Workspace
from batch_sender.journal import Journal
from batch_sender.standin import StandIn
from batch_sender.web.serving import served
from tests.docs.shells import Shell
from tests.web.browser import chromium_started, visiting

ROOT: Final = Path(__file__).parent.parent
PICTURES: Final = (
    ("en", "results.html", ROOT / "docs" / "run.png"),
    ("pt-BR", "resultado.html", ROOT / "docs" / "pt-BR" / "run.png"),
)
PAGES: Final = (
    ("en", "Hi {nome}!", ROOT / "docs" / "page.png"),
    ("pt-BR", "Oi, {nome}!", ROOT / "docs" / "pt-BR" / "pagina.png"),
)
_ABOVE: Final = 19
_SIZE: Final = "1000,1380"
_COLOURS: Final = {
    "1": "font-weight:bold", "2": "opacity:.7", "31": "color:#e06c75", "32": "color:#98c379",
    "33": "color:#d7af5f", "34": "color:#61afef", "36": "color:#56b6c2",
}  # fmt: skip
_PAGE: Final = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; background: #fff }}
pre {{ margin: 0; padding: 16px; background: #282c34; color: #dcdfe4; border-radius: 8px;
      font: 14px/19px "DejaVu Sans Mono", monospace; white-space: pre-wrap }}
iframe {{ width: 100%; height: 620px; border: 0; margin-top: 8px }}
</style><pre>{terminal}</pre><iframe src="{results}" scrolling="no"></iframe>"""


def take(language: str, results: str, picture: Path) -> None:
    """Run the demonstration in a language, and write its picture."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        environment = {
            **os.environ, "HOME": folder, "BATCH_SENDER_LANG": language,
            "TERM": "xterm-256color", "COLUMNS": "100",
        }  # fmt: skip
        with Shell(here, environment) as shell:
            shell.paste(f'batch-sender() {{ "{sys.executable}" -m batch_sender "$@"; }}', {})
            _code, shown = shell.paste(f"batch-sender demo --out {results}", {})
        page = here / "page.html"
        terminal = _coloured("\n".join(_shortened(list(_on_screen(shown.replace(folder, "~"))))))
        page.write_text(_PAGE.format(terminal=terminal, results=results), "utf-8")
        subprocess.run(
            ["chromium", "--headless", "--no-sandbox", "--hide-scrollbars",
             f"--screenshot={picture}", f"--window-size={_SIZE}", page.as_uri()],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip


def take_page(locale: str, greeting: str, picture: Path) -> None:
    """Check a sample list on the page, in a language, and write the picture of it."""
    with tempfile.TemporaryDirectory() as folder, StandIn() as api:
        workspace = Workspace.of(
            {
                "BATCH_SENDER_STATE": f"{folder}/state",
                "BATCH_SENDER_JOURNAL": f"{folder}/journal.sqlite3",
                "BATCH_SENDER_CONNECTIONS": f"{folder}/connections.toml",
                "BATCH_SENDER_URL": api.url,
                "BATCH_SENDER_TOKEN": str(api.token),
            }
        )
        with (
            Journal(workspace.journal) as book,
            served(book, workspace, who="ana", health=dict, last_words=5) as running,
            chromium_started() as browser,
            visiting(browser, running, width=1000, locale=locale) as page,
        ):
            page.goto(f"{running.url}/new")
            page.locator("main button.main").click()
            page.set_input_files("input[type=file]", ROOT / "samples" / "demo.xlsx")
            page.locator("main button.main").first.click()
            page.wait_for_url("**/columns")
            page.goto(page.url.replace("/columns", "/text"))
            page.locator("textarea").first.fill(greeting)
            page.locator("main button.main").last.click()
            page.locator("main button.main").first.click()
            page.locator(".kinds").first.wait_for()
            page.screenshot(path=picture)


def _on_screen(shown: str) -> Iterator[str]:
    """Yield the lines that stay: a progress bar stands below what was told above it, as it was last."""
    command, *lines, _prompt = shown.splitlines()
    bars = [at for at, line in enumerate(lines) if "%|" in line]
    yield f"$ {command}"
    for at, line in enumerate(lines):
        is_drawn_over = bars[0] <= at < bars[-1] and ("%|" in line or not line.strip())
        if not is_drawn_over:
            yield line.rstrip()


def _shortened(lines: list[str]) -> list[str]:
    """Leave out what stands between the first problems and the forecast above the progress bar."""
    bar = next(at for at, line in enumerate(lines) if "%|" in line)
    forecast = max(at for at, line in enumerate(lines[:bar]) if line)
    below = max(at for at, line in enumerate(lines[:forecast]) if not line) + 1
    return [*lines[:_ABOVE], "  …", "", *lines[below:]]


def _coloured(text: str) -> str:
    first, *rest = re.split(r"\x1b\[([\d;]*)m", html.escape(text))
    shown = [first]
    for codes, piece in zip(rest[::2], rest[1::2], strict=True):
        style = ";".join(_COLOURS[code] for code in codes.split(";") if code in _COLOURS)
        shown.append(f'<span style="{style}">{piece}</span>')
    return "".join(shown)


if __name__ == "__main__":
    for each in PICTURES:
        take(*each)
    for page in PAGES:
        take_page(*page)
